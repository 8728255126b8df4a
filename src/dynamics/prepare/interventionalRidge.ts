/**
 * Interventional ridge regression in closed form (docs/method.md, "Warm start"): every gene on the other candidate
 * regulators, over all rows except those in which that gene was set. No intercept.
 */
import {
  choleskyInPlace,
  choleskySolveInPlace,
  type WeightedRows,
  transposed,
  type SymmetricEigen,
} from '../../numerics/linearAlgebra';
import { fastCrossProducts, innerProducts } from '../../numerics/dense/products';
import { fastSymmetricEigen } from '../../numerics/dense/eigen';

export interface RidgeInput {
  /** [rows × G]; weights count cells. */
  readonly rows: WeightedRows;
  /** Ascending; null: all rows. */
  readonly used?: Int32Array | null;
  /** [rows] index into targets. */
  readonly groupOfRow: Int32Array;
  /** Per group, the genes set in its rows. */
  readonly targets: readonly (readonly number[])[];
  /** [R] ascending. */
  readonly candidates: Int32Array;
}

/** Ridge penalty per row used. */
const PENALTY = 0.1;
/** Number of regulators from which one spectrum for all genes is faster than a factorisation per gene. */
const MANY = 100;
/** Maximum ratio of a gene's set rows to regulators for removing them from the spectrum. */
const FEW = 0.25;

/**
 * [G × R] coefficients, 0 in a gene's own column. Genes that are never set share one Gram matrix; the zero diagonal of
 * candidates among them follows from the inverse S⁻¹ as −S⁻¹_ij/S⁻¹_ii. With many regulators, genes set in few or no
 * rows share one spectrum instead.
 */
export function interventionalRidge(input: RidgeInput): Float64Array {
  const { rows, groupOfRow, targets, candidates } = input;
  const genes = rows.columns;
  const regulators = candidates.length;
  const everyRow = rowsOf(input);
  const everyGene = Int32Array.from({ length: genes }, (_, g) => g);
  const total = fastCrossProducts(rows, everyRow, candidates, everyGene);
  const totalCount = countOf(rows, everyRow);
  const candidateOf = new Map(Array.from(candidates, (gene, r) => [gene, r]));
  const rowsWhereSet = rowsByTarget(everyRow, groupOfRow, targets);
  const every = Array.from(everyGene, (gene): GeneToSolve => {
    const chosen = rowsWhereSet.get(gene) ?? new Int32Array(0);
    const penalty = PENALTY * Math.max(1, totalCount - countOf(rows, chosen));
    return { gene, own: candidateOf.get(gene), chosen, penalty };
  });
  const isFew = ({ chosen }: GeneToSolve): boolean => regulators >= MANY && chosen.length < FEW * regulators;
  const few = every.filter(isFew);
  const others = every.filter((one) => !isFew(one));

  const coefficients = new Float64Array(genes * regulators);
  if (few.length > 0) {
    const found = ridgeBySpectrum(rows, candidates, total, few);
    few.forEach(({ gene }, at) => {
      coefficients.set(found.subarray(at * regulators, (at + 1) * regulators), gene * regulators);
    });
  }
  const shared = factorOfAllRows(candidates, total, PENALTY * Math.max(1, totalCount));
  const solution = new Float64Array(regulators);
  for (const one of others) {
    if (one.chosen.length > 0) solveWithout(input, total, one, solution);
    else solveShared(shared, total, one, solution);
    coefficients.set(solution, one.gene * regulators);
  }
  return coefficients;
}

/** The same regressions with a penalty of its own for each edge: one factorisation per gene; what does not depend on the penalty is kept. */
export class WeightedRidge {
  readonly #input: RidgeInput;
  readonly #total: Float64Array;
  readonly #genes: readonly Omit<GeneToSolve, 'penalty'>[];

