/**
 * Tests of signal.ts with guides as units: guides were given to the cells at random, and one that acts off its target changes all its cells.
 * What the guides of a perturbation share is compared with what as many guides of different perturbations share by chance.
 * docs/decisions/0041, "Guides as units".
 */
import { isControl, type Intervention } from '../../dataset/dataset';
import type { Random } from '../../numerics/random';
import { logHypergeometricTail } from '../../numerics/hypergeometric';
import { median } from '../../numerics/statistics';
import type { GuidesUnused } from '../run/result';
import { type GeneScale, inComposition, removeAlong, removeShared, sharedByOthers } from './commonResponse';
import {
  addShift,
  byCounts,
  chances,
  discoveries,
  emptyStatistics,
  type PerturbationTest,
  type ShiftStatistic,
  type TestedRows,
  variance,
} from './permutationTest';

/** The cells of a perturbation with one guide. */
interface GuideUnit {
  /** Index into the tested perturbations. */
  readonly perturbation: number;
  /** [times] their cells as many as alone would have the error of the shift: Σ n m/(n + m) over batches. */
  readonly size: Float64Array;
  /** [times] as in Change (commonResponse.ts). */
  readonly composition: Float64Array;
  /** [times × G] mean shift; 0 where a gene is set or a time has no cells. */
  readonly shift: Float64Array;
  /** Change of the target in the direction of the perturbation, times the size, summed over times; 0 where that direction is not known. */
  intended: number;
}

export interface GuideUnits {
  readonly labels: readonly string[];
  /** [labels] genes that are set. */
  readonly targets: readonly ReadonlySet<number>[];
  readonly units: readonly GuideUnit[];
  /** [G] variance of a cell, 0 where it is constant. */
  readonly variance: Float64Array;
}

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

