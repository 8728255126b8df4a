/** Predicted against measured change of one perturbation: agreement, and the choice among several predictions. */
import { atTime } from '../../dataset/dataset';
import { directionHits } from '../../evaluation/predictions/predictionScores';
import { pearsonOfChange } from '../../evaluation/predictions/predictionError';
import type { Comparison, ToldEffects } from './result';

export interface Directions {
  /** Free genes with a measured change beyond two standard errors; those of them with the predicted direction right, and with any predicted change. */
  readonly compared: number;
  readonly direction: number;
  readonly predicted: number;
}

interface Agreement extends Directions {
  /** Correlation of predicted and measured change; null where either is constant. */
  readonly correlation: number | null;
  /** The gene with the largest error. */
  readonly largestMiss: number | null;
}

export function agreement(comparison: Comparison): Agreement {
  const { predicted, measured, targets } = comparison;
  const genes = Array.from(predicted.keys()).filter((gene) => !targets.includes(gene));
  const hits = directionHits(comparison);
  const miss = (gene: number) => Math.abs((predicted[gene] ?? 0) - (measured[gene] ?? 0));
  return {
    compared: hits.clear,
    direction: hits.right,
    predicted: hits.predicted,
    correlation: pearsonOfChange(comparison),
    largestMiss: genes.toSorted((a, b) => miss(b) - miss(a))[0] ?? null,
  };
}

/** One comparison per perturbation and time: the prediction that knows least of the measurement; a fit to seen data proves little. */
export function leastBiasedComparisons(comparisons: readonly Comparison[]): readonly Comparison[] {
  const order: readonly Comparison['role'][] = ['training', 'cross-validated', 'held-out'];
  const best = new Map<string, Comparison>();
  for (const role of order)
    for (const one of comparisons)
      if (one.role === role) best.set(JSON.stringify([one.label, one.time]), one);
  return [...best.values()];
}

/** Names by which the table of effects may know the perturbation of a comparison. */
export function labelsOf(
  { label, time }: Pick<Comparison, 'label' | 'time'>,
  timeUnit: string,
): readonly string[] {
  // With a blank at its end where times had no unit, until 0.4.
  return [label, `${label}${atTime(time, timeUnit)}`, `${label} at ${time} ${timeUnit}`];
}

/** [comparisons] place of each among the perturbations of the table of effects; −1: it is in none. */
export function placesIn(
  { labels }: Pick<ToldEffects, 'labels'>,
  comparisons: readonly Pick<Comparison, 'label' | 'time'>[],
  timeUnit: string,
): readonly number[] {
  const placeOf = new Map(labels.map((label, place) => [label, place]));
  return comparisons.map(
    (one) =>
      labelsOf(one, timeUnit)
        .map((label) => placeOf.get(label))
        .find((place) => place !== undefined) ?? -1,
  );
}
