/** Unseen perturbations with their errors, for the figures and metrics of the report. */
import { errorOverNoChange } from '../../evaluation/predictions/predictionError';
import { inUnitsOf } from '../../inference/benchmark/unseen';
import type { Comparison, FitResult } from '../../inference/run/result';

export interface JudgedPerturbation {
  readonly label: string;
  /** The label, with 'held out' where others were cross-validated. */
  readonly name: string;
  readonly role: 'cross-validated' | 'held-out';
  /** Squared error relative to no change, over all time points, after κ. */
  readonly error: number;
  readonly comparisons: readonly Comparison[];
}

/** Lowest error first; ties in the order of the result. */
export function judgedPerturbations(
  result: Pick<FitResult, 'comparisons' | 'crossValidation' | 'model'>,
): readonly JudgedPerturbation[] {
  const leftOut = (result.crossValidation?.perPerturbation ?? []).map(({ label, error }) => ({
    label,
    name: label,
    role: 'cross-validated' as const,
    error,
    comparisons: comparisonsOf(result.comparisons, label, 'cross-validated'),
  }));
  const held = result.comparisons.filter(({ role }) => role === 'held-out').map(({ label }) => label);
  const heldOut = [...new Set(held)].map((label) => {
    const comparisons = comparisonsOf(result.comparisons, label, 'held-out');
    return {
      label,
      name: leftOut.length > 0 ? `${label}, held out` : label,
      role: 'held-out' as const,
      error: errorOverNoChange(comparisons.map((one) => inUnitsOf(result.model.scale, one))) ?? 1,
      comparisons,
    };
  });
  return [...leftOut, ...heldOut].toSorted((a, b) => a.error - b.error);
}

function comparisonsOf(
  comparisons: readonly Comparison[],
  label: string,
  role: Comparison['role'],
): readonly Comparison[] {
  return comparisons.filter((one) => one.label === label && one.role === role);
}
