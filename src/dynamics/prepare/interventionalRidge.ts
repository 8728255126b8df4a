/**
 * Interventional ridge regression in closed form (docs/method.md, "Warm start"): every gene on the candidate regulators
 * but itself, over all rows except those in which an experimenter set that gene. No intercept.
 */
import {
  choleskyInPlace,
  choleskySolveInPlace,
  crossProducts,
  type WeightedRows,
} from '../../numerics/linearAlgebra';

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

/**
 * [G × R] coefficients, 0 on a gene's own column. Genes that are never set share one Gram matrix; the zero diagonal of
 * those among the candidates follows from the inverse S⁻¹ as −S⁻¹_ij/S⁻¹_ii.
 */
export function interventionalRidge(input: RidgeInput): Float64Array {
  const { rows, groupOfRow, targets, candidates } = input;
  const genes = rows.columns;
  const regulators = candidates.length;
  const everyRow = Int32Array.from(groupOfRow.keys());
  const everyGene = Int32Array.from({ length: genes }, (_, g) => g);
  const total = crossProducts(rows, everyRow, candidates, everyGene);
  const totalCount = countOf(rows, everyRow);
  const candidateOf = new Map(Array.from(candidates, (gene, r) => [gene, r]));
  const setGenes = new Set(targets.flat());
  const coefficients = new Float64Array(genes * regulators);

  const shared = new Float64Array(regulators * regulators);
  for (let r = 0; r < regulators; r++)
    for (let q = 0; q < regulators; q++)
      shared[r * regulators + q] =
        (total[r * genes + (candidates[q] as number)] as number) +
        (r === q ? PENALTY * Math.max(1, totalCount) : 0);
  choleskyInPlace(shared, regulators);

  const solution = new Float64Array(regulators);
  for (let gene = 0; gene < genes; gene++) {
    const own = candidateOf.get(gene);
    if (setGenes.has(gene)) {
      const chosen = everyRow.filter((row) => targets[groupOfRow[row] as number]?.includes(gene));
      const count = totalCount - countOf(rows, chosen);
      solveWithout(input, total, gene, own, chosen, count, solution);
    } else if (own === undefined) {
      for (let r = 0; r < regulators; r++) solution[r] = total[r * genes + gene] as number;
      choleskySolveInPlace(shared, regulators, solution);
    } else {
      solution.fill(0);
      solution[own] = 1;
      choleskySolveInPlace(shared, regulators, solution);
      const diagonal = solution[own];
      for (let r = 0; r < regulators; r++) solution[r] = r === own ? 0 : -(solution[r] as number) / diagonal;
    }
    coefficients.set(solution, gene * regulators);
  }
  return coefficients;
}

function countOf(rows: WeightedRows, chosen: Int32Array): number {
  const { weights } = rows;
  return weights === null ? chosen.length : chosen.reduce((sum, row) => sum + (weights[row] as number), 0);
}

/** The regression of a gene that was set in the rows `chosen`, which are taken out of the total. */
function solveWithout(
  { rows, candidates }: RidgeInput,
  total: Float64Array,
  gene: number,
  own: number | undefined,
  chosen: Int32Array,
  count: number,
  solution: Float64Array,
): void {
  const regulators = candidates.length;
  const taken = crossProducts(rows, chosen, candidates, candidates);
  const takenGene = crossProducts(rows, chosen, candidates, Int32Array.of(gene));
  const gram = taken;
  for (let r = 0; r < regulators; r++) {
    solution[r] = (total[r * rows.columns + gene] as number) - (takenGene[r] as number);
    for (let q = 0; q <= r; q++) {
      const p = r * regulators + q;
      gram[p] =
        (total[r * rows.columns + (candidates[q] as number)] as number) -
        (taken[p] as number) +
        (r === q ? PENALTY * Math.max(1, count) : 0);
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
