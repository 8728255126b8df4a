/** The report card: the run beside every other method, from the same cells, in the words of the page. */
import { escapeXml } from '../../../network/formats/escapeXml';
import { tag } from '../../figure/svg/xml';
import type { BesideOthers, CellsCard, PredictionCard } from '../../../inference/benchmark/benchmark';
import { evaluationText } from '../../text/evaluation';
import { perturbationNoun } from '../../text/kinds';
import { cellsOfEachTable, predictedCellsTable, predictedCellsText } from '../../text/predictedCells';
import { besideOthersTitle, verdictOf } from '../../text/reportCard';
import {
  cellTable,
  leftOutTexts,
  predictionTable,
  truthTable,
  type CardTable,
} from '../../text/reportCardTables';
import type { FinishedRun } from '../../../share/runFile';
import { calibrationChart } from '../figures/calibration';
import { chartFigure, list, paragraph, strong, table, type Markup, type Section } from '../markup';

export function besideSection(run: FinishedRun, beside: BesideOthers): Section {
  const { title, line } = verdictOf(run, beside);
  const { card, truthCard } = beside;
  const { predictions, networks } = card;
  return {
    id: 'beside',
    name: 'Other methods',
    title: besideOthersTitle,
    body: [
      tag('p', {}, `${strong(title)} ${escapeXml(line)}`),
      ...(predictions ? [predicted(predictions, perturbationNoun(run.dataset))] : []),
      ...(card.cells ? [predictedCells(card.cells)] : []),
      ...(networks.length > 0 ? [written(cellTable(card))] : []),
      ...(truthCard ? [written(truthTable(truthCard))] : []),
      ...leftOutTexts(card).map((text) => paragraph(text)),
    ].join('\n'),
  };
}

/** The chart of predicted sizes beside what the columns mean. */
function predicted(predictions: PredictionCard, noun: string): Markup {
  const card = predictionTable(predictions, noun);
  const chart = calibrationChart(predictions.calibration);
  const why = paragraph(evaluationText.errors) + termsOf(card);
  return (
    tableOf(card) + (chart ? tag('div', { class: 'pair' }, chartFigure(chart) + tag('div', {}, why)) : why)
  );
}

/** All together, and one by one. */
function predictedCells(card: CellsCard): Markup {
  return (
    tableOf(predictedCellsTable(card)) +
    paragraph(predictedCellsText.about) +
    termsOf(predictedCellsTable(card)) +
    tableOf(cellsOfEachTable(card))
  );
}

function written(card: CardTable): Markup {
  return tableOf(card) + termsOf(card);
}

function tableOf({ title, columns, rows }: CardTable): Markup {
  const kinds = columns.map((name, i) => ({ name, kind: i === 0 ? ('text' as const) : ('number' as const) }));
  return tag('h3', {}, escapeXml(title)) + table(title, kinds, rows);
}

function termsOf({ terms }: CardTable): Markup {
  return list(
    terms.map(({ name, why }) => `${strong(name)} ${escapeXml(why)}`),
    'terms',
  );
}
