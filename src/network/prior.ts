/** A known network laid over the genes and candidate regulators of one screen, and the same network made wrong on purpose, as controls. */
import type { Outcome } from '../dataset/errors';
import type { Coverage, Knowledge } from '../dataset/knowledge';
import type { Random } from '../numerics/random';
import { distinctEdges, type TruthEdge } from './formats/knownEdges';
import { geneFinder } from '../dataset/names/match';

export interface Prior {
  readonly name: string;
  /** [G] and [R] names in the screen. */
  readonly genes: readonly string[];
  readonly regulators: readonly string[];
  /** [G × R]: 1 known edge, −1 the regulator has edges in the source, but not this one, 0 it has none, or the regulator itself. */
  readonly known: Int8Array;
  /** [G × R]: 1 activation, −1 repression, 0 unknown, conflicting, or no known edge. */
  readonly signs: Int8Array;
  /** [G × R] in [0, 1]: confidence of the source in the edge; 1 where it states none, and where there is no known edge. */
  readonly confidence: Float32Array;
  readonly coverage: Coverage;
  /** [R × R] of an embedding: cosine of two candidates, 0 for one without a row. */
  readonly likeness?: Float32Array;
}

export type PriorError =
  /** No name of the source, or one at most, is a gene of the screen; `names` of the source. */
  | {
      readonly tag: 'prior-other-genes';
      readonly name: string;
      readonly names: readonly string[];
      readonly genes: readonly string[];
    }
  /** Genes match, but no edge goes from a candidate regulator to another gene; `sources`: regulators of the source. */
  | {
      readonly tag: 'prior-no-edges';
      readonly name: string;
      readonly sources: readonly string[];
      readonly regulators: readonly string[];
    };

/**
 * The edges among the genes of a screen, by exact name, else ignoring case (other names: laidPrior). Edges that become one have the
 * sign 0 where their signs differ, and the higher confidence.
 * @param name of the source @param genes [G] @param regulators [R] candidates, names of genes
 */
export function priorOn(
  edges: readonly TruthEdge[],
  name: string,
  genes: readonly string[],
  regulators: readonly string[],
): Outcome<Prior, PriorError> {
  const find = geneFinder(genes);
  const columns = new Map(regulators.map((regulator, column) => [regulator, column]));
  const named = distinctEdges(
    edges.map(({ source, target, ...rest }) => ({
      ...rest,
      source: genes[find(source) ?? -1] ?? source,
      target: genes[find(target) ?? -1] ?? target,
    })),
  );
  const coverage = coverageOf({ genes, regulators: regulators.map((one) => find(one) ?? -1) }, named);
  if (coverage.genes.covered < 2) {
    const names = [...new Set(edges.flatMap(({ source, target }) => [source, target]))];
    return { ok: false, error: { tag: 'prior-other-genes', name, names, genes } };
  }
  const sources = [...new Set(named.map(({ source }) => source))];
  if (coverage.edges.covered === 0)
    return { ok: false, error: { tag: 'prior-no-edges', name, sources, regulators } };
  const covered = sources.flatMap((source) => columns.get(source) ?? []);
  const laid: LaidEdge[] = named.flatMap(({ source, target, sign, confidence = 1 }) => {
    const [regulator, gene] = [columns.get(source), find(target)];
    return regulator === undefined || gene === null || source === target
      ? []
      : [{ regulator, gene, sign, confidence }];
  });
  return { ok: true, value: laidOut({ name, genes, regulators, coverage }, covered, laid) };
}

/** @param screen regulators: indices into genes @param edges each pair once */
export function coverageOf(
  screen: { readonly genes: readonly string[]; readonly regulators: ArrayLike<number> },
  edges: readonly TruthEdge[],
): Coverage {
  const find = geneFinder(screen.genes);
  const candidates = new Set(Array.from(screen.regulators));
  const isCandidate = (name: string) => candidates.has(find(name) ?? -1);
  const regulators = new Set(edges.map(({ source }) => source));
  const genes = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const possible = edges.filter(({ source, target }) => {
    const [from, to] = [find(source), find(target)];
    return isCandidate(source) && to !== null && from !== to;
  });
  return {
    regulators: { all: regulators.size, covered: [...regulators].filter(isCandidate).length },
    genes: { all: genes.size, covered: [...genes].filter((name) => find(name) !== null).length },
    edges: { all: edges.length, covered: possible.length },
    signs: { all: possible.length, covered: possible.filter(({ sign }) => sign !== 0).length },
  };
}

/** Candidates without an edge in the source, and the number of genes with a known regulator. */
export function reachOf({ regulators, known }: Prior): {
  readonly uncovered: readonly string[];
  readonly targets: number;
} {
  const R = regulators.length;
  const covered = new Set<number>();
  const targets = new Set<number>();
  for (const [at, value] of known.entries()) {
    if (value !== 0) covered.add(at % R);
    if (value === 1) targets.add(Math.floor(at / R));
  }
  return { uncovered: regulators.filter((_, regulator) => !covered.has(regulator)), targets: targets.size };
}

/** Tries per edge: many more than an edge needs to lose its place. */
const SWAPS_PER_EDGE = 20;

/**
 * A prior that knows nothing but how many edges each regulator and each gene has: targets of two random edges are exchanged, over and over
 * (Maslov and Sneppen 2002). Sign and confidence stay with the regulator's edge.
 */
