/** Evaluation of a run against a reference network, unseen perturbations and the cells of its screen, as data. */
import { perturbedInTraining } from '../../dataset/dataset';
import {
  type TrainedEdges,
  type TruthComparison,
  compareScored,
  trainedEdges,
} from '../../evaluation/networks/truthComparison';
import { type Universe, scorePairs } from '../../evaluation/networks/scoredPairs';
import { type NetworkScores, scoresOf } from '../../evaluation/networks/networkScores';
import type { Truth } from '../../evaluation/networks/truth';
import {
  type PredictorTable,
  type UnseenScores,
  predictorTable,
  unseenScores,
} from '../../inference/benchmark/predictorTable';
import { fieldBenchmark } from '../../inference/benchmark/field';
import { wholeCellBenchmark } from '../../inference/benchmark/cells';
import type { CellBenchmark, FieldBenchmark } from '../../inference/benchmark/benchmark';
import { meanIsBetter } from '../../inference/benchmark/plainMeans';
import { benchmarkPredictions } from '../../inference/benchmark/predictions';
import { type Advice, adviceOnRun } from '../../present/text/advice';
import { type ConfidenceSentence, confidenceSummary } from '../../present/text/confidence';
import { type NoiseLimit, noiseLimit } from '../../inference/benchmark/noise';
import { runVerdict } from '../../inference/verdict/runVerdict';
import type { RunVerdict } from '../../inference/verdict/statements';
import { type Answer, describeDiagnosis } from '../../present/text/diagnosis';
import { fieldDocument } from '../../present/text/field';
import { count, listOf, percent, plural } from '../../present/text/format';
import { verdictDocument } from '../../present/report/metrics';
import { findingBeside } from '../../present/text/benchmark';
import type { EffectsSnapshot } from '../../share/effectsSnapshot';
import type { FinishedRun } from '../../share/finishedRun';
import type { ScreenEvaluation } from '../../evaluation/referenceFree/onScreen';

export interface Evaluation {
  readonly finding: string;
  readonly verdict: RunVerdict;
  /** null where no perturbation was unseen. */
  readonly noise: NoiseLimit | null;
  readonly truth: TruthEvaluation | null;
  readonly unseen: PredictorTable | null;
  /** Whether the mean of the other perturbations clearly predicts better than the model. */
  readonly meanIsBetter: boolean;
  /** Further scores of the same predictors, with 95 % intervals over perturbations; null if `unseen` is. */
  readonly unseenScores: UnseenScores | null;
  /** Predicted cells compared with measured ones; null if no unseen perturbation has enough cells. */
  readonly unseenCells: CellBenchmark | null;
  /** null if `unseen` is. */
  readonly field: FieldBenchmark | null;
  readonly answers: readonly Answer[];
  /** Confidence; empty if not measured. */
  readonly confidence: readonly ConfidenceSentence[];
  /** What to perturb next; null where the model may rank, but its confidence was not measured. */
  readonly next: Advice | null;
  /** null unless requested. */
  readonly screen: ScreenEvaluation | null;
}

export interface TruthEvaluation {
  readonly name: string;
  /** Number of strongest edges counted as predicted, at most as many as the network has among the pairs. */
  readonly edges: number;
  readonly comparison: TruthComparison;
  readonly scores: NetworkScores;
  readonly trained: TrainedEdges | null;
}

/** `edges`: number of strongest edges whose confidence counts. */
export function evaluate(
  run: FinishedRun,
  truth: TruthEvaluation | null,
  edges: number,
  screen: ScreenEvaluation | null,
  effects: EffectsSnapshot | null,
): Evaluation {
  const { dataset, result, settings, view } = run;
  return {
    finding: findingBeside(
      result,
      benchmarkPredictions(dataset, result, settings.seed),
      runVerdict(run).predicts.level,
    ),
    verdict: runVerdict(run),
    noise: noiseLimit(result, dataset),
    truth,
    unseen: predictorTable(result),
    meanIsBetter: meanIsBetter(result),
    unseenScores: unseenScores(result, settings.seed),
    unseenCells: wholeCellBenchmark(dataset, result, settings.seed),
    field: fieldBenchmark(dataset, result),
    answers: describeDiagnosis(result),
    confidence: confidenceSummary(result, edges, view.moduleNames),
    next: adviceOnRun(run, effects),
    screen,
  };
}

