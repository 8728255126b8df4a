/**
 * Comparison of two networks, neither a reference, on the pairs that both score: shared strongest edges, direction, sign, rank correlation,
 * and modules. For a reference see evaluation/networks/truthComparison.ts.
 */
import { pearson } from '../numerics/statistics';
import { type SharedGenes, sharedGenes } from '../dataset/names/match';
import { type Network, type Module } from './network';
import { ascendingRanks } from '../numerics/ranks';
import { edgePairs, strength, strongestPairs } from './ranking';
import { adjustedRand } from './modules';

export interface BothWeights {
  /** Names as in the first network. */
  readonly source: string;
  readonly target: string;
  /** Its score in each network. */
  readonly first: number;
  readonly second: number;
}

export interface NetworkComparison {
  /** Indices of the common genes, into the genes of each, in the order of the first. */
  readonly shared: SharedGenes;
  /** Ordered pairs regulator → other gene that both score. */
  readonly pairs: number;
  /** Among the strongest of both, by strength in the first; and those whose sign differs. */
  readonly kept: readonly BothWeights[];
  readonly signChanged: readonly BothWeights[];
  /** A → B is among the strongest of the first only, and B → A of the second only; in neither of the lists below. */
  readonly turned: readonly BothWeights[];
  /** Among the strongest of the second only, and of the first only; strongest first. */
  readonly gained: readonly BothWeights[];
  readonly lost: readonly BothWeights[];
  /** Edges in both over edges in either; null where neither has any. */
  readonly jaccard: number | null;
  /** Spearman's correlation of |score| over all pairs, ties averaged; null where one is constant. */
  readonly rankCorrelation: number | null;
}

/**
 * Takes the `count` strongest pairs of each network among those that both score, without strength 0. Genes match by name, exactly or
 * ignoring case where that is unambiguous.
 */
export function compareNetworks(first: Network, second: Network, count: number): NetworkComparison {
  const shared = sharedGenes(first.genes, second.genes);
  const [before, after] = commonPart(first, second, shared);
  const pairs = edgePairs(before);
  const drawnBefore = drawnAt(before, count);
  const drawnAfter = drawnAt(after, count);
  const isBefore = new Set(drawnBefore);
  const isAfter = new Set(drawnAfter);
  const reverse = reversal(before);
  const isLost = (pair: number) => isBefore.has(pair) && !isAfter.has(pair);
  const isGained = (pair: number) => isAfter.has(pair) && !isBefore.has(pair);
  const turns = (pair: number, test: (other: number) => boolean) => {
    const other = reverse(pair);
    return other !== null && test(other);
  };
  const weights = (pair: number): BothWeights => ({
    source: before.genes[before.regulators[Math.floor(pair / before.genes.length)] ?? 0] ?? '',
    target: before.genes[pair % before.genes.length] ?? '',
    first: before.weights[pair] ?? 0,
    second: after.weights[pair] ?? 0,
  });
  const kept = drawnBefore.filter((pair) => isAfter.has(pair)).map(weights);
  const either = drawnBefore.length + drawnAfter.length - kept.length;
  return {
    shared,
    pairs: pairs.length,
    kept,
    signChanged: kept.filter((edge) => Math.sign(edge.first) !== Math.sign(edge.second)),
    turned: drawnBefore.filter((pair) => isLost(pair) && turns(pair, isGained)).map(weights),
    gained: drawnAfter.filter((pair) => isGained(pair) && !turns(pair, isLost)).map(weights),
    lost: drawnBefore.filter((pair) => isLost(pair) && !turns(pair, isGained)).map(weights),
    jaccard: either === 0 ? null : kept.length / either,
    rankCorrelation: rankCorrelation(
      Float64Array.from(pairs, (pair) => strength(before.weights[pair])),
      Float64Array.from(pairs, (pair) => strength(after.weights[pair])),
    ),
  };
}

/** What happened to an edge between the first network and the second. */
export const edgeChanges = ['kept', 'sign-changed', 'reversed', 'lost', 'gained'] as const;
export type EdgeChange = (typeof edgeChanges)[number];

export interface ChangedEdge extends BothWeights {
  readonly change: EdgeChange;
}

const as = (change: EdgeChange) => (edge: BothWeights) => ({ ...edge, change });

/** Every compared edge once: by its change, in the order of edgeChanges. A reversed edge has the direction that it has in the first. */
export function changedEdges(
  comparison: Pick<NetworkComparison, 'kept' | 'signChanged' | 'turned' | 'gained' | 'lost'>,
): readonly ChangedEdge[] {
  const { kept, signChanged, turned, gained, lost } = comparison;
  const hasTurned = new Set(signChanged);
  return [
    ...kept.filter((edge) => !hasTurned.has(edge)).map(as('kept')),
    ...signChanged.map(as('sign-changed')),
    ...turned.map(as('reversed')),
    ...lost.map(as('lost')),
    ...gained.map(as('gained')),
  ];
}

/** A network with its modules and the names that a person gave them. */
export interface NamedNetwork {
  readonly network: Network;
  readonly modules: readonly Module[];
  readonly moduleNames: Readonly<Record<number, string>>;
}

export interface RunComparison extends NetworkComparison {
  readonly genes: {
    readonly shared: number;
    readonly onlyFirst: readonly string[];
    readonly onlySecond: readonly string[];
  };
  /** Number of strongest edges compared, of each: at most all pairs. */
  readonly edges: number;
  readonly modules: {
    readonly adjustedRand: number | null;
    readonly matched: readonly NamedMatch[];
  };
}

