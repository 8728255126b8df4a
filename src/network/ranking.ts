/**
 * The strongest edges in a reproducible order, and those drawn while the network is still changing. A pair is one number: r × G + g, its
 * index in Network.weights. Self pairs are no edges.
 */
import type { Edge, Network } from './network';

/** An edge drawn at rank ≤ K stays until its rank exceeds this multiple of K, to avoid flicker. */
export const LEAVE_FACTOR = 1.2;

/** |weight|; 0 where it is not finite. */
export function strength(weight: number | undefined): number {
  return weight !== undefined && Number.isFinite(weight) ? Math.abs(weight) : 0;
}

/** Magnitudes of all weights; a loop for speed, with millions of them. */
export function strengths(weights: Float32Array): Float32Array<ArrayBuffer> {
  const sizes = new Float32Array(weights.length);
  for (let pair = 0; pair < sizes.length; pair++) sizes[pair] = strength(weights[pair]);
  return sizes;
}

/** The longest ranking of each set of weights so far: a page needs the strongest edges of one network in many places. */
const ranked = new WeakMap<Float32Array, { readonly of: Network; readonly pairs: Int32Array }>();
/** Longer rankings serve a file and are not cached. */
const LONGEST_KEPT = 20_000;

/**
 * The `count` strongest pairs, strongest first; ties in the order of the names of source, then target. Comparison sorting is limited to
 * pairs that can be among them, which is fast enough for every snapshot with millions of pairs. Weights must not change after their first
 * ranking.
 */
export function strongestPairs(network: Network, count: number): Int32Array {
  const { genes, regulators, weights } = network;
  const wanted = Math.min(Math.max(0, Math.floor(count)), weights.length);
  const known = ranked.get(weights);
  const isSame = known?.of.genes === genes && known.of.regulators === regulators;
  if (known && isSame && known.pairs.length >= wanted) return known.pairs.slice(0, wanted);
  const pairs = ranking(network, wanted);
  if (wanted <= LONGEST_KEPT) ranked.set(weights, { of: network, pairs });
  return pairs.slice();
}

/** How few regulators are the sources of this share of the `count` strongest edges. */
export function fewestSources(network: Network, count: number, share: number): number {
  const targets = new Map<number, number>();
  const pairs = strongestPairs(network, count);
  for (const pair of pairs) {
    const source = Math.floor(pair / network.genes.length);
    targets.set(source, (targets.get(source) ?? 0) + 1);
  }
  let held = 0;
  const most = [...targets.values()].toSorted((a, b) => b - a);
  return 1 + most.findIndex((own) => (held += own) >= share * pairs.length);
}

function ranking(network: Network, wanted: number): Int32Array {
  const { genes, regulators, weights } = network;
  const nameRank = ranksByName(genes);
  const sourceRank = (pair: number) => nameRank[regulators[Math.floor(pair / genes.length)] ?? 0] ?? 0;
  const targetRank = (pair: number) => nameRank[pair % genes.length] ?? 0;
  return pairsAmongStrongest(network, wanted)
    .toSorted(
      (a, b) =>
        strength(weights[b]) - strength(weights[a]) ||
        sourceRank(a) - sourceRank(b) ||
        targetRank(a) - targetRank(b),
    )
    .slice(0, wanted);
}

/** Buckets of the first pass: single-precision numbers with equal sign, exponent and seven leading digits. */
const KINDS = 2 ** 16;

/** The `wanted` strongest pairs and a few more, in ascending index, by a histogram of strengths. */
function pairsAmongStrongest({ genes, regulators, weights }: Network, wanted: number): Int32Array {
  // Non-negative numbers sort by their bits.
  const bits = new Uint32Array(strengths(weights).buffer);
  regulators.forEach((regulator, r) => {
    bits[r * genes.length + regulator] = SELF;
  });
  const counts = new Int32Array(KINDS);
  for (const one of bits) counts[one >>> 16] = (counts[one >>> 16] as number) + 1;
  counts[SELF >>> 16] = 0;
  let kind = KINDS - 1;
  let found = counts[kind] as number;
  while (kind > 0 && found < wanted) found += counts[--kind] as number;
  const pairs = new Int32Array(found);
  let next = 0;
  for (let pair = 0; pair < bits.length; pair++) {
    const own = (bits[pair] as number) >>> 16;
    if (own >= kind && own !== SELF >>> 16) pairs[next++] = pair;
  }
  return pairs;
}

/** Marks self pairs: not a finite number. */
const SELF = 0xffffffff;

/** Rank of a pair among all, 1 the strongest, in the order of strongestPairs; null where it is no edge. */
export function rankOfPair(network: Network, pair: number): number | null {
  const { genes, regulators, weights } = network;
  const nameRank = ranksByName(genes);
  const own = strength(weights[pair]);
  const sourceOf = (one: number) => regulators[Math.floor(one / genes.length)] ?? -1;
  if (pair < 0 || sourceOf(pair) === -1 || sourceOf(pair) === pair % genes.length) return null;
  const isBefore = (other: number): boolean =>
    (nameRank[sourceOf(other)] ?? 0) - (nameRank[sourceOf(pair)] ?? 0) < 0 ||
    (sourceOf(other) === sourceOf(pair) &&
      (nameRank[other % genes.length] ?? 0) < (nameRank[pair % genes.length] ?? 0));
  let rank = 1;
  for (let other = 0; other < regulators.length * genes.length; other++) {
    const size = strength(weights[other]);
    if (size < own || (size === own && !isBefore(other))) continue;
    if (sourceOf(other) !== other % genes.length) rank++;
  }
  return rank;
}

/** The `count` strongest edges (all by default), in the order of strongestPairs. */
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
 * The pairs to draw at a budget of `count` edges after `drawn`: those that rank within the budget, and those of `drawn` that still rank
 * within LEAVE_FACTOR × budget. Strongest first, without strength 0.
 */
export function drawnPairs(network: Network, count: number, drawn: ReadonlySet<number>): Int32Array {
  return strongestPairs(network, Math.floor(count * LEAVE_FACTOR)).filter(
    (pair, rank) => strength(network.weights[pair]) > 0 && (rank < count || drawn.has(pair)),
  );
}

/** Every ordered pair candidate regulator → other gene, ascending. */
export function edgePairs(network: Pick<Network, 'genes' | 'regulators'>): Int32Array {
  const { genes, regulators } = network;
  const pairs = new Int32Array(countPairs(network));
  let next = 0;
  regulators.forEach((regulator, r) => {
    for (let gene = 0; gene < genes.length; gene++)
      if (gene !== regulator) pairs[next++] = r * genes.length + gene;
  });
  return pairs;
}

/** Number of ordered pairs; regulators are among the genes. */
export function countPairs({ genes, regulators }: Pick<Network, 'genes' | 'regulators'>): number {
  return regulators.length * (genes.length - 1);
}

/** [G] rank of every gene name in code-unit order: independent of the locale. */
function ranksByName(genes: readonly string[]): Int32Array {
  const ranks = new Int32Array(genes.length);
  const order = genes.map((name, gene) => ({ name, gene }));
  order.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.gene - b.gene));
  for (const [rank, { gene }] of order.entries()) ranks[gene] = rank;
  return ranks;
}
