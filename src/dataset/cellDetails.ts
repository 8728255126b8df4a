/**
 * What a file says of its cells beside expression: places in two dimensions (UMAP, t-SNE …) and columns. For views and their
 * tables; nothing is learned from it, but that GRNFormer reads the column of contexts.
 */
import type { AnnotationColumn } from './annotation';

/** Places of the cells that a file brings. */
interface CellPlaces {
  /** As the file calls them: 'X_umap'. */
  readonly name: string;
  /** [cells × 2], NaN where missing. */
  readonly points: Float32Array;
}

export interface CellDetails {
  readonly places: readonly CellPlaces[];
  /** [cells] each. */
  readonly columns: readonly AnnotationColumn[];
}

/** Places in an opened file, read on request. */
export interface StoredPlaces {
  readonly name: string;
  /** The first two coordinates of the cells (ascending indices), [cells × 2]. Throws DatasetFailure. */
  read(cells: Int32Array): Promise<Float32Array>;
}

/** Columns kept with a data set; more would make its run file large. */
const MAX_COLUMNS = 40;
/** A column with more categories than this names cells and does not group them. */
const MAX_CATEGORIES = 2000;

/**
 * The details of the cells of a data set. Columns without two different values are left out, and so are names of cells.
 * Places that cannot be read are left out: they are not what the file was opened for. null without any.
 */
export async function detailsOf(
  columns: readonly AnnotationColumn[],
  stored: readonly StoredPlaces[],
  cells: Int32Array,
): Promise<CellDetails | null> {
  const places: CellPlaces[] = [];
  for (const one of stored) {
    const points = await one.read(cells).catch(() => null);
    if (points?.some(Number.isFinite)) places.push({ name: one.name, points });
  }
  const named = new Set(places.map(({ name }) => name));
  places.push(...pairsOf(columns, cells).filter(({ name }) => !named.has(name)));
  const kept = columns
    .map((column) => columnOf(column, cells))
    .filter((column) => column !== null)
    .slice(0, MAX_COLUMNS);
  return places.length === 0 && kept.length === 0 ? null : { places, columns: kept };
}

/** The details with the cells in another order. @param order [cells] former index of each */
export function reorderedDetails({ places, columns }: CellDetails, order: Int32Array): CellDetails {
  return {
    places: places.map(({ name, points }) => ({
      name,
      points: Float32Array.from(
        { length: 2 * order.length },
        (_, at) => points[2 * (order[at >> 1] as number) + (at & 1)] as number,
      ),
    })),
    columns: columns.map((column) => rowsOf(column, order)),
  };
}

function rowsOf(column: AnnotationColumn, cells: Int32Array): AnnotationColumn {
  return column.kind === 'number'
    ? { ...column, values: Float64Array.from(cells, (cell) => column.values[cell] ?? NaN) }
    : { ...column, codes: cells.map((cell) => column.codes[cell] ?? -1) };
}

/** The column of these cells, with the categories that they have; null where it tells them not apart. */
function columnOf(column: AnnotationColumn, cells: Int32Array): AnnotationColumn | null {
  const own = rowsOf(column, cells);
  if (own.kind === 'number') {
    const first = own.values.find(Number.isFinite);
    return own.values.some((value) => Number.isFinite(value) && value !== first) ? own : null;
  }
  const used = [...new Set(own.codes)].filter((code) => code >= 0).toSorted((a, b) => a - b);
  if (used.length < 2 || used.length > Math.min(MAX_CATEGORIES, cells.length / 2)) return null;
  const placeOf = new Map(used.map((code, place) => [code, place]));
  return {
    ...own,
    categories: used.map((code) => own.categories[code] ?? ''),
    codes: own.codes.map((code) => placeOf.get(code) ?? -1),
  };
}

/** 'UMAP_1' and 'UMAP_2', as tables and Loom files have them; '_X' and '_Y' are those of Loom. */
/** The pattern takes the square of the length. */
const LONGEST_NAME = 200;
const FIRST_OF_PAIR = /^(.*(?:umap|t-?sne|pca|pc|phate).*?)([ _.-]?)1$|^(_)X$/i;

function pairsOf(columns: readonly AnnotationColumn[], cells: Int32Array): readonly CellPlaces[] {
  const numbers = new Map(
    columns.flatMap((column) => (column.kind === 'number' ? [[column.name, column] as const] : [])),
  );
  return [...numbers.values()].flatMap((first) => {
    const match = first.name.length > LONGEST_NAME ? null : FIRST_OF_PAIR.exec(first.name);
    if (!match) return [];
    const [, stem = '', gap = '', loom] = match;
    const second = numbers.get(loom === undefined ? `${stem}${gap}2` : '_Y');
    if (!second) return [];
    const points = new Float32Array(2 * cells.length);
    for (const [row, cell] of cells.entries())
      points.set([first.values[cell] ?? NaN, second.values[cell] ?? NaN], 2 * row);
    return [{ name: loom === undefined ? stem : 'Loom', points }];
  });
}
