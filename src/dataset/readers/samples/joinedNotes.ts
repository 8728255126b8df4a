/** What the readers said of several samples, said once of all: the same words once, calls of guides counted together. */
import type { AnnotationColumn, DatasetNote, OpenedFile } from '../../annotation';
import { calledName } from '../../recognise/calledGuides';

export function joinedNotes(
  files: readonly OpenedFile[],
  columns: readonly AnnotationColumn[],
  threshold: number | null,
): readonly DatasetNote[] {
  const all = files.flatMap(({ notes }) => notes);
  const others = all.filter(({ tag }) => tag !== 'guide-calls');
  const distinct = new Map(others.map((note) => [JSON.stringify(note), note]));
  const calls = all.filter((note) => note.tag === 'guide-calls');
  if (threshold === null) return [...distinct.values()];
  const called = columns.find(({ name }) => name === calledName('guide', threshold));
  const guides = Math.max(...calls.map((call) => call.guides));
  return [...distinct.values(), { tag: 'guide-calls', guides, threshold, ...numbersOf(called) }];
}

/** Cells with one guide, several, or none. */
function numbersOf(column: AnnotationColumn | undefined): { one: number; several: number; none: number } {
  const found = { one: 0, several: 0, none: 0 };
  if (column?.kind !== 'category') return found;
  const several = column.categories.map((label) => label.includes('|'));
  for (const code of column.codes) found[code < 0 ? 'none' : several[code] === true ? 'several' : 'one'] += 1;
  return found;
}
