/**
 * The measured perturbation that fits the sliders: the same genes set (exact), else the one of their genes that was
 * measured alone. Only changes towards the measured kind count: a gene set up is not compared with its knockout.
 */
import type { Comparison } from '../../../inference/result';
import type { ViewDocument } from '../../../session/state';

export interface MeasuredMatch {
  readonly comparison: Comparison;
  readonly exact: boolean;
}

export function measuredFor(
  comparisons: readonly Comparison[],
  sliders: ViewDocument['sliders'],
): MeasuredMatch | null {
  const moved = sliders.filter(({ value }) => value !== 1);
  // The last time point stands for a perturbation: that is what the sliders predict.
  const latestFirst = comparisons.toSorted((a, b) => (b.time ?? 0) - (a.time ?? 0));
  const fits = (comparison: Comparison) =>
    comparison.targets.length > 0 &&
    comparison.targets.every((target) => {
      const slider = moved.find(({ gene }) => gene === target);
      // The direction in which the experiment moved its own target.
      return slider !== undefined && (comparison.measured[target] ?? 0) < 0 === slider.value < 1;
    });
  const matches = latestFirst.filter(fits).toSorted((a, b) => b.targets.length - a.targets.length);
  const comparison = matches[0];
  return comparison ? { comparison, exact: comparison.targets.length === moved.length } : null;
}
