/**
 * Guides as units of the tests for effects (signalByGuides.ts): what each changes against the cells that it is compared with, without
 * guides that leave their target as it is, and without what all of them change. docs/decisions/0041, "Guides as units".
 */
import { isControl, type Intervention } from '../../dataset/dataset';
import { median } from '../../numerics/statistics';
import { type GeneScale, inComposition, removeAlong, removeShared, sharedByOthers } from './commonResponse';
import { type TestedRows, variance } from './permutationTest';

/** The cells of a perturbation with one guide. */
export interface GuideUnit {
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

/** Shifts from the controls of the same batch and time point; without controls, from the median of the guides. */
export function guideUnits(rows: TestedRows): GuideUnits {
  const { values, dataset, conditionOfRow, batchOfRow, guideOfRow, floor, comparedWith } = rows;
  const { conditions } = dataset;
  const genes = dataset.genes.length;
  const { isTested, labels, place, times, targets, aims } = testedPerturbations(rows);

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

/** The perturbations among the trained conditions, each with its place among the labels, the genes that it sets, and its aim. */
function testedPerturbations({ dataset: { conditions }, isTraining }: TestedRows) {
  const isTested = conditions.map((one, index) => !isControl(one) && isTraining(index));
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
  return { isTested, labels, place, times, targets, aims };
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

/** [labels] */
export function countsOf(units: readonly GuideUnit[], labels: number): number[] {
  const counts = Array.from({ length: labels }, () => 0);
  for (const { perturbation } of units) counts[perturbation] = (counts[perturbation] as number) + 1;
  return counts;
}

export function totalSize({ size }: GuideUnit): number {
  return size.reduce((sum, one) => sum + one, 0);
}
