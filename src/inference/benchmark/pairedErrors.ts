/** Errors of two predictors over the same perturbations, with intervals over these: an error over other perturbations says nothing. */
import { bootstrapInterval, type Interval } from '../../evaluation/bootstrap';
import {
  squaredError,
  type PredictedShift,
  type SquaredError,
} from '../../evaluation/predictions/predictionError';

/** [judged] of one predictor; null where it has no prediction. */
export type Errors = readonly (SquaredError | null)[];

/** The model beside another predictor, over the perturbations and time points that both predict. */
export interface PairedError {
  /** Number of perturbations. */
  readonly perturbations: number;
  /** Error of the model over no change, over exactly these. */
  readonly model: Interval;
  /** That less the error of the other predictor: below 0 the model is better. */
  readonly difference: Interval;
}

/** `shifts`: [judged] predicted changes of one predictor; null where it has none. */
export function errorsOf(
  judged: readonly PredictedShift[],
  shifts: readonly (ArrayLike<number> | null)[],
): Errors {
  return judged.map((one, place) => {
    const predicted = shifts[place] ?? null;
    return predicted && squaredError({ ...one, predicted });
  });
}

/** Squared errors of one perturbation, and its squared change: sums over its time points. */
export interface PairedSums {
  readonly model: number;
  readonly other: number;
  readonly change: number;
}

/** Of each perturbation that both predict. `labels`: [judged]. */
export function pairedSums(labels: readonly string[], model: Errors, other: Errors): readonly PairedSums[] {
  const sums = new Map<string, PairedSums>();
  labels.forEach((label, place) => {
    const [own, its] = [model[place] ?? null, other[place] ?? null];
    if (own === null || its === null) return;
    const before = sums.get(label) ?? { model: 0, other: 0, change: 0 };
    sums.set(label, {
      model: before.model + own.error,
      other: before.other + its.error,
      change: before.change + own.change,
    });
  });
  return [...sums.values()];
}

/** null where nothing is predicted by both or nothing changed. */
export function pairedError(items: readonly PairedSums[], seed: number): PairedError | null {
  const over = (of: (one: PairedSums) => number) =>
    bootstrapInterval(
      items,
      (drawn) => {
        const change = drawn.reduce((sum, one) => sum + one.change, 0);
        return change > 0 ? drawn.reduce((sum, one) => sum + of(one), 0) / change : null;
      },
      seed,
    );
  const ownError = over((one) => one.model);
  const difference = over((one) => one.model - one.other);
  return ownError && difference && { perturbations: items.length, model: ownError, difference };
}