/** Shifts from the controls of the same batch and time point; without controls, from the median of the guides. */
export function guideUnits(rows: TestedRows): GuideUnits {
  const { values, dataset, conditionOfRow, batchOfRow, guideOfRow, floor, comparedWith } = rows;
  const { conditions } = dataset;
  const genes = dataset.genes.length;
  const isTested = conditions.map((one, index) => !isControl(one) && rows.isTraining(index));
  const labels = [...new Set(conditions.flatMap(({ label }, index) => (isTested[index] ? [label] : [])))];
  const place = new Map(labels.map((label, at) => [label, at]));
  const times = [...new Set(conditions.flatMap(({ time }, index) => (isTested[index] ? [time] : [])))];
  const targets = labels.map(() => new Set<number>());
  const aims = labels.map((): Aim => noAim);
  conditions.forEach(({ label, interventions }, index) => {
    if (!isTested[index]) return;
    const at = place.get(label) as number;
    for (const { gene } of interventions) targets[at]?.add(gene);
    aims[at] = aimOf(interventions);
  });

  const cells = new Map<
    string,
    { perturbation: number; time: number; batch: number; composition: number; rows: number[] }
  >();
  const references = new Map<string, number[]>();
  conditionOfRow.forEach((condition, row) => {
    const own = conditions[condition] as (typeof conditions)[number];
    const batch = batchOfRow[row] as number;
    const isReference = comparedWith === 'controls' ? isControl(own) : isTested[condition];
    if (isReference) addTo(references, `${own.time} ${batch}`, row);
    if (isReference) addTo(references, `${ANY_TIME} ${batch}`, row);
    if (!isTested[condition]) return;
    const guide = guideOfRow?.[row] ?? -1;
    if (guide < 0) return;
    const perturbation = place.get(own.label) as number;
    const time = times.indexOf(own.time);
    const key = `${perturbation} ${guide} ${time} ${batch}`;
    const known = cells.get(key);
    if (known) known.rows.push(row);
    else {
      const composition = rows.composition?.[condition] ?? 0;
      cells.set(key, { perturbation, time, batch, composition, rows: [row] });
    }
  });

  const meanOf = (list: readonly number[]): Float64Array => {
    const mean = new Float64Array(genes);
    for (const row of list)
      for (let g = 0; g < genes; g++) mean[g] = (mean[g] as number) + (values[row * genes + g] as number);
    return mean.map((sum) => sum / list.length);
  };
  const within = new Float64Array(genes);
  let freedom = 0;
  const addSquares = (list: readonly number[], mean: Float64Array) => {
    for (const row of list)
      for (let g = 0; g < genes; g++)
        within[g] = (within[g] as number) + ((values[row * genes + g] as number) - (mean[g] as number)) ** 2;
    freedom += list.length - 1;
  };
  const known = new Map(
    Array.from(references, ([key, list]) => {
      const mean = meanOf(list);
      if (comparedWith === 'controls' && key.startsWith(ANY_TIME)) addSquares(list, mean);
      return [key, { mean, count: list.length }] as const;
    }),
  );
  const units = new Map<string, GuideUnit>();
  for (const [key, { perturbation, time, batch, composition, rows: own }] of cells) {
    const reference = known.get(`${times[time]} ${batch}`) ?? known.get(`${ANY_TIME} ${batch}`);
    if (reference === undefined || reference.count < 2) continue;
    const unitKey = key.split(' ').slice(0, 2).join(' ');
    const unit = units.get(unitKey) ?? {
      perturbation,
      size: new Float64Array(times.length),
      composition: new Float64Array(times.length),
      shift: new Float64Array(times.length * genes),
      intended: 0,
    };
    units.set(unitKey, unit);
    unit.composition[time] = composition;
    const mean = meanOf(own);
    addSquares(own, mean);
    const size = (own.length * reference.count) / (own.length + reference.count);
    unit.size[time] = (unit.size[time] as number) + size;
    const { gene, sign } = aims[perturbation] ?? noAim;
    if (sign !== 0)
      unit.intended += sign * size * ((mean[gene] as number) - (reference.mean[gene] as number));
    for (let g = 0; g < genes; g++)
      if (!targets[perturbation]?.has(g))
        unit.shift[time * genes + g] =
          (unit.shift[time * genes + g] as number) +
          size * ((mean[g] as number) - (reference.mean[g] as number));
  }
  for (const { size, shift } of units.values())
    shift.forEach((sum, at) => {
      const weight = size[Math.floor(at / genes)] as number;
      shift[at] = weight > 0 ? sum / weight : 0;
    });
  const ofCells = within.map((squares, g) => variance(squares, Math.max(1, freedom), floor[g] as number));
  const found = withoutIdle([...units.values()], aims, ofCells);
  if (comparedWith === 'others') subtractMedians(found, targets, genes);
  if (rows.unknownComposition) removeComposition(found, rows.unknownComposition, targets, ofCells);
  return { labels, targets, units: found, variance: ofCells };
}

/** The gene that a perturbation is meant to change in level. */
interface Aim {
  readonly gene: number;
  /** 0: none is meant to, or several are. */
  readonly sign: -1 | 0 | 1;
}

const noAim: Aim = { gene: 0, sign: 0 };

/** The mRNA of a knocked-out gene may remain, and inhibitors block activity. */
function aimOf(interventions: readonly Intervention[] | undefined): Aim {
  const [only, second] = interventions ?? [];
  if (only === undefined || second !== undefined) return noAim;
  if (only.kind === 'knockdown') return { gene: only.gene, sign: -1 };
  return only.kind === 'overexpression' ? { gene: only.gene, sign: 1 } : noAim;
}

/** A guide is idle if its target clearly changes less than this share of what another guide of the target does to it. */
const IDLE = 0.5;
/** Standard errors of that difference, and of the change by the other guide. */
const [CLEARLY_LESS, CLEAR_CHANGE] = [2.33, 4];

