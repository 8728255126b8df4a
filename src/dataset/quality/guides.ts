/**
 * Consistency of the guides of one target: each guide's effect along the direction in which the target's other guides
 * move their cells, as a share of theirs. 1 is equal, 0 no effect, below 0 the opposite; it detects guides that do
 * not cut or that hit another gene.
 */
import { mean, variance } from '../../numerics/statistics';
import type { OpenedFile } from '../annotation';
import { compareNames } from '../canonicalOrder';
import { effectDirection, momentsOfCells, project } from './moments';
import { ENOUGH_CONTROLS, type CellGuides, type GuideStrength } from '../dataset';
import type { Mapping } from '../mapping';
import type { DatasetNote } from '../notes';
import { distinctValues, labelColumn } from '../recognise/columns';
import type { CellPlan } from './plan';

export interface GuideGroup {
  readonly guide: string;
  readonly target: string;
  /** Rows of values. */
  readonly cells: readonly number[];
}

const MIN_CELLS = 10;
/** Minimum shift, in standard errors, of a gene in the direction. */
const CLEAR_SHIFT = 3;
const WEAK = 0.5;
/** Standard errors for a significant verdict. */
const SIGNIFICANT = 2;

/**
 * Strengths of guides of targets with several, in order; left out if guide, other guides or controls have too few
 * cells, or if the others have no clear effect. The direction is estimated from every other cell of the other guides
 * and the unit from the remaining ones, since noise in the direction would inflate the unit.
 * @param values [cells × width] log1p expression
 * @param controls rows of values
 */
export function guideStrengths(
  values: Float32Array,
  width: number,
  guides: readonly GuideGroup[],
  controls: readonly number[],
): readonly GuideStrength[] {
  if (controls.length < ENOUGH_CONTROLS) return [];
  const reference = momentsOfCells(values, width, controls);
  const guidesOf = new Map<string, GuideGroup[]>();
  for (const guide of guides) {
    const known = guidesOf.get(guide.target);
    if (known) known.push(guide);
    else guidesOf.set(guide.target, [guide]);
  }
  /** Mean projection of the cells on the direction, relative to the mean of the controls, and its standard error. */
  const projected = (direction: Float64Array, some: readonly number[]) => {
    const positions = some.map((cell) => project(values, cell, direction, reference.mean));
    const error = Math.sqrt(variance(positions, Math.max(1, positions.length - 1)) / positions.length);
    return { mean: mean(positions), error };
  };
  return guides.flatMap(({ guide, target, cells }) => {
    const others = (guidesOf.get(target) ?? [])
      .filter((other) => other.guide !== guide)
      .flatMap((other) => other.cells);
    if (cells.length < MIN_CELLS || others.length < 2 * MIN_CELLS) return [];
    const [shown, kept] = [0, 1].map((half) => others.filter((_, at) => at % 2 === half));
    const direction = effectDirection(momentsOfCells(values, width, shown ?? []), reference, CLEAR_SHIFT);
    if (direction === null) return [];
    const unit = projected(direction, kept ?? []);
    if (unit.mean < CLEAR_SHIFT * unit.error) return [];
    const own = projected(direction, cells);
    const [strength, error] = [own.mean / unit.mean, own.error / unit.mean];
    return [{ guide, target, cells: cells.length, strength, error, verdict: verdictOn(strength, error) }];
  });
}

function verdictOn(strength: number, error: number): GuideStrength['verdict'] {
  if (strength + SIGNIFICANT * error < WEAK) return 'weak';
  return strength - SIGNIFICANT * error > WEAK ? 'alike' : 'unclear';
}

/** The guides of these cells of the file; null where no column names them. */
export function guidesOfFile(opened: OpenedFile, mapping: Mapping, cells: Int32Array): CellGuides | null {
  const column = labelColumn(opened, mapping.guideColumn ?? null);
  if (column === null) return null;
  const { labels, codes } = distinctValues(column);
  const used = [...new Set(Array.from(cells, (cell) => codes[cell] ?? -1))].filter((code) => code >= 0);
  const place = new Map(used.map((code, at) => [code, at]));
  return {
    names: used.map((code) => labels[code] ?? ''),
    ofCell: cells.map((cell) => place.get(codes[cell] ?? -1) ?? -1),
  };
}

/**
 * Strengths of all guides of a screen that can be compared; without a column of guides those of its labels.
 * @param values [kept rows × genes] log1p expression
 */
export function compareGuides(
  opened: OpenedFile,
  mapping: Mapping,
  { conditions, kept: { cells, conditionOfRow } }: Pick<CellPlan, 'conditions' | 'kept'>,
  values: Float32Array,
): readonly GuideStrength[] {
  const guideColumn = mapping.guideColumn ?? mapping.perturbationColumn;
  const told = guidesOfFile(opened, { ...mapping, guideColumn }, cells);
  if (told === null || cells.length === 0) return [];
  const groups = new Map<string, { guide: string; target: string; cells: number[] }>();
  const controls: number[] = [];
  conditionOfRow.forEach((condition, row) => {
    const target = (conditions[condition]?.perturbation.targets ?? []).toSorted().join('+');
    const guide = told.names[told.ofCell[row] as number];
    if (target === '') controls.push(row);
    else if (guide !== undefined) {
      const key = `${target}\n${guide}`;
      const group = groups.get(key) ?? { guide, target, cells: [] };
      groups.set(key, group);
      group.cells.push(row);
    }
  });
  const guides = [...groups.values()].toSorted(
    (a, b) => compareNames(a.guide, b.guide) || compareNames(a.target, b.target),
  );
  return guideStrengths(values, values.length / cells.length, guides, controls);
}

export function guideNotes(strengths: readonly GuideStrength[]): DatasetNote[] {
  const weak = strengths.filter(({ verdict }) => verdict === 'weak');
  if (weak.length === 0) return [];
  const guides = weak.map(({ guide, strength }) => ({ guide, strength }));
  return [{ tag: 'weak-guides', guides, of: strengths.length }];
}
