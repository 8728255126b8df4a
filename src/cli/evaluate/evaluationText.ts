/** An evaluation in the words of the page's Evaluate step, in lines of a terminal. */
import type { Universe } from '../../evaluation/compare';
import { meanIsBetter } from '../../inference/predictorTable';
import {
  areaText,
  evaluationText,
  foundText,
  predictorColumns,
  predictorNumbers,
  randomOrderText,
  shownText,
  signsText,
  unmatchedText,
} from '../../present/text/evaluation';
import { confidenceText } from '../../present/text/confidence';
import { plural } from '../../present/text/format';
import { predictedCellsText } from '../../present/text/predictedCells';
import { count, decimal, orDash, percent } from '../../present/text/numbers';
import { beside, indented, table, wrapped } from '../lines';
import type { Evaluation, JudgedByTruth } from './evaluation';
import { scoreRows } from './scoreRows';
import { screenRows } from './screen';
import { predictedCellsRows, unseenRows } from './unseenRows';

/** Which pairs are scored. */
export const universes: Readonly<Record<Universe, string>> = {
  candidates: 'candidate regulator → gene',
  all: 'every gene → gene',
  'truth-sources': 'regulators of the reference → gene',
};

const left = 36;

/** `genes`: names; `columns`: width of the terminal. */
export function evaluationLines(evaluation: Evaluation, genes: readonly string[], columns: number): string[] {
  const { finding, doubt, truth, answers, confidence, screen } = evaluation;
  return [
    ...wrapped(`${finding}.`, columns),
    ...(doubt === null ? [] : wrapped(`${doubt}.`, columns)),
    ...(truth ? ['', ...truthLines(truth, columns)] : []),
    '',
    ...unseenLines(evaluation, columns),
    ...(screen
      ? [
          '',
          'Judged by the screen itself',
          ...screenRows(screen, genes).flatMap(([label, text]) => beside(`  ${label}`, text, left, columns)),
        ]
      : []),
    ...(confidence.length > 0
      ? [
          '',
          confidenceText.title,
          ...confidence.flatMap(({ title, text, attention }) =>
            indented(`${attention ? 'Caution. ' : ''}${title}. ${text}`, columns),
          ),
        ]
      : []),
    '',
    evaluationText.dataTell,
    ...answers.flatMap(({ question, sentence, attention }) =>
      indented(`${attention ? 'Caution. ' : ''}${question} ${sentence}`, columns),
    ),
  ];
}

function truthLines({ name, edges, comparison, scores }: JudgedByTruth, columns: number): string[] {
  const { pairs, trueEdges, universe, auroc, earlyPrecision, unmatched } = comparison;
  const row = (label: string, text: string) => beside(`  ${label}`, text, left, columns);
  return [
    `Network against ${name}`,
    ...row(
      'Pairs scored',
      `${count(pairs)} (${universes[universe]}), ${count(trueEdges)} of them true edges`,
    ),
    ...row(evaluationText.area, `${areaText(comparison)} (${randomOrderText(comparison)})`),
    ...row('Area under ROC', orDash(auroc, decimal)),
    ...row('Early precision', `${percent(earlyPrecision)} of the ${count(trueEdges)} strongest are true`),
    ...row(shownText(edges), foundText(comparison)),
    ...row(evaluationText.signs, signsText(comparison)),
    ...scoreRows(scores, trueEdges).flatMap(([label, text]) => row(label, text)),
    ...(unmatched.length > 0 ? indented(unmatchedText(unmatched), columns) : []),
  ];
}

function unseenLines(
  { unseen, unseenScores: scores, unseenCells: cells }: Evaluation,
  columns: number,
): string[] {
  if (!unseen) return [evaluationText.unseen, ...indented(evaluationText.nothingUnseen, columns)];
  const rows = unseen.rows.map((row) => [`  ${row.name}`, ...predictorNumbers(row)]);
  return [
    `${evaluationText.unseen} (${plural(unseen.perturbations, 'perturbation')}, ${unseen.what})`,
    ...table([['  Predictor', ...predictorColumns], ...rows], 1),
    ...[
      ...(scores ? unseenRows(scores, unseen.perturbations) : []),
      ...(cells ? predictedCellsRows(cells) : []),
    ].flatMap(([label, text]) => beside(`  ${label}`, text, left, columns)),
    ...(meanIsBetter(unseen)
      ? indented(`${evaluationText.meanIsBetter} ${evaluationText.meanIsBetterWhy}`, columns)
      : []),
    ...indented(`${evaluationText.errors} ${evaluationText.direction}`, columns),
    ...(cells ? indented(predictedCellsText.about, columns) : []),
  ];
}
