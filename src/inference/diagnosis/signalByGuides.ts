/**
 * Tests of signal.ts with guides as units: guides were given to the cells at random, and one that acts off its target changes all its cells.
 * What the guides of a perturbation share is compared with what as many guides of different perturbations share by chance.
 * docs/decisions/0041, "Guides as units".
 */
import type { Random } from '../../numerics/random';
import { logHypergeometricTail } from '../../numerics/distributions';
import type { GuidesUnused } from '../run/result';
import { countsOf, type GuideUnit, type GuideUnits, totalSize } from './guideUnits';
import {
  addShift,
  byCounts,
  chances,
  discoveries,
  emptyStatistics,
  type PerturbationTest,
  type ShiftStatistic,
} from './permutationTest';

/** Share of the perturbations that must have several guides. */
const WITH_SEVERAL = 0.9;
/** With fewer guides small p are stated too often: .025 to .033 of the perturbations without effect have p ≤ .01 with 18 to 20. */
const ENOUGH_GUIDES = 30;

/** null where guides can be the units. `perTarget`: [perturbations] number of guides of each. */
export function guidesUnusedFor(perTarget: readonly number[]): GuidesUnused | null {
  const several = perTarget.filter((count) => count > 1).length;
  if (perTarget.length === 0 || several < WITH_SEVERAL * perTarget.length) return 'single-guides';
  return perTarget.reduce((sum, count) => sum + count, 0) < ENOUGH_GUIDES ? 'few-guides' : null;
}

/**
 * One test per perturbation. Perturbations that a first round names no longer take part in what is drawn in a second one, as far as
 * enough guides remain: else their effects would hide others.
 */
export function guideTests(known: GuideUnits, rounds: number, random: Random): readonly PerturbationTest[] {
  const excess = excessVariance(known);
  const first = testsAgainst(known, excess, known.units, rounds, random);
  const left = withoutNamed(known, first);
  return left.length === known.units.length ? first : testsAgainst(known, excess, left, rounds, random);
}

/** Labels with an effect: exchanged guides make the tests of targets independent. */
export function guideDiscoveries(tests: readonly PerturbationTest[]): readonly string[] {
  return discoveries(tests, byCounts);
}

/** The units without those of named perturbations, the clearest first, down to the smallest number that can be drawn from. */
function withoutNamed(
  { units, labels }: GuideUnits,
  tests: readonly PerturbationTest[],
): readonly GuideUnit[] {
  const named = new Set(guideDiscoveries(tests));
  const counts = countsOf(units, labels.length);
  const chance = chances(tests);
  const byChance = [...tests.keys()].toSorted((a, b) => (chance[a] as number) - (chance[b] as number));
  const dropped = new Set<number>();
  let left = units.length;
  for (const at of byChance) {
    const label = tests[at]?.label ?? '';
    const place = labels.indexOf(label);
    if (!named.has(label) || left - (counts[place] as number) < ENOUGH_GUIDES) break;
    dropped.add(place);
    left -= counts[place] as number;
  }
  return units.filter(({ perturbation }) => !dropped.has(perturbation));
}

/** Variance between guides of one perturbation beyond that of their cells, over the variance of a cell: mean over genes, by moments. */
function excessVariance({ units, variance: ofCells, labels }: GuideUnits): number {
  const genes = ofCells.length;
  let sum = 0;
  let count = 0;
  for (let label = 0; label < labels.length; label++) {
    const own = units.filter(({ perturbation }) => perturbation === label);
    for (let time = 0; time < (own[0]?.size.length ?? 0); time++) {
      const here = own.filter(({ size }) => (size[time] as number) > 0);
      if (here.length < 2) continue;
      const expected = here.reduce((all, { size }) => all + 1 / (size[time] as number), 0) / here.length;
      for (let g = 0; g < genes; g++) {
        const scale = ofCells[g] as number;
        if (!(scale > 0)) continue;
        const shifts = here.map(({ shift }) => shift[time * genes + g] as number);
        const mean = shifts.reduce((all, one) => all + one, 0) / shifts.length;
        const squares = shifts.reduce((all, one) => all + (one - mean) ** 2, 0) / (shifts.length - 1);
        sum += squares / scale - expected;
        count += 1;
      }
    }
  }
  return count === 0 ? 0 : Math.max(0, sum / count);
}

/** Units within this factor in size stand for one another; at least this many do. */
const SIMILAR_SIZE = 2;
const SIMILAR_UNITS = 20;

