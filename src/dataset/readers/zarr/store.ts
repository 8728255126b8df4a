/** The files of a Zarr store by path, from a ZIP archive or from a folder. */
import { type ZipEntry, unpack } from '../archive/zip';
import { DatasetFailure } from '../../errors';
import { formats } from '../../formats';
import { isDataName } from '../fileGroup';

export interface StoredFiles {
  /** Paths below the root of the store. */
  readonly names: readonly string[];
  /** null where there is no such file. Throws `damaged-file`. */
  readonly open: (name: string) => Promise<Blob | null>;
}

/** The files of a group, as a store of its own. @param root path, with its last slash */
export function filesBelow({ names, open }: StoredFiles, root: string): StoredFiles {
  return {
    names: names.flatMap((name) => (name.startsWith(root) ? [name.slice(root.length)] : [])),
    open: (name) => open(root + name),
  };
}

const ASIDE = /^__MACOSX\//;

/** Folders that are stores ('' or ending in '/'): those with a group that lie in no other store. */
export function storesIn(names: readonly string[]): readonly string[] {
  const folders = new Set(
    names
      .filter((name) => formats.zarr.sign.isSign(name) && !ASIDE.test(name))
      .map((name) => name.slice(0, name.lastIndexOf('/') + 1)),
  );
  return [...folders].filter((folder) => ![...parentsOf(folder)].some((parent) => folders.has(parent)));
}

/** 'a/' and '' for 'a/b/'. */
function* parentsOf(folder: string): Generator<string> {
  for (let at = folder.length - 2; at >= 0; at--) if (folder[at] === '/') yield folder.slice(0, at + 1);
  if (folder !== '') yield '';
}

/** Of entries with equal names the last counts, as in archives that files were added to. */
export function filesOfArchive(archive: File, entries: readonly ZipEntry[], root: string): StoredFiles {
  const entryOf = new Map(
    entries
      .filter(({ name }) => name.startsWith(root))
      .map((entry) => [entry.name.slice(root.length), entry]),
  );
  /** Cache: a shard is read in several requests. */
  let last: { readonly name: string; readonly file: Promise<File> } | null = null;
  return {
    names: [...entryOf.keys()],
    open: async (name) => {
      const entry = entryOf.get(name);
      if (entry === undefined) return null;
      if (last?.name !== name) last = { name, file: unpack(archive, entry, () => undefined) };
      return last.file;
    },
  };
}

interface FolderFile {
  /** Below the chosen folder, parts separated by '/'. */
  readonly path: string;
  readonly file: Blob;
}

const MAGIC = new TextEncoder().encode('\u0001modulode folder\n');
const LENGTH_BYTES = 8;
const MAX_LIST_BYTES = 256_000_000;

/** Tells whether the paths are those of a single Zarr store without other data beside it. */
export function isStore(paths: readonly string[]): boolean {
  const [root, ...others] = storesIn(paths);
  if (root === undefined || others.length > 0) return false;
  return paths.every((path) => path.startsWith(root) || !isDataName(path));
}

/**
 * A folder as one file, to be passed on like any other: a marker, the list of paths and sizes, and the files in order. The parts are not
 * copied.
 */
export function bundled(name: string, files: readonly FolderFile[]): File {
  const list = new TextEncoder().encode(JSON.stringify(files.map(({ path, file }) => [path, file.size])));
  const length = new DataView(new ArrayBuffer(LENGTH_BYTES));
  length.setFloat64(0, list.length, true);
  return new File([MAGIC, length.buffer, list, ...files.map(({ file }) => file)], name);
}

export function isBundle(head: Uint8Array): boolean {
  return MAGIC.every((byte, at) => head[at] === byte);
}

/** Throws `damaged-file`: bundles are not kept on disk, but bytes can be forged. */
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
  if (!(length >= 0 && length <= MAX_LIST_BYTES)) throw damaged(bundle);
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
  return DatasetFailure.damaged(bundle.name, 'the list of its files', 'It cannot be read.');
}
