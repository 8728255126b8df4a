/** Moments over all cells of a screen but some of the sampled ones, which were held out (evaluation/splits.ts). */
import { ALL_BATCHES, type CellMoments } from './cellMoments';
import type { Dataset } from './dataset';

/** `isLeftOut`: of a cell that `values` holds. Groups that keep no cell are left out. null where every cell is kept one by one. */
export function momentsWithout(
  dataset: Pick<Dataset, 'genes' | 'values' | 'conditionOfCell' | 'batchOfCell' | 'composition' | 'moments'>,
  isLeftOut: (cell: number) => boolean,
): CellMoments | null {
  const { moments, values, conditionOfCell, batchOfCell, composition } = dataset;
  if (!moments) return null;
  const genes = dataset.genes.length;
  const groupAt = new Map(
    Array.from(moments.condition, (condition, group) => [`${condition} ${moments.batch[group]}`, group]),
  );
  const left: number[][] = Array.from(moments.cells, () => []);
  conditionOfCell.forEach((condition, cell) => {
    if (!isLeftOut(cell)) return;
    const group =
      groupAt.get(`${condition} ${batchOfCell?.[cell] ?? 0}`) ?? groupAt.get(`${condition} ${ALL_BATCHES}`);
    if (group !== undefined) left[group]?.push(cell);
  });
  const kept = Int32Array.from(moments.cells.keys()).filter(
    (group) => (moments.cells[group] as number) > (left[group]?.length ?? 0),
  );
  const cells = kept.map((group) => (moments.cells[group] as number) - (left[group]?.length ?? 0));

  /** [kept × G] means without the cells left out; `of`: the value of a cell of a group. */
  const means = (all: (at: number) => number, of: (x: number, group: number) => number): Float64Array => {
    const found = new Float64Array(kept.length * genes);
    kept.forEach((group, row) => {
      const [inAll, rest] = [moments.cells[group] as number, cells[row] as number];
      for (let g = 0; g < genes; g++) {
        let sum = inAll * all(group * genes + g);
        for (const cell of left[group] ?? []) sum -= of(values[cell * genes + g] as number, group);
        found[row * genes + g] = sum / rest;
      }
    });
    return found;
  };
  const meanAndVariance = (
    of: (x: number, group: number) => number,
    before: { readonly mean: Float32Array; readonly variance: Float32Array },
  ) => {
    const mean = means((at) => before.mean[at] as number, of);
    const square = means(
      (at) => (before.variance[at] as number) + (before.mean[at] as number) ** 2,
      (x, group) => of(x, group) ** 2,
    );
    return {
      mean: Float32Array.from(mean),
      variance: Float32Array.from(square, (value, at) => Math.max(0, value - (mean[at] as number) ** 2)),
    };
  };
  const corrected = (x: number, group: number) => {
    const shift = composition?.[moments.condition[group] as number] ?? 0;
    return shift === 0 ? x : Math.log1p(Math.expm1(x) * Math.exp(-shift));
  };
  const amounts = meanAndVariance(Math.expm1, {
    mean: moments.amount,
    variance: moments.amountVariance ?? new Float32Array(moments.amount.length),
  });
  const { cellsInBatch } = moments;
  return {
    condition: kept.map((group) => moments.condition[group] as number),
    batch: kept.map((group) => moments.batch[group] as number),
    cells,
    ...(cellsInBatch
      ? { cellsInBatch: remaining(cellsInBatch, moments.cells.length, kept, left, batchOfCell) }
      : {}),
    ...meanAndVariance((x) => x, moments),
    amount: amounts.mean.map((amount) => Math.max(0, amount)),
    amountVariance: moments.amountVariance && amounts.variance,
    composed: moments.composed && meanAndVariance(corrected, moments.composed),
  };
}

/** [kept × batches] numbers of cells without those left out. */
function remaining(
  cellsInBatch: Int32Array,
  groups: number,
  kept: Int32Array,
  left: readonly (readonly number[])[],
  batchOfCell: Int32Array | null,
): Int32Array {
  const batches = cellsInBatch.length / groups;
  const counts = new Int32Array(kept.length * batches);
  kept.forEach((group, row) => {
    counts.set(cellsInBatch.subarray(group * batches, (group + 1) * batches), row * batches);
    for (const cell of left[group] ?? []) {
      const at = row * batches + (batchOfCell?.[cell] ?? 0);
      counts[at] = (counts[at] as number) - 1;
    }
  });
  return counts;
}
