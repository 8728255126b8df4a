/** What else can be said of a network beside a reference, apart from areas and lists of edges (compare.ts). */
import type { Network } from '../../network/network';
import { earlyPrecisionRatio, auroc, averagePrecision, density, precisionAt } from './metrics';
import { pairsAt, scorePairs, type ScoredPairs, type Universe } from './scoredPairs';
import type { Truth } from './truth';
import { strength } from '../../network/ranking';

export interface NetworkScores {
  /** Early precision over density; null where no pair has a score or none is true. */
  readonly earlyPrecisionRatio: number | null;
  readonly activation: SignedPrecision | null;
  readonly repression: SignedPrecision | null;
  readonly direction: DirectionAccuracy | null;
  readonly hamming: HammingDistance;
  readonly directAndIndirect: DirectAndIndirect;
  /** True edges drawn over edges drawn or true, at the budget; null where there are neither. */
  readonly jaccard: number | null;
  readonly regulators: PerturbedApart;
}

/** Pairs and budget as in compareWithTruth; `perturbed`: genes set in training. */
export function networkScores(
  network: Network,
  truth: Truth,
  budget: number,
  universe: Universe,
  perturbed: ReadonlySet<number>,
): NetworkScores {
  return scoresOf(scorePairs(network, truth, universe), budget, perturbed);
}

/** The same of pairs that are scored already. */
export function scoresOf(scored: ScoredPairs, budget: number, perturbed: ReadonlySet<number>): NetworkScores {
  return {
    earlyPrecisionRatio: earlyPrecisionRatio(scored.positive, scored.sizes),
    activation: signedPrecision(scored, 1),
    repression: signedPrecision(scored, -1),
    direction: directionAccuracy(scored),
    hamming: hammingDistance(scored),
    directAndIndirect: directAndIndirect(scored, budget),
    jaccard: jaccard(
      pairsAt(scored, budget),
      scored.pairs.filter((_, at) => scored.positive[at] === 1),
    ),
    regulators: perturbedApart(scored, perturbed),
  };
}

/** Edges in both over edges in either (Jaccard 1901). */
function jaccard(drawn: readonly number[], truePairs: readonly number[]): number | null {
  const either = new Set([...drawn, ...truePairs]).size;
  return either === 0 ? null : (drawn.length + truePairs.length - either) / either;
}

/** Whether edges that are not in the reference at least follow one of its paths: an indirect effect taken for a direct one. */

interface EdgeClasses {
  /** Edges of the reference. */
  readonly direct: number;
  /** No edge, but the reference has a path of two or more edges from the source to the target. */
  readonly indirect: number;
  readonly other: number;
}

export interface DirectAndIndirect {
  readonly drawn: EdgeClasses;
  /** The same of all pairs scored: what drawing at random would give. */
  readonly pairs: EdgeClasses;
}

/** At the `budget` strongest pairs. Paths run over all genes of the network, also over edges outside the pairs scored. */
export function directAndIndirect(scored: ScoredPairs, budget: number): DirectAndIndirect {
  const { network, pairs, edges } = scored;
  const genes = network.genes.length;
  const reaches = reachableFrom([...edges.keys()], genes);
  const classesOf = (some: readonly number[]): EdgeClasses => {
    const direct = some.filter((pair) => edges.has(pair)).length;
    const indirect = some.filter(
      (pair) => !edges.has(pair) && reaches(Math.floor(pair / genes)).has(pair % genes),
    ).length;
    return { direct, indirect, other: some.length - direct - indirect };
  };
  return { drawn: classesOf(pairsAt(scored, budget)), pairs: classesOf(pairs) };
}

/** The genes that a path of `edges` (source × G + target) leads to from a gene, each searched once, when asked for. */
export function reachableFrom(
  edges: readonly number[],
  genes: number,
): (source: number) => ReadonlySet<number> {
  const targetsOf: number[][] = Array.from({ length: genes }, () => []);
  for (const pair of edges) targetsOf[Math.floor(pair / genes)]?.push(pair % genes);
  const known = new Map<number, ReadonlySet<number>>();
  return (source) => {
    const before = known.get(source);
    if (before) return before;
    const reached = new Set<number>();
    const next = [source];
    for (let gene = next.pop(); gene !== undefined; gene = next.pop())
      for (const target of targetsOf[gene] ?? [])
        if (!reached.has(target)) {
          reached.add(target);
          next.push(target);
        }
    known.set(source, reached);
    return reached;
  };
}

/** Whether an edge points the right way: the question that correlation cannot answer. */

export interface DirectionAccuracy {
  /** True edges whose reverse is scored and not true. */
  readonly edges: number;
  /** Share of them that score above their reverse, ties half: 0.5 knows nothing of direction. */
  readonly accuracy: number;
}

