/**
 * Compositional shifts (docs/method.md, "Composition"). Values normalised to a total share that total: strongly
 * rising genes make all others seem to fall by the same factor. The shift c_k is the logarithm of that factor, the
 * weighted median of the genes' log changes; dynamics/prepare removes it.
 */
import { mean, variance, weightedMedian } from '../../numerics/statistics';
import { isRatio, type ValueScale } from '../mapping';
import {
  controlsOf,
  isControl,
  pooledMoments,
  type GroupMoments,
  type MeasuredCondition,
  type Moments,
} from './moments';

/** Error floor of a gene's log change, so that a few precise genes do not decide alone. */
const LOG_CHANGE_FLOOR = 0.05;

/**
 * Genes of which the smaller group has fewer counts are left out: a group that shows such a gene at all shows too much of it, and zeros
 * have no logarithm.
 */
const FEWEST_COUNTS = 3;

/**
 * c_k (natural logarithm) of one condition against control, from the moments of y = expm1(x), the normalised expression before the logarithm. `excludedGenes` (the targets) and genes of too few counts
 * are left out; 0 if none remains. Errors are of the spread that both groups share: a group's own grows with its mean, so that
 * genes which it shows too little of would count less.
 */
export function compositionShift(
  condition: GroupMoments,
  control: GroupMoments,
  excludedGenes: ReadonlySet<number>,
): number {
  const changes: number[] = [];
  const weights: number[] = [];
  const [nCond, nCtrl] = [condition.cells, control.cells];
  const together = nCond + nCtrl;
  for (let g = 0; g < condition.mean.length; g++) {
    const perturbed = condition.mean[g] as number;
    const unperturbed = control.mean[g] as number;
    if (excludedGenes.has(g) || perturbed <= 0 || unperturbed <= 0) continue;
    const commonMean = (nCond * perturbed + nCtrl * unperturbed) / together;
    const within =
      (nCond * (condition.variance[g] as number) + nCtrl * (control.variance[g] as number)) / together;
    // 1 / mean, if y is a Poisson variable.
    const perCell = within / commonMean ** 2;
    if (Math.min(nCond, nCtrl) < FEWEST_COUNTS * perCell) continue;
    changes.push(Math.log(perturbed / unperturbed));
    weights.push(1 / (perCell / nCond + perCell / nCtrl + LOG_CHANGE_FLOOR ** 2));
  }
  return changes.length === 0 ? 0 : weightedMedian(changes, weights);
}

/** Control totals that vary by less than this (sd / mean) count as constant. */
const CONSTANT_TOTALS = 0.01;

/**
 * [conditions] natural logarithm, 0 for controls; null with fewer than two control cells or without normalisation to
 * a total. Each condition is compared with the controls of its time point, or with all controls if there are none.
 * @param conditionOfRow [rows]
 */
export function compositionShifts(
  conditions: readonly MeasuredCondition[],
  conditionOfRow: Int32Array,
  moments: Moments,
  scale: ValueScale,
): Float64Array | null {
  const controlTotals = moments.totals.filter((_, row) => isControl(conditions[conditionOfRow[row] ?? -1]));
  if (controlTotals.length < 2 || isRatio(scale)) return null;
  if (scale !== 'counts' && Math.sqrt(variance(controlTotals)) / mean(controlTotals) >= CONSTANT_TOTALS)
    return null;

  const controlsAt = controlsOf(conditions);
  const controlMoments = new Map<number | null, GroupMoments>();
  return Float64Array.from(conditions, (condition, index) => {
    if (isControl(condition)) return 0;
    const { time } = condition;
    const control = controlMoments.get(time) ?? pooledMoments(moments, conditions, controlsAt(time));
    controlMoments.set(time, control);
    const own = pooledMoments(moments, conditions, [index]);
    return compositionShift(own, control, new Set(condition.targets));
  });
}
