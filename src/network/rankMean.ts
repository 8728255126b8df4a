/**
 * One network from several fits of the same data by averaging the ranks of their edges, so that fits with different units have equal weight
 * (docs/method.md, "Rank mean"). All arrays are [R × G] as Network.weights.
 */
import type { Network } from './network';
import { ascendingRanks, sizesByRank } from '../numerics/ranks';
import { edgePairs, strength } from './ranking';

/**
 * Weights whose magnitudes rank as the mean over `members` of the ranks of |weight| among all pairs regulator → other gene (ties averaged),
 * with the sign of the rank-weighted vote (`main` breaks ties). The k-th strongest pair has the magnitude of the k-th strongest of `main`:
 * quantile normalisation (Bolstad et al. 2003), in which equal ranks share their mean. `members`: at least one, usually including `main`.
 */
export function rankMean(
  pairsOf: Pick<Network, 'genes' | 'regulators'>,
  main: Float32Array,
  members: readonly Float32Array[],
): Float32Array {
  const pairs = edgePairs(pairsOf);
  const total = new Float64Array(pairs.length);
  const vote = new Float64Array(pairs.length);
  for (const member of members) {
    const ranks = ascendingRanks(Float64Array.from(pairs, (pair) => strength(member[pair])));
    for (const [at, pair] of pairs.entries()) {
      const rank = ranks[at] as number;
      total[at] = (total[at] as number) + rank;
      vote[at] = (vote[at] as number) + rank * Math.sign(member[pair] as number);
    }
  }
  const sizes = sizesByRank(total, strengthsOf(main, pairs));
  const weights = new Float32Array(main.length);
  for (const [at, pair] of pairs.entries()) {
    const sign = Math.sign(vote[at] as number) || Math.sign(main[pair] as number);
    weights[pair] = sign * (sizes[at] as number);
  }
  return weights;
}

function strengthsOf(weights: Float32Array, pairs: Int32Array): Float64Array {
  return Float64Array.from(pairs, (pair) => strength(weights[pair]));
}
