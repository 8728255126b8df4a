/**
 * The linear field W whose steady state has the means and the covariances of the cells (docs/method.md, "Warm start"). Cells that fluctuate as
 * dz = (W − I) z dt + noise of each gene of its own have covariances Ω with (W − I) Ω + Ω (W − I)ᵀ diagonal: W_i Ω_j + Ω_i W_jᵀ = 2 Ω_ij for
 * genes i ≠ j. A regression of gene i on the others takes W_i Ω_j = Ω_ij instead, which halves W and takes effects for causes.
 */
import { fastSymmetricEigen } from '../../numerics/dense/eigen';
import { fastCrossProducts } from '../../numerics/dense/products';
import type { CellsOfConditions } from './warmStart';

/** Cells [cells × G] of conditions. */
export interface FluctuatingCells extends CellsOfConditions {
  readonly values: Float32Array;
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

/** [G × R] W, 0 in a gene's own column. `candidates` [R]; `factors` [R × G] of the L1 penalty of each edge, null: 1 everywhere. */
export function steadyWeights(
  cells: FluctuatingCells,
  candidates: Int32Array,
  factors: Float32Array | null = null,
): Float64Array {
  const regulators = candidates.length;
  const moments = momentsOf(cells, candidates);
  const { genes, means } = moments;
  const sums = meanProducts(moments, candidates);
  const weights = new Float64Array(genes * regulators);
  const placeOf = new Map(Array.from(candidates, (gene, r) => [gene, r]));
  const rowOf = (from: Float64Array, gene: number) =>
    from.subarray(gene * regulators, (gene + 1) * regulators);

  const solve = (gene: number, known: Float64Array): Float64Array => {
    const own = placeOf.get(gene) ?? -1;
    const { gram, count } = withoutSet(moments, candidates, sums, gene);
    const right = new Float64Array(regulators);
    for (let c = 0; c < moments.counts.length; c++) {
      if (moments.isSet(c, gene)) continue;
      const response = (moments.counts[c] as number) * (means[c * genes + gene] as number);
      for (let r = 0; r < regulators; r++)
        right[r] = (right[r] as number) + response * (means[c * genes + (candidates[r] as number)] as number);
    }
    for (let r = 0; r < regulators; r++) {
      const row = rowOf(known, candidates[r] as number);
      let back = 0;
      for (let q = 0; q < regulators; q++)
        back += (row[q] as number) * (moments.covariance[q * genes + gene] as number);
      const covariance = moments.covariance[r * genes + gene] as number;
      right[r] = (right[r] as number) / count + WITHIN * (2 * covariance - back);
      for (let q = 0; q < regulators; q++) {
        const p = r * regulators + q;
        gram[p] =
          (gram[p] as number) / count +
          WITHIN * (moments.covariance[r * genes + (candidates[q] as number)] as number) +
          (r === q ? RIDGE : 0);
      }
    }
    const penalty = Float64Array.from(candidates, (_, r) => SPARSITY * (factors?.[r * genes + gene] ?? 1));
    return sparseSolution(gram, right, rowOf(known, gene), penalty, own);
  };

  for (let round = 0; round < ROUNDS; round++) {
    const before = weights.slice();
    let change = 0;
    for (const gene of candidates)
      solve(gene, before).forEach((value, r) => {
        const step = SHARE * (value - (before[gene * regulators + r] as number));
        weights[gene * regulators + r] = (before[gene * regulators + r] as number) + step;
        change = Math.max(change, Math.abs(step));
      });
    if (change < SETTLED) break;
  }
  for (let gene = 0; gene < genes; gene++)
    if (!placeOf.has(gene)) weights.set(solve(gene, weights), gene * regulators);
  return weights;
}

/** Means of the conditions, and the covariance within them at control. */
interface ConditionMoments {
  readonly genes: number;
  /** [conditions] cells. */
  readonly counts: Float64Array;
  /** [conditions × G] */
  readonly means: Float64Array;
  /** [R × G] of the candidates with every gene, over the cells in which neither was set. */
  readonly covariance: Float64Array;
  readonly isSet: (condition: number, gene: number) => boolean;
}

/** [conditions] cells, and [conditions × G] their means; 0 without cells. */
export function conditionMeans({ values, conditionOfCell, conditions }: FluctuatingCells): {
  readonly counts: Float64Array;
  readonly means: Float64Array;
} {
  const genes = values.length / conditionOfCell.length;
  const counts = new Float64Array(conditions.length);
  const means = new Float64Array(conditions.length * genes);
  conditionOfCell.forEach((condition, cell) => {
    counts[condition] = (counts[condition] as number) + 1;
    for (let g = 0; g < genes; g++)
      means[condition * genes + g] =
        (means[condition * genes + g] as number) + (values[cell * genes + g] as number);
  });
  for (let p = 0; p < means.length; p++)
    means[p] = (means[p] as number) / Math.max(1, counts[Math.floor(p / genes)] as number);
  return { counts, means };
}

function momentsOf(
  { values, conditionOfCell, conditions }: FluctuatingCells,
  candidates: Int32Array,
): ConditionMoments {
  const cells = conditionOfCell.length;
  const genes = values.length / cells;
  const targets = conditions.map(({ interventions }) => new Set(interventions.map(({ gene }) => gene)));
  const isSet = (condition: number, gene: number) => targets[condition]?.has(gene) === true;
  const { counts, means } = conditionMeans({ values, conditionOfCell, conditions });
  const free = targets.map((set) => Float32Array.from({ length: genes }, (_, g) => Number(!set.has(g))));
  const deviations = values.slice();
  conditionOfCell.forEach((condition, cell) => {
    const isFree = free[condition] as Float32Array;
    for (let g = 0; g < genes; g++)
      deviations[cell * genes + g] =
        (isFree[g] as number) *
        ((values[cell * genes + g] as number) - (means[condition * genes + g] as number));
  });
  const everyGene = Int32Array.from({ length: genes }, (_, g) => g);
  const covariance = fastCrossProducts(
    { values: deviations, columns: genes, weights: null },
    Int32Array.from(conditionOfCell.keys()),
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
  withoutNegativeVariance(pairwise, candidates, genes);
  return { genes, counts, means, covariance: pairwise, isSet };
}

/**
 * Covariances of pairs that were not all measured in the same cells can belong to no cells at all: a sum of genes then has a negative
 * variance, along which coordinate descent runs away. The candidates' block of `covariance` [R × G] becomes the nearest one with none.
 */
function withoutNegativeVariance(covariance: Float64Array, candidates: Int32Array, genes: number): void {
  const regulators = candidates.length;
  const block = new Float64Array(regulators * regulators);
  for (let r = 0; r < regulators; r++)
    for (let q = 0; q < regulators; q++)
      block[r * regulators + q] = covariance[r * genes + (candidates[q] as number)] as number;
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

/** Σ n m mᵀ of the candidates over all conditions [R × R], and their cells. */
interface MeanProducts {
  readonly gram: Float64Array;
  readonly count: number;
}

function meanProducts({ genes, counts, means }: ConditionMoments, candidates: Int32Array): MeanProducts {
  const regulators = candidates.length;
  const gram = new Float64Array(regulators * regulators);
  counts.forEach((count, c) => addOuter(gram, means, c * genes, candidates, count));
  return { gram, count: counts.reduce((sum, count) => sum + count, 0) };
}

/** A copy of `all` without the conditions in which `gene` was set. */
function withoutSet(
  { genes, counts, means, isSet }: ConditionMoments,
  candidates: Int32Array,
  all: MeanProducts,
  gene: number,
): MeanProducts {
  const gram = all.gram.slice();
  let { count } = all;
  counts.forEach((cells, c) => {
    if (!isSet(c, gene)) return;
    addOuter(gram, means, c * genes, candidates, -cells);
    count -= cells;
  });
  return { gram, count: Math.max(1, count) };
}

/** gram += weight · m mᵀ for the candidates' entries of the means from `start`. */
function addOuter(
  gram: Float64Array,
  means: Float64Array,
  start: number,
  candidates: Int32Array,
  weight: number,
): void {
  const regulators = candidates.length;
  for (let r = 0; r < regulators; r++) {
    const one = weight * (means[start + (candidates[r] as number)] as number);
    if (one === 0) continue;
    for (let q = 0; q < regulators; q++)
      gram[r * regulators + q] =
        (gram[r * regulators + q] as number) + one * (means[start + (candidates[q] as number)] as number);
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
