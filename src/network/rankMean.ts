/**
 * One network from several fits of the same data by averaging the ranks of their edges, so that fits with different units have equal weight
 * (docs/method.md, "Rank mean"). All arrays are [R × G] as Network.weights.
 */
import type { Network } from './network';
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

/** Rank of every value, 1 the smallest; equal values share the mean of their ranks. */
export function ascendingRanks(values: Float64Array): Float64Array {
  return sizesByRank(
    values,
    Float64Array.from(values, (_, i) => i + 1),
  );
}

/** For every score the element of `sizes` (any order) with its rank; equal scores share the mean of theirs. */
export function sizesByRank(scores: Float64Array, sizes: Float64Array): Float64Array {
  const ascending = sizes.toSorted();
  const order = Int32Array.from(scores.keys()).toSorted(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  const found = new Float64Array(scores.length);
  for (let start = 0; start < order.length;) {
    const score = scores[order[start] as number];
    let end = start;
    let sum = 0;
    for (; end < order.length && scores[order[end] as number] === score; end++)
      sum += ascending[end] as number;
    for (let at = start; at < end; at++) found[order[at] as number] = sum / (end - start);
    start = end;
  }
  return found;
}
