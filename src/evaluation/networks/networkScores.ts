/**
 * Scores of a network against a reference beyond areas and edge lists (truthComparison.ts): early precision by sign, direction, Hamming
 * distance, indirect edges, and never-perturbed regulators.
 */
import { earlyPrecisionRatio, auroc, averagePrecision, density, precisionAt } from './metrics';
import { pairsAt, type ScoredPairs } from './scoredPairs';
import { strength } from '../../network/ranking';

export interface NetworkScores {
  /** Early precision over density; null where no pair has a score or none is true. */
  readonly earlyPrecisionRatio: number | null;
  readonly activation: SignedPrecision | null;
  readonly repression: SignedPrecision | null;
  readonly direction: DirectionAccuracy | null;
  readonly hamming: HammingDistance;
  readonly directAndIndirect: DirectAndIndirect;
  /** True drawn edges over edges drawn or true, at the budget; null where there are neither. */
  readonly jaccard: number | null;
  readonly regulators: Readonly<Record<'perturbed' | 'neverPerturbed', AreaScores>>;
}

/** `budget`: of drawn edges; `perturbed`: genes set in training. */
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

/** Drawn edges that are absent from the reference may follow one of its paths: an indirect effect taken for a direct one. */
interface EdgeClasses {
  /** Edges of the reference. */
  readonly direct: number;
  /** No edge, but the reference has a path of two or more edges from source to target. */
  readonly indirect: number;
  readonly other: number;
}

export interface DirectAndIndirect {
  readonly drawn: EdgeClasses;
  /** The same for all scored pairs: the expectation of a random network. */
  readonly pairs: EdgeClasses;
}

/** At the `budget` strongest pairs. Paths run over all genes of the network, including edges outside the scored pairs. */
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

/** Genes reachable from a gene along `edges` (source × G + target); each source is searched once, on demand. */
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

/** Whether edges point the right way, which correlation cannot tell. */
export interface DirectionAccuracy {
  /** True edges whose reverse is scored and false. */
  readonly edges: number;
  /** Share of them that score above their reverse, ties counted half; 0.5 without knowledge of direction. */
  readonly accuracy: number;
}

/** null where the reference determines the direction of no pair that is scored both ways. */
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

/** Changes that turn the network's graph into the reference's. */
interface HammingDistance {
  /** Drawn edges: as many as are true, or fewer where fewer pairs have a score. */
  readonly edges: number;
  /** Edges to add, remove or reverse, each counted once. The empty graph has the number of true edges. */
  readonly distance: number;
}

/**
 * Structural Hamming distance (Tsamardinos, Brown & Aliferis 2006) at equal numbers of edges, cycles of two allowed: for every two genes
 * the larger of the missing and the surplus edges. Signs are ignored.
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

/** Scores of the pairs of some regulators: perturbed ones apart from the others, which are what a network adds to a screen. */
export interface AreaScores {
  readonly regulators: number;
  readonly pairs: number;
  readonly trueEdges: number;
  readonly density: number;
  /** null where no pair is true. */
  readonly auprc: number | null;
  /** null where no pair or every pair is true. */
  readonly auroc: number | null;
}

/** `perturbed`: genes set in training cells, alone or in combination. */
export function perturbedApart(
  scored: ScoredPairs,
  perturbed: ReadonlySet<number>,
): NetworkScores['regulators'] {
  return {
    perturbed: areasOver(scored, (source) => perturbed.has(source)),
    neverPerturbed: areasOver(scored, (source) => !perturbed.has(source)),
  };
}

/** Over the pairs of some sources. */
export function areasOver(scored: ScoredPairs, isPart: (source: number) => boolean): AreaScores {
  const genes = scored.network.genes.length;
  const sourceOf = (at: number) => Math.floor((scored.pairs[at] as number) / genes);
  const places = [...scored.pairs.keys()].filter((at) => isPart(sourceOf(at)));
  const positive = Uint8Array.from(places, (at) => scored.positive[at] as number);
  const sizes = Float64Array.from(places, (at) => scored.sizes[at] as number);
  return {
    regulators: new Set(places.map(sourceOf)).size,
    pairs: places.length,
    trueEdges: positive.reduce((sum, p) => sum + p, 0),
    density: density(positive),
    auprc: averagePrecision(positive, sizes),
    auroc: auroc(positive, sizes),
  };
}

/** Whether the strongest activations are activations, and the strongest repressions repressions. */
export interface SignedPrecision {
  /** Reference edges with this sign, among the scored pairs. */
  readonly trueEdges: number;
  /** Their share of the pairs: the precision of a random order. */
  readonly density: number;
  /** Share of true edges among as many of the strongest pairs with this sign, ties included; null without such pairs. */
  readonly precision: number | null;
}

/**
 * Early precision of one sign (BEELINE; Pratapa et al. 2020): only pairs scored with this sign are taken, and only reference edges with
 * this sign are true. null where the reference has no such edge.
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
