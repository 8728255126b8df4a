/**
 * A folder of files as one file, so that it can be handed on like any other: a line that says what it is, the list of paths
 * and sizes, and the files one after the other. Nothing is copied: the parts stay where they lie until they are read.
 */
import { DatasetFailure } from '../../errors';
import { isDataName } from '../group';
import { type StoredFiles, storesIn } from './files';

export interface FolderFile {
  /** Below the folder that was given, parts separated by '/'. */
  readonly path: string;
  readonly file: Blob;
}

const MAGIC = new TextEncoder().encode('\u0001modulode folder\n');
const LENGTH_BYTES = 8;
const LONGEST_LIST = 256_000_000;

/** Whether these paths are those of a Zarr store, of one only, and no other data lie beside it. */
export function isStore(paths: readonly string[]): boolean {
  const [root, ...others] = storesIn(paths);
  if (root === undefined || others.length > 0) return false;
  return paths.every((path) => path.startsWith(root) || !isDataName(path));
}

export function bundled(name: string, files: readonly FolderFile[]): File {
  const list = new TextEncoder().encode(JSON.stringify(files.map(({ path, file }) => [path, file.size])));
  const length = new DataView(new ArrayBuffer(LENGTH_BYTES));
  length.setFloat64(0, list.length, true);
  return new File([MAGIC, length.buffer, list, ...files.map(({ file }) => file)], name);
}

export function isBundle(head: Uint8Array): boolean {
  return MAGIC.every((byte, at) => head[at] === byte);
}

/** Throws `damaged-file`: nobody keeps such a file, but its bytes may have been made up. */
export async function filesOfBundle(bundle: File): Promise<StoredFiles> {
  const listed = await listOf(bundle);
  const [root = ''] = storesIn(listed.map(({ path }) => path));
  const placeOf = new Map(
    listed.filter(({ path }) => path.startsWith(root)).map((place) => [place.path.slice(root.length), place]),
  );
  return {
    names: [...placeOf.keys()],
    open: (name) => {
      const place = placeOf.get(name);
      return Promise.resolve(place === undefined ? null : bundle.slice(place.start, place.end));
    },
  };
}

async function listOf(bundle: File): Promise<{ path: string; start: number; end: number }[]> {
  const start = MAGIC.length + LENGTH_BYTES;
  const head = new DataView(await bundle.slice(MAGIC.length, start).arrayBuffer());
  const length = head.byteLength === LENGTH_BYTES ? head.getFloat64(0, true) : -1;
  if (!(length >= 0 && length <= LONGEST_LIST)) throw damaged(bundle);
  let list: unknown;
  try {
    list = JSON.parse(await bundle.slice(start, start + length).text());
  } catch {
    throw damaged(bundle);
  }
  if (!Array.isArray(list)) throw damaged(bundle);
  let at = start + length;
  return list.map((item: unknown) => {
    const [path, size]: unknown[] = Array.isArray(item) ? item : [];
    if (typeof path !== 'string' || typeof size !== 'number') throw damaged(bundle);
    at += size;
    return { path, start: at - size, end: at };
  });
}

function damaged(bundle: File): DatasetFailure {
  const where = 'the list of its files';
  return new DatasetFailure({ tag: 'damaged-file', file: bundle.name, where, detail: 'It cannot be read.' });
}
