/** The direction of an effect in expression space, and projections of cells on it: shared by guides and escaping cells. */
import type { GroupMoments } from './moments';

/** Mean and population variance of each gene over the given rows of `values` [cells × width]. */
export function momentsOfCells(values: Float32Array, width: number, cells: readonly number[]): GroupMoments {
  const mean = new Float64Array(width);
  const variance = new Float64Array(width);
  for (const cell of cells)
    for (let g = 0; g < width; g++)
      mean[g] = (mean[g] as number) + (values[cell * width + g] as number) / cells.length;
  for (const cell of cells)
    for (let g = 0; g < width; g++)
      variance[g] =
        (variance[g] as number) +
        ((values[cell * width + g] as number) - (mean[g] as number)) ** 2 / cells.length;
  return { cells: cells.length, mean, variance };
}

/** [genes] shift over pooled variance, 0 for shifts below `minErrors` standard errors; null if no gene moved clearly. */
export function effectDirection(
  own: GroupMoments,
  reference: GroupMoments,
  minErrors: number,
): Float64Array | null {
  const direction = own.mean.map((mean, gene) => {
    const shift = mean - (reference.mean[gene] as number);
    const [variance, control] = [own.variance[gene] as number, reference.variance[gene] as number];
    const isClear = shift ** 2 > minErrors ** 2 * (variance / own.cells + control / reference.cells);
    return isClear ? shift / ((variance + control) / 2 + 0.05 ** 2) : 0;
  });
  return direction.some((weight) => weight !== 0) ? direction : null;
}

/** Scalar product of the direction with a cell's difference from `origin` [genes]. */
export function project(
  values: Float32Array,
  cell: number,
  direction: Float64Array,
  origin: Float64Array,
): number {
  const width = direction.length;
  let position = 0;
  for (let g = 0; g < width; g++)
    position += (direction[g] as number) * ((values[cell * width + g] as number) - (origin[g] as number));
  return position;
}
