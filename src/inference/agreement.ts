/** How well one predicted change fits the measured one, over the genes the experimenter did not set. */
import { directionHits } from '../evaluation/predictions/clearGenes';
import { pearsonOfChange } from '../evaluation/predictors';
import type { Comparison } from './result';

export interface Agreement {
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
