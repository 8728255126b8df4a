/** The report card in lines of a terminal: one sentence, then a table each for predictions, networks and the reference. */
import type { BesideOthers, PredictionCard } from '../../inference/benchmark/benchmark';
import { evaluationText } from '../../present/text/evaluation';
import { perturbationNoun } from '../../present/text/kinds';
import { predictedCellsTable, predictedCellsText } from '../../present/text/predictedCells';
import { besideOthersTitle, verdictOf } from '../../present/text/reportCard';
import {
  calibrationTexts,
  cellTable,
  leftOutTexts,
  predictionTable,
  truthTable,
  type CardTable,
} from '../../present/text/reportCardTables';
import type { FinishedRun } from '../../share/runFile';
import { indented, table } from '../lines';

export function besideOthersLines(run: FinishedRun, beside: BesideOthers, columns: number): string[] {
  const { title, line } = verdictOf(run, beside);
  const { card, truthCard } = beside;
  const noun = perturbationNoun(run.dataset);
  return [
    besideOthersTitle,
    ...indented(title, columns),
    ...indented(line, columns),
    ...(card.predictions ? ['', ...predictionLines(card.predictions, noun, columns)] : []),
    ...(card.cells
      ? ['', ...tableLines(predictedCellsTable(card.cells)), ...indented(predictedCellsText.about, columns)]
      : []),
    '',
    ...tableLines(cellTable(card)),
    ...(truthCard ? ['', ...tableLines(truthTable(truthCard))] : []),
    ...leftOutTexts(card).flatMap((text) => indented(text, columns)),
  ];
}

function predictionLines(predictions: PredictionCard, noun: string, columns: number): string[] {
  return [
    ...tableLines(predictionTable(predictions, noun)),
    ...[evaluationText.errors, ...calibrationTexts(predictions)].flatMap((text) => indented(text, columns)),
  ];
}

function tableLines({ title, columns, rows }: CardTable): string[] {
  return [title, ...table(indentedRows([columns, ...rows]), 1)];
}

function indentedRows(rows: readonly (readonly string[])[]): string[][] {
  return rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]);
}
