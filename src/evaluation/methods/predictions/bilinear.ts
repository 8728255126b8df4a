/** Ridge solution of Y ≈ A K B + b, which ties the rows of a table to known row components and its columns to known column components. */
import { choleskyInPlace, choleskySolveInPlace } from '../../../numerics/linearAlgebra';

/** One column of Y. */
export interface Column {
  /** [rows] */
  readonly values: Float64Array;
  /** [components] */
  readonly components: Float64Array;
}

/**
 * `rowComponents` [rows × components], at least one column. K = (AᵀA + λ)⁻¹ Aᵀ (Y − b) Bᵀ (BBᵀ + λ)⁻¹, b the mean of Y's columns.
 * Gives [rows] what a column of given components should be.
 */
export function bilinearRidge(
  rowComponents: Float64Array,
  columns: readonly Column[],
  ridge: number,
): (components: Float64Array) => Float64Array {
  const count = columns[0]?.components.length ?? 0;
  const rows = columns[0]?.values.length ?? 0;
  const componentsOf = (row: number) => rowComponents.subarray(row * count, (row + 1) * count);
  const centre = new Float64Array(rows);
  for (const { values } of columns)
    for (let row = 0; row < rows; row++)
      centre[row] = (centre[row] as number) + (values[row] as number) / columns.length;

  const left = new Float64Array(count * count);
  for (let row = 0; row < rows; row++) addOuter(left, componentsOf(row), componentsOf(row));
  const right = new Float64Array(count * count);
  const middle = new Float64Array(count * count);
  for (const { values, components } of columns) {
    const seen = new Float64Array(count);
    for (let row = 0; row < rows; row++)
      addScaled(seen, componentsOf(row), (values[row] as number) - (centre[row] as number));
    addOuter(middle, seen, components);
    addOuter(right, components, components);
  }
  for (let c = 0; c < count; c++)
    for (const matrix of [left, right]) matrix[c * count + c] = (matrix[c * count + c] as number) + ridge;
  choleskyInPlace(left, count);
  choleskyInPlace(right, count);

  return (components) => {
    const solved = components.slice();
    choleskySolveInPlace(right, count, solved);
    const weights = solved.map((_, c) => dot(middle.subarray(c * count, (c + 1) * count), solved));
    choleskySolveInPlace(left, count, weights);
    return centre.map((value, row) => value + dot(componentsOf(row), weights));
  };
}

/** matrix += a bᵀ. */
export function addOuter(matrix: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < a.length; i++)
    addScaled(matrix.subarray(i * b.length, (i + 1) * b.length), b, a[i] as number);
}

/** sum += factor · a. */
export function addScaled(sum: Float64Array, a: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) sum[i] = (sum[i] as number) + factor * (a[i] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
