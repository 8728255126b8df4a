/** A Zarr store is a folder of many small files: here by their paths, whether they came as a folder or in a ZIP archive. */
import type { ArchiveEntry } from '../archive/directory';
import { unpack } from '../archive/unpack';

export interface StoredFiles {
  /** Paths below the root of the store. */
  readonly names: readonly string[];
  /** null where there is no such file. Throws `damaged-file`. */
  readonly open: (name: string) => Promise<Blob | null>;
}

const GROUP = /(^|\/)(\.zgroup|zarr\.json)$/;
const ASIDE = /^__MACOSX\//;

/** The folders that are stores, '' or ending in '/': those that have a group and lie in no other. */
export function storesIn(names: readonly string[]): readonly string[] {
  const folders = new Set(
    names.filter((name) => GROUP.test(name) && !ASIDE.test(name)).map((name) => name.replace(GROUP, '$1')),
  );
  return [...folders].filter((folder) => ![...parentsOf(folder)].some((parent) => folders.has(parent)));
}

/** 'a/b/' lies in 'a/' and in ''. */
function* parentsOf(folder: string): Generator<string> {
  for (let at = folder.length - 2; at >= 0; at--) if (folder[at] === '/') yield folder.slice(0, at + 1);
  if (folder !== '') yield '';
}

/** Of entries of one name the last is meant, as archives that were added to have them. */
export function filesOfArchive(archive: File, entries: readonly ArchiveEntry[], root: string): StoredFiles {
  const entryOf = new Map(
    entries
      .filter(({ name }) => name.startsWith(root))
      .map((entry) => [entry.name.slice(root.length), entry]),
  );
  /** A shard is asked for in parts. */
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
