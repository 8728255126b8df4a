/**
 * What each perturbation, and each of its guides, did to the mRNA of its own target, from the values that one pass kept: a table for
 * people, told anew with every rule. The dataset's notes on targets come from the cells that are trained on (targetNotes.ts).
 */
import { median } from '../../numerics/statistics';
import type { OpenedFile } from '../annotation';
import type { Mapping, PerturbationKind } from '../mapping';
import { distinctValues } from '../recognise/distinct';
import { labelColumn } from '../recognise/labelColumn';
import type { CellQuality } from './cellQuality';
import type { CellGroups } from './cells';
import type { CellGroup } from './perturbations';
import { geneMoments, type GeneMoments } from './moments';
import { onTarget, type OnTarget } from './onTarget';

export interface GuideEffect extends OnTarget {
  readonly guide: string;
  readonly cells: number;
  /** Mean of normalised expression in its cells. */
  readonly mean: number;
}

export interface TargetEffect extends OnTarget {
  readonly perturbation: string;
  readonly target: string;
  readonly kind: PerturbationKind;
  readonly time: number | null;
  readonly cells: number;
  /** Means of normalised expression in the cells it is compared with, and in its own. */
  readonly reference: number;
  readonly mean: number;
  /** Where there are several, in the order of the file. */
  readonly guides: readonly GuideEffect[];
}

export interface TargetReport {
  /** One for each target of each perturbation, and time point; as groups come: by label and time. */
  readonly effects: readonly TargetEffect[];
  /** Cells that they are compared with. */
  readonly referenceCells: number;
  /** Whether those are controls; else cells of the other perturbations. */
  readonly hasControls: boolean;
  readonly timeUnit: string;
}

/** @param passing [cells of the file] 0 where a cell fails a rule */
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

/** What counts are divided to: the median total of the training cells, as for the model. */
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

  /** False where the gene is no target of the row's own group. */
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

/** The same in the cells that others are compared with, by time point; never in cells whose own target the gene is. */
class ReferenceSums {
  readonly #targets: number;
  readonly #timeOfGroup: readonly number[];
  readonly #groupOfRow: Int32Array;
  readonly #isReference: Uint8Array;
  readonly #indexOfTime: ReadonlyMap<number | null, number>;
  /** [times] */
  readonly #cells: Float64Array;
  /** [times × targets] cells that are left out for a gene, Σ y, Σ y². */
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

  /** Of the cells of that time; of all where it has none. */
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
