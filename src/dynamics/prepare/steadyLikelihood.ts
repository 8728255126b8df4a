/**
 * The linear field W of largest likelihood for cells that fluctuate around a steady state (docs/method.md, "Warm start"; after bicycle, Rohbeck
 * et al., CLeaR 2024): dz = (W − I) z dt + noise of each gene and of factors that genes share. Unlike the normal equations of
 * steadyFluctuations.ts it weighs means and covariances by their errors, and shared factors need no cap.
 *
 * Cells within conditions have covariance Ω + diag(ψ), with B Ω + Ω Bᵀ = 2 diag(σ²) + F Fᵀ and B = I − W; ψ is the noise of measurement. Set genes
 * are held at their level. The covariance is pooled over conditions, so that one Lyapunov equation is solved for all of them.
 */
import { innerProducts, transposedProduct } from '../../numerics/dense/products';
import { fastSymmetricEigen } from '../../numerics/dense/eigen';
import { once } from '../../numerics/lazy';
import { addScaled, timesVector, transposed } from '../../numerics/linearAlgebra';
import { block, inverseOf, lyapunovSolver, positiveInverse } from '../../numerics/lyapunov';
import { minimise } from '../../numerics/orthantWise';
import {
  type FluctuatingCells,
  type PooledMoments,
  pooledMoments,
  steadyWeights,
} from './steadyFluctuations';

/**
 * L1 penalty on edges: this over the root of the number of observations, times the share of the regulator's variance that is not counting, by which
 * the score of an edge shrinks. Chosen on simulated screens (docs/decisions/0107-counted-regulators-and-clear-predictions.md), that of factors in 0103.
 */
const SPARSITY = 0.8;
const SPARSITY_OF_FACTORS = 0.5;
/** Size of an edge at which its penalty is half of that when it is weighed anew (docs/decisions/0111-reweighted-edges.md). */
const HALF_PENALTY = 0.1;
/** Ends where the objective per observation falls by less: from no edges, beside shared factors, and from those of the normal equations. */
const TOLERANCE = 3e-5;
const TOLERANCE_FROM_EDGES = 3e-4;
const MOST_ITERATIONS = 100;
/** The objective bends so many times less along the logarithms of variances than along edges. */
const FLATNESS_OF_VARIANCES = 10;
/** Least measurement noise, so that genes that never vary have a finite likelihood. */
const LEAST_NOISE = 1e-3;
/** Share of a gene's variance that is measurement noise at the start, where it is not known from counts; and its bounds where it is. */
const FIRST_NOISE = 0.3;
const KNOWN_NOISE: readonly [number, number] = [0.02, 0.9];
/** Share of the other variance at the start that no regulator explains. */
const UNEXPLAINED = 0.7;

/** Factors tried; those are kept whose root mean square over genes is at least this, and this share of the largest. */
const MOST_FACTORS = 5;
const LEAST_SIZE = 0.27;
const LEAST_SHARE = 0.5;
/** Factors start at this share of what the spectrum has beyond the variance of single genes. */
const FIRST_FACTORS = 0.3;
const LEAST_BEYOND = 0.1;
/** L1 penalty of factors, as a share of that of edges: while it is told whether there are any, and then. */
const PENALTY_TRIED = 1;
const PENALTY_KEPT = 0.5;
/** By how much, per observation, factors must lower the objective. */
const EVIDENCE = 0.03;

/** Where parameters lie: W [G × R] by target, log σ² and log ψ [G] each, F [G × factors]. */
interface Blocks {
  readonly weights: Float64Array;
  readonly logVariance: Float64Array;
  readonly logNoise: Float64Array;
  readonly factors: Float64Array;
}

function blocksOf({ genes, candidates }: Fitted, parameters: Float64Array): Blocks {
  const size = genes * candidates.length;
  return {
    weights: parameters.subarray(0, size),
    logVariance: parameters.subarray(size, size + genes),
    logNoise: parameters.subarray(size + genes, size + 2 * genes),
    factors: parameters.subarray(size + 2 * genes),
  };
}

export interface SteadyMaximum {
  /** [G × R], 0 in a gene's own column. */
  readonly weights: Float64Array;
  /** Number of factors that genes share. */
  readonly factors: number;
}

