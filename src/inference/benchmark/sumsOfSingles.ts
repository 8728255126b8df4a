/**
 * A run beside the sum of single effects, which knows no network either, over unseen combinations of genes that were each measured alone. Of
 * single perturbations it says nothing.
 */
import { type Condition, familyOf } from '../../dataset/dataset';
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import { perturbationsToDecide } from './enough';
import { errorsOf, pairedError, pairedSums } from './pairedErrors';
import { besidePlainMeans } from './plainMeans';
import { sumsOfSingles } from './predictions';
import { ENOUGH_PERTURBATIONS, isClearlyAbove, isClearlyBelow, TIE } from './standing';
import { type EvaluatedRun, unseenShifts } from './unseen';

export interface BesideSums {
  /** Number of combinations. */
  readonly combinations: number;
  /** The sum clearly predicts better than the model. */
  readonly better: boolean;
  /** The other unseen perturbations, without any combination, show that the model predicts. */
  readonly othersSupport: boolean;
  /** Combinations that would decide the comparison for the model (enough.ts). */
  readonly enough: number;
}

/** null where the model clearly predicts better than the sum, and without such combinations. */
export function besideSums(result: EvaluatedRun, conditions: readonly Condition[]): BesideSums | null {
  const unseen = unseenShifts(result);
  const { judged } = unseen;
  if (judged.every(({ targets }) => targets.length < 2)) return null;
  const sums = sumsOfSingles(conditions, unseen);
  const own = errorsOf(
    judged,
    judged.map(({ predicted }) => predicted),
  );
  const items = pairedSums(judged.map(familyOf), own, errorsOf(judged, sums));
  const paired = pairedError(items, result.model.settings.seed);
  if (paired === null) return null;
  const { perturbations, difference } = paired;
  // Of few the interval says nothing.
  const isFew = perturbations < ENOUGH_PERTURBATIONS;
  if (isFew ? difference.value < -TIE : isClearlyBelow(difference)) return null;
  const others = besidePlainMeans(result, ({ targets }) => targets.length < 2);
  return {
    combinations: perturbations,
    enough: perturbationsToDecide(items),
    better: !isFew && isClearlyAbove(difference),
    othersSupport:
      others !== null &&
      others.judged >= ENOUGH_PERTURBATIONS &&
      others.means.length === 0 &&
      beatsNoChange(others.error.high),
  };
}
