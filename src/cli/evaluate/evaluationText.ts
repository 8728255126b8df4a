/** An evaluation in lines of a terminal, in the words of the page. Every score is printed with its value for a random order or no change. */
import type { Universe } from '../../evaluation/networks/scoredPairs';
import type { UnseenScores } from '../../inference/benchmark/predictorTable';
import {
  areaText,
  evaluationText,
  foundText,
  predictorColumns,
  predictorNumbers,
  randomOrderText,
  shownText,
  signsText,
  renamedText,
  unmatchedText,
} from '../../present/text/evaluation';
import { trainedEdgesText } from '../../present/text/prior';
import { verdictLines } from '../../present/text/verdict';
import { confidenceText } from '../../present/text/confidence';
import { plural, count, decimal, orDash, percent } from '../../present/text/format';
import { fieldCautions, fieldTable } from '../../present/text/field';
import { predictedCellsText, cellsColumns } from '../../present/text/benchmarkTables';
import { labelled, indented, table, wrapped } from '../lines';
import { type Evaluation, type TruthEvaluation, screenRows } from './evaluation';
import type {
  DirectAndIndirect,
  NetworkScores,
  AreaScores,
  SignedPrecision,
} from '../../evaluation/networks/networkScores';
import type { Interval } from '../../evaluation/bootstrap';
import type { CellBenchmark, CellsRow, FieldBenchmark } from '../../inference/benchmark/benchmark';

/** Pairs that are scored. */
export const universes: Readonly<Record<Universe, string>> = {
  candidates: 'candidate regulator → gene',
  all: 'every gene → gene',
  'truth-sources': 'regulators of the reference → gene',
};

const left = 36;

/** `genes`: names; `columns`: width of the terminal. */
export function evaluationLines(evaluation: Evaluation, genes: readonly string[], columns: number): string[] {
  const { finding, verdict, noise, truth, field, answers, confidence, next, screen } = evaluation;
  return [
    ...wrapped(`${finding}.`, columns),
    ...verdictLines(verdict, noise).flatMap((line) => wrapped(line, columns)),
    ...(truth ? ['', ...truthLines(truth, columns)] : []),
    '',
    ...unseenLines(evaluation, columns),
    ...(field ? ['', ...fieldLines(field, columns)] : []),
    ...(screen
      ? [
          '',
          'Evaluated against the screen itself',
          ...screenRows(screen, genes).flatMap(([label, text]) =>
            labelled(`  ${label}`, text, left, columns),
          ),
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
    ...(next
      ? [
          '',
          confidenceText.next,
          ...[next.rests, ...next.sentences].flatMap((text) => indented(text, columns)),
        ]
      : []),
    '',
    evaluationText.dataTell,
    ...answers.flatMap(({ question, sentence, attention }) =>
      indented(`${attention ? 'Caution. ' : ''}${question} ${sentence}`, columns),
    ),
  ];
}

function truthLines(
  { name, edges, comparison, scores, trained }: TruthEvaluation,
  columns: number,
): string[] {
  const caution = trained && trainedEdgesText(trained);
  const { pairs, trueEdges, universe, auroc, earlyPrecision, renamed, unmatched } = comparison;
  const row = (label: string, text: string) => labelled(`  ${label}`, text, left, columns);
  return [
    `Network against ${name}`,
    ...(caution ? indented(`Caution. ${caution.title}. ${caution.text}`, columns) : []),
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
    ...(renamed.length > 0 ? indented(renamedText(renamed), columns) : []),
    ...(unmatched.length > 0 ? indented(unmatchedText(unmatched), columns) : []),
  ];
}

function unseenLines(
  { unseen, unseenScores: scores, unseenCells: cells, meanIsBetter }: Evaluation,
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
    ].flatMap(([label, text]) => labelled(`  ${label}`, text, left, columns)),
    ...(meanIsBetter
      ? indented(`${evaluationText.meanIsBetter} ${evaluationText.meanIsBetterWhy}`, columns)
      : []),
    ...indented(`${evaluationText.errors} ${evaluationText.direction}`, columns),
    ...(cells ? indented(predictedCellsText.about, columns) : []),
  ];
}

