/** Places of cells in two dimensions as files store them (`obsm` of AnnData, `col_attrs` of Loom): found on opening, read on request. */
import type { StoredPlaces } from '../cellDetails';
import { DatasetFailure } from '../errors';
import { type Hierarchy, isNumeric, type StoredArray } from './hierarchy';
import { plainNumbers } from './storedValues';

const PLACES = /umap|t-?sne|pca|phate|mde|draw_graph|diffmap|trimap|spatial|embedding/i;
const MAX_PLACES = 8;
/** Values read at once. */
const BAND = 2 ** 20;

/** Arrays [cells × 2 or more] of the group with the name of an arrangement in two dimensions; those that cannot be read are left out. */
export function storedPlaces(file: Hierarchy, group: string, cells: number): readonly StoredPlaces[] {
  if (file.kindOf(group) !== 'group') return [];
  return file
    .names(group)
    .filter((name) => PLACES.test(name) && file.kindOf(`${group}/${name}`) === 'dataset')
    .flatMap((name) => {
      const array = arrayAt(file, `${group}/${name}`);
      const [rows, columns = 0] = array?.shape ?? [];
      const isPlaces = array?.shape.length === 2 && rows === cells && columns >= 2 && isNumeric(array.type);
      return array && isPlaces ? [{ name, read: reader(file, array, cells, columns) }] : [];
    })
    .slice(0, MAX_PLACES);
}

/** null where the file refuses it; a filter plugin that is missing yet is fetched by the caller. */
function arrayAt(file: Hierarchy, path: string): StoredArray | null {
  try {
    return file.array(path);
  } catch (error) {
    if (error instanceof DatasetFailure) return null;
    throw error;
  }
}

/** Reads bands of whole rows, and only those with wanted cells. */
function reader(file: Hierarchy, array: StoredArray, rows: number, columns: number): StoredPlaces['read'] {
  const band = Math.max(array.chunks?.[0] ?? 1, Math.floor(BAND / columns));
  return async (cells) => {
    const points = new Float32Array(2 * cells.length);
    let next = 0;
    for (let first = 0; first < rows && next < cells.length; first += band) {
      const end = Math.min(rows, first + band);
      if ((cells[next] as number) >= end) continue;
      const values = plainNumbers(await file.slice(array, first, end - first));
      for (; next < cells.length && (cells[next] as number) < end; next++) {
        const at = ((cells[next] as number) - first) * columns;
        points[2 * next] = values[at] as number;
        points[2 * next + 1] = values[at + 1] as number;
      }
    }
    return points;
  };
}
