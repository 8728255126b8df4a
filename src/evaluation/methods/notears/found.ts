/** From fitted weights to edges and predictions. */
import type { Intervention } from '../../../dataset/dataset';
import { above, acyclicThreshold, topologicalOrder } from '../acyclic';
import type { FoundByMethod } from '../method';
import { scoresByRegulator, type Screen } from '../screen';
import { setLevels } from '../setLevels';
import { amongCandidates, refitted, type LinearProblem } from './likelihood';

/**
 * Cuts the weights [G × R] at the smallest threshold without a cycle, and fits the others again without penalty. A perturbed gene is held
 * at its level, and the others follow in the order of the graph.
 */
export function foundByWeights(screen: Screen, problem: LinearProblem, weights: Float64Array): FoundByMethod {
  const { candidates } = problem;
  const regulators = candidates.length;
  const cut = above(weights, acyclicThreshold(amongCandidates(candidates, weights), regulators));
  const fitted = refitted(problem, cut);
  return { scores: scoresByRegulator(cut, regulators), predict: prediction(screen, problem, fitted) };
}

function prediction(
  screen: Screen,
  { candidates, genes }: LinearProblem,
  weights: Float64Array,
): (interventions: readonly Intervention[]) => Float64Array {
  const regulators = candidates.length;
  const levelOf = setLevels(screen);
  // Targets stand in rows: the order of the edges turned round.
  const order = (
    topologicalOrder(amongCandidates(candidates, weights), regulators) ?? new Int32Array(0)
  ).toReversed();
  return (interventions) => {
    const shift = new Float64Array(genes);
    const set = new Set(interventions.map(({ gene }) => gene));
    for (const intervention of interventions) shift[intervention.gene] = levelOf(intervention);
    const follow = (gene: number): void => {
      if (set.has(gene)) return;
      let sum = 0;
      for (let r = 0; r < regulators; r++)
        sum += (weights[gene * regulators + r] as number) * (shift[candidates[r] as number] as number);
      shift[gene] = sum;
    };
    for (const r of order) follow(candidates[r] as number);
    const regulating = new Set(candidates);
    for (let gene = 0; gene < genes; gene++) if (!regulating.has(gene)) follow(gene);
    return shift;
  };
}
