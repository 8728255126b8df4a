/** Finds the data set in an archive (ZIP or tar), and unpacks its matrix, names and labels as files. */
import { DatasetFailure } from '../../errors';
import { byteChunks, FileParts, isGzip, type OnBytes, partOf } from '../bytes';
import { type FileGroup, groupFiles, isDataName, type Named, partsOf } from '../fileGroup';
import { filesOfArchive, type StoredFiles, storesIn } from '../zarr/store';
import { fileInTar, readTar, type TarEntry } from './tar';
import { expectSize, type ZipEntry, unpack } from './zip';

interface Archive<T extends Named> {
  readonly entries: readonly T[];
  readonly fileOf: (entry: T, onBytes: OnBytes) => Promise<File>;
}

export function zipArchive(archive: File, entries: readonly ZipEntry[]): Archive<ZipEntry> {
  return { entries, fileOf: (entry, onBytes) => unpack(archive, entry, onBytes) };
}

/** A tar archive, with gzip or without. Throws `damaged-file`, `archive-too-large`. */
export async function tarArchive(archive: File, onBytes: OnBytes): Promise<Archive<TarEntry>> {
  const tar = await withoutGzip(archive, onBytes);
  return { entries: await readTar(tar), fileOf: (entry) => Promise.resolve(fileInTar(tar, entry)) };
}

async function withoutGzip(archive: File, onBytes: OnBytes): Promise<File> {
  if (!isGzip(new Uint8Array(await archive.slice(0, 3).arrayBuffer()))) return archive;
  const content = new FileParts();
  for await (const chunk of byteChunks(archive, onBytes)) {
    expectSize(archive.name, archive.name, content.size + chunk.length, archive.size);
    content.add(chunk);
  }
  return content.finish(archive.name);
}

/** Unpacks the entries of the data set only. Throws `archive-without-data`, `archive-ambiguous` and the errors of unpacking. */
export async function unpackGroup<T extends Named>(
  file: File,
  archive: Archive<T>,
  onBytes: OnBytes,
): Promise<FileGroup<File>> {
  const entries = archive.entries.filter(({ name }) => isDataName(name));
  const grouping = groupFiles(entries);
  switch (grouping.kind) {
    case 'nothing':
      throw refused('archive-without-data', file, archive.entries);
    case 'too-many':
      throw refused('archive-ambiguous', file, entries);
    case 'names-alone':
      throw new DatasetFailure({ tag: 'incomplete-triplet', file: file.name, missing: ['matrix'] });
    case 'group':
      return unpackAll(archive, grouping.group, onBytes);
    default:
      return grouping satisfies never;
  }
}

/** The files of the Zarr store in a ZIP archive; null where it has none. Throws `archive-ambiguous`. */
export function zarrStoreIn(archive: File, entries: readonly ZipEntry[]): StoredFiles | null {
  const [root, ...others] = storesIn(entries.map(({ name }) => name));
  if (root === undefined) return null;
  const beside = entries.filter(({ name }) => isDataName(name) && !name.startsWith(root));
  if (others.length + beside.length === 0) return filesOfArchive(archive, entries, root);
  throw refused('archive-ambiguous', archive, [...[root, ...others].map((name) => ({ name })), ...beside]);
}

function refused(
  tag: 'archive-without-data' | 'archive-ambiguous',
  archive: File,
  found: readonly Pick<Named, 'name'>[],
): DatasetFailure {
  const entries = found.map(({ name }) => name);
  return new DatasetFailure({ tag, file: archive.name, entries });
}

/** Unpacks each entry once, although samples may share files. */
async function unpackAll<T extends Named>(
  { fileOf }: Archive<T>,
  group: FileGroup<T>,
  onBytes: OnBytes,
): Promise<FileGroup<File>> {
  const groups = group.samples?.map(({ files }) => files) ?? [group];
  const wanted = new Set(groups.flatMap(partsOf));
  const total = [...wanted].reduce((bytes, { size }) => bytes + size, 0);
  const unpacked = new Map<T, File>();
  let before = 0;
  const fileFor = async (entry: T): Promise<File> => {
    const known = unpacked.get(entry);
    if (known !== undefined) return known;
    const file = await fileOf(entry, partOf(before, entry.size, total, onBytes));
    before += entry.size;
    unpacked.set(entry, file);
    return file;
  };
  const filesFor = async ({
    main,
    labels,
    features,
    barcodes,
    tables,
  }: FileGroup<T>): Promise<FileGroup<File>> => ({
    main: await fileFor(main),
    labels: labels && (await fileFor(labels)),
    features: features && (await fileFor(features)),
    barcodes: barcodes && (await fileFor(barcodes)),
    // With their paths: their names may be those of folders.
    ...(tables && {
      tables: await inOrder(tables, async (entry) => new File([await fileFor(entry)], entry.name)),
    }),
  });
  const { unfiltered } = group;
  // Only its name is told: it is not unpacked.
  const beside = unfiltered && { unfiltered: new File([], unfiltered.name) };
  if (group.samples === undefined) return { ...(await filesFor(group)), ...beside };
  const samples = await inOrder(group.samples, async ({ name, files }) => ({
    name,
    files: await filesFor(files),
  }));
  return { ...(await filesFor(group)), samples, ...beside };
}

async function inOrder<T, U>(given: readonly T[], work: (one: T) => Promise<U>): Promise<readonly U[]> {
  const done: U[] = [];
  for (const one of given) done.push(await work(one));
  return done;
}
