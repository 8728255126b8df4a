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

/** Of every weight; a loop, since there may be millions. */
export function strengths(weights: Float32Array): Float32Array<ArrayBuffer> {
  const sizes = new Float32Array(weights.length);
  for (let pair = 0; pair < sizes.length; pair++) sizes[pair] = strength(weights[pair]);
  return sizes;
}

/** Of weights ranked before, the longest ranking: a page asks for the strongest of one network in many places. */
const ranked = new WeakMap<Float32Array, { readonly of: Network; readonly pairs: Int32Array }>();
/** Longer ones are made for a file and not kept. */
const LONGEST_KEPT = 20_000;

/**
 * The `count` strongest pairs, strongest first; equal ones in the order of the source's, then the target's name.
 * Only what can be among them is sorted by comparison: cheap enough for every snapshot, millions of pairs included. Weights
 * must not change once they were ranked.
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

/** Kinds of strength told apart at first: numbers in single precision that agree in sign, exponent and seven digits more. */
const KINDS = 2 ** 16;

/** The `wanted` strongest pairs and a few more, ascending by place: by how many pairs there are of each kind of strength. */
function pairsAmongStrongest({ genes, regulators, weights }: Network, wanted: number): Int32Array {
  // What is not negative sorts as its bits do.
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

/** No finite number: a gene with itself. */
const SELF = 0xffffffff;

/** Places of a pair among all, 1 for the strongest, in the order of strongestPairs; null where it is no edge. */
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
  const pairs = new Int32Array(countPairs(network));
  let next = 0;
  regulators.forEach((regulator, r) => {
    for (let gene = 0; gene < genes.length; gene++)
      if (gene !== regulator) pairs[next++] = r * genes.length + gene;
  });
  return pairs;
}

/** How many pairs there are: regulators are among the genes. */
export function countPairs({ genes, regulators }: Pick<Network, 'genes' | 'regulators'>): number {
  return regulators.length * (genes.length - 1);
}

/** [G] place of every gene among the names in code-unit order: the same on every machine, whatever its language. */
function ranksByName(genes: readonly string[]): Int32Array {
  const ranks = new Int32Array(genes.length);
  const order = genes.map((name, gene) => ({ name, gene }));
  order.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.gene - b.gene));
  for (const [rank, { gene }] of order.entries()) ranks[gene] = rank;
  return ranks;
}
