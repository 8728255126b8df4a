/**
 * What a run predicted of unseen perturbations beside what needs no network, with the same perturbations known, judged by the means of
 * their cells.
 */
import type { Dataset, Intervention } from '../../dataset/dataset';
import { bootstrapInterval, type Interval } from '../../evaluation/bootstrap';
import { predictionScores } from '../../evaluation/predictions/predictionScores';
import { pooledError, squaredError, beatsNoChange } from '../../evaluation/predictions/predictionError';
import type { FitResult } from '../run/result';
import {
  meanOfKnown,
  type UnseenComparison,
  unseenShifts,
  type Unseen,
  leftOutShifts,
  type Judged,
} from './unseen';
import { calibration } from './calibration';
import type { PredictionBenchmark, PredictionRow, Predictor, Rival, Standing } from './benchmark';
import {
  predictorFrom,
  predictorNames,
  type Predict,
  type PredictorName,
} from '../../evaluation/methods/baselinePredictors';
import { shrinkage, shrunk, shrunkByOthers, type LabelledShift } from '../run/shrinkage';
import type { TrainingSettings } from '../../dynamics/settings';

/** null where no perturbation was unseen. */
export function benchmarkPredictions(
  dataset: Dataset,
  result: FitResult,
  seed: number,
): PredictionBenchmark | null {
  const { what, judged, labels, predictions } = unseenPredictions(dataset, result);
  if (judged.length === 0) return null;
  const shared = judged.map((one) => ({ ...one, meanOfKnown: meanOfKnown(one) }));
  const rowOf = ({ predictor, shifts }: Prediction): PredictionRow => {
    const predicted = shared.flatMap((one, place) => {
      const shift = shifts[place] ?? null;
      return shift === null ? [] : { ...one, predicted: shift };
    });
    const perLabel = labels.map((label) => predicted.filter((one) => one.label === label).map(squaredError));
    return {
      predictor,
      error: bootstrapInterval(
        perLabel.filter(({ length }) => length > 0),
        (drawn) => pooledError(drawn.flat()),
        seed,
      ),
      scores: predictionScores(predicted, seed),
      errors: perLabel.map(pooledError),
    };
  };
  const rows = predictions.map(rowOf);
  return {
    what,
    labels,
    rows,
    wins: wins(rows, labels.length),
    calibration: calibration(inLog(judged, result.model.scale)),
  };
}

/** Perturbations at which the first row errs less than every other that has something to say. */
function wins([own, ...others]: readonly PredictionRow[], perturbations: number): number {
  return Array.from({ length: perturbations }, (_, at) => at).filter((at) => {
    const error = own?.errors[at] ?? null;
    return error !== null && others.every(({ errors }) => error < (errors[at] ?? Infinity));
  }).length;
}

function inLog(judged: readonly UnseenComparison[], scale: Float64Array) {
  const toLog = (values: ArrayLike<number>) =>
    Float64Array.from(scale, (s, gene) => s * (values[gene] as number));
  return judged.map(({ label, targets, predicted, measured, standardError }) => ({
    label,
    targets,
    predicted: toLog(predicted),
    measured: toLog(measured),
    standardError: toLog(standardError),
  }));
}

/**
 * What a run predicted of unseen perturbations, and what needs no network, with the same perturbations known. All start from the run's
 * own mean shifts and are judged by its own measurements (inference/unseen.ts), not by those of the screen that other networks are
 * learned from: that one is not corrected for composition, and of each fold it would have to be made anew to give the same numbers.
 */

export interface Prediction {
  readonly predictor: Predictor;
  /** [judged] each [G], z; null where the predictor has nothing to say of it. */
  readonly shifts: readonly (ArrayLike<number> | null)[];
}

interface UnseenPredictions extends Unseen {
  /** Perturbations judged. */
  readonly labels: readonly string[];
  /** The model's first. */
  readonly predictions: readonly Prediction[];
}

export function unseenPredictions(dataset: Dataset, result: FitResult): UnseenPredictions {
  const unseen = unseenShifts(result);
  const { judged } = unseen;
  const interventionsOf = new Map(
    dataset.conditions.map(({ label, interventions }) => [label, interventions]),
  );
  const wanted = predictorNames.filter(
    (name) => name !== 'additive' || judged.some(({ targets }) => targets.length > 1),
  );
  return {
    ...unseen,
    labels: [...new Set(judged.map(({ label }) => label))],
    predictions: [
      { predictor: 'modulode', shifts: judged.map(({ predicted }) => predicted) },
      { predictor: 'shrunk-mean', shifts: shrunkMeans(result, unseen) },
      ...wanted.map((predictor) => ({
        predictor,
        shifts: judged.map(baseline(predictor, unseen, result, interventionsOf)),
      })),
    ],
  };
}

/** In z, as what it is learned from. */
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
        training: known.map((one) => ({
          interventions: interventionsOf.get(one.label) ?? [],
          endpoint: { shift: Float64Array.from(one.measured), time: one.time, cells: one.cells },
        })),
      });
    predictors.set(known, predict);
    return predict(interventionsOf.get(label) ?? [], time);
  };
}

/**
 * The mean of the known perturbations, shrunk as the model's predictions are: what these have in common without any network. Few
 * controls are off in every comparison alike, and cells may answer any perturbation alike; both are predicted by this.
 */

/** [judged of `unseen`] each [G], z; times what the other perturbations left out suggest. */
export function shrunkMeans(result: Judged, unseen: Unseen): readonly ArrayLike<number>[] {
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
  const { label, targets, measured } = one;
  const nothing = new Float64Array(measured.length);
  return { label, targets, measured, predicted: meanOfKnown(one), shared: nothing, sharedChance: nothing };
}

/** What the table of predictions comes to for the model (inference/standing.ts): how sure it beats “no change”, and who beats it. */

/** Numbers that print alike to two places are no win for either. */
export const tie = 0.005;

/** null where the model does not predict better than “no change”, or has no error. */
export function standingOf(card: PredictionBenchmark): Standing | null {
  const error = ownError(card);
  if (!error || !beatsNoChange(error.value)) return null;
  const best = bestRival(card);
  const isAhead = best !== null && best.error.value <= error.value + tie;
  return {
    judged: card.labels.length,
    sure: beatsNoChange(error.high),
    ahead: isAhead ? { rival: best.rival, better: best.error.value < error.value - tie } : null,
  };
}

/** Of a run that nothing has been set beside yet; null also where no perturbation was unseen. */
export function standingOfRun({
  dataset,
  settings,
  result,
}: {
  readonly dataset: Dataset;
  readonly settings: Pick<TrainingSettings, 'seed'>;
  readonly result: FitResult;
}): Standing | null {
  const card = benchmarkPredictions(dataset, result, settings.seed);
  return card && standingOf(card);
}

/** The model's. */
export function ownError({ rows }: PredictionBenchmark): Interval | null {
  return rows.find(({ predictor }) => predictor === 'modulode')?.error ?? null;
}

/** Of those that predict something. */
export function bestRival({
  rows,
}: PredictionBenchmark): { readonly rival: Rival; readonly error: Interval } | null {
  const rivals = rows.flatMap(({ predictor, error }) =>
    error && isRival(predictor) ? [{ rival: predictor, error }] : [],
  );
  return rivals.toSorted((a, b) => a.error.value - b.error.value)[0] ?? null;
}

function isRival(predictor: Predictor): predictor is Rival {
  return predictor !== 'modulode' && predictor !== 'no-change';
}
