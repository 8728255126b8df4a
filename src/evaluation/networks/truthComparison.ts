/**
 * A network against a reference: the strongest edges that the reference has, and the ranking of all scores. Follows BEELINE (Pratapa et
 * al. 2020): magnitudes without sign, no self pairs, tie-aware average precision, reported with the density, the value of a random order.
 * How much of a reference a run was trained with. Agreement with edges that training was given is copied, not found; what was found shows
 * at regulators that the given network does not cover (docs/knowledge.md).
 */
import type { Network } from '../../network/network';
import { geneFinder } from '../../dataset/names/match';
import {
  type PrecisionRecall,
  auroc,
  averagePrecision,
  density,
  precisionAt,
  precisionRecall,
} from './metrics';
import { type ScoredPairs, type Universe, pairsAt, scorePairs } from './scoredPairs';
import type { Truth } from './truth';
import type { Knowledge } from '../../dataset/knowledge';
import { type AreaScores, areasOver } from './networkScores';

export interface ComparedEdge {
  /** Indices into genes. */
  readonly source: number;
  readonly target: number;
  /** Sign in the reference: 0 where unknown, null without such an edge. */
  readonly trueSign: 1 | -1 | 0 | null;
  /** Score in the network; 0 where the source is no candidate. */
  readonly weight: number;
}

export interface TruthComparison {
  readonly universe: Universe;
  readonly pairs: number;
  /** Reference edges among the scored pairs. */
  readonly trueEdges: number;
  readonly density: number;
  readonly auprc: number;
  /** null where every pair is an edge. */
  readonly auroc: number | null;
  /** Share of true edges among the strongest, as many as there are true edges, ties included. */
  readonly earlyPrecision: number;
  readonly curve: PrecisionRecall;
  /** At the edge budget: in both, only in the reference, only in the network; strongest first. */
  readonly found: readonly ComparedEdge[];
  readonly missed: readonly ComparedEdge[];
  readonly wrong: readonly ComparedEdge[];
  /** Share of found edges with the sign of the reference, where it has one; null where it has none. */
  readonly signAccuracy: number | null;
  /** Names in the reference that match no gene of the network. */
  readonly unmatched: readonly string[];
  /** Names in the reference that were matched by another name of their gene. */
  readonly renamed: ScoredPairs['renamed'];
  /** Reference edges between genes of the network outside the universe (self-regulation, no candidate). */
  readonly outside: number;
}

/**
 * Compares the `budget` strongest edges. Names match exactly, or ignoring case where that is unambiguous (Gata1, GATA1). null where the
 * reference has no edge in the universe.
 */
export function compareWithTruth(
  network: Network,
  truth: Truth,
  budget: number,
  universe: Universe = 'candidates',
): TruthComparison | null {
  return compareScored(scorePairs(network, truth, universe), budget, universe);
}

/** The same for pairs that are already scored in `universe`. */
export function compareScored(
  scored: ScoredPairs,
  budget: number,
  universe: Universe,
): TruthComparison | null {
  const { pairs, positive, sizes, edges, unmatched, renamed } = scored;
  const { weights, genes } = scored.network;
  const auprc = averagePrecision(positive, sizes);
  if (auprc === null) return null;

  const compared = (some: readonly number[]) =>
    some.map((pair): ComparedEdge => ({
      source: Math.floor(pair / genes.length),
      target: pair % genes.length,
      trueSign: edges.get(pair) ?? null,
      weight: weights[pair] ?? 0,
    }));
  const drawn = pairsAt(scored, budget);
  const isDrawn = new Set(drawn);
  const found = compared(drawn.filter((pair) => edges.has(pair)));
  const signed = found.filter(({ trueSign }) => trueSign !== 0);
  const trueEdges = positive.reduce((sum, p) => sum + p, 0);
  return {
    universe,
    pairs: pairs.length,
    trueEdges,
    density: density(positive),
    auprc,
    auroc: auroc(positive, sizes),
    earlyPrecision: precisionAt(positive, sizes, trueEdges) ?? 0,
    curve: precisionRecall(positive, sizes),
    found,
    missed: compared(scored.ranked.filter((pair) => edges.has(pair) && !isDrawn.has(pair))),
    wrong: compared(drawn.filter((pair) => !edges.has(pair))),
    signAccuracy:
      signed.length === 0
        ? null
        : signed.filter(({ trueSign, weight }) => trueSign === Math.sign(weight)).length / signed.length,
    unmatched,
    renamed,
    outside: edges.size - trueEdges,
  };
}

export interface TrainedEdges {
  /** The known network that training was given, and its strength. */
  readonly name: string;
  readonly strength: number;
  /** Edges of the reference among the scored pairs, and those among them that training was given. */
  readonly edges: number;
  readonly given: number;
  /** Over the regulators of which the given network has no edge. */
  readonly uncovered: AreaScores;
}

type Given = Pick<Knowledge, 'name' | 'edges' | 'strength'>;

/** null where training used none of the edges. */
export function trainedEdges(scored: ScoredPairs, knowledge: Given | undefined): TrainedEdges | null {
  if (!knowledge || knowledge.strength === 0) return null;
  const { name, strength } = knowledge;
  const { genes } = scored.network;
  const find = geneFinder(genes);
  const known = new Set<number>();
  const covered = new Set<number>();
  for (const { source, target } of knowledge.edges) {
    const [from, to] = [find(source), find(target)];
    if (from === null || to === null) continue;
    covered.add(from);
    known.add(from * genes.length + to);
  }
  const edges = scored.pairs.filter((_, at) => scored.positive[at] === 1);
  const given = edges.filter((pair) => known.has(pair)).length;
  if (given === 0) return null;
  const uncovered = areasOver(scored, (source) => !covered.has(source));
  return { name, strength, edges: edges.length, given, uncovered };
}
