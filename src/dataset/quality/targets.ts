/**
 * On-target effects: the change of each perturbation, and of each of its guides, in the mRNA of its own target, and
 * what its kind implies: knockdown lowers it, overexpression and activation raise it; a knockout changes the protein
 * and may leave the mRNA unchanged.
 */
import { median } from '../../numerics/statistics';
import type { OpenedFile } from '../annotation';
import { ENOUGH_CONTROLS } from '../dataset';
import type { Mapping, PerturbationKind } from '../mapping';
import { distinctValues, labelColumn } from '../recognise/columns';
import type { CellQuality } from './measure';
import { geneMoments, type GeneMoments, type MeasuredCondition } from './moments';
import type { CellGroup, CellGroups } from './perturbations';

export interface OnTarget {
  /** log2 ratio of the mean normalised expression, with an offset in both means so that silent genes have a value. */
  readonly log2FoldChange: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** `unclear`: the interval includes no change. */
  readonly verdict: 'as-expected' | 'unclear' | 'opposite' | 'nothing-expected';
}

interface OnTargetEffect extends OnTarget {
  /** Index of the condition, and position of the target among the measured genes. */
  readonly condition: number;
  readonly target: number;
  readonly cells: number;
}

/** Added to both means. */
const OFFSET = 0.05;
/** Standard errors of a 95 % interval. */
const REACH = 1.96;

/** log2 of mean over reference, each with the offset. */
export function log2Change(mean: number, reference: number): number {
  return raised(mean) - raised(reference);
}

/**
 * One target in its own cells relative to the reference. The interval combines those of the two means, which are
 * asymmetric near zero (Zou & Donner, Statistics in Medicine 2008, 27:1693). A mean of counts has at least the error
 * of one count in all its cells, so a gene without counts in a few cells is not silent. Below 20 cells the variance
 * is shrunk towards the reference's.
 */
function onTarget(
  own: GeneMoments,
  reference: GeneMoments,
  kind: PerturbationKind,
  isCounted: boolean,
): OnTarget {
  const missing = Math.max(0, ENOUGH_CONTROLS - own.cells);
  const variance = (own.cells * own.variance + missing * reference.variance) / (own.cells + missing);
  const [ownLow, ownAt, ownHigh] = logarithms({ ...own, variance }, isCounted);
  const [low, at, high] = logarithms(reference, isCounted);
  const ends = [
    ownAt - at - Math.hypot(ownAt - ownLow, high - at),
    ownAt - at + Math.hypot(ownHigh - ownAt, at - low),
  ] as const;
  return { log2FoldChange: ownAt - at, low: ends[0], high: ends[1], verdict: verdictOn(kind, ends) };
}

function raised(mean: number): number {
  return Math.log2(Math.max(0, mean) + OFFSET);
}

/** log2 of a mean plus offset, with the ends of its interval. */
function logarithms(
  { cells, mean, variance }: GeneMoments,
  isCounted: boolean,
): readonly [low: number, at: number, high: number] {
  const reach = REACH * Math.max(Math.sqrt(variance / cells), isCounted ? 1 / cells : 0);
  return [raised(mean - reach), raised(mean), raised(mean + reach)];
}

/**
 * One effect per target of each perturbed condition, in order; none without controls. Reference: controls of the same
 * time point, or all if there are none.
 * @param momentsOf one gene over the cells of several conditions
 */
export function onTargetEffects(
  conditions: readonly MeasuredCondition[],
  momentsOf: (conditions: readonly number[], gene: number) => GeneMoments,
  isCounted: boolean,
): readonly OnTargetEffect[] {
  const controls = [...conditions.keys()].filter((index) => conditions[index]?.targets.length === 0);
  if (controls.length === 0) return [];
  const controlsOfTime = new Map<number | null, readonly number[]>();
  for (const { time } of conditions) {
    if (controlsOfTime.has(time)) continue;
    const sameTime = controls.filter((index) => conditions[index]?.time === time);
    controlsOfTime.set(time, sameTime.length > 0 ? sameTime : controls);
  }
  return conditions.flatMap(({ time, kind, targets, cells }, condition) =>
    targets.map((target) => ({
      condition,
      target,
      cells,
      ...onTarget(
        momentsOf([condition], target),
        momentsOf(controlsOfTime.get(time) ?? controls, target),
        kind,
        isCounted,
      ),
    })),
  );
}

function verdictOn(
  kind: PerturbationKind,
  [low, high]: readonly [low: number, high: number],
): OnTarget['verdict'] {
  switch (kind) {
    case 'knockout':
      return 'nothing-expected';
    case 'knockdown':
      return high < 0 ? 'as-expected' : low > 0 ? 'opposite' : 'unclear';
    case 'overexpression':
      return low > 0 ? 'as-expected' : high < 0 ? 'opposite' : 'unclear';
    default:
      return kind satisfies never;
  }
}