/** The units without guides that leave their target as it is: they say nothing of its effects. */
function withoutIdle(
  units: readonly GuideUnit[],
  aims: readonly Aim[],
  ofCells: Float64Array,
): readonly GuideUnit[] {
  const best = new Map<number, GuideUnit>();
  const changeOf = (unit: GuideUnit) => unit.intended / totalSize(unit);
  for (const unit of units) {
    const before = best.get(unit.perturbation);
    if (before === undefined || changeOf(unit) > changeOf(before)) best.set(unit.perturbation, unit);
  }
  return units.filter((unit) => {
    const { gene, sign } = aims[unit.perturbation] ?? noAim;
    const other = best.get(unit.perturbation);
    if (sign === 0 || other === undefined || other === unit) return true;
    const [error, otherError] = [unit, other].map((one) =>
      Math.sqrt((ofCells[gene] as number) / totalSize(one)),
    ) as [number, number];
    if (changeOf(other) < CLEAR_CHANGE * otherError) return true;
    const missing = IDLE * changeOf(other) - changeOf(unit);
    return missing < CLEARLY_LESS * Math.hypot(error, IDLE * otherError);
  });
}

/** The guides without the part of their changes that all share (commonResponse.ts), time by time. */
export function withoutShared(known: GuideUnits, scale: GeneScale): GuideUnits {
  const { units, targets, variance: ofCells } = known;
  const genes = ofCells.length;
  const rest = units.map((unit) => ({ ...unit, shift: unit.shift.slice() }));
  for (let time = 0; time < (rest[0]?.size.length ?? 0); time++) {
    const changes = rest
      .filter(({ size }) => (size[time] as number) > 0)
      .map(({ perturbation, size, shift, composition }) => ({
        shift: shift.subarray(time * genes, (time + 1) * genes),
        variance: 1 / (size[time] as number),
        composition: composition[time] as number,
        targets: targets[perturbation] ?? new Set<number>(),
      }));
    sharedByOthers(changes, scale)?.forEach(({ direction }, at) => {
      const { shift, targets: own, composition } = changes[at] as (typeof changes)[number];
      removeShared(direction, shift, inComposition(scale, composition), own, 0);
      for (const gene of own) shift[gene] = 0;
    });
  }
  return { ...known, units: rest };
}

const ANY_TIME = 'any';

/** Subtracts the median over the guides, time by time, of each gene without those that set it. */
function subtractMedians(
  units: readonly GuideUnit[],
  targets: readonly ReadonlySet<number>[],
  genes: number,
): void {
  for (let at = 0; at < (units[0]?.shift.length ?? 0); at++) {
    const free = units.filter(
      ({ perturbation, size }) =>
        (size[Math.floor(at / genes)] as number) > 0 && !targets[perturbation]?.has(at % genes),
    );
    if (free.length === 0) continue;
    const middle = median(free.map(({ shift }) => shift[at] as number));
    for (const { shift } of free) shift[at] = (shift[at] as number) - middle;
  }
}

/** Takes what may be a change of the composition out of the shifts, time by time. */
function removeComposition(
  units: readonly GuideUnit[],
  direction: Float64Array,
  targets: readonly ReadonlySet<number>[],
  ofCells: Float64Array,
): void {
  const genes = direction.length;
  // Constant genes do not move.
  const scale = { variance: ofCells.map((one) => one || Infinity), level: null };
  for (const { perturbation, shift } of units)
    for (let from = 0; from < shift.length; from += genes) {
      const here = shift.subarray(from, from + genes);
      const own = targets[perturbation] ?? none;
      removeAlong(direction, here, scale, own);
      for (const gene of own) here[gene] = 0;
    }
}

const none: ReadonlySet<number> = new Set();

function addTo(lists: Map<string, number[]>, key: string, row: number): void {
  const list = lists.get(key);
  if (list) list.push(row);
  else lists.set(key, [row]);
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

/** [labels] */
export function countsOf(units: readonly GuideUnit[], labels: number): number[] {
  const counts = Array.from({ length: labels }, () => 0);
  for (const { perturbation } of units) counts[perturbation] = (counts[perturbation] as number) + 1;
  return counts;
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

function totalSize({ size }: GuideUnit): number {
  return size.reduce((sum, one) => sum + one, 0);
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
  before: ReadonlySet<number> = none,
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
