/**
 * Which known gene sets occur among the genes of a group more often than by chance (over-representation: hypergeometric test), and which
 * sets respond otherwise than the rest (rank-sum test). The universe are the modelled genes: others could not have been found. Modules are
 * named after their sets (docs/method.md, "Enrichment").
 */
import { areSymbols } from '../dataset/names/identity';
import { otherNames } from '../dataset/names/otherNames';
import { benjaminiHochberg, rankSumTest } from '../numerics/significance';
import { logHypergeometricTail } from '../numerics/distributions';
import type { Module } from './network';
import { geneFinder } from '../dataset/names/match';
import type { GeneSet } from './formats/geneSets';

/** A set among the modelled genes. */
export interface KnownSet {
  readonly name: string;
  /** Indices of genes, ascending. */
  readonly members: readonly number[];
  /** Members of the set as it was given, modelled or not. */
  readonly total: number;
}

export interface Enriched {
  readonly set: string;
  /** Members of the set in the group. */
  readonly overlap: number;
  /** Members of the set in the universe. */
  readonly size: number;
  /** Genes of the universe. */
  readonly universe: number;
  readonly p: number;
  /** Adjusted over all sets tested for the group (Benjamini and Hochberg 1995). */
  readonly q: number;
  /** Indices of the members in the group and in the universe, ascending. */
  readonly shared: readonly number[];
  readonly members: readonly number[];
  /** Members of the set as it was given. */
  readonly total: number;
  /** Share of pairs in which a member of the set changes more than another gene; ½: no difference. null where changes were not tested. */
  readonly higher: number | null;
}

/** What is tested: sets within `universe` that have at least `minSize` members in it. */
export interface Tested {
  readonly sets: readonly KnownSet[];
  readonly universe: ReadonlySet<number>;
  readonly minSize: number;
}

/**
 * The sets with a member among `genes`: by exact name, ignoring case, or, where the genes go by symbols or identifiers, by any name that means
 * one gene alone.
 */
export async function setsAmong(
  genes: readonly string[],
  sets: readonly GeneSet[],
): Promise<readonly KnownSet[]> {
  const find = geneFinder(genes);
  const known = new Set(genes.map((name) => name.toLowerCase()));
  const unknown = new Set(
    sets.flatMap(({ members }) => members).filter((name) => !known.has(name.toLowerCase())),
  );
  const others = (await areSymbols(genes))
    ? await otherNames(unknown, genes, (name) => find(name) !== null)
    : new Map<string, readonly string[]>();
  const named = (name: string) => {
    const [other, ...more] = others.get(name.toUpperCase()) ?? [];
    return find(name) ?? (other === undefined || more.length > 0 ? null : find(other));
  };
  return sets.flatMap(({ name, members }) => {
    const found = new Set(members.flatMap((member) => named(member) ?? []));
    const sorted = [...found].toSorted((a, b) => a - b);
    return found.size === 0 ? [] : [{ name, members: sorted, total: members.length }];
  });
}

/**
 * Sets among the genes of a group: P of that many or more members if as many genes were drawn at random from the universe. One result per
 * tested set, smallest p first.
 */
export function overRepresented(group: readonly number[], tested: Tested): readonly Enriched[] {
  const { universe } = tested;
  const drawn = new Set(group.filter((gene) => universe.has(gene)));
  return adjusted(tested, (members) => {
    const shared = members.filter((gene) => drawn.has(gene));
    const logP = logHypergeometricTail(shared.length, drawn.size, members.length, universe.size);
    return { shared, p: Math.exp(logP), higher: null };
  });
}

/** Sets among the increased and among the decreased genes, tested as above and adjusted over both; smallest p first. */
export function setsAmongChanged(
  { increased, decreased }: { readonly increased: readonly number[]; readonly decreased: readonly number[] },
  tested: Tested,
): readonly (Enriched & { readonly isUp: boolean })[] {
  const both = [
    ...overRepresented(increased, tested).map((one) => ({ ...one, isUp: true })),
    ...overRepresented(decreased, tested).map((one) => ({ ...one, isUp: false })),
  ];
  const q = benjaminiHochberg(both.map(({ p }) => p));
  return both.map((one, at) => ({ ...one, q: q[at] ?? 1 })).toSorted((a, b) => a.p - b.p);
}

/**
 * Sets whose genes change otherwise than the other genes of the universe: two-sided rank-sum test of `change` [G]. In the group are members that
 * `responds`.
 */
export function shiftedSets(
  change: ArrayLike<number>,
  responds: (gene: number) => boolean,
  tested: Tested,
): readonly Enriched[] {
  const genes = [...tested.universe];
  const placeOf = new Map(genes.map((gene, place) => [gene, place]));
  const test = rankSumTest(Float64Array.from(genes, (gene) => change[gene] ?? 0));
  return adjusted(tested, (members) => ({
    shared: members.filter(responds),
    ...test(members.map((gene) => placeOf.get(gene) ?? 0)),
  }));
}

/** Equal p: more members in the group first, then the smaller set, which says more. */
function adjusted(
  { sets, universe, minSize }: Tested,
  test: (members: readonly number[]) => Pick<Enriched, 'shared' | 'p' | 'higher'>,
): readonly Enriched[] {
  const tested = sets
    .map((set) => ({ ...set, members: set.members.filter((gene) => universe.has(gene)) }))
    .filter(({ members }) => members.length >= Math.max(1, minSize))
    .map(({ name, members, total }) => ({ set: name, members, total, ...test(members) }));
  const q = benjaminiHochberg(tested.map(({ p }) => p));
  return tested
    .map((one, at) => ({
      ...one,
      overlap: one.shared.length,
      size: one.members.length,
      universe: universe.size,
      q: q[at] ?? 1,
    }))
    .toSorted((a, b) => a.p - b.p || b.overlap - a.overlap || a.total - b.total || (a.set < b.set ? -1 : 1));
}

/** Largest false discovery rate, least number of shared genes, and least share of the genes of the module. */
const NAMING = { q: 0.05, genes: 3, share: 0.2 } as const;

/** Tests of one module with all sets, the best first. */
interface ModuleTests<Row extends Enriched> {
  readonly module: Pick<Module, 'genes'>;
  readonly rows: readonly Row[];
}

/**
 * By place in `tests`, the best set of each module that holds up: q ≤ 0.05, at least three genes, and at least a fifth of the module. A set names
 * one module, the one with its smallest p; another takes the next of its sets.
 */
export function setNames<Row extends Enriched>(tests: readonly ModuleTests<Row>[]): ReadonlyMap<number, Row> {
  const claims = tests
    .flatMap(({ module, rows }, place) =>
      rows.filter((row) => holdsUp(row, module.genes.length)).map((row, rank) => ({ place, row, rank })),
    )
    .toSorted((a, b) => a.row.p - b.row.p || a.rank - b.rank || a.place - b.place);
  const named = new Map<number, Row>();
  const taken = new Set<string>();
  for (const { place, row } of claims) {
    if (named.has(place) || taken.has(row.set)) continue;
    named.set(place, row);
    taken.add(row.set);
  }
  return named;
}

function holdsUp({ q, overlap }: Enriched, genes: number): boolean {
  return q <= NAMING.q && overlap >= NAMING.genes && overlap >= NAMING.share * genes;
}
