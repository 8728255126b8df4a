/**
 * What a run predicted of unseen perturbations beside what needs no network, with the same perturbations known. All start from the run's
 * own mean shifts and are judged by its own measurements (inference/unseen.ts), not by those of the screen that other networks are
 * learned from: that one is not corrected for composition, and of each fold it would have to be made anew to give the same numbers.
 */
import type { Dataset, Intervention } from '../dataset/dataset';
import { bootstrapInterval } from '../evaluation/bootstrap';
import { predictionScores } from '../evaluation/predictions/predictionScores';
import { pooledError, squaredError } from '../evaluation/predictors';
import type { FitResult } from '../inference/result';
import { shrunkMeans } from '../inference/shrunkMean';
import { meanOfKnown, unseenShifts, type Unseen, type UnseenComparison } from '../inference/unseen';
import {
  predictorFrom,
  predictorNames,
  type Predict,
  type PredictorName,
} from '../methods/predictions/predictions';
import { calibration } from './calibration';
import type { PredictionCard, PredictionRow, Predictor } from './reportCard';

/** null where no perturbation was unseen. */
export function predictionCard(dataset: Dataset, result: FitResult, seed: number): PredictionCard | null {
  const unseen = unseenShifts(result);
  const { what, judged } = unseen;
  if (judged.length === 0) return null;
  const interventionsOf = new Map(
    dataset.conditions.map(({ label, interventions }) => [label, interventions]),
  );
  const labels = [...new Set(judged.map(({ label }) => label))];
  const wanted = predictorNames.filter(
    (name) => name !== 'additive' || judged.some(({ targets }) => targets.length > 1),
  );
  const shared = judged.map((one) => ({ ...one, meanOfKnown: meanOfKnown(one) }));
  const rowOf = (
    predictor: Predictor,
    predict: (one: UnseenComparison, place: number) => ArrayLike<number> | null,
  ): PredictionRow => {
    const predicted = shared.flatMap((one, place) => {
      const shift = predict(one, place);
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
  const means = shrunkMeans(result, unseen);
  const rows = [
    rowOf('modulode', ({ predicted }) => predicted),
    rowOf('shrunk-mean', (_, place) => means[place] ?? null),
    ...wanted.map((predictor) => {
      const predict = baseline(predictor, unseen, result, interventionsOf);
      return rowOf(predictor, predict);
    }),
  ];
  return {
    what,
    labels,
    rows,
    wins: wins(rows, labels.length),
    calibration: calibration(inLog(judged, result.model.scale)),
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
