/**
 * Which known gene sets occur among the genes of a group more often than by chance (over-representation: hypergeometric test), and which
 * sets respond more than the rest (rank test). The universe are the modelled genes: others could not have been found.
 */
import { logHypergeometricTail } from '../numerics/hypergeometric';
import { benjaminiHochberg, mannWhitneyP } from '../numerics/significance';
import { geneFinder } from './network';
import type { GeneSet } from './formats/geneSets';

/** A set within the universe; indices into its genes, ascending. */
export interface KnownSet {
  readonly name: string;
  readonly members: readonly number[];
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
}

/** The sets with a member among `genes`, by exact name or else ignoring case. */
export function setsAmong(genes: readonly string[], sets: readonly GeneSet[]): readonly KnownSet[] {
  const find = geneFinder(genes);
  return sets.flatMap(({ name, members }) => {
    const found = new Set(members.flatMap((member) => find(member) ?? []));
    return found.size === 0 ? [] : [{ name, members: [...found].toSorted((a, b) => a - b) }];
  });
}

/**
 * Sets among the genes of a group, all within `universe`: P of that many or more members if as many genes were drawn at random. One
 * result per set that has a member in the universe, smallest p first.
 */
export function overRepresented(
  group: readonly number[],
  sets: readonly KnownSet[],
  universe: ReadonlySet<number>,
): readonly Enriched[] {
  const drawn = new Set(group.filter((gene) => universe.has(gene)));
  return adjusted(within(sets, universe), (members) => {
    const overlap = members.filter((gene) => drawn.has(gene)).length;
    return {
      overlap,
      size: members.length,
      universe: universe.size,
      p: Math.exp(logHypergeometricTail(overlap, drawn.size, members.length, universe.size)),
    };
  });
}

/**
 * Sets whose genes change otherwise than the other genes of the universe: two-sided Mann–Whitney test of `change` [G]. `overlap` counts
 * the members that `responds`.
 */
export function shiftedSets(
  change: ArrayLike<number>,
  responds: (gene: number) => boolean,
  sets: readonly KnownSet[],
  universe: ReadonlySet<number>,
): readonly Enriched[] {
  const ascending = (genes: Iterable<number>) =>
    Float64Array.from(genes, (gene) => change[gene] ?? 0).toSorted();
  return adjusted(within(sets, universe), (members) => {
    const inside = new Set(members);
    const rest = [...universe].filter((gene) => !inside.has(gene));
    return {
      overlap: members.filter(responds).length,
      size: members.length,
      universe: universe.size,
      p: rest.length === 0 ? 1 : mannWhitneyP(ascending(members), ascending(rest)),
    };
  });
}

function within(sets: readonly KnownSet[], universe: ReadonlySet<number>): readonly KnownSet[] {
  return sets
    .map(({ name, members }) => ({ name, members: members.filter((gene) => universe.has(gene)) }))
    .filter(({ members }) => members.length > 0);
}

function adjusted(
  sets: readonly KnownSet[],
  test: (members: readonly number[]) => Omit<Enriched, 'set' | 'q'>,
): readonly Enriched[] {
  const tested = sets.map(({ name, members }) => ({ set: name, ...test(members) }));
  const q = benjaminiHochberg(tested.map(({ p }) => p));
  return tested
    .map((one, at) => ({ ...one, q: q[at] ?? 1 }))
    .toSorted((a, b) => a.p - b.p || b.overlap - a.overlap || (a.set < b.set ? -1 : 1));
}
