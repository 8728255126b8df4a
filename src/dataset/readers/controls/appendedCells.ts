/**
 * Columns of obs for the cells of a screen followed by those of a file of controls: the controls are labelled where the
 * perturbation is named, and in the other columns say what their own file says under the same name, or nothing.
 */
import type { AnnotationColumn, OpenedFile } from '../../annotation';
import { distinctValues } from '../../recognise/distinct';
import { labelColumn } from '../../recognise/labelColumn';

/**
 * @param perturbationColumns the chosen one first; the others take the label where the file says nothing there itself
 * @param isControl [cells of the second file] 0 for cells that get no label in the chosen column
 */
export function appendedColumns(
  main: OpenedFile,
  controls: OpenedFile,
  perturbationColumns: readonly string[],
  label: string,
  isControl: Uint8Array,
): AnnotationColumn[] {
  const [chosen, ...likely] = perturbationColumns;
  const known = new Set(main.obs.map(({ name }) => name));
  // Names of the rows that serve as labels become a column: the added cells have other names.
  const fromRows = known.has(chosen ?? '') ? null : labelColumn(main, chosen ?? null);
  return [...(fromRows === null ? [] : [fromRows]), ...main.obs].map((column) => {
    if (column.name === chosen) {
      const { labels, codes } = distinctValues(column);
      const asText = { kind: 'category' as const, name: column.name, categories: labels, codes };
      return labelled(extended(asText, undefined, controls.cells), main.cells, label, isControl);
    }
    const own = controls.obs.find(({ name }) => name === column.name);
    const both = extended(column, own, controls.cells);
    return likely.includes(column.name) ? labelled(both, main.cells, label, isControl) : both;
  });
}

/** The label for control cells (rows from `first` on) that have none. */
function labelled(
  column: AnnotationColumn,
  first: number,
  label: string,
  isControl: Uint8Array,
): AnnotationColumn {
  if (column.kind === 'number') return column;
  const known = column.categories.indexOf(label);
  const categories = known < 0 ? [...column.categories, label] : column.categories;
  const code = known < 0 ? column.categories.length : known;
  const codes = column.codes.map((own, cell) =>
    own < 0 && cell >= first && isControl[cell - first] === 1 ? code : own,
  );
  return { ...column, categories, codes };
}

/** The column with `cells` more rows: those of `more` where that is of the same kind, else missing. */
function extended(
  column: AnnotationColumn,
  more: AnnotationColumn | undefined,
  cells: number,
): AnnotationColumn {
  if (column.kind === 'number') {
    const values = new Float64Array(column.values.length + cells).fill(Number.NaN);
    values.set(column.values);
    if (more?.kind === 'number') values.set(more.values, column.values.length);
    return { ...column, values };
  }
  const codes = new Int32Array(column.codes.length + cells).fill(-1);
  codes.set(column.codes);
  if (more?.kind !== 'category') return { ...column, codes };
  // Categories of the first file keep their codes, one that is listed twice included.
  const known = new Set(column.categories);
  const categories = [...column.categories, ...more.categories.filter((category) => !known.has(category))];
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  more.codes.forEach((own, cell) => {
    const category = more.categories[own];
    if (category !== undefined) codes[column.codes.length + cell] = codeOf.get(category) ?? -1;
  });
  return { ...column, categories, codes };
}