function testsAgainst(
  { labels, targets, units, variance: ofCells }: GuideUnits,
  excess: number,
  pool: readonly GuideUnit[],
  rounds: number,
  random: Random,
): readonly PerturbationTest[] {
  const bySize = pool.toSorted((a, b) => totalSize(a) - totalSize(b));
  const sizes = bySize.map(totalSize);
  const unitsOf = labels.map((): GuideUnit[] => []);
  for (const unit of units) unitsOf[unit.perturbation]?.push(unit);
  return labels.flatMap((label, at): PerturbationTest[] => {
    const own = unitsOf[at] ?? [];
    if (own.length === 0) return [];
    const ranges = own.map((unit) => rangeOfSimilar(sizes, totalSize(unit)));
    const add = (into: ShiftStatistic, some: readonly GuideUnit[]) =>
      addCommon(into, some, ofCells, excess, targets[at] as ReadonlySet<number>);
    const { observed, permuted } = emptyStatistics(rounds);
    for (const statistic of permuted) add(statistic, drawn(bySize, ranges, targets, random));
    add(observed, own);
    const cells = own.reduce((sum, unit) => sum + totalSize(unit), 0);
    const similar = bySize.slice(
      Math.min(...ranges.map(([first]) => first)),
      Math.max(...ranges.map(([, end]) => end)),
    );
    const others = similar.filter(({ perturbation }) => perturbation !== at).length;
    const recurrence = recurrenceOf(observed, own.length, others, (kept) => {
      const order = Array.from(random.permutation(own.length));
      const rest = order.slice(kept).map((one) => ranges[one] as (typeof ranges)[number]);
      const again: ShiftStatistic = { sum: 0, max: 0 };
      add(again, [
        ...order.slice(0, kept).map((one) => own[one] as GuideUnit),
        ...drawn(bySize, rest, targets, random, targets[at]),
      ]);
      return again;
    });
    return [{ label, cells, freedom: pool.length, observed, permuted, recurrence }];
  });
}

/** Sets that hold a part of the guides of a target, drawn for each size of that part. */
const DRAWN_AGAIN = 50;

/**
 * Chances that as many guides, drawn at random from those of a target and `others`, hold two or more of its own and share as much as
 * observed: what two guides of three share by acting alike off their target comes again wherever both are drawn. One own guide is no more
 * than any other. `again`: the statistic of a set that keeps so many.
 */
function recurrenceOf(
  observed: ShiftStatistic,
  own: number,
  others: number,
  again: (kept: number) => ShiftStatistic,
): ShiftStatistic {
  const atLeast = (kept: number) => Math.exp(logHypergeometricTail(kept, own, own, own + others));
  const whole = own > 1 ? atLeast(own) : 0;
  const chance = { sum: whole, max: whole };
  for (let kept = 2; kept < own; kept++) {
    const ofEach = (atLeast(kept) - atLeast(kept + 1)) / DRAWN_AGAIN;
    for (let draw = 0; draw < DRAWN_AGAIN; draw++) {
      const one = again(kept);
      if (one.sum >= observed.sum) chance.sum += ofEach;
      if (one.max >= observed.max) chance.max += ofEach;
    }
  }
  return chance;
}

/** [first, end) of the ascending sizes that are similar to `size`. */
function rangeOfSimilar(ascending: readonly number[], size: number): readonly [number, number] {
  const below = (bound: number) => ascending.findLastIndex((one) => one < bound) + 1;
  let [first, end] = [below(size / SIMILAR_SIZE), below(size * SIMILAR_SIZE * (1 + 1e-9))];
  while (end - first < Math.min(SIMILAR_UNITS, ascending.length)) {
    const down = size / (ascending[first - 1] ?? 0);
    const up = (ascending[end] ?? Infinity) / size;
    if (first > 0 && down <= up) first -= 1;
    else end += 1;
  }
  return [first, end];
}

/**
 * One unit of each range, of perturbations without a common target, nor one of those `before`, as far as there are any: those of a
 * combination and of its single genes share effects.
 */
function drawn(
  units: readonly GuideUnit[],
  ranges: readonly (readonly [number, number])[],
  targets: readonly ReadonlySet<number>[],
  random: Random,
  before: ReadonlySet<number> = new Set(),
): readonly GuideUnit[] {
  const taken = new Set(before);
  const isTaken = ({ perturbation }: GuideUnit) =>
    [...(targets[perturbation] ?? [])].some((gene) => taken.has(gene));
  return ranges.map(([first, end]) => {
    let one = units[first + random.integer(end - first)] as GuideUnit;
    for (let attempt = 0; isTaken(one) && attempt < MAX_ATTEMPTS; attempt++)
      one = units[first + random.integer(end - first)] as GuideUnit;
    for (const gene of targets[one.perturbation] ?? []) taken.add(gene);
    return one;
  });
}

const MAX_ATTEMPTS = 100;

/**
 * Adds what the units share to a statistic: gene by gene the squared mean shift of all but the one that moves it most, over its variance,
 * each unit weighed by its own error. A single guide that acts off its target adds nothing.
 */
function addCommon(
  into: ShiftStatistic,
  units: readonly GuideUnit[],
  ofCells: Float64Array,
  excess: number,
  targets: ReadonlySet<number>,
): void {
  const genes = ofCells.length;
  const times = units[0]?.size.length ?? 0;
  for (let time = 0; time < times; time++) {
    const here = units.filter(({ size }) => (size[time] as number) > 0);
    const weights = here.map(({ size }) => 1 / (1 / (size[time] as number) + excess));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    for (let g = 0; g < genes; g++) {
      if (!((ofCells[g] as number) > 0) || targets.has(g)) continue;
      let shift = 0;
      let most = 0;
      let ofMost = 0;
      for (let at = 0; at < here.length; at++) {
        const weight = weights[at] as number;
        const own = weight * (here[at]?.shift[time * genes + g] as number);
        shift += own;
        if (Math.abs(own) > Math.abs(most)) [most, ofMost] = [own, weight];
      }
      const isShared = here.length > 1;
      const left = isShared ? all - ofMost : all;
      if (isShared) shift -= most;
      // Opposite changes are not shared.
      if (isShared && shift * most <= 0) continue;
      // The variance of a weighted mean is that of a cell over the sum of the weights.
      if (left > 0) addShift(into, shift ** 2 / left / (ofCells[g] as number));
    }
  }
}
