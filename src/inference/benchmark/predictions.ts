/** Predictions of unseen perturbations by a run and by baselines with the same known perturbations, scored by the means of their cells. */
import type { Dataset, Intervention } from '../../dataset/dataset';
import { bootstrapInterval, type Interval } from '../../evaluation/bootstrap';
import { predictionScores } from '../../evaluation/predictions/predictionScores';
import { pooledError, beatsNoChange, type SquaredError } from '../../evaluation/predictions/predictionError';
import type { FitResult } from '../run/result';
import {
  meanOfKnown,
  type UnseenComparison,
  unseenShifts,
  type Unseen,
  leftOutShifts,
  type EvaluatedRun,
} from './unseen';
import { calibration } from './calibration';
import { noiseLimit } from './noise';
import { errorsOf, pairedError, type PairedError } from './pairedErrors';
import type { PredictionBenchmark, PredictionRow, Predictor, OtherPredictor, Standing } from './benchmark';
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
  const labelOf = judged.map(({ label }) => label);
  const errors = predictions.map(({ shifts }) => errorsOf(judged, shifts));
  const rowOf = ({ predictor, shifts }: Prediction, row: number): PredictionRow => {
    const own = errors[row] ?? [];
    const predicted = shared.flatMap((one, place) => {
      const shift = shifts[place] ?? null;
      return shift === null ? [] : { ...one, predicted: shift };
    });
    const perLabel = labels.map((label) =>
      own.filter((error, place): error is SquaredError => error !== null && labelOf[place] === label),
    );
    return {
      predictor,
      error: bootstrapInterval(
        perLabel.filter(({ length }) => length > 0),
        (drawn) => pooledError(drawn.flat()),
        seed,
      ),
      paired: row === 0 ? null : pairedError(labelOf, errors[0] ?? [], own, seed),
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
    noise: noiseLimit(result),
  };
}

/** Perturbations at which the first row has a lower error than every other prediction. */
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
  const { label, targets, measured } = one;
  const nothing = new Float64Array(measured.length);
  return { label, targets, measured, predicted: meanOfKnown(one), shared: nothing, measuredFactor: null };
}

/** Numbers that are equal to two decimals are a tie. */
export const TIE = 0.005;

/** null where the model does not predict better than “no change”, or has no error. */
export function standingOf(card: PredictionBenchmark): Standing | null {
  const error = ownError(card);
  if (!error || !beatsNoChange(error.value)) return null;
  const judged = card.labels.length;
  // Of few perturbations the interval says nothing, and the finding says that they are few.
  const differenceOf = ({ paired: { difference } }: Rival): Interval =>
    judged < ENOUGH_PERTURBATIONS
      ? { value: difference.value, low: difference.value, high: difference.value }
      : difference;
  const level = rivalsOfAll(card).find((rival) => !isClearlyBelow(differenceOf(rival)));
  return {
    judged,
    sure: beatsNoChange(error.high),
    ahead: level ? { rival: level.rival, better: isClearlyAbove(differenceOf(level)) } : null,
  };
}

/** With fewer perturbations every comparison is uncertain. */
export const ENOUGH_PERTURBATIONS = 5;

/** A difference of errors whose interval lies below 0, by more than a tie. */
export function isClearlyBelow({ value, high }: Interval): boolean {
  return value < -TIE && high < 0;
}

export function isClearlyAbove({ value, low }: Interval): boolean {
  return value > TIE && low > 0;
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

/** The error of the model. */
export function ownError({ rows }: PredictionBenchmark): Interval | null {
  return rows.find(({ predictor }) => predictor === 'modulode')?.error ?? null;
}

/** A predictor other than the model and “no change”, with the model over the same perturbations. */
export interface Rival {
  readonly rival: OtherPredictor;
  readonly error: Interval;
  readonly paired: PairedError;
}

/** The best predictor of all evaluated perturbations other than the model and “no change”. */
export function bestOtherPredictor(card: PredictionBenchmark): Rival | null {
  return rivalsOfAll(card)[0] ?? null;
}

/** Predictors of some of the evaluated perturbations: the sum of single effects, of combinations only. */
export function rivalsOfSome(card: PredictionBenchmark): readonly Rival[] {
  return rivals(card).filter(({ paired }) => paired.perturbations < card.labels.length);
}

/** The best first: errors over the same perturbations. */
function rivalsOfAll(card: PredictionBenchmark): readonly Rival[] {
  return rivals(card)
    .filter(({ paired }) => paired.perturbations === card.labels.length)
    .toSorted((a, b) => a.error.value - b.error.value);
}

function rivals({ rows }: PredictionBenchmark): readonly Rival[] {
  return rows.flatMap(({ predictor, error, paired }) =>
    error && paired && isRival(predictor) ? [{ rival: predictor, error, paired }] : [],
  );
}

function isRival(predictor: Predictor): predictor is OtherPredictor {
  return predictor !== 'modulode' && predictor !== 'no-change';
}
