/**
 * What a run predicted of unseen perturbations beside what needs no network, with the same perturbations known, judged by the means of
 * their cells.
 */
import type { Dataset } from '../../dataset/dataset';
import { bootstrapInterval } from '../../evaluation/bootstrap';
import { predictionScores } from '../../evaluation/predictions/predictionScores';
import { pooledError, squaredError } from '../../evaluation/predictors';
import type { FitResult } from '../result';
import { meanOfKnown, type UnseenComparison } from '../unseen';
import { calibration } from './calibration';
import type { PredictionCard, PredictionRow } from './benchmark';
import { unseenPredictions, type Prediction } from './unseenPredictions';

/** null where no perturbation was unseen. */
export function predictionCard(dataset: Dataset, result: FitResult, seed: number): PredictionCard | null {
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
