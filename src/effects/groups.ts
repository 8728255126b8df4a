/** Groups of perturbations that act alike (docs/method.md, "Effects before any model"). */
import { averageLinkage, cutTree } from '../numerics/linkage';
import { median, NORMAL_MAD } from '../numerics/statistics';
import type { Similarities } from './alike';

export interface Groups {
  /** Two perturbations act alike where the interval of their similarity lies above this. */
  readonly limit: number;
  /** Perturbations of each group of at least two, the largest first. */
  readonly groups: readonly (readonly number[])[];
}

/** Least similarity of perturbations that act alike, and the one from which they are no longer taken for unrelated: half, in squares. */
const LEAST_ALIKE = 0.5;
const HALF_SHARED = Math.SQRT1_2;

/** Unrelated perturbations are similar up to so many standard deviations beyond what is typical of them. */
const BEYOND = 3;
const FEWEST_PAIRS = 6;

/**
 * Average linkage of the lower ends of the intervals, cut at the limit: one half, or what unrelated perturbations of this screen have, which
 * share its controls and a response to stress. Unrelated are those that a cut at a high similarity leaves apart.
 */
export function alikeGroups({ value, low }: Similarities): Groups {
  const n = Math.sqrt(value.length);
  const told = Array.from({ length: n }, (_, k) => k).filter((k) => Number.isFinite(value[k * n + k]));
  const of = (values: Float64Array) =>
    Float64Array.from({ length: told.length ** 2 }, (_, at) => {
      const [a, b] = [told[Math.floor(at / told.length)] as number, told[at % told.length] as number];
      return values[a * n + b] as number;
    });
  const similarity = of(value);
  const merges = averageLinkage(of(low), told.length);
  let [cut, limit] = [HALF_SHARED, LEAST_ALIKE];
  for (;;) {
    const group = cutTree(merges, told.length, cut);
    const unrelated = similarity.filter((_, at) => {
      const [a, b] = [Math.floor(at / told.length), at % told.length];
      return a < b && group[a] !== group[b];
    });
    limit = Math.max(LEAST_ALIKE, unrelated.length < FEWEST_PAIRS ? 0 : upperEnd(unrelated));
    if (!(limit > cut)) break;
    cut = limit;
  }
  return { limit, groups: membersOf(cutTree(merges, told.length, limit), told) };
}

/** Median and median absolute deviation (of a normal variable) bear the related pairs that are among them. */
function upperEnd(similarities: Float64Array): number {
  const typical = median(similarities);
  return typical + BEYOND * NORMAL_MAD * median(similarities.map((one) => Math.abs(one - typical)));
}

function membersOf(group: Int32Array, told: readonly number[]): Groups['groups'] {
  const members = new Map<number, number[]>();
  group.forEach((number, at) => {
    members.set(number, [...(members.get(number) ?? []), told[at] as number]);
  });
  return [...members.values()].filter(({ length }) => length > 1).toSorted((a, b) => b.length - a.length);
}
