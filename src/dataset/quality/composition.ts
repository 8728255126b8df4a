/**
 * Compositional shifts (docs/method.md, "Composition"). Values normalised to a total share that total: strongly
 * rising genes make all others seem to fall by the same factor. The shift c_k is the logarithm of that factor, the
 * weighted median of the genes' log changes; dynamics/prepare removes it. Where so many genes respond that this median is
 * uncertain, as in small panels, the counts per cell tell of it too (docs/decisions/0104-composition-of-small-panels.md).
 */
import {
  CompensatedSums,
  mean,
  median,
  NORMAL_MAD,
  variance,
  weightedMedian,
} from '../../numerics/statistics';
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

/** Standard error of a median over that of a mean, of normal values. */
const OF_MEDIAN = Math.sqrt(Math.PI / 2);
/** Perturbations from which counts per cell are known to be comparable. */
const FEWEST_PERTURBATIONS = 6;

/** A logarithm with its standard error. */
interface Estimate {
  readonly value: number;
  readonly error: number;
}

/**
 * c_k (natural logarithm) of one condition against control with its standard error, from the moments of y = expm1(x), the normalised
 * expression before the logarithm. `excludedGenes` (the targets) and genes of too few counts are left out; 0 if none remains. Errors are of
 * the spread that both groups share: a group's own grows with its mean, so that genes which it shows too little of would count less.
 */
export function compositionShift(
  condition: GroupMoments,
  control: GroupMoments,
  excludedGenes: ReadonlySet<number>,
): Estimate {
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
  if (changes.length === 0) return { value: 0, error: 0 };
  const value = weightedMedian(changes, weights);
  const deviation = weightedMedian(
    changes.map((change) => Math.abs(change - value)),
    weights,
  );
  const [sum, squares] = [
    weights.reduce((all, weight) => all + weight, 0),
    weights.reduce((all, weight) => all + weight ** 2, 0),
  ];
  return { value, error: (OF_MEDIAN * NORMAL_MAD * deviation * Math.sqrt(squares)) / sum };
}

/**
 * Median changes, each drawn towards the logarithm t of the controls' counts per cell over its own, which is c_k where cells are sequenced alike: by inverse
 * variances, that of t being the typical squared difference of the two. Depths that differ between conditions for other reasons so count little.
 */
function withDepths(changes: readonly (Estimate & { readonly byDepth: number })[]): number[] {
  if (changes.length < FEWEST_PERTURBATIONS || changes.some(({ byDepth }) => !Number.isFinite(byDepth)))
    return changes.map(({ value }) => value);
  const apart = NORMAL_MAD * median(changes.map(({ value, byDepth }) => Math.abs(byDepth - value)));
  const ofDepth = Math.max(LOG_CHANGE_FLOOR, apart) ** 2;
  return changes.map(
    ({ value, error, byDepth }) => value + ((byDepth - value) * error ** 2) / (error ** 2 + ofDepth),
  );
}

/** Control totals that vary by less than this (sd / mean) count as constant. */
const CONSTANT_TOTALS = 0.01;

/**
 * [conditions] natural logarithm, 0 for controls; null with fewer than two control cells or without normalisation to
 * a total. Each condition is compared with the controls of its time point, or with all controls if there are none.
 * @param conditionOfRow [rows]
 * @param depths [rows] counts of each cell; null where values are no counts
 * @param ofAllGenes [rows] those over all genes, of which the file holds a part: their ratios are the shifts; null where these are not known
 */
export function compositionShifts(
  conditions: readonly MeasuredCondition[],
  conditionOfRow: Int32Array,
  moments: Moments,
  scale: ValueScale,
  depths: Float64Array | null,
  ofAllGenes: Float64Array | null = null,
): Float64Array | null {
  const controlTotals = moments.totals.filter((_, row) => isControl(conditions[conditionOfRow[row] ?? -1]));
  if (controlTotals.length < 2 || isRatio(scale)) return null;
  if (scale !== 'counts' && Math.sqrt(variance(controlTotals)) / mean(controlTotals) >= CONSTANT_TOTALS)
    return null;

  const controlsAt = controlsOf(conditions);
  const perturbed = [...conditions.entries()].filter(([, condition]) => !isControl(condition));
  /** Logarithm of the controls' mean over that of a condition. */
  const logRatioOf = (of: Float64Array) => {
    const meanBy = meanDepths(conditions, conditionOfRow, of);
    return perturbed.map(([index, { time }]) => Math.log(meanBy(controlsAt(time)) / meanBy([index])));
  };
  const byDepth = depths && logRatioOf(depths);
  const estimatedShifts = () => {
    const controlMoments = new Map<number | null, GroupMoments>();
    const changes = perturbed.map(([index, { time, targets }]) => {
      const control = controlMoments.get(time) ?? pooledMoments(moments, conditions, controlsAt(time));
      controlMoments.set(time, control);
      return compositionShift(pooledMoments(moments, conditions, [index]), control, new Set(targets));
    });
    return byDepth === null
      ? changes.map(({ value }) => value)
      : withDepths(changes.map((change, at) => ({ ...change, byDepth: byDepth[at] as number })));
  };
  const values =
    byDepth !== null && ofAllGenes !== null
      ? logRatioOf(ofAllGenes).map((ofAll, at) => (byDepth[at] as number) - ofAll)
      : estimatedShifts();
  const shifts = new Float64Array(conditions.length);
  perturbed.forEach(([index], at) => {
    shifts[index] = values[at] ?? 0;
  });
  return shifts;
}

/** Mean counts of the cells of several conditions, whatever the order of cells. */
function meanDepths(
  conditions: readonly MeasuredCondition[],
  conditionOfRow: Int32Array,
  depths: Float64Array,
): (some: readonly number[]) => number {
  const sums = new CompensatedSums(conditions.length);
  depths.forEach((depth, row) => {
    const condition = conditionOfRow[row] ?? -1;
    if (condition >= 0) sums.add(condition, depth);
  });
  const totals = sums.totals();
  return (some) =>
    some.reduce((sum, index) => sum + (totals[index] ?? 0), 0) /
    some.reduce((sum, index) => sum + (conditions[index]?.cells ?? 0), 0);
}
