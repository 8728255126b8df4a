/** The ordered pairs of a network that are scored against a reference, the same for all metrics, with scores and labels. */
import type { Network } from '../../network/network';
import { geneFinder } from '../../dataset/names/match';
import { strength, strongestPairs } from '../../network/ranking';
import type { Truth } from './truth';

/**
 * The scored ordered pairs, without self pairs. `candidates`: candidate regulator → gene. `all`: gene → gene, pairs without a score at 0.
 * `truth-sources`: regulators of the reference → gene, for references with few regulators (ChIP).
 */
export type Universe = 'candidates' | 'all' | 'truth-sources';

export interface ScoredPairs {
  /** The same network with every gene as a source; a pair is source × G + target. */
  readonly network: Network;
  /** Ascending, without self pairs. */
  readonly pairs: readonly number[];
  /** [pairs] 1 for an edge of the reference. */
  readonly positive: Uint8Array;
  /** [pairs] |weight|; 0 where it is not finite. */
  readonly sizes: Float64Array;
  /** All pairs, strongest first; ties in the order of names. */
  readonly ranked: readonly number[];
  /** Every reference edge between genes of the network, also outside the scored pairs: pair → sign, 0 where unknown. */
  readonly edges: ReadonlyMap<number, 1 | -1 | 0>;
  /** Names in the reference that match no gene of the network. */
  readonly unmatched: readonly string[];
  /** Names that were matched by another name of their gene. */
  readonly renamed: NonNullable<Truth['renamed']>;
}

/** Names match exactly, or ignoring case where that is unambiguous (Gata1, GATA1). */
export function scorePairs(network: Network, truth: Truth, universe: Universe): ScoredPairs {
  const full = onAllPairs(network);
  const { edges, unmatched } = matchEdges(network.genes, truth);
  const pairs = pairsOf(network, universe, edges);
  const isScored = new Set(pairs);
  return {
    network: full,
    pairs,
    positive: Uint8Array.from(pairs, (pair) => Number(edges.has(pair))),
    sizes: Float64Array.from(pairs, (pair) => strength(full.weights[pair])),
    ranked: [...strongestPairs(full, Infinity)].filter((pair) => isScored.has(pair)),
    edges,
    unmatched,
    renamed: truth.renamed ?? [],
  };
}

/** Missing pairs get score 0. */
function onAllPairs(network: Network): Network {
  const genes = network.genes.length;
  const weights = new Float32Array(genes * genes);
  for (const [r, source] of network.regulators.entries())
    weights.set(network.weights.subarray(r * genes, (r + 1) * genes), source * genes);
  return {
    ...network,
    regulators: Int32Array.from({ length: genes }, (_, g) => g),
    weights,
    stability: null,
  };
}

function matchEdges(genes: readonly string[], truth: Truth): Pick<ScoredPairs, 'edges' | 'unmatched'> {
  const geneOf = geneFinder(genes);
  const edges = new Map<number, 1 | -1 | 0>();
  const unmatched = new Set<string>();
  for (const { source, target, sign } of truth.edges) {
    const [from, to] = [geneOf(source), geneOf(target)];
    if (from === null) unmatched.add(source);
    if (to === null) unmatched.add(target);
    if (from !== null && to !== null) edges.set(from * genes.length + to, sign);
  }
  return { edges, unmatched: [...unmatched] };
}

function pairsOf(network: Network, universe: Universe, edges: ReadonlyMap<number, unknown>): number[] {
  const genes = network.genes.length;
  const sources = sourcesOf(network, universe, edges);
  return sources.flatMap((source) =>
    Array.from({ length: genes }, (_, target) => source * genes + target).filter(
      (pair) => pair !== source * genes + source,
    ),
  );
}

function sourcesOf(network: Network, universe: Universe, edges: ReadonlyMap<number, unknown>): number[] {
  switch (universe) {
    case 'candidates':
      return [...network.regulators];
    case 'all':
      return [...network.genes.keys()];
    case 'truth-sources':
      return [...new Set([...edges.keys()].map((pair) => Math.floor(pair / network.genes.length)))].toSorted(
        (a, b) => a - b,
      );
    default:
      return universe satisfies never;
  }
}

/** The `count` strongest pairs, without those of strength 0. */
export function pairsAt({ network, ranked }: ScoredPairs, count: number): readonly number[] {
  return ranked.slice(0, count).filter((pair) => strength(network.weights[pair]) > 0);
}
