/** An evaluation in the words of the page's Evaluate step, in lines of a terminal. */
import type { Universe } from '../../evaluation/compare';
import { meanIsBetter, type PredictorTable } from '../../inference/predictorTable';
import {
  areaText,
  evaluationText,
  foundText,
  randomOrderText,
  shownText,
  signsText,
  unmatchedText,
} from '../../sentences/evaluation';
import { plural } from '../../sentences/format';
import { count, percent } from '../../sentences/numbers';
import { beside, table, wrapped } from '../lines';
import type { Evaluation, JudgedByTruth } from './evaluation';
import { scoreRows } from './scoreRows';

/** Which pairs are scored. */
export const universes: Readonly<Record<Universe, string>> = {
  candidates: 'candidate regulator → gene',
  all: 'every gene → gene',
  'truth-sources': 'regulators of the reference → gene',
};

const left = 36;

/** `columns`: width of the terminal. */
export function evaluationLines(evaluation: Evaluation, columns: number): string[] {
  const { finding, doubt, truth, unseen, answers } = evaluation;
  return [
    ...wrapped(`${finding}.`, columns),
    ...(doubt === null ? [] : wrapped(`${doubt}.`, columns)),
    ...(truth ? ['', ...truthLines(truth, columns)] : []),
    '',
    ...unseenLines(unseen, columns),
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
    ...row('Area under ROC', auroc === null ? '–' : auroc.toFixed(2)),
    ...row('Early precision', `${percent(earlyPrecision)} of the ${count(trueEdges)} strongest are true`),
    ...row(shownText(edges), foundText(comparison)),
    ...row(evaluationText.signs, signsText(comparison)),
    ...scoreRows(scores, trueEdges).flatMap(([label, text]) => row(label, text)),
    ...(unmatched.length > 0 ? indented(unmatchedText(unmatched), columns) : []),
  ];
}

function unseenLines(unseen: PredictorTable | null, columns: number): string[] {
  if (!unseen) return [evaluationText.unseen, ...indented(evaluationText.nothingUnseen, columns)];
  const rows = unseen.rows.map(({ name, error, direction, correlation }) => [
    `  ${name}`,
    error === null ? '–' : error.toFixed(2),
    direction === null ? '–' : percent(direction),
    correlation === null ? '–' : correlation.toFixed(2),
  ]);
  return [
    `${evaluationText.unseen} (${plural(unseen.perturbations, 'perturbation')}, ${unseen.what})`,
    ...table([['  Predictor', 'error', 'direction', 'correlation'], ...rows], 1),
    ...(meanIsBetter(unseen)
      ? indented(`${evaluationText.meanIsBetter} ${evaluationText.meanIsBetterWhy}`, columns)
      : []),
    ...indented(`${evaluationText.errors} ${evaluationText.direction}`, columns),
  ];
}

function indented(text: string, columns: number): string[] {
  return wrapped(text, columns - 2, '  ').map((line) => `  ${line}`);
}
