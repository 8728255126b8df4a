/**
 * The linear form of NODAGS-Flow (Sethuraman et al., AISTATS 2023): x = W x + b + e in every cell, cycles allowed, and a perturbation cuts
 * the rows U of its targets. −log L = Σ over free genes of −log N(e_j; 0, σ_j²), − log|det(I − U W)|; W is rescaled to a spectral norm below 1.
 * Where the authors sample a Gumbel adjacency and estimate the determinant by a random power series, W has an L1 penalty here and the
 * determinants of all perturbations follow exactly from one inverse (docs/methods/nodags.md).
 */
import type { Intervention } from '../../../dataset/dataset';
import { inverseOf } from '../../../numerics/lyapunov';
import { minimise } from '../../../numerics/orthantWise';
import type { Algorithm } from '../method';
import { amongCandidates, linearProblem, negativeLogLikelihood } from '../notears/likelihood';
import { scoresByRegulator, type Screen } from '../screen';
import { setLevels } from '../setLevels';
import { addLogDeterminants, regimesOf, rescaled } from './determinants';

const FIT = { iterations: 300, tolerance: 1e-6 };

export const nodags: Algorithm = function* ({ screen, settings }) {
  const problem = linearProblem(screen);
  const { genes, candidates } = problem;
  const regulators = candidates.length;
  const regimes = regimesOf(screen);
  const norm = settings['norm'] ?? 1;
  const free = new Float64Array(genes * regulators);
  const ofWeights = new Float64Array(free.length);
  const fit = minimise(
    (x, gradient) => {
      const scaled = rescaled(x, candidates, norm);
      const loss = negativeLogLikelihood(problem, scaled.weights, ofWeights);
      const volume = addLogDeterminants(regimes, candidates, scaled.weights, ofWeights);
      scaled.pullBack(ofWeights, gradient);
      return loss + volume;
    },
    free,
    new Float64Array(free.length).fill(settings['sparsity'] ?? 0),
    FIT,
  );
  for (let step = fit.next(); step.done !== true; step = fit.next()) yield step.value / FIT.iterations;
  const { weights } = rescaled(free, candidates, norm);
  return { scores: scoresByRegulator(weights, regulators), predict: prediction(screen, candidates, weights) };
};

/** The fixed point with the perturbed genes at their level, relative to that of the controls. */
function prediction(
  screen: Screen,
  candidates: Int32Array,
  weights: Float64Array,
): (interventions: readonly Intervention[]) => Float64Array {
  const regulators = candidates.length;
  const genes = weights.length / regulators;
  const levelOf = setLevels(screen);
  const feedback = amongCandidates(candidates, weights);
  return (interventions) => {
    const levels = new Map(interventions.map((one) => [one.gene, levelOf(one)]));
    // (I − U W) x = x of the perturbed genes.
    const system = new Float64Array(regulators * regulators);
    candidates.forEach((gene, q) => {
      for (let r = 0; r < regulators; r++)
        system[q * regulators + r] =
          Number(q === r) - (levels.has(gene) ? 0 : (feedback[q * regulators + r] as number));
    });
    const inverse = inverseOf(system, regulators)?.inverse;
    const shift = new Float64Array(genes);
    if (inverse === undefined) return shift;
    // Perturbed genes that are no candidates act on nothing.
    candidates.forEach((source, r) => {
      const level = levels.get(source);
      if (level === undefined) return;
      for (let q = 0; q < regulators; q++) {
        const gene = candidates[q] as number;
        shift[gene] = (shift[gene] as number) + (inverse[q * regulators + r] as number) * level;
      }
    });
    const ofCandidates = Float64Array.from(candidates, (gene) => shift[gene] as number);
    for (let gene = 0; gene < genes; gene++) {
      let sum = 0;
      for (let r = 0; r < regulators; r++)
        sum += (weights[gene * regulators + r] as number) * (ofCandidates[r] as number);
      shift[gene] = levels.get(gene) ?? sum;
    }
    return shift;
  };
}
