/**
 * The linear field W whose steady state has the means and the covariances of the cells (docs/method.md, "Warm start"). Cells that fluctuate as
 * dz = (W − I) z dt + noise of each gene of its own have covariances Ω with (W − I) Ω + Ω (W − I)ᵀ diagonal: W_i Ω_j + Ω_i W_jᵀ = 2 Ω_ij for
 * genes i ≠ j. A regression of gene i on the others takes W_i Ω_j = Ω_ij instead, which halves W and takes effects for causes.
 */
import { fastSymmetricEigen } from '../../numerics/dense/eigen';
import { fastCrossProducts } from '../../numerics/dense/products';
import { memoize } from '../../numerics/lazy';
import { becomesCholeskyFactor } from '../../numerics/linearAlgebra';
import type { CellsOfConditions } from './warmStart';

/** Cells [cells × G] of conditions. */
export interface FluctuatingCells extends CellsOfConditions {
  readonly values: Float32Array;
  /** [G] part of the variance within conditions that counting adds, computed when first asked for; null: the values are not counts. */
  readonly counting: () => Float64Array | null;
  /** Genes that are not measured and follow their regulators: their level is known where they are set, alone. */
  readonly latent?: readonly number[];
}

/** Weight of the covariances beside the means of the conditions, which count with their cells. */
const WITHIN = 0.3;
/** L1 and L2 penalties, z units, chosen on simulated screens (docs/decisions/0067-second-moments.md). */
const SPARSITY = 0.02;
const RIDGE = 0.02;
/** The equations of gene i contain W of its regulators: fixed-point iterations, and the share of each that is taken over. */
const ROUNDS = 12;
const SHARE = 0.5;
const SETTLED = 1e-4;
/** Coordinate descent of one gene. */
const MAX_SWEEPS = 200;
const TOLERANCE = 1e-5;

/** Bytes of the systems of the candidates that are kept from round to round; beyond, each is built again. */
const KEPT_BYTES = 2 ** 25;

/** Bytes of the systems of so many candidates that are kept. */
export function systemsBytes(regulators: number): number {
  const bytes = 8 * regulators ** 3;
  return bytes <= KEPT_BYTES ? bytes : 0;
}

const noPerturbations: ReadonlySet<number> = new Set();

/**
 * [G × R] W, 0 in a gene's own column. `candidates` [R]; `factors` [R × G] of the L1 penalty of each edge, null: 1 everywhere; `left`:
 * perturbations whose cells are not used.
 */
export function steadyWeights(
  cells: FluctuatingCells,
  candidates: Int32Array,
  factors: Float32Array | null = null,
  left: ReadonlySet<number> = noPerturbations,
): Float64Array {
  const regulators = candidates.length;
  const moments = momentsOf(cells, candidates, left);
  const { genes } = moments;
  const weights = new Float64Array(genes * regulators);
  const system = (gene: number) => systemOf(moments, candidates, gene, factors);
  const kept = systemsBytes(regulators) > 0 ? Array.from(candidates, system) : null;
  for (let round = 0; round < ROUNDS; round++) {
    const before = weights.slice();
    let change = 0;
    candidates.forEach((gene, own) => {
      const from = gene * regulators;
      solution(kept?.[own] ?? system(gene), before, candidates, gene, own).forEach((value, r) => {
        const step = SHARE * (value - (before[from + r] as number));
        weights[from + r] = (before[from + r] as number) + step;
        change = Math.max(change, Math.abs(step));
      });
    });
    if (change < SETTLED) break;
  }
  const areCandidates = new Set(candidates);
  for (let gene = 0; gene < genes; gene++)
    if (!areCandidates.has(gene))
      weights.set(solution(system(gene), weights, candidates, gene, -1), gene * regulators);
  return weights;
}

/** Of one gene, without the terms of other genes' weights: w′ gram w/2 − right′ w + penalty′ |w| is smallest. */
interface System {
  /** [R × R] */
  readonly gram: Float64Array;
  /** [R] */
  readonly right: Float64Array;
  /** [R] its covariance with the candidates. */
  readonly covariance: Float64Array;
  /** [R] */
  readonly penalty: Float64Array;
}