/** null where the reference has no edge among the pairs of `universe`. `edges`: number of strongest edges counted as predicted. */
export function againstTruth(
  { dataset, result: { network } }: FinishedRun,
  truth: Truth,
  edges: number,
  universe: Universe,
): TruthEvaluation | null {
  const scored = scorePairs(network, truth, universe);
  const comparison = compareScored(scored, edges, universe);
  return (
    comparison && {
      name: truth.name,
      edges: comparison.found.length + comparison.wrong.length,
      comparison,
      scores: scoresOf(scored, edges, perturbedInTraining(dataset)),
      trained: trainedEdges(scored, dataset.knowledge),
    }
  );
}

/** As a JSON document, with gene names instead of indices. */
export function evaluationDocument(run: FinishedRun, evaluation: Evaluation) {
  const { result } = run;
  const nameOf = (gene: number) => result.network.genes[gene] ?? '';
  const named = (list: TruthComparison['found']) =>
    list.map((edge) => ({ ...edge, source: nameOf(edge.source), target: nameOf(edge.target) }));
  const { truth, field, screen } = evaluation;
  return {
    ...evaluation,
    ...verdictDocument(run),
    suspectLabels: result.diagnosis.suspectLabels,
    field: field && fieldDocument(field),
    truth: truth && {
      name: truth.name,
      edges: truth.edges,
      ...truth.comparison,
      ...truth.scores,
      trained: truth.trained,
      curve: {
        recall: [...truth.comparison.curve.recall],
        precision: [...truth.comparison.curve.precision],
      },
      found: named(truth.comparison.found),
      missed: named(truth.comparison.missed),
      wrong: named(truth.comparison.wrong),
    },
    screen: screen && {
      ...screen,
      identifiability: {
        ...screen.identifiability,
        alone: screen.identifiability.alone.map(nameOf),
        onlyTogether: screen.identifiability.onlyTogether.map(nameOf),
        neverPerturbed: screen.identifiability.neverPerturbed.map(nameOf),
        movingTogether: screen.identifiability.movingTogether.map((group) => group.map(nameOf)),
      },
    },
    crossValidation: result.crossValidation,
    heldOut: result.heldOut,
  };
}

/** `genes`: names. */
export function screenRows(
  { unseen, identifiability: known, screen, shuffled }: ScreenEvaluation,
  genes: readonly string[],
): readonly (readonly [string, string])[] {
  const nameOf = (gene: number) => genes[gene] ?? '';
  const regulators = known.alone.length + known.onlyTogether.length + known.neverPerturbed.length;
  const shuffledMean = (score: 'answering' | 'omissionRate') => {
    const values = shuffled.map((one) => one[score]).filter((value) => value !== null);
    return percent(values.reduce((sum, value) => sum + value / values.length, 0));
  };
  const rows: (readonly [string, string])[] = [
    [
      'Regulators perturbed alone',
      `${count(known.alone.length)} of ${count(regulators)}; ${count(known.onlyTogether.length)} only with others, ${count(known.neverPerturbed.length)} never`,
    ],
    [
      'Without an effect on other genes',
      known.withoutEffect.length === 0 ? 'no perturbation' : listOf(known.withoutEffect),
    ],
    [
      'Co-regulated genes',
      known.movingTogether.map((group) => listOf(group.map(nameOf))).join('; ') || 'none',
    ],
    [
      'Distinct effects',
      `${known.effectiveRank.toFixed(1)} of ${plural(known.perturbations, 'perturbed condition')} (effective rank)`,
    ],
  ];
  if (screen.answering !== null)
    rows.push([
      'Responding targets',
      `${percent(screen.answering)} of ${plural(screen.edges, 'edge')} (shuffled labels: ${shuffledMean('answering')})${unseen ? '' : ', perturbations seen in training'}`,
    ]);
  if (screen.omissionRate !== null)
    rows.push([
      'False omission rate',
      `${percent(screen.omissionRate)} of ${plural(screen.withoutPath, 'pair')} without a path (shuffled labels: ${shuffledMean('omissionRate')})`,
    ]);
  return rows;
}
