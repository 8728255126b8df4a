/**
 * A learned network beside a reference: which of its strongest edges are in the reference, and how well all its scores
 * rank. Scores follow BEELINE (Pratapa et al. 2020): sizes without sign, no self pairs, tie-aware average precision, and
 * always the density beside it, which is what a random order scores.
 */
import { geneFinder } from '../network/geneNames';
import { strength, strongestPairs } from '../network/ranking';
import type { Network } from '../network/network';
import {
  auroc,
  averagePrecision,
  density,
  precisionAt,
  precisionRecall,
  type PrecisionRecall,
} from './metrics';
import type { Truth } from './truth';

/**
 * The ordered pairs that are scored, never of a gene with itself. `candidates`: candidate regulator → gene. `all`: every
 * gene → gene, pairs without a score at 0. `truth-sources`: regulators the reference names as such → gene, for references
 * that only know some regulators (ChIP).
 */
export type Universe = 'candidates' | 'all' | 'truth-sources';

interface ComparedEdge {
  /** Indices into genes. */
  readonly source: number;
  readonly target: number;
  /** Sign in the reference: 0 where unknown, null where it has no such edge. */
  readonly trueSign: 1 | -1 | 0 | null;
  /** Score in the network; 0 where the source is no candidate. */
  readonly weight: number;
}

export interface TruthComparison {
  readonly universe: Universe;
  readonly pairs: number;
  /** Reference edges among those pairs. */
  readonly trueEdges: number;
  readonly density: number;
  readonly auprc: number;
  /** null where every pair is an edge. */
  readonly auroc: number | null;
  /** Share of true edges among the strongest, taking as many as there are true edges, ties included. */
  readonly earlyPrecision: number;
  readonly curve: PrecisionRecall;
  /** At the edge budget: in both, only in the reference, only in the network; strongest first. */
  readonly found: readonly ComparedEdge[];
  readonly missed: readonly ComparedEdge[];
  readonly wrong: readonly ComparedEdge[];
  /** Share of found edges with the reference's sign, where it has one; null where none has. */
  readonly signAccuracy: number | null;
  /** Names in the reference that are no gene of the network. */
  readonly unmatched: readonly string[];
  /** Reference edges between genes of the network that are outside the universe (self-regulation, no candidate). */
  readonly outside: number;
}

/**
 * Compares at a budget of `budget` edges. Names match exactly, or ignoring case where that is unambiguous (Gata1, GATA1).
 * null where the reference has no edge in the universe.
 */
export function compareWithTruth(
  network: Network,
  truth: Truth,
  budget: number,
  universe: Universe = 'candidates',
): TruthComparison | null {
  const full = onAllPairs(network);
  const { edges, unmatched } = matchEdges(network.genes, truth);
  const pairs = pairsOf(network, universe, edges);
  const positive = Uint8Array.from(pairs, (pair) => Number(edges.has(pair)));
  const scores = Float64Array.from(pairs, (pair) => strength(full.weights[pair]));
  const auprc = averagePrecision(positive, scores);
  if (auprc === null) return null;

  const compared = (pair: number): ComparedEdge => ({
    source: Math.floor(pair / network.genes.length),
    target: pair % network.genes.length,
    trueSign: edges.get(pair) ?? null,
    weight: full.weights[pair] ?? 0,
  });
  const inUniverse = new Set(pairs);
  const ranked = strongestPairs(full, Infinity).filter((pair) => inUniverse.has(pair));
  const drawn = ranked.slice(0, budget).filter((pair) => strength(full.weights[pair]) > 0);
  const isDrawn = new Set(drawn);
  const found = Array.from(
    drawn.filter((pair) => edges.has(pair)),
    compared,
  );
  const signed = found.filter(({ trueSign }) => trueSign !== 0);
  const trueEdges = positive.reduce((sum, p) => sum + p, 0);
  return {
    universe,
    pairs: pairs.length,
    trueEdges,
    density: density(positive),
    auprc,
    auroc: auroc(positive, scores),
    earlyPrecision: precisionAt(positive, scores, trueEdges) ?? 0,
    curve: precisionRecall(positive, scores),
    found,
    missed: Array.from(
      ranked.filter((pair) => edges.has(pair) && !isDrawn.has(pair)),
      compared,
    ),
    wrong: Array.from(
      drawn.filter((pair) => !edges.has(pair)),
      compared,
    ),
    signAccuracy:
      signed.length === 0
        ? null
        : signed.filter(({ trueSign, weight }) => trueSign === Math.sign(weight)).length / signed.length,
    unmatched,
    outside: edges.size - trueEdges,
  };
}

/** The same network with every gene as a source, so that a pair is source × G + target; pairs it lacks are 0. */
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

/** Reference edges between genes of the network: pair → sign. */
function matchEdges(
  genes: readonly string[],
  truth: Truth,
): { readonly edges: ReadonlyMap<number, 1 | -1 | 0>; readonly unmatched: readonly string[] } {
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