function systemOf(
  moments: Moments,
  candidates: Int32Array,
  gene: number,
  factors: Float32Array | null,
): System {
  const { genes, counts, means, meansOfCandidates, covariance, within } = moments;
  const regulators = candidates.length;
  const gram = moments.meanProducts.slice();
  const right = new Float64Array(regulators);
  const setIn = moments.setIn.get(gene) ?? [];
  let count = moments.count;
  for (const c of setIn) {
    addOuter(gram, meansOfCandidates, c * regulators, regulators, -(counts[c] as number));
    count -= counts[c] as number;
  }
  count = Math.max(1, count);
  for (let c = 0; c < counts.length; c++) {
    if (setIn.includes(c)) continue;
    const response = (counts[c] as number) * (means[c * genes + gene] as number);
    for (let r = 0; r < regulators; r++)
      right[r] = (right[r] as number) + response * (meansOfCandidates[c * regulators + r] as number);
  }
  for (let r = 0; r < regulators; r++) right[r] = (right[r] as number) / count;
  for (let p = 0; p < gram.length; p++) gram[p] = (gram[p] as number) / count + (within[p] as number);
  for (let p = 0; p < gram.length; p += regulators + 1) gram[p] = (gram[p] as number) + RIDGE;
  const own = new Float64Array(regulators);
  const penalty = new Float64Array(regulators);
  for (let r = 0; r < regulators; r++) {
    own[r] = covariance[r * genes + gene] as number;
    penalty[r] = SPARSITY * (factors === null ? 1 : (factors[r * genes + gene] as number));
  }
  return { gram, right, covariance: own, penalty };
}

/** [R] weights of a gene, given those of its regulators in `known` [G × R]. `own`: its place among the candidates, −1: none. */
function solution(
  { gram, right, covariance, penalty }: System,
  known: Float64Array,
  candidates: Int32Array,
  gene: number,
  own: number,
): Float64Array {
  const regulators = candidates.length;
  const whole = right.slice();
  for (let r = 0; r < regulators; r++) {
    const row = (candidates[r] as number) * regulators;
    let back = 0;
    for (let q = 0; q < regulators; q++) back += (known[row + q] as number) * (covariance[q] as number);
    whole[r] = (right[r] as number) + WITHIN * (2 * (covariance[r] as number) - back);
  }
  const start = known.subarray(gene * regulators, (gene + 1) * regulators);
  return sparseSolution(gram, whole, start, penalty, own);
}

/** Cells of conditions and their means. */
interface CentredCells {
  /** [conditions] cells. */
  readonly counts: Float64Array;
  /** [conditions × G] 0 without cells. */
  readonly means: Float64Array;
  /** [cells × G] less the mean of the cell's condition; 0 where a gene was set. */
  readonly deviations: Float32Array;
}

/** Whatever perturbations are left out. */
export const centredCells = memoize((cells: FluctuatingCells): CentredCells => {
  const { values, conditionOfCell, conditions } = cells;
  const genes = values.length / conditionOfCell.length;
  const counts = new Float64Array(conditions.length);
  const means = new Float64Array(conditions.length * genes);
  for (let cell = 0; cell < conditionOfCell.length; cell++) {
    const condition = conditionOfCell[cell] as number;
    counts[condition] = (counts[condition] as number) + 1;
    for (let g = 0; g < genes; g++)
      means[condition * genes + g] =
        (means[condition * genes + g] as number) + (values[cell * genes + g] as number);
  }
  for (let p = 0; p < means.length; p++)
    means[p] = (means[p] as number) / Math.max(1, counts[Math.floor(p / genes)] as number);
  const deviations = new Float32Array(values.length);
  for (let cell = 0; cell < conditionOfCell.length; cell++) {
    const condition = conditionOfCell[cell] as number;
    for (let g = 0; g < genes; g++)
      deviations[cell * genes + g] =
        (values[cell * genes + g] as number) - (means[condition * genes + g] as number);
    for (const { gene } of conditions[condition]?.interventions ?? []) deviations[cell * genes + gene] = 0;
  }
  return { counts, means, deviations };
});

/** Ascending rows of the cells of all perturbations but those of `left`. */
export function rowsWithout(
  { conditions, conditionOfCell }: CellsOfConditions,
  left: ReadonlySet<number>,
): Int32Array {
  const isLeft = conditions.map(({ perturbation }) => left.has(perturbation));
  return Int32Array.from(conditionOfCell.keys()).filter((row) => !isLeft[conditionOfCell[row] as number]);
}