interface PenalisedMaximum extends SteadyMaximum {
  /**
   * The maximum once more from here, where large edges cost less: an L1 penalty takes the same from each edge, and so most from the changes that large
   * edges pass on (reweighted L1: Candès, Wakin & Boyd, J. Fourier Anal. Appl. 2008).
   */
  readonly reweighted: () => SteadyMaximum;
}

/**
 * `penalties` [R × G]: factors of the L1 penalty of each edge, null: 1 everywhere; `left`: perturbations whose cells are not used; `factors`: their
 * number, null: as many as the likelihood tells.
 */
export function steadyMaximum(
  cells: FluctuatingCells,
  candidates: Int32Array,
  penalties: Float32Array | null = null,
  factors: number | null = null,
  left: ReadonlySet<number> = new Set(),
): PenalisedMaximum {
  const given: Given = {
    moments: { ...pooledMoments(cells, left), candidates },
    penalties,
    counting: cells.counting(),
    edges: () => steadyWeights(cells, candidates, penalties, left),
  };
  return factors === null ? likeliest(given) : maximum(given, factors, PENALTY_KEPT);
}

/** With as many factors as lower the objective. */
function likeliest(given: Given): Maximum {
  const without = maximum(given, 0, 0);
  const tried = maximum(given, MOST_FACTORS, PENALTY_TRIED);
  const least = Math.max(LEAST_SIZE, LEAST_SHARE * Math.max(...tried.sizes));
  const kept = tried.sizes.filter((size) => size >= least).length;
  const isBetter = tried.objective() < without.objective() - EVIDENCE;
  return isBetter && kept > 0 ? maximum(given, kept, PENALTY_KEPT) : without;
}

/** What is fitted, by regulators [R]. */
export interface Fitted extends PooledMoments {
  readonly candidates: Int32Array;
}

function observationsOf({ freedom, counts }: Fitted): number {
  return freedom + counts.reduce((sum, count) => sum + count, 0);
}

interface Given {
  readonly moments: Fitted;
  /** [R × G] */
  readonly penalties: Float32Array | null;
  /** [G] variance that counting adds. */
  readonly counting: Float64Array | null;
  /** [G × R] of the normal equations. */
  readonly edges: () => Float64Array;
}

interface Maximum extends PenalisedMaximum {
  /** [factors] root mean square over genes. */
  readonly sizes: readonly number[];
  /** −log L per observation plus penalties, computed when asked for. */
  readonly objective: () => number;
}

function maximum(given: Given, factors: number, penaltyOfFactors: number): Maximum {
  const { moments, penalties } = given;
  const { genes, candidates } = moments;
  const parameters = startOf(given, factors);
  const penalty = new Float64Array(parameters.length);
  const ofOne = 1 / Math.sqrt(observationsOf(moments));
  const ofPenalty = blocksOf(moments, penalty);
  candidates.forEach((source, r) => {
    const strength = SPARSITY * ofOne * (1 - countedShare(given, source));
    for (let gene = 0; gene < genes; gene++)
      ofPenalty.weights[gene * candidates.length + r] = strength * (penalties?.[r * genes + gene] ?? 1);
  });
  ofPenalty.factors.fill(penaltyOfFactors * SPARSITY_OF_FACTORS * ofOne);
  const scales = new Float64Array(parameters.length).fill(1);
  const ofScales = blocksOf(moments, scales);
  ofScales.logVariance.fill(FLATNESS_OF_VARIANCES);
  ofScales.logNoise.fill(FLATNESS_OF_VARIANCES);
  const gradient = new Float64Array(parameters.length);
  const loss = () => negativeLogLikelihood(moments, parameters, gradient);
  // The normal equations take factors for edges, and may be unstable.
  const { weights, factors: shared } = blocksOf(moments, parameters);
  if (factors === 0) weights.set(given.edges());
  let first = loss();
  const hasEdges = factors === 0 && Number.isFinite(first);
  if (factors === 0 && !hasEdges) {
    weights.fill(0);
    first = loss();
  }
  // The tolerance is a share of the objective, whose constant part means nothing.
  const offset = 1 - first;
  const toMaximum = (tolerance: number): void => {
    const steps = minimise(
      (x, slope) => negativeLogLikelihood(moments, x, slope) + offset,
      parameters,
      penalty,
      { iterations: MOST_ITERATIONS, tolerance, scales },
    );
    while (steps.next().done !== true);
  };
  toMaximum(hasEdges ? TOLERANCE_FROM_EDGES : TOLERANCE);
  const sizes = Array.from(
    { length: factors },
    (_, f) => Math.hypot(...shared.filter((_value, at) => at % factors === f)) / Math.sqrt(genes),
  );
  const paid = parameters.reduce((sum, value, p) => sum + (penalty[p] as number) * Math.abs(value), 0);
  return {
    weights: weights.slice(),
    factors,
    sizes,
    objective: () => loss() + paid,
    reweighted: once(() => {
      ofPenalty.weights.forEach((one, p) => {
        ofPenalty.weights[p] = (one * HALF_PENALTY) / (HALF_PENALTY + Math.abs(weights[p] as number));
      });
      toMaximum(TOLERANCE_FROM_EDGES);
      return { weights: weights.slice(), factors };
    }),
  };
}

