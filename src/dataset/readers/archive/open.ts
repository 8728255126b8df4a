/** An archive of one data set (ZIP or tar): which of its entries are the data, its names and its labels, as files. */
import { DatasetFailure } from '../../errors';
import { byteChunks, type OnBytes } from '../bytes';
import { type FileGroup, groupFiles, isDataName, type Named } from '../fileGroup';

import { filesOfArchive, type StoredFiles, storesIn } from '../zarr/store';
import { fileOnTape, readTape, type TapeEntry } from './tar';
import { type ZipEntry, unpack } from './zip';

const SHOWN = 6;
/** A tar archive packed as a whole has to be unpacked before anything in it is found. */
const MOST_BYTES = 4_000_000_000;
const PORTION = 16_000_000;

interface Container<T extends Named> {
  readonly entries: readonly T[];
  readonly fileOf: (entry: T, onBytes: OnBytes) => Promise<File>;
}

export function zipped(archive: File, entries: readonly ZipEntry[]): Container<ZipEntry> {
  return { entries, fileOf: (entry, onBytes) => unpack(archive, entry, onBytes) };
}

/** A tar archive, packed with gzip or not. Throws `damaged-file`, `archive-too-large`. */
export async function taped(archive: File, onBytes: OnBytes): Promise<Container<TapeEntry>> {
  const tape = await withoutGzip(archive, onBytes);
  return { entries: await readTape(tape), fileOf: (entry) => Promise.resolve(fileOnTape(tape, entry)) };
}

/** In portions that the browser may put aside. */
async function withoutGzip(archive: File, onBytes: OnBytes): Promise<File> {
  const head = new Uint8Array(await archive.slice(0, 2).arrayBuffer());
  if (head[0] !== 0x1f || head[1] !== 0x8b) return archive;
  const portions: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let [waits, bytes] = [0, 0];
  const putAside = () => {
    portions.push(new Blob(waiting));
    [waiting, waits] = [[], 0];
  };
  for await (const chunk of byteChunks(archive, onBytes)) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      const [megabytes, limit] = [Math.ceil(bytes / 1e6), MOST_BYTES / 1e6];
      throw new DatasetFailure({
        tag: 'archive-too-large',
        file: archive.name,
        entry: archive.name,
        megabytes,
        limit,
      });
    }
    waiting.push(new Uint8Array(chunk));
    waits += chunk.length;
    if (waits > PORTION) putAside();
  }
  putAside();
  return new File(portions, archive.name);
}

/**
 * Only what is needed is unpacked. Throws `archive-without-data`, `archive-ambiguous` and what the unpacking throws.
 */
export async function unpackGroup<T extends Named>(
  archive: File,
  container: Container<T>,
  onBytes: OnBytes,
): Promise<FileGroup<File>> {
  const all = container.entries;
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
      return unpackAll(container, grouping.group, onBytes);
    default:
      return grouping satisfies never;
  }
}

/** The Zarr store that the archive holds, as files; null where it holds none. Throws `archive-ambiguous`. */
export function storeIn(archive: File, all: readonly ZipEntry[]): StoredFiles | null {
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

function shown(entries: readonly Named[]): readonly string[] {
  return entries.slice(0, SHOWN).map(({ name }) => name);
}

async function unpackAll<T extends Named>(
  { fileOf }: Container<T>,
  group: FileGroup<T>,
  onBytes: OnBytes,
): Promise<FileGroup<File>> {
  const groups = group.samples?.map(({ files }) => files) ?? [group];
  const wanted = new Set(groups.flatMap(partsOf));
  const total = [...wanted].reduce((bytes, { size }) => bytes + size, 0);
  const unpacked = new Map<T, File>();
  let before = 0;
  const file = async (entry: T): Promise<File> => {
    const known = unpacked.get(entry);
    if (known !== undefined) return known;
    const onOwn: OnBytes = (done, all) =>
      onBytes(before + (all === 0 ? 0 : entry.size * (done / all)), total);
    const made = await fileOf(entry, onOwn);
    before += entry.size;
    unpacked.set(entry, made);
    return made;
  };
  const files = async ({ main, labels, features, barcodes }: FileGroup<T>): Promise<FileGroup<File>> => ({
    main: await file(main),
    labels: labels && (await file(labels)),
    features: features && (await file(features)),
    barcodes: barcodes && (await file(barcodes)),
  });
  if (group.samples === undefined) return files(group);
  const samples = [];
  for (const { name, files: own } of group.samples) samples.push({ name, files: await files(own) });
  return { ...(await files(group)), samples };
}

function partsOf<T extends Named>({ main, labels, features, barcodes }: FileGroup<T>): readonly T[] {
  return [main, labels, features, barcodes].filter((part) => part !== null);
}