function fieldLines(field: FieldBenchmark, columns: number): string[] {
  const card = fieldTable(field);
  const { title, aside, columns: names, rows, about } = card;
  const [first = '', ...others] = names;
  return [
    `${title} (${aside})`,
    ...table([[`  ${first}`, ...others], ...rows.map(({ name, cells }) => [`  ${name}`, ...cells])], 1),
    ...indented(about, columns),
    ...fieldCautions(card).flatMap((caution) => indented(caution, columns)),
  ];
}

type Row = readonly [label: string, text: string];

/** Omits scores that the reference does not determine. `trueEdges`: number among the scored pairs. */
function scoreRows(scores: NetworkScores, trueEdges: number): readonly Row[] {
  const { activation, repression, direction, hamming, directAndIndirect, regulators } = scores;
  return [
    signedRow('Activations', activation),
    signedRow('Repressions', repression),
    direction &&
      ([
        'Correct directions',
        `${percent(direction.accuracy)} of ${plural(direction.edges, 'true edge')} (chance: 50\u00a0%)`,
      ] as const),
    [
      'Differences from the reference',
      `${count(hamming.distance)} at ${plural(hamming.edges, 'edge')} (without edges: ${count(trueEdges)})`,
    ] as const,
    indirectRow(directAndIndirect),
    ...(regulators.neverPerturbed.regulators > 0
      ? [
          areaRow('Perturbed regulators', regulators.perturbed),
          areaRow('Regulators never perturbed', regulators.neverPerturbed),
        ]
      : []),
  ].filter((row) => row !== null);
}

function signedRow(label: string, scores: SignedPrecision | null): Row | null {
  if (scores === null) return null;
  const { precision, trueEdges, density } = scores;
  return [
    label,
    `${precision === null ? 'none' : percent(precision)} of the ${count(trueEdges)} strongest are true (chance: ${percent(density)})`,
  ];
}

function indirectRow({ drawn, pairs }: DirectAndIndirect): Row | null {
  if (pairs.indirect + pairs.other === 0 || drawn.indirect + drawn.other === 0) return null;
  const share = percent(pairs.indirect / (pairs.indirect + pairs.other));
  return [
    'Edges that are not true',
    `${count(drawn.indirect)} along paths of the reference, ${count(drawn.other)} not (chance: ${share} along paths)`,
  ];
}

function areaRow(label: string, { regulators, auprc, density }: AreaScores): Row | null {
  if (auprc === null) return null;
  return [
    label,
    `${count(regulators)}: AUPRC ${auprc.toFixed(2)}, ${(auprc / density).toFixed(1)} × chance (chance: ${density.toFixed(2)})`,
  ];
}

/** Omits undetermined scores. Brackets are 95 % intervals over `perturbations`, omitted for a single one. */
export function unseenRows({ model, noChange }: UnseenScores, perturbations: number): readonly Row[] {
  const row = (label: string, score: keyof UnseenScores['model']): readonly Row[] => {
    if (model[score] === null) return [];
    const baseline = noChange[score] === null ? '' : `; no change: ${decimal(noChange[score].value)}`;
    return [[label, `${valueWithRange(model[score], perturbations)}${baseline}`]];
  };
  return [
    ...row('Correlation beyond the mean', 'correlationBeyondMean'),
    ...row('Error on the 20 most changed', 'topGenesError'),
    ...row('Specificity (PDS)', 'discrimination'),
  ];
}

function valueWithRange({ value, low, high }: Interval, perturbations: number): string {
  return `${decimal(value)}${perturbations > 1 ? ` (${decimal(low)} to ${decimal(high)})` : ''}`;
}

/** Distances of predicted cells from measured ones, relative to no change, with the minimum for a common shift of all cells. */
function predictedCellsRows(card: CellBenchmark): readonly Row[] {
  const rowOf = (wanted: CellsRow['predictor']) => card.rows.find(({ predictor }) => predictor === wanted);
  const [own, least] = [rowOf('modulode'), rowOf('as-measured')];
  return cellsColumns.flatMap(({ of, name }) => {
    const interval = own?.[of];
    if (!interval) return [];
    const baselines = `no change: 1.00, measured mean shift: ${orDash(least?.[of]?.value ?? null, decimal)}`;
    return [[`Cells, ${name}`, `${valueWithRange(interval, card.labels.length)}; ${baselines}`] as const];
  });
}
