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
import { controlsOf, geneMoments, type GeneMoments, type MeasuredCondition } from './moments';
import type { CellGroup, CellGroups } from './perturbations';
import { checkLabels, HALF, type LabelCheck, type Level, type SuspectLabel } from './suspectLabels';

export interface OnTarget {
  /** log2 ratio of the mean normalised expression, with an offset in both means so that silent genes have a value. */
  readonly log2FoldChange: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  /**
   * `unclear`: the interval includes no change. `weak`: it excludes no change, and half of what perturbations of the kind do to their
   * targets in this screen.
   */
  readonly verdict: 'as-expected' | 'weak' | 'unclear' | 'opposite' | 'nothing-expected';
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
  typical: number | null = null,
): OnTarget {
  const [ownLow, ownAt, ownHigh] = logarithms(shrunk(own, reference), isCounted);
  const [low, at, high] = logarithms(reference, isCounted);
  const ends = [
    ownAt - at - Math.hypot(ownAt - ownLow, high - at),
    ownAt - at + Math.hypot(ownHigh - ownAt, at - low),
  ] as const;
  return {
    log2FoldChange: ownAt - at,
    low: ends[0],
    high: ends[1],
    verdict: verdictOn(typical !== null && kind === 'knockout' ? 'knockdown' : kind, ends, typical),
  };
}

function shrunk(own: GeneMoments, reference: GeneMoments): GeneMoments {
  const missing = Math.max(0, ENOUGH_CONTROLS - own.cells);
  const variance = (own.cells * own.variance + missing * reference.variance) / (own.cells + missing);
  return { ...own, variance };
}

function raised(mean: number): number {
  return Math.log2(Math.max(0, mean) + OFFSET);
}

/** log2 of a mean plus offset, with the ends of its interval. */
function logarithms(
  { cells, mean, variance }: GeneMoments,
  isCounted: boolean,
): readonly [low: number, at: number, high: number] {
  const reach = REACH * errorOf({ cells, mean, variance }, isCounted);
  return [raised(mean - reach), raised(mean), raised(mean + reach)];
}

function errorOf({ cells, variance }: GeneMoments, isCounted: boolean): number {
  return Math.max(Math.sqrt(variance / cells), isCounted ? 1 / cells : 0);
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
  const controlsAt = controlsOf(conditions);
  return conditions.flatMap(({ time, kind, targets, cells }, condition) => {
    const controls = controlsAt(time);
    if (controls.length === 0) return [];
    return targets.map((target) => {
      const [own, reference] = [momentsOf([condition], target), momentsOf(controls, target)];
      return { condition, target, cells, ...onTarget(own, reference, kind, isCounted) };
    });
  });
}