export function swappedPrior(prior: Prior, random: Random): Prior {
  const edges = edgesOf(prior);
  const own = ownGenes(prior);
  const R = prior.regulators.length;
  const present = new Set(edges.map(({ regulator, gene }) => gene * R + regulator));
  for (let tries = SWAPS_PER_EDGE * edges.length; tries > 0; tries--) {
    const [one, other] = [edges[random.integer(edges.length)], edges[random.integer(edges.length)]];
    if (!one || !other || one.regulator === other.regulator || one.gene === other.gene) continue;
    if (own[one.regulator] === other.gene || own[other.regulator] === one.gene) continue;
    const [first, second] = [other.gene * R + one.regulator, one.gene * R + other.regulator];
    if (present.has(first) || present.has(second)) continue;
    present.delete(one.gene * R + one.regulator);
    present.delete(other.gene * R + other.regulator);
    present.add(first).add(second);
    [one.gene, other.gene] = [other.gene, one.gene];
  }
  return laidOut(prior, coveredRegulators(prior), edges);
}

/**
 * That share of each covered regulator's edges (rounded) goes to random genes that it does not regulate in `prior`, as far as there are
 * such genes.
 */
export function wrongPrior(prior: Prior, share: number, random: Random): Prior {
  const { genes, regulators, known } = prior;
  const edges = edgesOf(prior);
  const own = ownGenes(prior);
  for (let regulator = 0; regulator < regulators.length; regulator++) {
    const mine = edges.filter((edge) => edge.regulator === regulator);
    const free = [...genes.keys()].filter(
      (gene) => gene !== own[regulator] && known[gene * regulators.length + regulator] !== 1,
    );
    const order = random.permutation(mine.length);
    const places = random.permutation(free.length);
    const moved = Math.min(Math.round(share * mine.length), free.length);
    for (let k = 0; k < moved; k++) {
      const edge = mine[order[k] ?? 0];
      const gene = free[places[k] ?? 0];
      if (edge !== undefined && gene !== undefined) edge.gene = gene;
    }
  }
  return laidOut(prior, coveredRegulators(prior), edges);
}

interface LaidEdge {
  readonly regulator: number;
  gene: number;
  readonly sign: 1 | -1 | 0;
  readonly confidence: number;
}

function laidOut(
  about: Pick<Prior, 'name' | 'genes' | 'regulators' | 'coverage'>,
  covered: readonly number[],
  edges: readonly LaidEdge[],
): Prior {
  const { name, genes, regulators, coverage } = about;
  const [G, R] = [genes.length, regulators.length];
  const known = new Int8Array(G * R);
  const signs = new Int8Array(G * R);
  const confidence = new Float32Array(G * R).fill(1);
  const own = ownGenes(about);
  for (const regulator of covered)
    for (let gene = 0; gene < G; gene++) if (gene !== own[regulator]) known[gene * R + regulator] = -1;
  for (const edge of edges) {
    const at = edge.gene * R + edge.regulator;
    known[at] = 1;
    signs[at] = edge.sign;
    confidence[at] = edge.confidence;
  }
  return { name, genes, regulators, known, signs, confidence, coverage };
}

function edgesOf({ regulators, known, signs, confidence }: Prior): LaidEdge[] {
  const edges: LaidEdge[] = [];
  const R = regulators.length;
  for (const [at, value] of known.entries()) {
    if (value !== 1) continue;
    const sign = Math.sign(signs[at] ?? 0) as LaidEdge['sign'];
    edges.push({ regulator: at % R, gene: Math.floor(at / R), sign, confidence: confidence[at] ?? 1 });
  }
  return edges;
}

function coveredRegulators(prior: Prior): number[] {
  const uncovered = new Set(reachOf(prior).uncovered);
  return [...prior.regulators.keys()].filter((at) => !uncovered.has(prior.regulators[at] ?? ''));
}

/** [R] index of the regulator itself among the genes. */
function ownGenes({ genes, regulators }: Pick<Prior, 'genes' | 'regulators'>): number[] {
  const at = new Map(genes.map((gene, index) => [gene, index]));
  return regulators.map((regulator) => at.get(regulator) ?? -1);
}

/** A known network as a data set keeps it, before its use was measured. */
export function unmeasuredKnowledge(prior: Prior): Knowledge {
  const { name, coverage, likeness } = prior;
  const none = { asked: 0, strength: 0, gain: null, shuffledGain: null, wrongGains: [], curve: [] };
  return { name, coverage, edges: namedEdges(prior), ...none, ...(likeness && { likeness }) };
}

/** The edges of a known network without the marks of covered regulators that have none among these genes. */
export function givenEdges({ name, edges }: Pick<Knowledge, 'name' | 'edges'>) {
  return { name, edges: edges.filter(({ source, target }) => source !== target) };
}

/** A covered regulator without an edge here stands as its own target, so that it is covered again. */
function namedEdges(prior: Prior): readonly TruthEdge[] {
  const { genes, regulators } = prior;
  const laid = edgesOf(prior);
  const edges = laid.map(({ regulator, gene, sign, confidence }) => ({
    source: regulators[regulator] ?? '',
    target: genes[gene] ?? '',
    sign,
    ...(confidence < 1 ? { confidence } : {}),
  }));
  const withEdges = new Set(laid.map(({ regulator }) => regulator));
  const silent = coveredRegulators(prior).filter((regulator) => !withEdges.has(regulator));
  const alone = silent.map((regulator) => regulators[regulator] ?? '');
  return [...edges, ...alone.map((name) => ({ source: name, target: name, sign: 0 as const }))];
}
