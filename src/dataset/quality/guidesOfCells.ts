/** Which perturbations the guides of cells stand for, where a column lists several guides of each. */
import type { AnnotationColumn, CellSets, OpenedFile } from '../annotation';
import { DatasetFailure } from '../errors';
import type { Mapping } from '../mapping';
import { labelsOf } from '../recognise/recognise';
import { distinctPerturbations, type Perturbation } from './perturbations';

type CategoryColumn = Extract<AnnotationColumn, { kind: 'category' }>;

/** Guides, or targets, of which a regression on all at once holds four square matrices: 2 GB. */
const MOST_AT_ONCE = 8000;

/** @throws DatasetFailure */
export function assertFewGuides(file: string, count: number, of: 'guides' | 'targets'): void {
  if (count > MOST_AT_ONCE)
    throw new DatasetFailure({ tag: 'too-many-guides', file, count, most: MOST_AT_ONCE, of });
}

/** [categories] the perturbation of each guide of a column; undefined where it is none. */
export function perturbationOfLabels(
  opened: OpenedFile,
  mapping: Mapping,
  { name, categories }: CategoryColumn,
) {
  const column = { kind: 'category' as const, name, categories, codes: Int32Array.from(categories.keys()) };
  const { list, ofCell } = distinctPerturbations(
    { ...opened, obs: [column] },
    labelsOf(opened, mapping, 'effects'),
    { ...mapping, kindColumn: null, doseColumn: null },
  );
  return Array.from(ofCell, (place) => list[place]);
}

/** The guides of each row, those that are perturbations or controls. @param cells [rows] cells of the file */
export function setsOf(
  { categories, sets }: CategoryColumn & { readonly sets: CellSets },
  cells: Int32Array,
  perturbationOf: readonly (Perturbation | undefined)[],
  guideAt: (name: string, perturbation: Perturbation, row: number) => number,
): CellSets {
  const starts = new Int32Array(cells.length + 1);
  const members: number[] = [];
  cells.forEach((cell, row) => {
    for (const code of sets.members.subarray(sets.starts[cell], sets.starts[cell + 1])) {
      const perturbation = perturbationOf[code];
      if (perturbation) members.push(guideAt(categories[code] ?? '', perturbation, row));
    }
    starts[row + 1] = members.length;
  });
  return { starts, members: Int32Array.from(members) };
}
