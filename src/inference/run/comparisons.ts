/** How well one predicted change fits the measured one, over the genes the experimenter did not set. */
import { directionHits } from '../../evaluation/predictions/predictionScores';
import { pearsonOfChange } from '../../evaluation/predictions/predictionError';
import type { Comparison } from './result';

interface Agreement {
  /** Genes whose measured change is beyond two standard errors, and among them those predicted in the same direction. */
  readonly compared: number;
  readonly direction: number;
  /** Correlation of predicted and measured change; null where one side does not vary. */
  readonly correlation: number | null;
  /** The gene with the largest difference. */
  readonly largestMiss: number | null;
}

export function agreement(comparison: Comparison): Agreement {
  const { predicted, measured, targets } = comparison;
  const genes = Array.from(predicted.keys()).filter((gene) => !targets.includes(gene));
  const { clear, right } = directionHits(comparison);
  const miss = (gene: number) => Math.abs((predicted[gene] ?? 0) - (measured[gene] ?? 0));
  return {
    compared: clear,
    direction: right,
    correlation: pearsonOfChange(comparison),
    largestMiss: genes.toSorted((a, b) => miss(b) - miss(a))[0] ?? null,
  };
}

/** Of several predictions of one perturbation, the one to show: what a model says of what it has seen proves little. */

/** One comparison per perturbation and time, the one whose prediction knew least of the measurement. */
export function leastBiasedComparisons(comparisons: readonly Comparison[]): readonly Comparison[] {
  const order: readonly Comparison['role'][] = ['training', 'cross-validated', 'held-out'];
  const best = new Map<string, Comparison>();
  for (const role of order)
    for (const one of comparisons)
      if (one.role === role) best.set(JSON.stringify([one.label, one.time]), one);
  return [...best.values()];
}
