/**
 * The interventional ridge of many genes on many regulators at once: one spectrum of the Gram matrix of all rows serves every penalty, and
 * the few rows in which a gene was set are taken out by Woodbury's identity (docs/method.md, "Warm start"), in place of a factorisation
 * for every gene.
 */
import { choleskyInPlace, choleskySolveInPlace, type WeightedRows } from '../../numerics/linearAlgebra';
import { fastSymmetricEigen } from '../../numerics/dense/eigen';
import { innerProducts } from '../../numerics/dense/products';

/** A gene to be regressed on the candidates. */
export interface GeneToSolve {
  readonly gene: number;
  /** Its place among the candidates. */
  readonly own: number | undefined;
  /** Ascending rows in which it was set, which do not count; few here. */
  readonly chosen: Int32Array;
  readonly penalty: number;
}

/** Rows projected together. */
const ROWS = 512;

/**
 * [few × R] coefficients, 0 on a gene's own column. `total` [R × G]: the cross products of candidates and genes over all rows.
 */
export function ridgeBySpectrum(
  rows: WeightedRows,
  candidates: Int32Array,
  total: Float64Array,
  few: readonly GeneToSolve[],
): Float64Array {
  const genes = rows.columns;
  const regulators = candidates.length;
  const gram = new Float64Array(regulators * regulators);
  for (let r = 0; r < regulators; r++)
    for (let q = 0; q < regulators; q++)
      gram[r * regulators + q] = total[r * genes + (candidates[q] as number)] as number;
  const { values, vectors } = fastSymmetricEigen(gram, regulators);
  const sides = new Float64Array(few.length * regulators);
  few.forEach(({ gene }, at) => {
    for (let r = 0; r < regulators; r++) sides[at * regulators + r] = total[r * genes + gene] as number;
  });
  const solved = innerProducts(sides, vectors, regulators);
  let next = 0;
  for (const batch of batchesOf(few)) {
    const removed = projectedRows(rows, candidates, vectors, batch);
    let row = 0;
    for (const one of batch) {
      const taken = removed.subarray(row * regulators, (row + one.chosen.length) * regulators);
      const side = solved.subarray(next * regulators, (next + 1) * regulators);
      side.set(solutionOf(one, side, taken, rows, { values, vectors }));
      row += one.chosen.length;
      next++;
    }
  }
  const coefficients = innerProducts(solved, transposed(vectors, regulators), regulators);
  few.forEach(({ own }, at) => {
    if (own !== undefined) coefficients[at * regulators + own] = 0;
  });
  return coefficients;
}

/** In the directions of the spectrum: (S − Xᵀ W X + p I)⁻¹ (side − Xᵀ W y), X [n × R] the rows taken out in those directions. */
function solutionOf(
  { gene, own, chosen, penalty }: GeneToSolve,
  side: Float64Array,
  taken: Float64Array,
  { values, columns, weights }: WeightedRows,
  spectrum: { readonly values: Float64Array; readonly vectors: Float64Array },
): Float64Array {
  const count = chosen.length;
  const regulators = side.length;
  const roots = Float64Array.from(chosen, (row) => Math.sqrt(weights?.[row] ?? 1));
  roots.forEach((root, i) => {
    const measured = root * (values[(chosen[i] as number) * columns + gene] as number);
    for (let u = 0; u < regulators; u++) {
      taken[i * regulators + u] = root * (taken[i * regulators + u] as number);
      side[u] = (side[u] as number) - (taken[i * regulators + u] as number) * measured;
    }
  });
  const inverse = spectrum.values.map((value) => 1 / (value + penalty));
  const rest = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      let sum = Number(i === j);
      for (let u = 0; u < regulators; u++)
        sum -=
          (taken[i * regulators + u] as number) *
          (inverse[u] as number) *
          (taken[j * regulators + u] as number);
      rest[i * count + j] = sum;
    }
  choleskyInPlace(rest, count);
  const solve = (right: Float64Array): Float64Array => {
    const scaled = right.map((value, u) => value * (inverse[u] as number));
    const along = Float64Array.from(chosen, (_, i) => dotOfRow(taken, i, scaled));
    choleskySolveInPlace(rest, count, along);
    return scaled.map((value, u) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += (taken[i * regulators + u] as number) * (along[i] as number);
      return value + (inverse[u] as number) * sum;
    });
  };
  const solution = solve(side);
  if (own === undefined) return solution;
  // Its own coefficient is 0: the solution less as much of the column of the inverse that belongs to it.
  const axis = Float64Array.from(inverse, (_, u) => spectrum.vectors[u * regulators + own] as number);
  const column = solve(axis);
  const share = dotOfRow(axis, 0, solution) / dotOfRow(axis, 0, column);
  return solution.map((value, u) => value - share * (column[u] as number));
}

/** Genes in turn, those of a batch with about as many rows as are projected together. */
function* batchesOf(few: readonly GeneToSolve[]): Generator<readonly GeneToSolve[]> {
  let batch: GeneToSolve[] = [];
  let rows = 0;
  for (const one of few) {
    batch.push(one);
    rows += one.chosen.length;
    if (rows < ROWS) continue;
    yield batch;
    batch = [];
    rows = 0;
  }
  yield batch;
}

/** [rows of the batch × R] candidates' values along each direction. */
function projectedRows(
  { values, columns }: WeightedRows,
  candidates: Int32Array,
  vectors: Float64Array,
  batch: readonly GeneToSolve[],
): Float64Array {
  const chosen = batch.flatMap((one) => Array.from(one.chosen));
  const regulators = candidates.length;
  const measured = new Float64Array(chosen.length * regulators);
  chosen.forEach((row, i) => {
    for (let r = 0; r < regulators; r++)
      measured[i * regulators + r] = values[row * columns + (candidates[r] as number)] as number;
  });
  return innerProducts(measured, vectors, regulators);
}

function transposed(matrix: Float64Array, n: number): Float64Array {
  const other = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) other[j * n + i] = matrix[i * n + j] as number;
  return other;
}

function dotOfRow(matrix: Float64Array, row: number, vector: Float64Array): number {
  let sum = 0;
  for (let u = 0; u < vector.length; u++)
    sum += (matrix[row * vector.length + u] as number) * (vector[u] as number);
  return sum;
}