export interface GuideEffect extends OnTarget {
  readonly guide: string;
  readonly cells: number;
  /** Mean normalised expression in its cells. */
  readonly mean: number;
}

export interface TargetEffect extends OnTarget {
  readonly perturbation: string;
  readonly target: string;
  readonly kind: PerturbationKind;
  readonly time: number | null;
  readonly cells: number;
  /** Mean normalised expression in the reference cells, and in its own cells. */
  readonly reference: number;
  readonly mean: number;
  /** Empty for a single guide; in the order of the file. */
  readonly guides: readonly GuideEffect[];
}

export interface TargetReport {
  /** One per target of each perturbation and time point, by label and time. */
  readonly effects: readonly TargetEffect[];
  /** Number of reference cells. */
  readonly referenceCells: number;
  /** Are the reference cells controls, or cells of the other perturbations? */
  readonly hasControls: boolean;
  readonly timeUnit: string;
}

/**
 * Effects from the values kept by one pass, recomputed for every rule. Notes of the dataset use the training cells
 * instead (notes.ts).
 * @param passing [cells of the file] 0 for cells that fail a rule
 */
export function targetReport(
  opened: OpenedFile,
  quality: CellQuality,
  { groups, timeUnit }: Pick<CellGroups, 'groups' | 'timeUnit'>,
  mapping: Mapping,
  passing: Uint8Array,
): TargetReport {
  const { targetCells, values } = quality;
  const column = labelColumn(opened, mapping.perturbationColumn);
  const { labels, codes } = column === null ? { labels: [], codes: [] } : distinctValues(column);
  const sums = new OwnSums(quality, codes, passing);
  const reference = new ReferenceSums(quality, groups, passing);
  const unit = unitOf(quality, passing);
  const { count, rows, slots, values: kept } = quality.targetValues;
  for (let at = 0; at < count; at++) {
    const row = rows[at] as number;
    if (passing[quality.cells[row] as number] === 0) continue;
    const value = kept[at] as number;
    const y = values === 'counts' ? (value / (quality.totals[row] as number)) * unit : value;
    if (!sums.add(row, slots[at] as number, y)) reference.add(row, slots[at] as number, y);
  }
  const isCounted = values === 'counts';
  const effects = groups.flatMap(({ perturbation, time }, group) => {
    const { label, kind, targets } = perturbation;
    return (targetCells.targetsOfGroup[group] ?? []).flatMap((slot, which): TargetEffect[] => {
      const compared = reference.moments(time, slot);
      const own = sums.momentsOfGroup(group, which);
      if (own.cells === 0 || compared.cells === 0) return [];
      const guides = sums.guidesOf(group).map(({ code, at }): GuideEffect => {
        const { cells, mean } = sums.moments(at, which);
        const effect = onTarget(sums.moments(at, which), compared, kind, isCounted);
        return { guide: labels[code] ?? '', cells, mean, ...effect };
      });
      return [
        {
          perturbation: label,
          target: targets[which] ?? '',
          kind,
          time,
          cells: own.cells,
          reference: compared.mean,
          mean: own.mean,
          guides: guides.length > 1 ? guides : [],
          ...onTarget(own, compared, kind, isCounted),
        },
      ];
    });
  });
  return { effects, referenceCells: reference.cells, hasControls: targetCells.hasControls, timeUnit };
}

/** Unit of normalised counts: the median total of the training cells, as in the model. */
function unitOf({ totals, isTraining, cells }: CellQuality, passing: Uint8Array): number {
  return median(totals.filter((_, row) => isTraining[row] === 1 && passing[cells[row] as number] === 1));
}

