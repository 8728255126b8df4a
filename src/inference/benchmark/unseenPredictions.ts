/**
 * What a run predicted of unseen perturbations, and what needs no network, with the same perturbations known. All start from the run's
 * own mean shifts and are judged by its own measurements (inference/unseen.ts), not by those of the screen that other networks are
 * learned from: that one is not corrected for composition, and of each fold it would have to be made anew to give the same numbers.
 */
import type { Dataset, Intervention } from '../../dataset/dataset';
import type { FitResult } from '../result';
import { shrunkMeans } from '../shrunkMean';
import { unseenShifts, type Unseen, type UnseenComparison } from '../unseen';
import {
  predictorFrom,
  predictorNames,
  type Predict,
  type PredictorName,
} from '../../evaluation/methods/predictions/predictions';
import type { Predictor } from './benchmark';

export interface Prediction {
  readonly predictor: Predictor;
  /** [judged] each [G], z; null where the predictor has nothing to say of it. */
  readonly shifts: readonly (ArrayLike<number> | null)[];
}

export interface UnseenPredictions extends Unseen {
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
