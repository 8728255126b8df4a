/**
 * Consensus of finished networks by mean reciprocal rank, or mean rank (Borda; Marbach et al. 2012). Unlike there, families of methods have
 * equal weight, so that five regressions do not outvote one model of the dynamics.
 */
import type { Algorithm, MethodFamily, MethodNetwork } from '../method';
import type { Network } from '../../../network/network';
import { averageLinkage } from '../../../numerics/linkage';
import { ascendingRanks } from '../../../numerics/ranks';
import { edgePairs, strength, strongestPairs } from '../../../network/ranking';
import { pearson } from '../../../numerics/statistics';

export const consensus: Algorithm = function* run({ screen: { dataset }, networks = [], settings }) {
  const rule = settings['reciprocal'] === 0 ? 'mean' : 'reciprocal';
  const pairs = { genes: dataset.genes, regulators: dataset.candidates };
  const scores = consensusScores(pairs, networks, rule);
  yield 1;
  return { scores, predict: null };
};

type Pairs = Pick<Network, 'genes' | 'regulators'>;

/** `reciprocal`: mean of 1/rank (rank 1 the strongest), else of (n − rank)/(n − 1); both in [0, 1]. */
export type RankRule = 'reciprocal' | 'mean';

/**
 * Mean over families of the mean over their methods of the value of the rank. The sign is the vote of the signed methods, weighed alike
 * within families too; + where there are none. Pairs that no method scores have 0.
 */
export function consensusScores(
  pairsOf: Pairs,
  networks: readonly MethodNetwork[],
  rule: RankRule,
): Float32Array {
  const pairs = edgePairs(pairsOf);
  const scores = new Float32Array(pairsOf.regulators.length * pairsOf.genes.length);
  const sizes = new Float64Array(pairs.length);
  const votes = new Float64Array(pairs.length);
  const scored = new Uint8Array(pairs.length);
  const families = byFamily(networks);
  for (const members of families)
    for (const member of members) {
      const values = valuesOfRanks(pairs, member.scores, rule);
      const weight = 1 / (families.length * members.length);
      for (const [at, pair] of pairs.entries()) {
        const own = weight * (values[at] as number);
        sizes[at] = (sizes[at] as number) + own;
        if (member.signed) votes[at] = (votes[at] as number) + own * Math.sign(member.scores[pair] as number);
        if (strength(member.scores[pair]) > 0) scored[at] = 1;
      }
    }
  for (const [at, pair] of pairs.entries())
    if (scored[at] === 1) scores[pair] = (Math.sign(votes[at] as number) || 1) * (sizes[at] as number);
  return scores;
}

/** [R × G] number of families with the pair among their `count` strongest; a family ranks by the mean 1/rank of its methods. */
export function familiesWithEdge(
  pairsOf: Pairs,
  networks: readonly MethodNetwork[],
  count: number,
): Uint8Array {
  const found = new Uint8Array(pairsOf.regulators.length * pairsOf.genes.length);
  for (const members of byFamily(networks)) {
    const weights = consensusScores(pairsOf, members, 'reciprocal');
    for (const pair of strongestPairs({ ...pairsOf, weights, stability: null }, count))
      if (strength(weights[pair]) > 0) found[pair] = (found[pair] as number) + 1;
  }
  return found;
}

export interface Likeness {
  /** Indices into the networks: methods with like rankings side by side. */
  readonly order: readonly number[];
  /** [n × n] in the order of the networks: Spearman's correlation of magnitudes; 0 where one is constant. */
  readonly correlations: Float64Array;
}

/** Order of the leaves of an average-linkage tree over the correlations, most alike first. */
export function likeness(pairsOf: Pairs, networks: readonly MethodNetwork[]): Likeness {
  const pairs = edgePairs(pairsOf);
  const ranks = networks.map(({ scores }) => ascendingRanks(strengthsAt(pairs, scores)));
  const n = networks.length;
  const correlations = new Float64Array(n * n);
  ranks.forEach((one, i) =>
    ranks.forEach((other, j) => {
      if (j > i) return;
      const value = i === j ? 1 : pearson(one, other);
      correlations[i * n + j] = value;
      correlations[j * n + i] = value;
    }),
  );
  const leaves = new Map(networks.map((_, i): [number, readonly number[]] => [i, [i]]));
  for (const { a, b } of averageLinkage(correlations, n)) {
    leaves.set(a, [...(leaves.get(a) ?? []), ...(leaves.get(b) ?? [])]);
    leaves.delete(b);
  }
  return { order: [...leaves.values()].flat(), correlations };
}

/** Families in the order of their first method. */
export function familiesOf(networks: readonly Pick<MethodNetwork, 'family'>[]): readonly MethodFamily[] {
  return [...new Set(networks.map(({ family }) => family))];
}

function byFamily(networks: readonly MethodNetwork[]): readonly (readonly MethodNetwork[])[] {
  return familiesOf(networks).map((family) => networks.filter((one) => one.family === family));
}

/** [pairs] larger is stronger. */
function valuesOfRanks(pairs: Int32Array, scores: Float32Array, rule: RankRule): Float64Array {
  const n = pairs.length;
  const ascending = ascendingRanks(strengthsAt(pairs, scores));
  return ascending.map((rank) =>
    rule === 'reciprocal' ? 1 / (n + 1 - rank) : (rank - 1) / Math.max(1, n - 1),
  );
}

function strengthsAt(pairs: Int32Array, scores: Float32Array): Float64Array {
  return Float64Array.from(pairs, (pair) => strength(scores[pair]));
}
