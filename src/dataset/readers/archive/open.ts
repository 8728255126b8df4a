/**
 * Finds the data set in an archive (ZIP or tar), and unpacks its matrix, names and labels as files. Tar archives, as GEO packs the files
 * of a series (_RAW.tar): 512-byte blocks, a header before each file, nothing compressed, so a file inside is a slice of the archive. By
 * hand, because libraries read streams, which would copy every file, and take an archive that was cut short for a whole one. Format:
 * POSIX.1-2017, pax, "ustar Interchange Format".
 */
import { DatasetFailure } from '../../errors';
import { FileParts, type OnBytes, byteChunks, isGzip, partOf } from '../bytes';
import { type FileGroup, type Named, groupFiles, isDataName, partsOf } from '../fileGroup';
import { type StoredFiles, filesOfArchive, storesIn } from '../zarr/store';
import { type ZipEntry, expectSize, unpack } from './zip';

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

interface TarEntry {
  /** Path inside the archive, without './' as `tar -C folder .` writes it. */
  readonly name: string;
  readonly size: number;
  /** Of its first byte. */
  readonly offset: number;
}

const BLOCK = 512;
const MAX_FILES = 100_000;
/** Bytes of a long name or of pax records. */
const MAX_HEADER_TEXT = 1_000_000;

/** Files only, no folders. Throws `damaged-file`. */
export async function readTar(file: File): Promise<readonly TarEntry[]> {
  const damaged = (at: number, detail: string) =>
    DatasetFailure.damaged(file.name, `byte ${at} of the archive`, detail);
  const entries: TarEntry[] = [];
  let extended: ExtendedHeader = {};
  for (let at = 0; at + BLOCK <= file.size;) {
    const block = new Uint8Array(await file.slice(at, at + BLOCK).arrayBuffer());
    if (block.every((byte) => byte === 0)) return entries;
    if (!isChecksumValid(block)) throw damaged(at, 'The header of a file has a wrong checksum.');
    const size = extended.size ?? numberAt(block, 124, 12);
    const offset = at + BLOCK;
    if (!(size >= 0) || offset + size > file.size)
      throw damaged(at, 'The archive ends before the file does.');
    const kind = textAt(block, 156, 1);
    if (kind === 'L' || kind === 'x') {
      if (size > MAX_HEADER_TEXT) throw damaged(at, 'A name is too long.');
      const text = await file.slice(offset, offset + size).text();
      extended =
        kind === 'L' ? { ...extended, name: text.replace(/\0.*$/s, '') } : { ...extended, ...paxOf(text) };
    } else {
      const name = (extended.name ?? nameIn(block)).replace(/^(\.\/)+/, '');
      if (kind === '0' || kind === '') entries.push({ name, size, offset });
      if (kind !== 'g') extended = {};
    }
    if (entries.length > MAX_FILES) throw damaged(at, `There are more than ${MAX_FILES} files.`);
    at = offset + Math.ceil(size / BLOCK) * BLOCK;
  }
  // Without this error, an archive cut between two files would be one of fewer files.
  throw damaged(file.size, 'The archive has no end: it was cut short.');
}

/** Named by the last part of its path. */
export function fileInTar(archive: File, { name, size, offset }: TarEntry): File {
  return new File([archive.slice(offset, offset + size)], name.split(/[/\\]/).at(-1) ?? '');
}

/** Name and size of the next file from a GNU or pax header before its own. */
interface ExtendedHeader {
  readonly name?: string;
  readonly size?: number;
}

/** From lines of 'length key=value'. */
function paxOf(text: string): ExtendedHeader {
  const valueOf = (key: string) => new RegExp(`^\\d+ ${key}=(.*)$`, 'm').exec(text)?.[1];
  const [name, size] = [valueOf('path'), valueOf('size')];
  return { ...(name === undefined ? {} : { name }), ...(size === undefined ? {} : { size: Number(size) }) };
}

function nameIn(block: Uint8Array): string {
  const [name, folder] = [textAt(block, 0, 100), textAt(block, 345, 155)];
  const isUstar = textAt(block, 257, 5) === 'ustar' && block[262] === 0;
  return isUstar && folder !== '' ? `${folder}/${name}` : name;
}

/** The checksum is the sum of the header's bytes, with blanks in the place of the checksum. */
function isChecksumValid(block: Uint8Array): boolean {
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  return sum === numberAt(block, 148, 8);
}

/** Octal digits, or binary after a set first bit; NaN for anything else. */
function numberAt(block: Uint8Array, at: number, length: number): number {
  const bytes = block.subarray(at, at + length);
  if (((bytes[0] ?? 0) & 0x80) !== 0)
    return bytes.subarray(1).reduce((number, byte) => 256 * number + byte, (bytes[0] ?? 0) & 0x7f);
  const text = textAt(block, at, length).trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function textAt(block: Uint8Array, at: number, length: number): string {
  const bytes = block.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