/** Share of a gene's variance within conditions that is counting; 0 where the values are not counts. */
function countedShare({ moments: { genes, covariance }, counting }: Given, gene: number): number {
  const share = (counting?.[gene] ?? 0) / (covariance[gene * (genes + 1)] as number);
  return share > 0 && Number.isFinite(share) ? Math.min(KNOWN_NOISE[1], share) : 0;
}

/** No edges; the variance of each gene in parts, and factors along the largest shared variation. */
function startOf({ moments, counting }: Given, factors: number): Float64Array {
  const { genes, candidates, covariance, latent } = moments;
  const parameters = new Float64Array(genes * (candidates.length + 2 + factors));
  const blocks = blocksOf(moments, parameters);
  for (let gene = 0; gene < genes; gene++) {
    const variance = latent.includes(gene) ? 1 : (covariance[gene * (genes + 1)] as number);
    const [least, most] = KNOWN_NOISE;
    const noise =
      counting === null
        ? FIRST_NOISE * variance
        : Math.min(most * variance, Math.max(least, counting[gene] as number));
    blocks.logVariance[gene] = Math.log(Math.max(LEAST_NOISE, UNEXPLAINED * (variance - noise)));
    blocks.logNoise[gene] = Math.log(Math.max(LEAST_NOISE, noise));
  }
  if (factors === 0) return parameters;
  const { values, vectors } = fastSymmetricEigen(covariance, genes);
  const order = [...values.keys()].toSorted((a, b) => (values[b] as number) - (values[a] as number));
  for (const [f, u] of order.slice(0, factors).entries()) {
    const size = FIRST_FACTORS * Math.sqrt(Math.max(LEAST_BEYOND, (values[u] as number) - 1));
    for (let gene = 0; gene < genes; gene++)
      blocks.factors[gene * factors + f] = size * (vectors[u * genes + gene] as number);
  }
  return parameters;
}

