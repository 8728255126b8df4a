/** The columns of obs of several samples, one below the other, after one that says of which sample a cell is. */
import type { AnnotationColumn, OpenedFile } from '../../annotation';
import { calledName } from '../../recognise/calledGuides';
import { categoryColumn } from '../columns';

export interface JoinedColumns {
  readonly columns: readonly AnnotationColumn[];
  /** The UMIs from which a guide counts in all of them; null where none was called. */
  readonly threshold: number | null;
}

const SAMPLE = 'sample';
const WELL = 'gem_group';

/** Missing where a sample has no such column. Wells are counted anew in every sample, so its name stands before theirs. */
export function joinedColumns(names: readonly string[], files: readonly OpenedFile[]): JoinedColumns {
  const threshold = thresholdOf(files);
  const titles = [...new Set(files.flatMap(({ obs }) => obs.map(({ name }) => name)))];
  // A sample may say itself what it is.
  const own = titles.includes(SAMPLE) ? `${SAMPLE} (file)` : SAMPLE;
  const sample = categoryColumn(
    own,
    files.flatMap(({ cells }, i) => Array.from({ length: cells }, () => names[i] ?? '')),
  );
  const begunWith = [calledName('target', threshold ?? 0), calledName('guide', threshold ?? 0)];
  const ordered = [
    ...begunWith.filter((title) => titles.includes(title)),
    ...titles.filter((title) => !begunWith.includes(title)),
  ];
  const columns = ordered.map((title) => (title === WELL ? wells(names, files) : joinedColumn(title, files)));
  return { columns: [...columns, sample], threshold };
}

/** What every sample can be called at: the lowest of those they would be begun with. */
function thresholdOf(files: readonly OpenedFile[]): number | null {
  const thresholds = files.flatMap(({ notes }) =>
    notes.flatMap((note) => (note.tag === 'guide-calls' ? [note.threshold] : [])),
  );
  return thresholds.length === 0 ? null : Math.min(...thresholds);
}

function joinedColumn(name: string, files: readonly OpenedFile[]): AnnotationColumn {
  const parts = files.map(({ obs, cells }) => ({ cells, column: obs.find((own) => own.name === name) }));
  if (parts.every(({ column }) => column === undefined || column.kind === 'number')) {
    const values = parts.flatMap(({ cells, column }) =>
      column?.kind === 'number' ? [...column.values] : Array.from({ length: cells }, () => Number.NaN),
    );
    return { kind: 'number', name, values: Float64Array.from(values) };
  }
  return categoryColumn(
    name,
    parts.flatMap(({ cells, column }) => textsOf(column, cells)),
  );
}

function wells(names: readonly string[], files: readonly OpenedFile[]): AnnotationColumn {
  const texts = files.flatMap(({ obs, cells }, sample) => {
    const own = textsOf(
      obs.find(({ name }) => name === WELL),
      cells,
    );
    return own.map((well) => (well === null ? (names[sample] ?? '') : `${names[sample]}-${well}`));
  });
  return categoryColumn(WELL, texts);
}

function textsOf(column: AnnotationColumn | undefined, cells: number): readonly (string | null)[] {
  if (column === undefined) return Array.from({ length: cells }, () => null);
  return column.kind === 'category'
    ? Array.from(column.codes, (code) => column.categories[code] ?? null)
    : Array.from(column.values, (value) => (Number.isNaN(value) ? null : String(value)));
}
