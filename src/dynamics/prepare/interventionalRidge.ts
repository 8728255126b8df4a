/**
 * Interventional ridge regression in closed form (docs/method.md, "Warm start"): every gene on the candidate regulators
 * but itself, over all rows except those in which an experimenter set that gene. No intercept.
 */
import { choleskyInPlace, choleskySolveInPlace, type WeightedRows } from '../../numerics/linearAlgebra';
import { fastCrossProducts } from '../../numerics/dense/products';
import { ridgeBySpectrum, type GeneToSolve } from './ridgeBySpectrum';

export interface RidgeInput {
  /** [rows × G]; weights count cells. */
  readonly rows: WeightedRows;
  /** [rows] index into targets. */
  readonly groupOfRow: Int32Array;
  /** Per group, the genes an experimenter set in its rows. */
  readonly targets: readonly (readonly number[])[];
  /** [R] ascending. */
  readonly candidates: Int32Array;
}

/** Ridge penalty per row used. */
const PENALTY = 0.1;
/** Regulators from which on a factorisation for every gene takes longer than one spectrum for all. */
const MANY = 100;
/** Rows over regulators below which they are taken out of the spectrum. */
const FEW = 0.25;

/**
 * [G × R] coefficients, 0 on a gene's own column. Genes that are never set share one Gram matrix; the zero diagonal of
 * those among the candidates follows from the inverse S⁻¹ as −S⁻¹_ij/S⁻¹_ii. On many regulators genes that are set in few rows, or
 * none, share one spectrum instead.
 */
export function interventionalRidge(input: RidgeInput): Float64Array {
  const { rows, groupOfRow, targets, candidates } = input;
  const genes = rows.columns;
  const regulators = candidates.length;
  const everyRow = Int32Array.from(groupOfRow.keys());
  const everyGene = Int32Array.from({ length: genes }, (_, g) => g);
  const total = fastCrossProducts(rows, everyRow, candidates, everyGene);
  const totalCount = countOf(rows, everyRow);
  const candidateOf = new Map(Array.from(candidates, (gene, r) => [gene, r]));
  const rowsWhereSet = rowsByTarget(groupOfRow, targets);
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
  const shared = factorOfAllRows(input, total, PENALTY * Math.max(1, totalCount));
  const solution = new Float64Array(regulators);
  for (const one of others) {
    if (one.chosen.length > 0) solveWithout(input, total, one, solution);
    else solveShared(shared, total, one, solution);
    coefficients.set(solution, one.gene * regulators);
  }
  return coefficients;
}

/** The Cholesky factor of the Gram matrix of all rows with the penalty. */
function factorOfAllRows(
  { rows: { columns }, candidates }: RidgeInput,
  total: Float64Array,
  penalty: number,
): Float64Array {
  const regulators = candidates.length;
  const shared = new Float64Array(regulators * regulators);
  for (let r = 0; r < regulators; r++)
    for (let q = 0; q < regulators; q++)
      shared[r * regulators + q] =
        (total[r * columns + (candidates[q] as number)] as number) + (r === q ? penalty : 0);
  choleskyInPlace(shared, regulators);
  return shared;
}

/** The regression of a gene that was never set. */
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

/** Ascending rows in which each gene was set; genes that are never set have none. */
function rowsByTarget(
  groupOfRow: Int32Array,
  targets: readonly (readonly number[])[],
): ReadonlyMap<number, Int32Array> {
  const rows = new Map(targets.flat().map((gene) => [gene, new Set<number>()]));
  groupOfRow.forEach((group, row) => {
    for (const gene of targets[group] ?? []) rows.get(gene)?.add(row);
  });
  return new Map([...rows].map(([gene, own]) => [gene, Int32Array.from(own)]));
}

function countOf(rows: WeightedRows, chosen: Int32Array): number {
  const { weights } = rows;
  return weights === null ? chosen.length : chosen.reduce((sum, row) => sum + (weights[row] as number), 0);
}

/** The regression of a gene that was set in the rows `chosen`, which are taken out of the total. */
function solveWithout(
  { rows, candidates }: RidgeInput,
  total: Float64Array,
  { gene, own, chosen, penalty }: GeneToSolve,
  solution: Float64Array,
): void {
  const regulators = candidates.length;
  const taken = fastCrossProducts(rows, chosen, candidates, candidates);
  const takenGene = fastCrossProducts(rows, chosen, candidates, Int32Array.of(gene));
  const gram = taken;
  for (let r = 0; r < regulators; r++) {
    solution[r] = (total[r * rows.columns + gene] as number) - (takenGene[r] as number);
    for (let q = 0; q <= r; q++) {
      const p = r * regulators + q;
      gram[p] =
        (total[r * rows.columns + (candidates[q] as number)] as number) -
        (taken[p] as number) +
        (r === q ? penalty : 0);
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