/** −log L per observation, up to a constant; Infinity where the system is unstable. Writes the gradient. */
export function negativeLogLikelihood(
  moments: Fitted,
  parameters: Float64Array,
  gradient: Float64Array,
): number {
  const { genes, candidates, covariance } = moments;
  const regulators = candidates.length;
  const blocks = blocksOf(moments, parameters);
  const factors = blocks.factors.length / genes;
  gradient.fill(0);
  const b = new Float64Array(genes * genes);
  const drive =
    factors > 0 ? innerProducts(blocks.factors, blocks.factors, factors) : new Float64Array(genes * genes);
  for (let g = 0; g < genes; g++) {
    candidates.forEach((source, r) => {
      b[g * genes + source] = -(blocks.weights[g * regulators + r] as number);
    });
    const own = g * (genes + 1);
    b[own] = 1;
    drive[own] = (drive[own] as number) + 2 * Math.exp(blocks.logVariance[g] as number);
  }
  const solver = lyapunovSolver(b, genes);
  if (solver === null) return Infinity;
  const steady = solver.solve(drive);
  const expected = steady.slice();
  for (let own = 0, g = 0; g < genes; own += genes + 1, g++)
    expected[own] = (expected[own] as number) + LEAST_NOISE + Math.exp(blocks.logNoise[g] as number);
  const found = measuredInverse(expected, moments);
  if (found === null) return Infinity;
  const { inverse: precision, logDeterminant } = found;
  const share = moments.freedom / observationsOf(moments);
  const whitened = innerProducts(precision, covariance, genes);
  const observed = innerProducts(whitened, precision, genes);
  let trace = 0;
  for (let own = 0; own < whitened.length; own += genes + 1) trace += whitened[own] as number;
  const ofExpected = precision.map((value, p) => (share / 2) * (value - (observed[p] as number)));
  const slope = blocksOf(moments, gradient);
  const ofMeans = addMeans(moments, blocks.weights, precision, slope.weights, ofExpected);
  const loss = (share / 2) * (logDeterminant + trace) + ofMeans;
  if (!Number.isFinite(loss)) return Infinity;

  const adjoint = solver.solveTransposed(ofExpected);
  // [G × R] of the candidates' columns of B.
  const ofB = innerProducts(adjoint, columnsOf(steady, genes, candidates), genes);
  for (let g = 0; g < genes; g++) {
    const own = g * (genes + 1);
    slope.logVariance[g] = 2 * (adjoint[own] as number) * Math.exp(blocks.logVariance[g] as number);
    slope.logNoise[g] = (ofExpected[own] as number) * Math.exp(blocks.logNoise[g] as number);
    candidates.forEach((source, r) => {
      const p = g * regulators + r;
      slope.weights[p] = source === g ? 0 : (slope.weights[p] as number) + 2 * (ofB[p] as number);
    });
  }
  if (factors > 0)
    transposedProduct(adjoint, genes, blocks.factors, factors).forEach((value, p) => {
      slope.factors[p] = 2 * value;
    });
  return loss;
}

/** Inverse of the block of a matrix [G × G] of the genes that are measured, 0 elsewhere; null where it is not positive. */
function measuredInverse(
  matrix: Float64Array,
  { genes, latent }: Fitted,
): ReturnType<typeof positiveInverse> {
  if (latent.length === 0) return positiveInverse(matrix, genes);
  const measured = Array.from({ length: genes }, (_, gene) => gene).filter((gene) => !latent.includes(gene));
  const found = positiveInverse(block(matrix, genes, measured, measured), measured.length);
  if (found === null) return null;
  const inverse = new Float64Array(genes * genes);
  for (const [i, a] of measured.entries())
    for (const [j, b] of measured.entries())
      inverse[a * genes + b] = found.inverse[i * measured.length + j] as number;
  return { ...found, inverse };
}

/** [R × G] of a symmetric matrix [G × G]. */
function columnsOf(matrix: Float64Array, genes: number, candidates: Int32Array): Float64Array {
  const columns = new Float64Array(candidates.length * genes);
  candidates.forEach((gene, r) => {
    columns.set(matrix.subarray(gene * genes, (gene + 1) * genes), r * genes);
  });
  return columns;
}

