/**
 * Whether values are normalised to a total, and the compositional shift c_k of every condition from all measured genes
 * (docs/method.md, "Composition"). The formula for one condition is composition.ts.
 */
import { mean } from '../../numerics/statistics';
import type { ValueScale } from '../mapping';
import { compositionShift } from './composition';
import { pooledMoments, type MeasuredCondition, type Moments } from './moments';

/** Totals of the control cells that differ by less than this (sd / mean) are taken as constant. */
const CONSTANT_TOTALS = 0.01;

/**
 * [conditions] natural logarithm, 0 for controls; null without control cells, with a single one, or where values are not
 * normalised to a total. Each condition is compared with the controls of its time point, with all controls where it has none.
 * @param conditionOfRow [rows]
 */
export function compositionShifts(
  conditions: readonly MeasuredCondition[],
  conditionOfRow: Int32Array,
  moments: Moments,
  scale: ValueScale,
): Float64Array | null {
  const controls = [...conditions.keys()].filter((index) => isControl(conditions[index]));
  const controlTotals = moments.totals.filter((_, row) => isControl(conditions[conditionOfRow[row] ?? -1]));
  if (controlTotals.length < 2) return null;
  if (scale !== 'counts' && relativeSpread(controlTotals) >= CONSTANT_TOTALS) return null;

  const controlMoments = new Map<string, ReturnType<typeof pooledMoments>>();
  return Float64Array.from(conditions, (condition, index) => {
    if (isControl(condition)) return 0;
    const sameTime = controls.filter((control) => conditions[control]?.time === condition.time);
    const compared = sameTime.length > 0 ? sameTime : controls;
    const key = compared.join();
    const control = controlMoments.get(key) ?? pooledMoments(moments, conditions, compared);
    controlMoments.set(key, control);
    const own = pooledMoments(moments, conditions, [index]);
    return compositionShift(
      own.mean,
      control.mean,
      own.variance,
      control.variance,
      own.cells,
      control.cells,
      new Set(condition.targets),
    );
  });
}

function isControl(condition: MeasuredCondition | undefined): boolean {
  return condition?.targets.length === 0;
}

function relativeSpread(totals: Float64Array): number {
  const average = mean(totals);
  const variance = totals.reduce((sum, total) => sum + (total - average) ** 2, 0) / totals.length;
  return Math.sqrt(variance) / average;
}