/** Σ y and Σ y² of each target in the cells of each guide of each group. */
class OwnSums {
  readonly #groupOfRow: Int32Array;
  readonly #targetsOfGroup: readonly (readonly number[])[];
  /** [rows] index into parts: the cells of one guide within one group. */
  readonly #partOfRow: Int32Array;
  readonly #parts: {
    readonly code: number;
    cells: number;
    readonly sums: number[];
    readonly squares: number[];
  }[] = [];
  readonly #partsOfGroup: readonly Map<number, number>[];

  constructor({ cells, targetCells }: CellQuality, codes: ArrayLike<number>, passing: Uint8Array) {
    const { groupOfRow, targetsOfGroup } = targetCells;
    this.#groupOfRow = groupOfRow;
    this.#targetsOfGroup = targetsOfGroup;
    this.#partsOfGroup = targetsOfGroup.map(() => new Map<number, number>());
    this.#partOfRow = Int32Array.from(cells, (cell, row) => {
      const group = groupOfRow[row] as number;
      const targets = targetsOfGroup[group]?.length ?? 0;
      if (targets === 0 || passing[cell] === 0) return -1;
      const code = codes[cell] ?? -1;
      const parts = this.#partsOfGroup[group];
      let part = parts?.get(code);
      if (part === undefined) {
        part = this.#parts.length;
        const zeros = () => Array<number>(targets).fill(0);
        this.#parts.push({ code, cells: 0, sums: zeros(), squares: zeros() });
        parts?.set(code, part);
      }
      const found = this.#parts[part];
      if (found !== undefined) found.cells += 1;
      return part;
    });
  }

  /** False if the gene is no target of the row's own group. */
  add(row: number, slot: number, y: number): boolean {
    const which = this.#targetsOfGroup[this.#groupOfRow[row] as number]?.indexOf(slot) ?? -1;
    const part = this.#parts[this.#partOfRow[row] as number];
    if (which < 0 || part === undefined) return false;
    part.sums[which] = (part.sums[which] as number) + y;
    part.squares[which] = (part.squares[which] as number) + y * y;
    return true;
  }

  guidesOf(group: number): readonly { readonly code: number; readonly at: number }[] {
    return [...(this.#partsOfGroup[group] ?? [])]
      .toSorted(([a], [b]) => a - b)
      .map(([code, at]) => ({ code, at }));
  }

  moments(at: number, which: number): GeneMoments {
    const { cells = 0, sums = [], squares = [] } = this.#parts[at] ?? {};
    return geneMoments(cells, sums[which] ?? 0, squares[which] ?? 0);
  }

  momentsOfGroup(group: number, which: number): GeneMoments {
    const total = { cells: 0, sum: 0, squares: 0 };
    for (const at of this.#partsOfGroup[group]?.values() ?? []) {
      const part = this.#parts[at];
      total.cells += part?.cells ?? 0;
      total.sum += part?.sums[which] ?? 0;
      total.squares += part?.squares[which] ?? 0;
    }
    return geneMoments(total.cells, total.sum, total.squares);
  }
}

/** The same in reference cells, by time point, except cells in which the gene is a target. */
class ReferenceSums {
  readonly #targets: number;
  readonly #timeOfGroup: readonly number[];
  readonly #groupOfRow: Int32Array;
  readonly #isReference: Uint8Array;
  readonly #indexOfTime: ReadonlyMap<number | null, number>;
  /** [times] */
  readonly #cells: Float64Array;
  /** [times × targets] cells excluded for a gene, Σ y, Σ y². */
  readonly #own: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor({ cells, targetCells }: CellQuality, groups: readonly CellGroup[], passing: Uint8Array) {
    const { genes, groupOfRow, isReference, targetsOfGroup } = targetCells;
    const times = [...new Set(groups.map(({ time }) => time))];
    this.#targets = genes.length;
    this.#indexOfTime = new Map(times.map((time, index) => [time, index]));
    this.#timeOfGroup = groups.map(({ time }) => times.indexOf(time));
    this.#groupOfRow = groupOfRow;
    this.#isReference = isReference;
    this.#cells = new Float64Array(times.length);
    this.#own = new Float64Array(times.length * genes.length);
    this.#sums = new Float64Array(times.length * genes.length);
    this.#squares = new Float64Array(times.length * genes.length);
    cells.forEach((cell, row) => {
      if (isReference[row] === 0 || passing[cell] === 0) return;
      const group = groupOfRow[row] as number;
      const time = this.#timeOfGroup[group] as number;
      this.#cells[time] = (this.#cells[time] as number) + 1;
      for (const slot of targetsOfGroup[group] ?? []) {
        const at = time * this.#targets + slot;
        this.#own[at] = (this.#own[at] as number) + 1;
      }
    });
  }

  get cells(): number {
    return this.#cells.reduce((total, some) => total + some, 0);
  }

  add(row: number, slot: number, y: number): void {
    if (this.#isReference[row] === 0) return;
    const time = this.#timeOfGroup[this.#groupOfRow[row] as number] as number;
    const at = time * this.#targets + slot;
    this.#sums[at] = (this.#sums[at] as number) + y;
    this.#squares[at] = (this.#squares[at] as number) + y * y;
  }

  /** Moments at that time point, or of all times if it has no cells. */
  moments(time: number | null, slot: number): GeneMoments {
    const index = this.#indexOfTime.get(time) ?? -1;
    const own = this.#over([index], slot);
    return own.cells > 0 ? own : this.#over([...this.#cells.keys()], slot);
  }

  #over(times: readonly number[], slot: number): GeneMoments {
    const total = { cells: 0, sum: 0, squares: 0 };
    for (const time of times) {
      const at = time * this.#targets + slot;
      total.cells += (this.#cells[time] as number) - (this.#own[at] as number);
      total.sum += this.#sums[at] as number;
      total.squares += this.#squares[at] as number;
    }
    return geneMoments(total.cells, total.sum, total.squares);
  }
}