interface NamedMatch extends Pick<ModuleMatch, 'both' | 'either'> {
  readonly first: string;
  readonly second: string;
}

/** Networks at the same number of edges, and their modules; null where they share no pair. */
export function compareNamed(first: NamedNetwork, second: NamedNetwork, count: number): RunComparison | null {
  const compared = compareNetworks(first.network, second.network, count);
  if (compared.pairs === 0) return null;
  const { shared } = compared;
  const modules = compareModules(first.modules, second.modules, shared);
  return {
    ...compared,
    genes: {
      shared: shared.first.length,
      onlyFirst: without(first.network.genes, shared.first),
      onlySecond: without(second.network.genes, shared.second),
    },
    edges: Math.min(count, compared.pairs),
    modules: {
      adjustedRand: modules.adjustedRand,
      matched: modules.matched.map((match) => ({
        ...match,
        first: nameOf(first, match.first),
        second: nameOf(second, match.second),
      })),
    },
  };
}

function without(genes: readonly string[], some: readonly number[]): readonly string[] {
  const left = new Set(some);
  return genes.filter((_, gene) => !left.has(gene));
}

/** The name given by a person, or M1, M2, … */
function nameOf({ modules, moduleNames }: NamedNetwork, module: number): string {
  return moduleNames[module] ?? modules[module]?.name ?? '';
}

/** Both networks on the same genes and regulators, named as in the first, so that a pair has the same number in both. */
export function commonPart(
  first: Network,
  second: Network,
  shared: SharedGenes,
): readonly [Network, Network] {
  const genes = shared.first.map((gene) => first.genes[gene] ?? '');
  const rows = shared.first.map((gene) => first.regulators.indexOf(gene));
  const otherRows = shared.second.map((gene) => second.regulators.indexOf(gene));
  const regulators = Int32Array.from(genes.keys()).filter(
    (gene) => (rows[gene] ?? -1) >= 0 && (otherRows[gene] ?? -1) >= 0,
  );
  const part = (network: Network, columns: readonly number[], rowOf: readonly number[]): Network => ({
    genes,
    regulators,
    weights: Float32Array.from(
      [...regulators].flatMap((gene) =>
        columns.map((column) => network.weights[(rowOf[gene] ?? 0) * network.genes.length + column] ?? 0),
      ),
    ),
    stability: null,
  });
  return [part(first, shared.first, rows), part(second, shared.second, otherRows)];
}

function drawnAt(network: Network, count: number): number[] {
  return [...strongestPairs(network, count)].filter((pair) => strength(network.weights[pair]) > 0);
}

/** The reverse pair; null where its source is no regulator. */
function reversal({ genes, regulators }: Network): (pair: number) => number | null {
  const rowOf = new Map(Array.from(regulators, (gene, row) => [gene, row]));
  return (pair) => {
    const row = rowOf.get(pair % genes.length);
    return row === undefined ? null : row * genes.length + (regulators[Math.floor(pair / genes.length)] ?? 0);
  };
}

function rankCorrelation(first: Float64Array, second: Float64Array): number | null {
  return varies(first) && varies(second) ? pearson(ascendingRanks(first), ascendingRanks(second)) : null;
}

function varies(values: Float64Array): boolean {
  return values.some((value) => value !== values[0]);
}

export interface ModuleComparison {
  /** Adjusted Rand index over the common genes, those in no module as singletons; null where either has no modules there. */
  readonly adjustedRand: number | null;
  /** Modules of the first with their partner in the second, largest overlap first. */
  readonly matched: readonly ModuleMatch[];
}

interface ModuleMatch {
  /** Indices into the modules of each. */
  readonly first: number;
  readonly second: number;
  /** Common genes in both, and in either. */
  readonly both: number;
  readonly either: number;
}

/** Pairs modules greedily by the share both/either; a module has at most one partner. */
export function compareModules(
  first: readonly Module[],
  second: readonly Module[],
  shared: SharedGenes,
): ModuleComparison {
  const before = labelsOf(first, shared.first);
  const after = labelsOf(second, shared.second);
  return {
    adjustedRand: hasModules(before) && hasModules(after) ? adjustedRand(before, after) : null,
    matched: paired(
      first
        .flatMap((_, a) => second.map((__, b) => overlap(before, after, a, b)))
        .filter(({ both }) => both > 0),
    ),
  };
}

function paired(candidates: readonly ModuleMatch[]): ModuleMatch[] {
  const left = candidates.toSorted(
    (a, b) => b.both / b.either - a.both / a.either || a.first - b.first || a.second - b.second,
  );
  const found: ModuleMatch[] = [];
  for (const match of left)
    if (found.every(({ first, second }) => first !== match.first && second !== match.second))
      found.push(match);
  return found;
}

function overlap(before: Int32Array, after: Int32Array, first: number, second: number): ModuleMatch {
  let both = 0;
  let either = 0;
  for (const [gene, label] of before.entries()) {
    const [here, there] = [label === first, after[gene] === second];
    both += Number(here && there);
    either += Number(here || there);
  }
  return { first, second, both, either };
}

function hasModules(labels: Int32Array): boolean {
  return labels.some((label) => label >= 0);
}

/** Module of every gene in `genes`, −1 for none. */
function labelsOf(modules: readonly Module[], genes: readonly number[]): Int32Array {
  return Int32Array.from(genes, (gene) => modules.findIndex((module) => module.genes.includes(gene)));
}
