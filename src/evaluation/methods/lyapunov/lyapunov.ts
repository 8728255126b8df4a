/**
 * Steady state of a linear SDE after bicycle (Rohbeck et al., CLeaR 2024): dz = (α − (I − W) z) dt + σ dW in every cell, W shared by all
 * contexts. Knockouts take the regulator out of the equations, other perturbations hold it. Where the authors learn latent cells by a
 * variational autoencoder of counts, and penalise the residual of the Lyapunov equation, this solves the equation exactly for every
 * context and maximises the Gaussian likelihood of z with an L1 penalty (docs/methods/lyapunov.md). Gaussian likelihood of the steady
 * state of dz = (α − B z) dt + σ dW, B = I − W: mean B⁻¹α, covariance Ω of the Lyapunov equation B Ω + Ω Bᵀ = diag(σ²), and independent
 * measurement noise ψ. Its gradient solves the transposed equation.
 */
import type { Intervention } from '../../../dataset/dataset';
import { timesVector } from '../../../numerics/linearAlgebra';
import { minimise } from '../../../numerics/orthantWise';
import type { Algorithm } from '../method';
import { type Screen, scoresByRegulator } from '../screen';
import { setLevels } from '../setLevels';
import { type Context, LEAST_VARIANCE, type Setting, contextsOf, isSilenced, silentLevel } from './contexts';
import { innerProducts } from '../../../numerics/dense/products';
import { inverseOf, lyapunovSolver, positiveInverse } from '../../../numerics/lyapunov';

const TOLERANCE = 1e-5;
/** Share of a gene's variance that is measurement noise at the start. */
const FIRST_NOISE = 0.3;

export const lyapunov: Algorithm = function* ({ screen, settings }) {
  const { genes, candidates } = screen.dataset;
  const layout: Layout = { genes: genes.length, candidates };
  const contexts = contextsOf(screen);
  const parameters = new Float64Array(genes.length * (candidates.length + 3));
  const start = blocksOf(layout, parameters);
  start.logVariance.fill(Math.log(1 - FIRST_NOISE));
  start.logNoise.fill(Math.log(FIRST_NOISE));
  const penalty = new Float64Array(parameters.length);
  blocksOf(layout, penalty).weights.fill(settings['sparsity'] ?? 0);
  const iterations = settings['iterations'] ?? 1;
  const fit = minimise(
    (x, gradient) => negativeLogLikelihood(layout, contexts, x, gradient),
    parameters,
    penalty,
    { iterations, tolerance: TOLERANCE },
  );
  for (let step = fit.next(); step.done !== true; step = fit.next()) yield step.value / iterations;
  const scores = scoresByRegulator(start.weights, candidates.length);
  return { scores, predict: prediction(screen, layout, parameters) };
};

/** The steady state of the perturbed system minus that of the unperturbed one. */
function prediction(
  screen: Screen,
  layout: Layout,
  parameters: Float64Array,
): (interventions: readonly Intervention[]) => Float64Array {
  const blocks = blocksOf(layout, parameters);
  const levelOf = setLevels(screen);
  const silentLevelOf = silentLevel(screen);
  const unperturbed = steadyMean(layout, blocks, { silent: [], held: [] });
  return (interventions) => {
    const silent = interventions
      .filter((one) => isSilenced(screen, one))
      .map((one) => ({ gene: one.gene, level: silentLevelOf(one) }));
    const held = interventions
      .filter((one) => !isSilenced(screen, one))
      .map((one) => ({ gene: one.gene, level: levelOf(one), variance: LEAST_VARIANCE }));
    const mean = steadyMean(layout, blocks, { silent, held });
    const shift = new Float64Array(layout.genes);
    if (mean === null || unperturbed === null) return shift;
    mean.forEach((value, g) => {
      shift[g] = value - (unperturbed[g] as number);
    });
    for (const one of interventions) shift[one.gene] = levelOf(one);
    return shift;
  };
}

/** Where the parameters lie: W [G × R] by target, then α, log σ²/2 and log ψ, [G] each. */
interface Layout {
  readonly genes: number;
  /** [R] */
  readonly candidates: Int32Array;
}

/** Least measurement noise, so that genes that never vary have a finite likelihood. */
const LEAST_NOISE = 1e-3;

interface Blocks {
  readonly weights: Float64Array;
  readonly input: Float64Array;
  readonly logVariance: Float64Array;
  readonly logNoise: Float64Array;
}

function blocksOf({ genes, candidates }: Layout, parameters: Float64Array): Blocks {
  const size = genes * candidates.length;
  return {
    weights: parameters.subarray(0, size),
    input: parameters.subarray(size, size + genes),
    logVariance: parameters.subarray(size + genes, size + 2 * genes),
    logNoise: parameters.subarray(size + 2 * genes, size + 3 * genes),
  };
}

interface Equations {
  /** [G × G] B of a setting. */
  readonly b: Float64Array;
  /** [G] α. */
  readonly input: Float64Array;
  /** [G] −1 set silent, 1 held, 0 free. */
  readonly role: Int8Array;
}

