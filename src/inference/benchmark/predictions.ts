/** Predictions of unseen perturbations by a run and by baselines with the same known perturbations, scored by the means of their cells. */
import { type Condition, type Dataset, familyOf, type Intervention } from '../../dataset/dataset';
import { bootstrapInterval } from '../../evaluation/bootstrap';
import { predictionScores } from '../../evaluation/predictions/predictionScores';
import { pooledError, type SquaredError } from '../../evaluation/predictions/predictionError';
import type { FitResult } from '../run/result';
import {
  inLog,
  meanOfKnown,
  type UnseenComparison,
  unseenShifts,
  type Unseen,
  leftOutShifts,
  type EvaluatedRun,
} from './unseen';
import { calibration } from './calibration';
import { byEmbedding } from './embeddingRidge';
import { noiseLimit } from './noise';
import { errorsOf, pairedError, pairedSums } from './pairedErrors';
import type { PredictionBenchmark, PredictionRow, Predictor, Standing } from './benchmark';
import { standingOf } from './standing';
import type { TrainingEndpoint } from '../../evaluation/methods/screen';
import {
  additiveFrom,
  predictorFrom,
  predictorNames,
  type Predict,
  type PredictorName,
} from '../../evaluation/methods/baselinePredictors';
import { shrinkage, shrunk, shrunkByOthers, type LabelledShift } from '../run/shrinkage';
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';

/** null where no perturbation was unseen. */
export function benchmarkPredictions(
  dataset: Dataset,
  result: FitResult,
  seed: number,
): PredictionBenchmark | null {
  const { what, judged, labels, predictions } = unseenPredictions(dataset, result);
  if (judged.length === 0) return null;
  const shared = judged.map((one) => ({ ...one, meanOfKnown: meanOfKnown(one) }));
  const families = judged.map(familyOf);
  const errors = predictions.map(({ shifts }) => errorsOf(judged, shifts));
  const rowOf = ({ predictor, shifts }: Prediction, row: number): PredictionRow => {
    const own = errors[row] ?? [];
    const predicted = shared.flatMap((one, place) => {
      const shift = shifts[place] ?? null;
      return shift === null ? [] : { ...one, predicted: shift };
    });
    const errorsIn = (names: readonly string[], nameOf: readonly string[]) =>
      names.map((name) =>
        own.filter((error, place): error is SquaredError => error !== null && nameOf[place] === name),
      );
    return {
      predictor,
      error: bootstrapInterval(
        errorsIn([...new Set(families)], families).filter(({ length }) => length > 0),
        (drawn) => pooledError(drawn.flat()),
        seed,
      ),
      paired: row === 0 ? null : pairedError(pairedSums(families, errors[0] ?? [], own), seed),
      scores: predictionScores(predicted, seed),
      errors: errorsIn(
        labels,
        judged.map(({ label }) => label),
      ).map(pooledError),
    };
  };
  const rows = predictions.map(rowOf);
  return {
    what,
    labels,
    rows,
    wins: wins(rows, labels.length),
    calibration: calibration(inLog(judged, result.model.scale)),
    noise: noiseLimit(result, dataset),
  };
}

/** Perturbations at which the first row has a lower error than every other prediction. */
function wins([own, ...others]: readonly PredictionRow[], perturbations: number): number {
  return Array.from({ length: perturbations }, (_, at) => at).filter((at) => {
    const error = own?.errors[at] ?? null;
    return error !== null && others.every(({ errors }) => error < (errors[at] ?? Infinity));
  }).length;
}

/**
 * All predictors start from the mean shifts of the run and are scored against its measurements (unseen.ts). The screen of the network
 * methods would give other numbers: it is not corrected for composition, and would have to be recomputed for every fold.
 */
export interface Prediction {
  readonly predictor: Predictor;
  /** [judged] each [G], z; null where the predictor has no prediction. */
  readonly shifts: readonly (ArrayLike<number> | null)[];
}

interface UnseenPredictions extends Unseen {
  /** Evaluated perturbations. */
  readonly labels: readonly string[];
  /** The model's first. */
  readonly predictions: readonly Prediction[];
}

