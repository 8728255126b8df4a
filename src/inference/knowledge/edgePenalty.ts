/** What a known network makes of the penalty on each edge (docs/decisions/0068-knowledge-in-the-model.md). */
import type { Prior } from '../../network/prior';

/** Largest exponent of the penalty on edges that a covered regulator does not have in the source: beyond, their share goes to other regulators. */
const MOST_UNLISTED = 1;

/** [R × G] for training: unlisted edges cost at most e times as much. */
export function trainingPenalty(prior: Prior, strength: number): Float32Array {
  return edgePenalty(prior, strength, Math.min(strength, MOST_UNLISTED));
}

/**
 * [R × G] e^(−γ c) for known edges, c the source's confidence; e^unlisted, without a limit e^γ, for the other edges of covered regulators; 1 for
 * regulators of which nothing is known.
 */
export function edgePenalty(prior: Prior, strength: number, unlisted = strength): Float32Array {
  const [genes, regulators] = [prior.genes.length, prior.regulators.length];
  const other = Math.exp(unlisted);
  const factors = new Float32Array(regulators * genes).fill(1);
  for (let r = 0; r < regulators; r++)
    for (let gene = 0; gene < genes; gene++) {
      const at = gene * regulators + r;
      const known = prior.known[at];
      if (known === 1) factors[r * genes + gene] = Math.exp(-strength * (prior.confidence[at] ?? 1));
      else if (known === -1) factors[r * genes + gene] = other;
    }
  return factors;
}
