/** Means and covariances of every time point, in control standard deviations. */
import { ENOUGH_CONTROLS, isControl } from '../../../dataset/dataset';
import { fastCrossProducts } from '../../../numerics/dense/products';
import type { Screen } from '../screen';

export interface Snapshot {
  readonly time: number;
  readonly cells: number;
  /** [G] */
  readonly mean: Float64Array;
  /** [G × G] */
  readonly covariance: Float64Array;
}

/**
 * Times ascending. Of the controls where every time has enough of them, else of all training cells around the means of their conditions.
 * `shrinkage`: the share by which covariances, not variances, are reduced.
 */
export function snapshotsOf({ dataset, scale }: Screen, shrinkage: number): readonly Snapshot[] {
  const used = dataset.conditions.map(({ label, time }) => time !== null && !dataset.heldOut.includes(label));
  const times = [
    ...new Set(dataset.conditions.flatMap(({ time, cells }, c) => (used[c] && cells > 0 ? [time ?? 0] : []))),
  ].toSorted((a, b) => a - b);
  const controlsAt = (time: number) =>
    dataset.conditions.reduce((sum, one) => sum + (isControl(one) && one.time === time ? one.cells : 0), 0);
  const onlyControls = times.every((time) => controlsAt(time) >= ENOUGH_CONTROLS);
  return times.map((time) => {
    const rows: number[] = [];
    dataset.conditionOfCell.forEach((index, cell) => {
      const condition = dataset.conditions[index];
      if (used[index] && condition?.time === time && (!onlyControls || isControl(condition))) rows.push(cell);
    });
    return snapshotOf(dataset, scale, rows, time, shrinkage);
  });
}

function snapshotOf(
  { genes: { length: genes }, values, conditionOfCell, conditions }: Screen['dataset'],
  scale: Float64Array,
  rows: readonly number[],
  time: number,
  shrinkage: number,
): Snapshot {
  const mean = new Float64Array(genes);
  const ofCondition = conditions.map(() => new Float64Array(genes));
  const counts = conditions.map(() => 0);
  const scaled = new Float64Array(rows.length * genes);
  rows.forEach((cell, row) => {
    const condition = conditionOfCell[cell] as number;
    const own = ofCondition[condition] as Float64Array;
    counts[condition] = (counts[condition] ?? 0) + 1;
    for (let g = 0; g < genes; g++) {
      const value = (values[cell * genes + g] as number) / Math.max(Number.MIN_VALUE, scale[g] as number);
      scaled[row * genes + g] = value;
      own[g] = (own[g] as number) + value;
      mean[g] = (mean[g] as number) + value / rows.length;
    }
  });
  rows.forEach((cell, row) => {
    const condition = conditionOfCell[cell] as number;
    const own = ofCondition[condition] as Float64Array;
    for (let g = 0; g < genes; g++)
      scaled[row * genes + g] =
        (scaled[row * genes + g] as number) - (own[g] as number) / Math.max(1, counts[condition] ?? 1);
  });
  const everyGene = Int32Array.from({ length: genes }, (_, g) => g);
  const everyRow = Int32Array.from(rows.keys());
  const covariance = fastCrossProducts(
    { values: scaled, columns: genes, weights: null },
    everyRow,
    everyGene,
    everyGene,
  ).map((sum, p) =>
    p % (genes + 1) === 0
      ? Math.max(LEAST_VARIANCE, sum / rows.length)
      : ((1 - shrinkage) * sum) / rows.length,
  );
  return { time, cells: rows.length, mean, covariance };
}

/** Genes that do not vary keep covariances invertible. */
const LEAST_VARIANCE = 1e-3;
