/**
 * Which edges are the strongest, in an order that is the same everywhere, and which of them are drawn while the network
 * is still moving. A pair is one number: r × G + g, its place in Network.weights. Pairs of a gene with itself are no edges.
 */
import type { Edge, Network } from './network';

/** An edge drawn at rank ≤ K stays until its rank is beyond this multiple of K, so that edges do not flicker. */
export const leaveFactor = 1.2;

/** |weight|; what is not finite counts as 0. */
export function strength(weight: number | undefined): number {
  return weight !== undefined && Number.isFinite(weight) ? Math.abs(weight) : 0;
}

/**
 * The `count` strongest pairs, strongest first; equal ones in the order of the source's, then the target's name.
 * Only what can be among them is sorted by comparison: cheap enough for every snapshot.
 */
export function strongestPairs(network: Network, count: number): Int32Array {
  const { genes, regulators, weights } = network;
  const pairs = edgePairs(network);
  const wanted = Math.min(Math.max(0, Math.floor(count)), pairs.length);
  const ascending = Float64Array.from(pairs, (pair) => strength(weights[pair])).toSorted();
  const threshold = ascending[pairs.length - wanted] ?? Infinity;
  const nameRank = ranksByName(genes);
  const sourceRank = (pair: number) => nameRank[regulators[Math.floor(pair / genes.length)] ?? 0] ?? 0;
  const targetRank = (pair: number) => nameRank[pair % genes.length] ?? 0;
  return pairs
    .filter((pair) => strength(weights[pair]) >= threshold)
    .toSorted(
      (a, b) =>
        strength(weights[b]) - strength(weights[a]) ||
        sourceRank(a) - sourceRank(b) ||
        targetRank(a) - targetRank(b),
    )
    .slice(0, wanted);
}

/** The `count` strongest edges (all of them by default), in the order of strongestPairs. */
export function rankEdges(network: Network, count = Infinity): Edge[] {
  return Array.from(strongestPairs(network, count), (pair) => edgeAt(network, pair));
}

export function edgeAt(network: Network, pair: number): Edge {
  return {
    source: network.regulators[Math.floor(pair / network.genes.length)] ?? 0,
    target: pair % network.genes.length,
    weight: network.weights[pair] ?? 0,
    stability: network.stability?.[pair] ?? null,
  };
}

/**
 * The pairs to draw at a budget of `count` edges when `drawn` were drawn before: those that rank within the budget, and
 * those drawn before that still rank within leaveFactor × budget. Strongest first; edges of strength 0 are never drawn.
 */
export function drawnPairs(network: Network, count: number, drawn: ReadonlySet<number>): Int32Array {
  return strongestPairs(network, Math.floor(count * leaveFactor)).filter(
    (pair, rank) => strength(network.weights[pair]) > 0 && (rank < count || drawn.has(pair)),
  );
}

/** Every ordered pair candidate regulator → other gene, ascending. */
export function edgePairs(network: Pick<Network, 'genes' | 'regulators'>): Int32Array {
  const { genes, regulators } = network;
  return Int32Array.from({ length: regulators.length * genes.length }, (_, pair) => pair).filter(
    (pair) => regulators[Math.floor(pair / genes.length)] !== pair % genes.length,
  );
}

/** [G] place of every gene among the names in code-unit order: the same on every machine, whatever its language. */
function ranksByName(genes: readonly string[]): Int32Array {
  const ranks = new Int32Array(genes.length);
  const order = genes.map((name, gene) => ({ name, gene }));
  order.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.gene - b.gene));
  for (const [rank, { gene }] of order.entries()) ranks[gene] = rank;
  return ranks;
}