/** Means of the conditions, and the covariance within them at control. */
interface Moments {
  readonly genes: number;
  /** [conditions] cells; 0 of perturbations that are left out. */
  readonly counts: Float64Array;
  /** Of all conditions. */
  readonly count: number;
  /** [conditions × G] and, of the candidates, [conditions × R]. */
  readonly means: Float64Array;
  readonly meansOfCandidates: Float64Array;
  /** [R × R] Σ n m mᵀ of the candidates over all conditions. */
  readonly meanProducts: Float64Array;
  /** [R × G] of the candidates with every gene, over the cells in which neither was set. */
  readonly covariance: Float64Array;
  /** [R × R] of the candidates, times WITHIN. */
  readonly within: Float64Array;
  /** Conditions in which a gene was set, ascending. */
  readonly setIn: ReadonlyMap<number, readonly number[]>;
}

/** Cells of conditions without those of perturbations in `left`, and the genes that were set. */
interface UsedCells extends CentredCells {
  readonly genes: number;
  readonly targets: readonly ReadonlySet<number>[];
}

function usedCells(cells: FluctuatingCells, left: ReadonlySet<number>): UsedCells {
  const { conditions, values, conditionOfCell } = cells;
  const centred = centredCells(cells);
  return {
    ...centred,
    genes: values.length / conditionOfCell.length,
    counts: centred.counts.map((count, c) => (left.has(conditions[c]?.perturbation ?? -1) ? 0 : count)),
    targets: conditions.map(({ interventions }) => new Set(interventions.map(({ gene }) => gene))),
  };
}

/** Means of the conditions, and covariances within them, each pair over the cells in which neither gene was set, those of counting included. */
export interface PooledMoments {
  readonly genes: number;
  /** [conditions] cells, 0 of perturbations that are left out; [conditions × G] means; genes that were set. */
  readonly counts: Float64Array;
  readonly means: Float64Array;
  readonly sets: readonly (readonly number[])[];
  /** Cells beyond their condition's first. */
  readonly freedom: number;
  /** [G × G] */
  readonly covariance: Float64Array;
  /** Genes that are not measured. */
  readonly latent: readonly number[];
}

/** `left`: perturbations whose cells are not used. */
export function pooledMoments(cells: FluctuatingCells, left: ReadonlySet<number>): PooledMoments {
  const { genes, counts, means, targets, deviations } = usedCells(cells, left);
  const rows = rowsWithout(cells, left);
  const candidates = Int32Array.from({ length: genes }, (_, gene) => gene);
  const covariance = pairwiseCovariance({
    deviations,
    rows,
    counts,
    targets,
    candidates,
    genes,
    counting: null,
  });
  const freedom = counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  const { latent = [] } = cells;
  return { genes, counts, means, sets: targets.map((set) => [...set]), freedom, covariance, latent };
}

function momentsOf(cells: FluctuatingCells, candidates: Int32Array, left: ReadonlySet<number>): Moments {
  const regulators = candidates.length;
  const { genes, counts, means, targets, deviations } = usedCells(cells, left);
  const setIn = new Map<number, number[]>();
  targets.forEach((set, c) => {
    for (const gene of set) setIn.set(gene, [...(setIn.get(gene) ?? []), c]);
  });
  const meansOfCandidates = new Float64Array(counts.length * regulators);
  const meanProducts = new Float64Array(regulators * regulators);
  counts.forEach((count, c) => {
    candidates.forEach((gene, r) => {
      meansOfCandidates[c * regulators + r] = means[c * genes + gene] as number;
    });
    addOuter(meanProducts, meansOfCandidates, c * regulators, regulators, count);
  });
  const covariance = pairwiseCovariance({
    deviations,
    rows: rowsWithout(cells, left),
    counts,
    targets,
    candidates,
    genes,
    counting: cells.counting(),
  });
  const within = new Float64Array(regulators * regulators);
  for (let r = 0; r < regulators; r++)
    for (let q = 0; q < regulators; q++)
      within[r * regulators + q] = WITHIN * (covariance[r * genes + (candidates[q] as number)] as number);
  const count = counts.reduce((sum, own) => sum + own, 0);
  return { genes, counts, count, means, meansOfCandidates, meanProducts, covariance, within, setIn };
}

interface Deviations {
  /** [cells × G] of which `rows` are read. */
  readonly deviations: Float32Array;
  readonly rows: Int32Array;
  /** [conditions] cells. */
  readonly counts: Float64Array;
  /** [conditions] set genes. */
  readonly targets: readonly ReadonlySet<number>[];
  readonly candidates: Int32Array;
  readonly genes: number;
  /** [G] variance that counting adds. */
  readonly counting: Float64Array | null;
}

