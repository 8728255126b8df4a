/** A ZIP archive of one data set: which of its entries are the data, its names and its labels, as files. */
import { DatasetFailure } from '../../errors';
import type { OnBytes } from '../bytes';
import { type FileGroup, groupFiles, isDataName } from '../group';
import type { ArchiveEntry } from './directory';
import { filesOfArchive, type StoredFiles, storesIn } from '../zarr/files';
import { unpack } from './unpack';

const SHOWN = 6;

/**
 * Only what is needed is unpacked. Throws `archive-without-data`, `archive-ambiguous` and what the unpacking throws.
 */
export async function unpackGroup(
  archive: File,
  all: readonly ArchiveEntry[],
  onBytes: OnBytes,
): Promise<FileGroup<File>> {
  const entries = all.filter(({ name }) => isDataName(name));
  const grouping = groupFiles(entries);
  switch (grouping.kind) {
    case 'nothing':
      throw new DatasetFailure({ tag: 'archive-without-data', file: archive.name, entries: shown(all) });
    case 'too-many':
      throw new DatasetFailure({ tag: 'archive-ambiguous', file: archive.name, entries: shown(entries) });
    case 'names-alone':
      throw new DatasetFailure({ tag: 'incomplete-triplet', file: archive.name, missing: ['matrix'] });
    case 'group':
      return unpackAll(archive, grouping.group, onBytes);
    default:
      return grouping satisfies never;
  }
}

/** The Zarr store that the archive holds, as files; null where it holds none. Throws `archive-ambiguous`. */
export function storeIn(archive: File, all: readonly ArchiveEntry[]): StoredFiles | null {
  const [root, ...others] = storesIn(all.map(({ name }) => name));
  if (root === undefined) return null;
  const beside = all.map(({ name }) => name).filter((name) => isDataName(name) && !name.startsWith(root));
  const found = [root, ...others, ...beside];
  if (found.length > 1)
    throw new DatasetFailure({
      tag: 'archive-ambiguous',
      file: archive.name,
      entries: found.slice(0, SHOWN),
    });
  return filesOfArchive(archive, all, root);
}

function shown(entries: readonly ArchiveEntry[]): readonly string[] {
  return entries.slice(0, SHOWN).map(({ name }) => name);
}

async function unpackAll(
  archive: File,
  group: FileGroup<ArchiveEntry>,
  onBytes: OnBytes,
): Promise<FileGroup<File>> {
  const wanted = [group.main, group.labels, group.features, group.barcodes];
  const total = wanted.reduce((bytes, entry) => bytes + (entry?.packedSize ?? 0), 0);
  let before = 0;
  const file = async (entry: ArchiveEntry) => {
    const unpacked = await unpack(archive, entry, (done) => onBytes(before + done, total));
    before += entry.packedSize;
    return unpacked;
  };
  return {
    main: await file(group.main),
    labels: group.labels && (await file(group.labels)),
    features: group.features && (await file(group.features)),
    barcodes: group.barcodes && (await file(group.barcodes)),
  };
}
