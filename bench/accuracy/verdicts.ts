/**
 * What a run says of a screen, beside what is true of it: both statements of the verdict, the doubt, effects, suspect labels, errors on unseen
 * perturbations, and networks against references.
 */
import { perturbationLabels, type Dataset } from '../../src/dataset/dataset';
import { noiseLimit, type NoiseLimit } from '../../src/inference/benchmark/noise';
import { benchmarkPredictions } from '../../src/inference/benchmark/predictions';
import type { PredictionBenchmark } from '../../src/inference/benchmark/benchmark';
import { runVerdict } from '../../src/inference/verdict/runVerdict';
import type { RunVerdict } from '../../src/inference/verdict/statements';
import type { UntimedResult } from '../../src/inference/run/result';
import type { Diagnosis } from '../../src/inference/diagnosis/evidence';
import type { Readout } from '../../src/inference/run/result';
import type { Network } from '../../src/network/network';
import { edgeAt, strongestPairs } from '../../src/network/ranking';
import { findingBeside } from '../../src/present/text/benchmark';
import { doubtAbout, suspectSentences } from '../../src/present/text/diagnosis';
import { describeNote } from '../../src/present/text/notes';
import { levelNames } from '../../src/present/text/levels';
import { describeVerdict, statementText } from '../../src/present/text/verdict';
import type { SetRow } from './measure';
import { behind, fixed, withInterval } from './networkTables';
import { textTable } from './textTable';

/** A network against one reference: over all scored regulators, and over the perturbed ones of them. */
export interface ReferenceRows {
  readonly reference: string;
  readonly all: SetRow;
  readonly perturbed: SetRow;
}

export interface VerdictRow extends Pick<Diagnosis, 'effects' | 'suspectLabels'> {
  readonly name: string;
  readonly known: string;
  readonly size: string;
  readonly finding: string;
  readonly verdict: RunVerdict;
  /** Title on Check of a note about batches; null without one. */
  readonly batchWarning: string | null;
  readonly predictions: PredictionBenchmark | null;
  readonly noise: NoiseLimit | null;
  readonly kappa: number | null;
  readonly readout: Readout;
  readonly topEdges: readonly string[];
  readonly networks: readonly ReferenceRows[];
}

const TOP = 10;

export function verdictRow(
  { name, known }: Pick<VerdictRow, 'name' | 'known'>,
  dataset: Dataset,
  main: UntimedResult,
  networks: VerdictRow['networks'] = [],
): VerdictRow {
  const result = { ...main, seconds: 0 };
  const predictions = benchmarkPredictions(dataset, result, result.model.settings.seed);
  const verdict = runVerdict({ result, dataset });
  const batches = dataset.notes.find(({ tag }) => tag === 'confounded-with-batch');
  return {
    name,
    known,
    size: `${dataset.cells} × ${dataset.genes.length}, ${perturbationLabels(dataset).length} perturbations`,
    finding: findingBeside(result, predictions, verdict.predicts.level),
    verdict,
    batchWarning: batches ? describeNote(batches).title : null,
    effects: result.diagnosis.effects,
    suspectLabels: result.diagnosis.suspectLabels,
    predictions,
    noise: noiseLimit(result, dataset),
    kappa: result.crossValidation?.kappa ?? null,
    readout: result.readout,
    topEdges: topEdges(result.network),
    networks,
  };
}

function topEdges(network: Network): readonly string[] {
  return Array.from(strongestPairs(network, TOP), (pair) => {
    const { source, target, weight } = edgeAt(network, pair);
    return `${network.genes[source] ?? ''} ${weight < 0 ? '⊣' : '→'} ${network.genes[target] ?? ''}`;
  });
}

export function verdictTable(title: string, rows: readonly VerdictRow[]): string {
  return [
    title,
    levelTable(rows),
    '',
    'Errors on unseen perturbations, no change = 1',
    errorTable(rows),
    '',
    'What each run says',
    ...rows.flatMap(sentences),
    ...networkTables(rows),
  ].join('\n');
}

function levelTable(rows: readonly VerdictRow[]): string {
  return textTable(
    ['set', 'size', 'what is true', 'predicts', 'edges', 'doubt', 'effects', 'suspect labels'],
    rows.map(({ name, size, known, verdict, effects, suspectLabels }) => [
      name,
      size,
      known,
      levelNames[verdict.predicts.level],
      levelNames[verdict.edges.level],
      doubtAbout(verdict) === null ? 'no' : 'yes',
      effects === null ? 'untested' : `${effects.measurable} of ${effects.of}`,
      String(suspectLabels.length),
    ]),
  );
}

function errorTable(rows: readonly VerdictRow[]): string {
  const errorOf = ({ predictions }: VerdictRow, name: string) =>
    withInterval(predictions?.rows.find(({ predictor }) => predictor === name)?.error ?? null, 2);
  const shown = ['modulode', 'shrunk-mean', 'mean-of-training', 'linear', 'additive'].filter((name) =>
    rows.some((row) => errorOf(row, name) !== ''),
  );
  return textTable(
    ['set', 'judged', ...shown, 'perfect', 'replicate', 'κ'],
    rows.map((row) => [
      row.name,
      row.predictions === null ? '0' : `${row.predictions.labels.length} ${row.predictions.what}`,
      ...shown.map((name) => errorOf(row, name)),
      fixed(row.noise?.perfect, 2),
      fixed(row.noise?.replicate, 2),
      fixed(row.kappa, 2),
    ]),
  );
}

function sentences({ name, known, finding, verdict, batchWarning, ...row }: VerdictRow): readonly string[] {
  return [
    `${name} (${known})`,
    `  finding: ${finding}`,
    `  doubt: ${doubtAbout(verdict) ?? 'none'}`,
    ...describeVerdict(verdict).map((statement) => `  ${statementText(statement)}`),
    ...suspectSentences(row.suspectLabels).map((text) => `  ${text}`),
    ...(batchWarning === null ? [] : [`  on Check: ${batchWarning}`]),
    `  edges (${row.readout}): ${row.topEdges.join(', ')}`,
  ];
}

function networkTables(rows: readonly VerdictRow[]): readonly string[] {
  const scored = rows.flatMap(({ name, networks }) => networks.map((own) => ({ name, ...own })));
  if (scored.length === 0) return [];
  return [
    '',
    'AUPRC over all scored regulators, and over the perturbed ones of them',
    ...scored.flatMap(({ name, reference, all, perturbed }) => [
      textTable(
        [
          `${name}, ${reference}`,
          `all ${all.regulators} (density ${fixed(all.density)})`,
          `perturbed ${perturbed.regulators} (density ${fixed(perturbed.density)})`,
        ],
        all.networks.map(({ source, auprc }, at) => [
          source,
          withInterval(auprc),
          withInterval(perturbed.networks[at]?.auprc ?? null),
        ]),
      ),
      ...behind([perturbed]),
    ]),
  ];
}