/** [R × G] each pair over the cells in which neither was set, the variances without that of counting. */
function pairwiseCovariance(given: Deviations): Float64Array {
  const { deviations, rows, counts, targets, candidates, genes, counting } = given;
  const everyGene = Int32Array.from({ length: genes }, (_, g) => g);
  const covariance = fastCrossProducts(
    { values: deviations, columns: genes, weights: null },
    rows,
    candidates,
    everyGene,
  );
  const freedom = counts.map((count) => Math.max(0, count - 1));
  const total = freedom.reduce((sum, one) => sum + one, 0);
  const missing = new Float64Array(covariance.length);
  const rowsOfCandidates = new Map(Array.from(candidates, (gene, r) => [gene, r]));
  targets.forEach((set, condition) => {
    const lost = freedom[condition] as number;
    for (const gene of set) {
      for (let r = 0; r < candidates.length; r++)
        missing[r * genes + gene] = (missing[r * genes + gene] as number) + lost;
      const row = rowsOfCandidates.get(gene);
      if (row === undefined) continue;
      for (let g = 0; g < genes; g++)
        if (!set.has(g)) missing[row * genes + g] = (missing[row * genes + g] as number) + lost;
    }
  });
  const pairwise = covariance.map((sum, p) => sum / Math.max(1, total - (missing[p] as number)));
  if (counting !== null)
    candidates.forEach((gene, r) => {
      pairwise[r * genes + gene] = (pairwise[r * genes + gene] as number) - (counting[gene] as number);
    });
  withoutNegativeVariance(pairwise, candidates, genes);
  return pairwise;
}

/**
 * Covariances of pairs that were not all measured in the same cells, or without counting, can belong to no cells at all: a sum of genes then has a
 * negative variance, along which coordinate descent runs away. The candidates' block of `covariance` [R × G] becomes the nearest one with none.
 */
function withoutNegativeVariance(covariance: Float64Array, candidates: Int32Array, genes: number): void {
  const regulators = candidates.length;
  const block = new Float64Array(regulators * regulators);
  for (let r = 0; r < regulators; r++)
    for (let q = 0; q < regulators; q++)
      block[r * regulators + q] = covariance[r * genes + (candidates[q] as number)] as number;
  // As usual; a factorisation takes a tenth of a spectrum.
  if (becomesCholeskyFactor(block.slice(), regulators)) return;
  const { values, vectors } = fastSymmetricEigen(block, regulators);
  values.forEach((value, u) => {
    if (value >= 0) return;
    for (let r = 0; r < regulators; r++)
      for (let q = 0; q < regulators; q++) {
        const p = r * genes + (candidates[q] as number);
        const along = (vectors[u * regulators + r] as number) * (vectors[u * regulators + q] as number);
        covariance[p] = (covariance[p] as number) - value * along;
      }
  });
}

/** gram += weight · m mᵀ for the `size` means m from `start`. */
function addOuter(
  gram: Float64Array,
  means: Float64Array,
  start: number,
  size: number,
  weight: number,
): void {
  for (let r = 0; r < size; r++) {
    const one = weight * (means[start + r] as number);
    if (one === 0) continue;
    for (let q = 0; q < size; q++)
      gram[r * size + q] = (gram[r * size + q] as number) + one * (means[start + q] as number);
  }
}

/** [R] minimises w′ gram w/2 − right′ w + penalty′ |w| with w = 0 at `own` (−1: nowhere), from `start`. */
function sparseSolution(
  gram: Float64Array,
  right: Float64Array,
  start: Float64Array,
  penalty: Float64Array,
  own: number,
): Float64Array {
  const regulators = right.length;
  const weights = start.slice();
  const left = right.slice();
  const move = (r: number, step: number): void => {
    for (let q = 0; q < regulators; q++)
      left[q] = (left[q] as number) - step * (gram[r * regulators + q] as number);
  };
  weights.forEach((weight, r) => {
    if (weight !== 0) move(r, weight);
  });
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let largest = 0;
    for (let r = 0; r < regulators; r++) {
      if (r === own) continue;
      const curvature = gram[r * (regulators + 1)] as number;
      const before = weights[r] as number;
      const pull = (left[r] as number) + curvature * before;
      const after = (Math.sign(pull) * Math.max(0, Math.abs(pull) - (penalty[r] as number))) / curvature;
      if (after === before) continue;
      weights[r] = after;
      move(r, after - before);
      largest = Math.max(largest, Math.abs(after - before));
    }
    if (largest < TOLERANCE) break;
  }
  return weights;
}