export function unseenPredictions(dataset: TrainingData, result: FitResult): UnseenPredictions {
  const unseen = unseenShifts(result);
  const { judged } = unseen;
  const interventionsOf = interventionsIn(dataset.conditions);
  const fromEmbedding = byEmbedding(dataset, judged);
  const wanted = predictorNames.filter(
    (name) => name !== 'additive' || judged.some(({ targets }) => targets.length > 1),
  );
  return {
    ...unseen,
    labels: [...new Set(judged.map(({ label }) => label))],
    predictions: [
      { predictor: 'modulode', shifts: judged.map(({ predicted }) => predicted) },
      { predictor: 'shrunk-mean', shifts: shrunkMeans(result, unseen) },
      ...(fromEmbedding ? [{ predictor: 'embedding', shifts: fromEmbedding } as const] : []),
      ...wanted.map((predictor) => ({
        predictor,
        shifts: judged.map(baseline(predictor, unseen, result, interventionsOf)),
      })),
    ],
  };
}

function interventionsIn(conditions: readonly Condition[]): ReadonlyMap<string, readonly Intervention[]> {
  return new Map(conditions.map(({ label, interventions }) => [label, interventions]));
}

/** [judged] each [G], z: the sum of the single effects that were known; null for single genes, and where one was not known. */
export function sumsOfSingles(
  conditions: readonly Condition[],
  { judged }: Unseen,
): readonly (Float64Array | null)[] {
  const interventionsOf = interventionsIn(conditions);
  const predictors = new Map<UnseenComparison['known'], Predict>();
  return judged.map(({ label, time, known, measured }) => {
    const predict =
      predictors.get(known) ?? additiveFrom(endpointsOf(known, interventionsOf), measured.length);
    predictors.set(known, predict);
    return predict(interventionsOf.get(label) ?? [], time);
  });
}

function endpointsOf(
  known: UnseenComparison['known'],
  interventionsOf: ReadonlyMap<string, readonly Intervention[]>,
): readonly TrainingEndpoint[] {
  return known.map(({ label, measured, time, cells }) => ({
    interventions: interventionsOf.get(label) ?? [],
    endpoint: { shift: Float64Array.from(measured), time, cells },
  }));
}

/** In z, as its training data. */
function baseline(
  predictor: PredictorName,
  { comparedWith }: Unseen,
  { model: { mean, scale } }: FitResult,
  interventionsOf: ReadonlyMap<string, readonly Intervention[]>,
): (one: UnseenComparison) => Float64Array | null {
  const predictors = new Map<UnseenComparison['known'], Predict>();
  return ({ label, time, known }) => {
    const predict =
      predictors.get(known) ??
      predictorFrom(predictor, {
        mean,
        scale,
        comparedWith,
        training: endpointsOf(known, interventionsOf),
      });
    predictors.set(known, predict);
    return predict(interventionsOf.get(label) ?? [], time);
  };
}

/**
 * [judged of `unseen`] each [G], z: the mean of the known perturbations, shrunk as the model's predictions are, by the other left-out
 * perturbations. It predicts what perturbations share without any network: sampling errors of few controls, and common responses.
 */
export function shrunkMeans(result: EvaluatedRun, unseen: Unseen): readonly ArrayLike<number>[] {
  switch (unseen.what) {
    case 'left out in turn':
      return shrunkByOthers(unseen.judged.map(byMean)).map(({ predicted }) => predicted);
    case 'held out': {
      const trust = shrinkage(leftOutShifts(result).judged.map(byMean));
      return unseen.judged.map((one) => shrunk(byMean(one), trust).predicted);
    }
    default:
      return unseen.what satisfies never;
  }
}

function byMean(one: UnseenComparison): LabelledShift {
  const nothing = new Float64Array(one.measured.length);
  return { ...one, predicted: meanOfKnown(one), shared: nothing, measuredFactor: null };
}

/** For a run without a benchmark; null also where no perturbation was unseen. */
export function standingOfRun({
  dataset,
  result,
  settings,
}: {
  readonly dataset: Dataset;
  readonly result: FitResult;
  readonly settings: Pick<TrainingSettings, 'seed'>;
}): Standing | null {
  const card = benchmarkPredictions(dataset, result, settings.seed);
  return card && standingOf(card);
}
