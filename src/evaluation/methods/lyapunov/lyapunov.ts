/**
 * Steady state of a linear SDE after bicycle (Rohbeck et al., CLeaR 2024): dz = (α − (I − W) z) dt + σ dW in every cell, W shared by all
 * contexts. Knockouts take the regulator out of the equations, other perturbations hold it. Where the authors learn latent cells by a
 * variational autoencoder of counts, and penalise the residual of the Lyapunov equation, this solves the equation exactly for every context
 * and maximises the Gaussian likelihood of z with an L1 penalty (docs/methods/lyapunov.md).
 */
import type { Intervention } from '../../../dataset/dataset';
import { minimise } from '../../../numerics/orthantWise';
import type { Algorithm } from '../method';
import { scoresByRegulator, type Screen } from '../screen';
import { setLevels } from '../setLevels';
import { contextsOf, isSilenced, LEAST_VARIANCE, silentLevel } from './contexts';
import { blocksOf, negativeLogLikelihood, steadyMean, type Layout } from './likelihood';

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
