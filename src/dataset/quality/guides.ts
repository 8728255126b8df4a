/**
 * Consistency of the guides of one target: each guide's effect along the direction in which the target's other guides
 * move their cells, as a share of theirs. 1 is equal, 0 no effect, below 0 the opposite; it detects guides that do
 * not cut or that hit another gene.
 */
import { mean, variance } from '../../numerics/statistics';
import type { OpenedFile } from '../annotation';
import { effectDirection, momentsOfCells, project } from './effectDirection';
import { ENOUGH_CONTROLS, type GuideStrength } from '../dataset';
import type { Mapping } from '../mapping';
import type { DatasetNote } from '../notes';
import { distinctValues, labelColumn } from '../recognise/columns';
import type { PerturbationLabel } from '../recognition';
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

/**
 * Strengths of all guides of a screen that can be compared.
 * @param values [kept rows × genes] log1p expression
 */
export function compareGuides(
  opened: OpenedFile,
  mapping: Mapping,
  labels: readonly PerturbationLabel[],
  plan: CellPlan,
  values: Float32Array,
): readonly GuideStrength[] {
  const column = labelColumn(opened, mapping.perturbationColumn);
  const { cells, conditionOfRow } = plan.kept;
  if (column === null || cells.length === 0) return [];
  const { labels: names, codes } = distinctValues(column);
  const rowsOfCode = names.map((): number[] => []);
  cells.forEach((cell, row) => rowsOfCode[codes[cell] ?? -1]?.push(row));
  const targetsOf = new Map(labels.map(({ label, targets }) => [label, targets.toSorted().join('+')]));
  const guides = names
    .map((guide, code) => ({ guide, target: targetsOf.get(guide) ?? '', cells: rowsOfCode[code] ?? [] }))
    .filter(({ target }) => target !== '');
  const controls = [...conditionOfRow.keys()].filter(
    (row) => plan.conditions[conditionOfRow[row] ?? -1]?.perturbation.targets.length === 0,
  );
  return guideStrengths(values, values.length / cells.length, guides, controls);
}

export function guideNotes(strengths: readonly GuideStrength[]): DatasetNote[] {
  const weak = strengths.filter(({ verdict }) => verdict === 'weak');
  if (weak.length === 0) return [];
  const guides = weak.map(({ guide, strength }) => ({ guide, strength }));
  return [{ tag: 'weak-guides', guides, of: strengths.length }];
}