/** Silent genes neither regulate nor are regulated; their regulation is at its constant level. Held genes keep to their level. */
function equationsOf(layout: Layout, { weights, input }: Blocks, { silent, held }: Setting): Equations {
  const { genes, candidates } = layout;
  const regulators = candidates.length;
  const role = new Int8Array(genes);
  const level = new Float64Array(genes);
  for (const one of silent) {
    role[one.gene] = -1;
    level[one.gene] = one.level;
  }
  for (const one of held) role[one.gene] = 1;
  const b = new Float64Array(genes * genes);
  const alpha = input.map((value, g) => (role[g] === 0 ? value : 0));
  for (const one of held) alpha[one.gene] = one.level;
  for (let g = 0; g < genes; g++) {
    b[g * (genes + 1)] = 1;
    if (role[g] !== 0) continue;
    for (let r = 0; r < regulators; r++) {
      const source = candidates[r] as number;
      const weight = weights[g * regulators + r] as number;
      if (source === g) continue;
      if (role[source] === -1) alpha[g] = (alpha[g] as number) + weight * (level[source] as number);
      else b[g * genes + source] = -weight;
    }
  }
  return { b, input: alpha, role };
}

/** [G] the mean at steady state; null where B is singular. Silent genes have 0. */
function steadyMean(layout: Layout, blocks: Blocks, setting: Setting): Float64Array | null {
  const { b, input } = equationsOf(layout, blocks, setting);
  const inverse = inverseOf(b, layout.genes)?.inverse;
  return inverse === undefined ? null : timesVector(inverse, input);
}

/** −log L per cell, up to a constant; Infinity where the system is unstable. Writes the gradient. */
export function negativeLogLikelihood(
  layout: Layout,
  contexts: readonly Context[],
  parameters: Float64Array,
  gradient: Float64Array,
): number {
  const total = contexts.reduce((sum, { cells }) => sum + cells, 0);
  gradient.fill(0);
  let loss = 0;
  for (const context of contexts) {
    loss += addContext(layout, context, context.cells / total, parameters, gradient);
    if (!Number.isFinite(loss)) return Infinity;
  }
  return loss;
}

function addContext(
  layout: Layout,
  context: Context,
  share: number,
  parameters: Float64Array,
  gradient: Float64Array,
): number {
  const { genes, candidates } = layout;
  const regulators = candidates.length;
  const blocks = blocksOf(layout, parameters);
  const { b, input, role } = equationsOf(layout, blocks, context);
  const solver = lyapunovSolver(b, genes);
  const inverse = inverseOf(b, genes)?.inverse;
  if (solver === null || inverse === undefined) return Infinity;
  const heldVariance = new Float64Array(genes).fill(1);
  for (const { gene, variance } of context.held) heldVariance[gene] = variance;
  const drive = new Float64Array(genes * genes);
  for (let g = 0; g < genes; g++)
    drive[g * (genes + 1)] =
      2 * (role[g] === 0 ? Math.exp(blocks.logVariance[g] as number) : (heldVariance[g] as number));
  const steady = solver.solve(drive);
  const expected = steady.slice();
  for (let g = 0; g < genes; g++)
    if (role[g] === 0)
      expected[g * (genes + 1)] =
        (expected[g * (genes + 1)] as number) + LEAST_NOISE + Math.exp(blocks.logNoise[g] as number);
  const found = positiveInverse(expected, genes);
  if (found === null) return Infinity;
  const { inverse: precision, logDeterminant } = found;

  const mean = timesVector(inverse, input);
  const residual = mean.map((value, g) => (context.mean[g] as number) - value);
  const pulled = timesVector(precision, residual);
  // P S P, with the residual's outer product added below.
  const observed = innerProducts(innerProducts(precision, context.covariance, genes), precision, genes);
  let trace = 0;
  for (let p = 0; p < precision.length; p++)
    trace += (precision[p] as number) * (context.covariance[p] as number);
  const distance = residual.reduce((sum, value, g) => sum + value * (pulled[g] as number), 0);

  const ofCovariance = precision.map(
    (value, p) =>
      (share / 2) *
      (value -
        (observed[p] as number) -
        (pulled[Math.floor(p / genes)] as number) * (pulled[p % genes] as number)),
  );
  const adjoint = solver.solveTransposed(ofCovariance);
  const ofInput = new Float64Array(genes);
  for (let g = 0; g < genes; g++)
    for (let j = 0; j < genes; j++)
      ofInput[j] =
        (ofInput[j] as number) - share * (inverse[g * genes + j] as number) * (pulled[g] as number);
  const ofB = innerProducts(adjoint, steady, genes);

  const level = new Map(context.silent.map((one) => [one.gene, one.level]));
  const slope = blocksOf(layout, gradient);
  for (let g = 0; g < genes; g++) {
    if (role[g] !== 0) continue;
    slope.input[g] = (slope.input[g] as number) + (ofInput[g] as number);
    slope.logVariance[g] =
      (slope.logVariance[g] as number) +
      2 * (adjoint[g * (genes + 1)] as number) * Math.exp(blocks.logVariance[g] as number);
    slope.logNoise[g] =
      (slope.logNoise[g] as number) +
      (ofCovariance[g * (genes + 1)] as number) * Math.exp(blocks.logNoise[g] as number);
    for (let r = 0; r < regulators; r++) {
      const source = candidates[r] as number;
      if (source === g) continue;
      const p = g * regulators + r;
      const own = level.has(source)
        ? (ofInput[g] as number) * (level.get(source) ?? 0)
        : 2 * (ofB[g * genes + source] as number) + (ofInput[g] as number) * (mean[source] as number);
      slope.weights[p] = (slope.weights[p] as number) + own;
    }
  }
  return (share / 2) * (logDeterminant + trace + distance);
}