function verdictOn(
  kind: PerturbationKind,
  [low, high]: readonly [low: number, high: number],
  typical: number | null,
): OnTarget['verdict'] {
  switch (kind) {
    case 'knockout':
    case 'inhibitor':
      return 'nothing-expected';
    case 'knockdown':
      if (high >= 0) return low > 0 ? 'opposite' : 'unclear';
      return typical !== null && low > Math.log2(1 - HALF * typical) ? 'weak' : 'as-expected';
    case 'overexpression':
      if (low <= 0) return high < 0 ? 'opposite' : 'unclear';
      return typical !== null && high < HALF * typical ? 'weak' : 'as-expected';
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
  /** Labels that do not fit their cells, of perturbations of one gene at their latest time. */
  readonly suspects: readonly SuspectLabel[];
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
  const { groupOfRow, targetCells, values } = quality;
  const { targetsOfGroup, hasControls } = targetCells;
  const column = labelColumn(opened, mapping.perturbationColumn);
  const { labels, codes } = column === null ? { labels: [], codes: [] } : distinctValues(column);
  const sums = sumsOf(quality, groups, codes, passing);
  const isCounted = values === 'counts';
  const unit = isCounted ? unitOf(quality, passing) : 1;
  const { count, rows, slots, values: kept } = quality.targetValues;
  for (let at = 0; at < count; at++) {
    const row = rows[at] as number;
    const slot = slots[at] as number;
    const value = kept[at] as number;
    const y = isCounted ? (value / (quality.totals[row] as number)) * unit : value;
    const which = targetsOfGroup[groupOfRow[row] as number]?.indexOf(slot) ?? -1;
    if (which < 0) sums.referenceOfRow[row]?.add(slot, y);
    else sums.ownOfRow[row]?.add(which, y);
    sums.crossedOfRow[row]?.add(slot, y);
  }
  const references = [...sums.references.values()];
  const comparedAt = (time: number | null, slot: number): GeneMoments => {
    const ofTime = pooled([sums.references.get(time) ?? new TargetSums(0)], slot);
    return ofTime.cells > 0 ? ofTime : pooled(references, slot);
  };
  const { suspects, typical } = checkedLabels(
    groups,
    targetsOfGroup,
    ({ group, slot, isOwn }) => {
      const own = isOwn ? pooled([...(sums.partsOfGroup[group]?.values() ?? [])], 0) : null;
      return own ?? pooled([sums.crossed.get(group) ?? new TargetSums(0)], slot);
    },
    comparedAt,
    isCounted,
  );
  const effects = groups.flatMap(({ perturbation, time }, group) => {
    const { label, kind, targets } = perturbation;
    const expected = typical.get(kind) ?? null;
    const parts = sums.partsOfGroup[group] ?? new Map<number, TargetSums>();
    return (targetsOfGroup[group] ?? []).flatMap((slot, which): TargetEffect[] => {
      const compared = comparedAt(time, slot);
      const own = pooled([...parts.values()], which);
      if (own.cells === 0 || compared.cells === 0) return [];
      const guides = [...parts]
        .toSorted(([a], [b]) => a - b)
        .map(([code, part]): GuideEffect => {
          const moments = pooled([part], which);
          const { cells, mean } = moments;
          return {
            guide: labels[code] ?? '',
            cells,
            mean,
            ...onTarget(moments, compared, kind, isCounted, expected),
          };
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
          ...onTarget(own, compared, kind, isCounted, expected),
        },
      ];
    });
  });
  const referenceCells = references.reduce((total, { cells }) => total + cells, 0);
  return { effects, referenceCells, hasControls, timeUnit, suspects };
}

function levelOf(moments: GeneMoments, isCounted: boolean): Level {
  return { mean: moments.mean, error: errorOf(moments, isCounted) };
}

/** Labels of perturbations of one gene at their latest time, checked by the levels of their targets in each other's cells. */
function checkedLabels(
  groups: readonly CellGroup[],
  slotsOfGroup: readonly (readonly number[])[],
  momentsOf: (of: { readonly group: number; readonly slot: number; readonly isOwn: boolean }) => GeneMoments,
  referenceOf: (time: number | null, slot: number) => GeneMoments,
  isCounted: boolean,
): LabelCheck {
  const latest = new Map<CellGroup['perturbation'], number>();
  groups.forEach(({ perturbation, time }, group) => {
    const before = latest.get(perturbation);
    const isLater = before === undefined || (time ?? 0) > (groups[before]?.time ?? 0);
    if (slotsOfGroup[group]?.length === 1 && isLater) latest.set(perturbation, group);
  });
  const singles = Array.from(latest, ([{ label, kind }, group]) => ({
    label,
    kind,
    group,
    target: slotsOfGroup[group]?.[0] ?? -1,
  }));
  return checkLabels(
    singles,
    (k, l) => {
      const [single, target] = [singles[k], singles[l]?.target];
      if (single === undefined || target === undefined) return null;
      const reference = referenceOf(groups[single.group]?.time ?? null, target);
      const own = momentsOf({ group: single.group, slot: target, isOwn: k === l });
      if (own.cells === 0 || reference.cells === 0) return null;
      return {
        own: levelOf(shrunk(own, reference), isCounted),
        reference: levelOf(reference, isCounted),
      };
    },
    () => null,
  );
}

/** Unit of normalised counts: the median total of the training cells, as in the model. */
function unitOf({ totals, isTraining, cells }: CellQuality, passing: Uint8Array): number {
  return median(totals.filter((_, row) => isTraining[row] === 1 && passing[cells[row] as number] === 1));
}

/** Σ y and Σ y² of several targets in the same cells. */
class TargetSums {
  cells = 0;
  /** [targets] cells excluded for a target, Σ y, Σ y². */
  readonly excluded: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;

  constructor(targets: number) {
    this.excluded = new Float64Array(targets);
    this.sums = new Float64Array(targets);
    this.squares = new Float64Array(targets);
  }

  add(at: number, y: number): void {
    this.sums[at] = (this.sums[at] as number) + y;
    this.squares[at] = (this.squares[at] as number) + y * y;
  }
}

function pooled(parts: readonly TargetSums[], at: number): GeneMoments {
  const total = { cells: 0, sum: 0, squares: 0 };
  for (const { cells, excluded, sums, squares } of parts) {
    total.cells += cells - (excluded[at] ?? 0);
    total.sum += sums[at] ?? 0;
    total.squares += squares[at] ?? 0;
  }
  return geneMoments(total.cells, total.sum, total.squares);
}

/** Empty sums with their numbers of cells. */
function sumsOf(
  { cells, groupOfRow, targetCells }: CellQuality,
  groups: readonly CellGroup[],
  codes: ArrayLike<number>,
  passing: Uint8Array,
) {
  const { genes, isReference, isCrossed, targetsOfGroup } = targetCells;
  /** By group: all targets in some of its cells. */
  const crossed = new Map<number, TargetSums>();
  /** [groups] by guide: a group's own targets. */
  const partsOfGroup = groups.map(() => new Map<number, TargetSums>());
  /** By time point: all targets in reference cells, except cells in which the gene is a target. */
  const references = new Map(groups.map(({ time }) => [time, new TargetSums(genes.length)]));
  /** [rows] the sums to which a cell contributes. */
  const ownOfRow = Array<TargetSums | undefined>(cells.length).fill(undefined);
  const referenceOfRow = ownOfRow.slice();
  const crossedOfRow = ownOfRow.slice();
  cells.forEach((cell, row) => {
    if (passing[cell] === 0) return;
    const group = groupOfRow[row] as number;
    const targets = targetsOfGroup[group] ?? [];
    if (targets.length > 0) {
      const code = codes[cell] ?? -1;
      const part = partsOfGroup[group]?.get(code) ?? new TargetSums(targets.length);
      partsOfGroup[group]?.set(code, part);
      part.cells += 1;
      ownOfRow[row] = part;
    }
    if (isCrossed[row] === 1) {
      const ofGroup = crossed.get(group) ?? new TargetSums(genes.length);
      crossed.set(group, ofGroup);
      ofGroup.cells += 1;
      crossedOfRow[row] = ofGroup;
    }
    const reference = isReference[row] === 1 ? references.get(groups[group]?.time ?? null) : undefined;
    if (reference === undefined) return;
    reference.cells += 1;
    for (const slot of targets) reference.excluded[slot] = (reference.excluded[slot] as number) + 1;
    referenceOfRow[row] = reference;
  });
  return { partsOfGroup, references, crossed, ownOfRow, referenceOfRow, crossedOfRow };
}
