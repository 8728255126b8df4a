/** Measurements beside a sweep: the same perturbation at other levels of one gene, or at other times. */
import type { Condition } from '../../../../dataset/dataset';
import { foldChange } from '../../../../dynamics/predict';
import type { Comparison } from '../../../../inference/run/result';
import type { ViewDocument } from '../../../session/state';
import type { MeasuredAt } from '../../charts/trajectories';
import { measuredFor } from '../../derived/effects';

interface Screen {
  readonly comparisons: readonly Comparison[];
  readonly conditions: readonly Condition[];
  /** [G] control means. */
  readonly mean: Float64Array;
}

/**
 * The gene together with exactly `others`: lost genes at 0, overexpressed ones at 2 as the model reads them, a knocked-down gene at the
 * level that its own cells have.
 */
export function measuredLevels(
  { comparisons, conditions, mean }: Screen,
  gene: number,
  others: ViewDocument['sliders'],
  time: number | null,
): readonly MeasuredAt[] {
  return [0, 2].flatMap((value): MeasuredAt[] => {
    const match = measuredFor(comparisons, conditions, [...others, { gene, value }], time);
    if (!match?.exact || !match.sameStrength) return [];
    const { measured, label } = match.comparison;
    const kind = conditions
      .find((one) => one.label === label)
      ?.interventions.find((one) => one.gene === gene)?.kind;
    const control = mean[gene] ?? 0;
    const left = Math.max(0, Math.expm1(control + (measured[gene] ?? 0)) / Math.expm1(control));
    return [{ x: kind === 'knockdown' ? left : value, log2: foldChange({ mean }, measured) }];
  });
}

/** At each of `times`; without time points at `end`. */
export function measuredTimes(
  { comparisons, conditions, mean }: Screen,
  sliders: ViewDocument['sliders'],
  times: readonly number[],
  end: number,
): readonly MeasuredAt[] {
  const asked = times.length > 0 ? times : [null];
  return asked.flatMap((time): MeasuredAt[] => {
    const match = measuredFor(comparisons, conditions, sliders, time);
    if (!match?.exact || !match.sameStrength) return [];
    return [{ x: time ?? end, log2: foldChange({ mean }, match.comparison.measured) }];
  });
}
