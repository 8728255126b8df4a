/** Networks of several methods side by side: each against known edges, and all against one another. */
import type { Network } from '../../../network/network';
import { edgeAt, strongestPairs } from '../../../network/ranking';
import { judge, type JudgedMethod } from '../judged';
import type { Truth } from '../../networks/truth';
import type { MethodFamily } from '../method';
import { consensusScores, familiesOf, familiesWithEdge, likeness, type Likeness } from './consensus';

/** Same genes and regulators, in the same order. */
export interface ComparedMethod {
  readonly name: string;
  readonly family: MethodFamily;
  readonly signed: boolean;
  readonly network: Network;
  /** Whether it counts in the consensus. */
  readonly counts: boolean;
}

export interface AgreedEdge {
  /** Indices into genes. */
  readonly source: number;
  readonly target: number;
  /** By the vote of signed methods; null without one. */
  readonly sign: 1 | -1 | null;
  /** Number of families that have it among their strongest. */
  readonly families: number;
  /** In (0, 1]: mean reciprocal rank. */
  readonly score: number;
}

export interface MethodComparison {
  /** By name of the method; null: no edge of the reference among the pairs, or no reference. */
  readonly truth: ReadonlyMap<string, JudgedMethod['truth']>;
  /** Number of edges of each method that are compared. */
  readonly edges: number;
  /** Of the methods that count. */
  readonly families: readonly MethodFamily[];
  /** The strongest of the consensus, most families first, then the highest score; those that one family alone finds are left out. */
  readonly agreed: readonly AgreedEdge[];
  /** Between all methods. */
  readonly likeness: Likeness;
}

const MAX_AGREED = 200;

export function compareMethods(
  methods: readonly ComparedMethod[],
  truth: Truth | null,
  edges: number,
): MethodComparison {
  const scored = methods.map(({ network, ...one }) => ({ ...one, scores: network.weights }));
  const judged = methods.map(
    ({ name, network }) => [name, judge({ network, predictions: [] }, truth).truth] as const,
  );
  const [first] = methods;
  const pairsOf = first?.network ?? { genes: [], regulators: new Int32Array() };
  const counting = scored.filter(({ counts }) => counts);
  return {
    truth: new Map(judged),
    edges,
    families: familiesOf(counting),
    agreed: agreedEdges(pairsOf, counting, edges),
    likeness: likeness(pairsOf, scored),
  };
}

type Counting = Parameters<typeof consensusScores>[1];

function agreedEdges(
  pairsOf: Pick<Network, 'genes' | 'regulators'>,
  methods: Counting,
  edges: number,
): readonly AgreedEdge[] {
  const found = familiesWithEdge(pairsOf, methods, edges);
  const weights = consensusScores(pairsOf, methods, 'reciprocal');
  const consensus: Network = { ...pairsOf, weights, stability: null };
  const hasSigns = methods.some(({ signed }) => signed);
  return Array.from(strongestPairs(consensus, Infinity))
    .filter((pair) => (found[pair] ?? 0) > 1)
    .map((pair): AgreedEdge => {
      const { source, target, weight } = edgeAt(consensus, pair);
      return {
        source,
        target,
        sign: hasSigns ? (weight < 0 ? -1 : 1) : null,
        families: found[pair] ?? 0,
        score: Math.abs(weight),
      };
    })
    .toSorted((a, b) => b.families - a.families)
    .slice(0, MAX_AGREED);
}