/** null where the reference decides the direction of no pair that is scored both ways. */
export function directionAccuracy({ network, pairs, edges }: ScoredPairs): DirectionAccuracy | null {
  const genes = network.genes.length;
  const isScored = new Set(pairs);
  const decided = pairs
    .map((pair) => ({ pair, reverse: (pair % genes) * genes + Math.floor(pair / genes) }))
    .filter(({ pair, reverse }) => edges.has(pair) && !edges.has(reverse) && isScored.has(reverse));
  if (decided.length === 0) return null;
  const right = decided.reduce((sum, { pair, reverse }) => {
    const more = strength(network.weights[pair]) - strength(network.weights[reverse]);
    return sum + (Math.sign(more) + 1) / 2;
  }, 0);
  return { edges: decided.length, accuracy: right / decided.length };
}

/** How many changes make the network's graph the reference's. */

interface HammingDistance {
  /** Edges drawn: as many as are true, fewer where not so many pairs have a score. */
  readonly edges: number;
  /** Edges to add, to take away or to turn round, each counted once. No edges at all are as far as there are true ones. */
  readonly distance: number;
}

/**
 * Structural Hamming distance (Tsamardinos, Brown & Aliferis 2006) at equal numbers of edges, cycles of two allowed: of every two
 * genes the larger of the edges missing and the edges too many. Signs do not count.
 */
export function hammingDistance(scored: ScoredPairs): HammingDistance {
  const { network, pairs, positive } = scored;
  const genes = network.genes.length;
  const truePairs = pairs.filter((_, at) => positive[at] === 1);
  const drawn = pairsAt(scored, truePairs.length);
  const bothGenes = (pair: number): number => {
    const [source, target] = [Math.floor(pair / genes), pair % genes];
    return source < target ? pair : target * genes + source;
  };
  const missing = countBy(difference(truePairs, drawn), bothGenes);
  const tooMany = countBy(difference(drawn, truePairs), bothGenes);
  let distance = 0;
  for (const genePair of new Set([...missing.keys(), ...tooMany.keys()]))
    distance += Math.max(missing.get(genePair) ?? 0, tooMany.get(genePair) ?? 0);
  return { edges: drawn.length, distance };
}

function difference(some: readonly number[], others: readonly number[]): number[] {
  const isOther = new Set(others);
  return some.filter((pair) => !isOther.has(pair));
}

function countBy(pairs: readonly number[], keyOf: (pair: number) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const pair of pairs) counts.set(keyOf(pair), (counts.get(keyOf(pair)) ?? 0) + 1);
  return counts;
}

/** Regulators that were perturbed and those that never were, scored apart: the second are what a network adds to a screen. */

export interface AreaScores {
  readonly regulators: number;
  readonly pairs: number;
  readonly trueEdges: number;
  readonly density: number;
  /** null where none of the pairs is true. */
  readonly auprc: number | null;
  /** null where none or all of them are. */
  readonly auroc: number | null;
}

interface PerturbedApart {
  readonly perturbed: AreaScores;
  readonly neverPerturbed: AreaScores;
}

/** `perturbed`: genes set in the training cells, alone or with others. */
export function perturbedApart(scored: ScoredPairs, perturbed: ReadonlySet<number>): PerturbedApart {
  const genes = scored.network.genes.length;
  const part = (isPart: (source: number) => boolean): AreaScores => {
    const places = [...scored.pairs.keys()].filter((at) =>
      isPart(Math.floor((scored.pairs[at] as number) / genes)),
    );
    const positive = Uint8Array.from(places, (at) => scored.positive[at] as number);
    const sizes = Float64Array.from(places, (at) => scored.sizes[at] as number);
    return {
      regulators: new Set(places.map((at) => Math.floor((scored.pairs[at] as number) / genes))).size,
      pairs: places.length,
      trueEdges: positive.reduce((sum, p) => sum + p, 0),
      density: density(positive),
      auprc: averagePrecision(positive, sizes),
      auroc: auroc(positive, sizes),
    };
  };
  return {
    perturbed: part((source) => perturbed.has(source)),
    neverPerturbed: part((source) => !perturbed.has(source)),
  };
}

/** Whether the strongest activations are activations and the strongest repressions repressions. */

export interface SignedPrecision {
  /** Edges that the reference has with this sign, among the pairs scored. */
  readonly trueEdges: number;
  /** Their share of the pairs: what a random order gives. */
  readonly density: number;
  /** Share of them among as many of the strongest pairs with this sign, ties included; null where there is none. */
  readonly precision: number | null;
}

/**
 * Early precision of one sign alone (BEELINE; Pratapa et al. 2020): only pairs with this sign of the score are taken, and only
 * edges with this sign in the reference are right. null where the reference has no such edge.
 */
export function signedPrecision(scored: ScoredPairs, sign: 1 | -1): SignedPrecision | null {
  const { network, pairs, edges, sizes } = scored;
  const positive = Uint8Array.from(pairs, (pair) => Number(edges.get(pair) === sign));
  const trueEdges = positive.reduce((sum, p) => sum + p, 0);
  if (trueEdges === 0) return null;
  const ofSign = sizes.map((size, at) =>
    Math.sign(network.weights[pairs[at] as number] as number) === sign ? size : 0,
  );
  return { trueEdges, density: density(positive), precision: precisionAt(positive, ofSign, trueEdges) };
}