  constructor(input: RidgeInput) {
    const { rows, groupOfRow, targets, candidates } = input;
    const everyRow = rowsOf(input);
    const everyGene = Int32Array.from({ length: rows.columns }, (_, gene) => gene);
    const rowsWhereSet = rowsByTarget(everyRow, groupOfRow, targets);
    const candidateOf = new Map(Array.from(candidates, (gene, r) => [gene, r]));
    this.#input = input;
    this.#total = fastCrossProducts(rows, everyRow, candidates, everyGene);
    this.#genes = Array.from(everyGene, (gene) => ({
      gene,
      own: candidateOf.get(gene),
      chosen: rowsWhereSet.get(gene) ?? new Int32Array(0),
    }));
  }

  /** [G × R] coefficients. `factors`: [R × G] of the penalty; null: 1 everywhere. `perRow`: penalty per row used. */
  solve(factors: Float32Array | null, perRow = PENALTY): Float64Array {
    const { rows, candidates } = this.#input;
    const regulators = candidates.length;
    const every = countOf(rows, rowsOf(this.#input));
    const coefficients = new Float64Array(rows.columns * regulators);
    for (const one of this.#genes) {
      const penalty = perRow * Math.max(1, every - countOf(rows, one.chosen));
      const solution = coefficients.subarray(one.gene * regulators, (one.gene + 1) * regulators);
      solveWithout(this.#input, this.#total, { ...one, penalty }, solution, factors);
    }
    return coefficients;
  }
}

/** [R × R] the Gram matrix of the candidates over all rows, from `total` [R × G]. */
function gramOf(candidates: Int32Array, total: Float64Array): Float64Array {
  const regulators = candidates.length;
  const genes = total.length / regulators;
  const gram = new Float64Array(regulators * regulators);
  for (let r = 0; r < regulators; r++)
    for (let q = 0; q < regulators; q++)
      gram[r * regulators + q] = total[r * genes + (candidates[q] as number)] as number;
  return gram;
}

/** The Cholesky factor of the Gram matrix of all rows with the penalty. */
function factorOfAllRows(candidates: Int32Array, total: Float64Array, penalty: number): Float64Array {
  const regulators = candidates.length;
  const shared = gramOf(candidates, total);
  for (let p = 0; p < shared.length; p += regulators + 1) shared[p] = (shared[p] as number) + penalty;
  choleskyInPlace(shared, regulators);
  return shared;
}

/** The regression of a gene that is never set. */
function solveShared(
  shared: Float64Array,
  total: Float64Array,
  { gene, own }: GeneToSolve,
  solution: Float64Array,
): void {
  const regulators = solution.length;
  const genes = total.length / regulators;
  if (own === undefined) {
    for (let r = 0; r < regulators; r++) solution[r] = total[r * genes + gene] as number;
    choleskySolveInPlace(shared, regulators, solution);
    return;
  }
  solution.fill(0);
  solution[own] = 1;
  choleskySolveInPlace(shared, regulators, solution);
  const diagonal = solution[own];
  for (let r = 0; r < regulators; r++) solution[r] = r === own ? 0 : -(solution[r] as number) / diagonal;
}

function rowsOf({ used, groupOfRow }: RidgeInput): Int32Array {
  return used ?? Int32Array.from(groupOfRow.keys());
}

/** Of `rows`, ascending, those in which each gene was set; genes that are never set have no entry. */
function rowsByTarget(
  rows: Int32Array,
  groupOfRow: Int32Array,
  targets: readonly (readonly number[])[],
): ReadonlyMap<number, Int32Array> {
  const setIn = new Map(targets.flat().map((gene): [number, number[]] => [gene, []]));
  const genesOf = targets.map((genes) => [...new Set(genes)]);
  for (const row of rows)
    for (const gene of genesOf[groupOfRow[row] as number] ?? []) setIn.get(gene)?.push(row);
  return new Map([...setIn].map(([gene, own]) => [gene, Int32Array.from(own)]));
}

function countOf(rows: WeightedRows, chosen: Int32Array): number {
  const { weights } = rows;
  return weights === null ? chosen.length : chosen.reduce((sum, row) => sum + (weights[row] as number), 0);
}

/** The regression of a gene that was set in the rows `chosen`, which are subtracted from the total. */
function solveWithout(
  { rows, candidates }: RidgeInput,
  total: Float64Array,
  { gene, own, chosen, penalty }: GeneToSolve,
  solution: Float64Array,
  factors: Float32Array | null = null,
): void {
  const regulators = candidates.length;
  const gram = fastCrossProducts(rows, chosen, candidates, candidates);
  const takenGene = fastCrossProducts(rows, chosen, candidates, Int32Array.of(gene));
  for (let r = 0; r < regulators; r++) {
    solution[r] = (total[r * rows.columns + gene] as number) - (takenGene[r] as number);
    for (let q = 0; q <= r; q++) {
      const p = r * regulators + q;
      gram[p] =
        (total[r * rows.columns + (candidates[q] as number)] as number) -
        (gram[p] as number) +
        (r === q ? penalty * (factors?.[r * rows.columns + gene] ?? 1) : 0);
    }
  }
  if (own !== undefined) {
    for (let r = 0; r < regulators; r++) {
      gram[r * regulators + own] = 0;
      gram[own * regulators + r] = 0;
    }
    gram[own * regulators + own] = 1;
    solution[own] = 0;
  }
  choleskyInPlace(gram, regulators);
  choleskySolveInPlace(gram, regulators, solution);
}

/** A gene to be regressed on the candidates. */
interface GeneToSolve {
  readonly gene: number;
  /** Its index among the candidates. */
  readonly own: number | undefined;
  /** Ascending rows in which it was set, which are excluded. */
  readonly chosen: Int32Array;
  readonly penalty: number;
}

/** Rows projected at once. */
const ROWS = 512;

/**
 * The ridge of many genes on many regulators: one spectrum of the Gram matrix of all rows serves every penalty, and the
 * few rows in which a gene was set are removed by Woodbury's identity, in place of a factorisation per gene. Returns
 * [few × R] coefficients, 0 in a gene's own column. `total` [R × G]: cross products of candidates and genes over all
 * rows.
 */
function ridgeBySpectrum(
  rows: WeightedRows,
  candidates: Int32Array,
  total: Float64Array,
  few: readonly GeneToSolve[],
): Float64Array {
  const genes = rows.columns;
  const regulators = candidates.length;
  const { values, vectors } = fastSymmetricEigen(gramOf(candidates, total), regulators);
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

/** In the eigenbasis: (S − Xᵀ W X + p I)⁻¹ (side − Xᵀ W y), X [n × R] the removed rows in that basis. */
function solutionOf(
  { gene, own, chosen, penalty }: GeneToSolve,
  side: Float64Array,
  taken: Float64Array,
  { values, columns, weights }: WeightedRows,
  spectrum: SymmetricEigen,
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
  // Its own coefficient must be 0: subtract the right multiple of its column of the inverse.
  const axis = Float64Array.from(inverse, (_, u) => spectrum.vectors[u * regulators + own] as number);
  const column = solve(axis);
  const share = dotOfRow(axis, 0, solution) / dotOfRow(axis, 0, column);
  return solution.map((value, u) => value - share * (column[u] as number));
}

/** Genes in order, in batches with about as many rows as are projected at once. */
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

/** [rows of the batch × R] the candidates' values in the eigenbasis. */
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

function dotOfRow(matrix: Float64Array, row: number, vector: Float64Array): number {
  let sum = 0;
  for (let u = 0; u < vector.length; u++)
    sum += (matrix[row * vector.length + u] as number) * (vector[u] as number);
  return sum;
}