/** Loss of the conditions' means; adds its gradient to that of W directly and to that of the expected covariance. */
function addMeans(
  moments: Fitted,
  weights: Float64Array,
  precision: Float64Array,
  slope: Float64Array,
  ofExpected: Float64Array,
): number {
  const { genes, candidates, counts, means, sets, latent } = moments;
  const regulators = candidates.length;
  const placeOf = new Map(Array.from(candidates, (gene, r) => [gene, r]));
  // (I − W)⁻¹ of the candidates, V: with inputs c to those that are held z = V_:S c, and V_SS c = z_S.
  const system = new Float64Array(regulators * regulators);
  candidates.forEach((gene, r) => {
    for (let q = 0; q < regulators; q++)
      system[r * regulators + q] = Number(r === q) - (weights[gene * regulators + q] as number);
  });
  const inverse = inverseOf(system, regulators)?.inverse;
  if (inverse === undefined) return Infinity;
  const observations = observationsOf(moments);
  const used = [...sets.keys()].filter((c) => (counts[c] as number) > 0);
  const held: Held[] = [];
  const states = new Float64Array(used.length * regulators);
  for (const [row, c] of used.entries()) {
    const places = (sets[c] ?? []).flatMap((gene) => placeOf.get(gene) ?? []);
    const among = inverseOf(block(inverse, regulators, places, places), places.length)?.inverse;
    if (among === undefined) return Infinity;
    held.push({ places, among });
    const levels = Float64Array.from(places, (r) => means[c * genes + (candidates[r] as number)] as number);
    const inputs = timesVector(among, levels);
    for (const [i, r] of places.entries())
      for (let q = 0; q < regulators; q++)
        states[row * regulators + q] =
          (states[row * regulators + q] as number) +
          (inverse[q * regulators + r] as number) * (inputs[i] as number);
  }
  // [used × G]
  const residuals = innerProducts(states, weights, regulators);
  for (const [row, c] of used.entries()) {
    for (let g = 0; g < genes; g++)
      residuals[row * genes + g] = (means[c * genes + g] as number) - (residuals[row * genes + g] as number);
    for (const gene of sets[c] ?? []) residuals[row * genes + gene] = 0;
  }
  const pulls = innerProducts(residuals, precision, genes);
  let loss = 0;
  // [used × G] √share times the whitened residuals, whose outer products are the gradient.
  const scaled = new Float64Array(pulls.length);
  for (const [row, c] of used.entries()) {
    const pull = pulls.subarray(row * genes, (row + 1) * genes);
    const measured = (sets[c] ?? []).filter((gene) => !latent.includes(gene));
    if (!leavesOut(pull, precision, genes, measured)) return Infinity;
    const share = (counts[c] as number) / observations;
    for (let g = 0; g < genes; g++) {
      const value = pull[g] as number;
      loss += (share / 2) * value * (residuals[row * genes + g] as number);
      scaled[row * genes + g] = Math.sqrt(share) * value;
      pull[g] = -share * value;
    }
  }
  addScaled(ofExpected, transposedProduct(scaled, genes, scaled, genes), -1 / 2);
  // What acts on the states: directly on those of candidates, and through W on those of the others.
  const ofOthers = pulls.slice();
  for (let row = 0; row < used.length; row++) for (const gene of candidates) ofOthers[row * genes + gene] = 0;
  const ofStates = innerProducts(ofOthers, transposed(weights, regulators), genes);
  for (let row = 0; row < used.length; row++)
    candidates.forEach((gene, r) => {
      const p = row * regulators + r;
      ofStates[p] = (ofStates[p] as number) + (pulls[row * genes + gene] as number);
    });
  // Held genes do not follow: (I − W)⁻ᵀ of the others.
  for (const [row, { places }] of held.entries()) for (const r of places) ofStates[row * regulators + r] = 0;
  const backs = innerProducts(ofStates, transposed(inverse, regulators), regulators);
  for (const [row, { places, among }] of held.entries()) {
    const back = backs.subarray(row * regulators, (row + 1) * regulators);
    const pulled = Float64Array.from(places, (r) => back[r] as number);
    const ofHeld = timesVector(transposed(among, places.length), pulled);
    for (const [i, r] of places.entries())
      for (let q = 0; q < regulators; q++)
        back[q] = (back[q] as number) - (inverse[r * regulators + q] as number) * (ofHeld[i] as number);
    for (const r of places) back[r] = 0;
    candidates.forEach((gene, r) => {
      ofOthers[row * genes + gene] = back[r] as number;
    });
  }
  addScaled(slope, transposedProduct(ofOthers, genes, states, regulators), 1);
  return loss;
}

/** Candidates that are set in a condition: their places, and the inverse of V among them. */
interface Held {
  readonly places: readonly number[];
  readonly among: Float64Array;
}

/**
 * Changes `pulled` [G], the precision of all genes times r, to Σ⁻¹ r over the genes that are not set, with 0 at these. False for a singular matrix.
 */
function leavesOut(
  pulled: Float64Array,
  precision: Float64Array,
  genes: number,
  set: readonly number[],
): boolean {
  const inverse = inverseOf(block(precision, genes, set, set), set.length)?.inverse;
  if (inverse === undefined) return false;
  const taken = timesVector(
    inverse,
    Float64Array.from(set, (gene) => pulled[gene] as number),
  );
  for (const [i, gene] of set.entries())
    addScaled(pulled, precision.subarray(gene * genes, (gene + 1) * genes), -(taken[i] as number));
  for (const gene of set) pulled[gene] = 0;
  return true;
}
