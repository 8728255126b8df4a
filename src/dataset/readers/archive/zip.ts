/**
 * ZIP archives, ZIP64 included. The directory is read by zip.js, through slices of the file. Entries are inflated here, because the
 * streams of zip.js take 2 ms per entry and a Zarr store has thousands: in steps, never beyond the size the directory states.
 */
import { Inflate } from 'fflate';
import { Crc32 } from '../../../numerics/checksum';
import { DatasetFailure } from '../../errors';
import { FileParts, type OnBytes } from '../bytes';

export interface ZipEntry {
  /** Path inside the archive: only compared and shown, never opened. */
  readonly name: string;
  /** Unpacked, as the directory states. */
  readonly size: number;
  readonly packedSize: number;
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  /** Of the entry's local header. */
  readonly offset: number;
}

const MAX_DIRECTORY_BYTES = 256_000_000;
/** Of a file in an archive, or of a tar archive behind gzip, which is decompressed as a whole. */
const MAX_UNPACKED_BYTES = 4_000_000_000;
/** Beyond the usual size a file may unpack to this many times its own: a table of zeros to a hundred, a bomb to a thousand. */
const USUAL_BYTES = 256_000_000;
const MAX_RATIO = 250;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
export const STORED = 0;
const DEFLATED = 8;
/** Packed bytes per step: a step inflates to at most a thousand times as much. */
const STEP_BYTES = 16_384;

/** Files only, no folders, in the order of the directory. Throws `damaged-file`. */
export async function readDirectory(file: File): Promise<readonly ZipEntry[]> {
  const { ZipReader } = await import('@zip.js/zip.js/lib/zip-core-reader.js');
  // Names of any kind are accepted: nothing is written under them.
  const options = { filenameValidation: 'tolerant', filenameEncoding: 'utf-8' } as const;
  const entries: ZipEntry[] = [];
  try {
    for await (const entry of new ZipReader(readerOf(file), options).getEntriesGenerator()) {
      const { filename, uncompressedSize: size, compressedSize: packedSize } = entry;
      if (entry.directory || /[/\\]$/.test(filename)) continue;
      const name = filename.replace(/^(\.\/)+/, '');
      const { compressionMethod: method, encrypted, crc32: checksum = 0, offset } = entry;
      entries.push({ name, size, packedSize, method, encrypted, checksum, offset });
    }
  } catch (error) {
    const detail = `The archive is cut short or damaged (${error instanceof Error ? error.message : String(error)}).`;
    throw DatasetFailure.damaged(file.name, 'the list of its contents', detail);
  }
  return entries;
}

function readerOf(file: File) {
  return {
    size: file.size,
    get readable() {
      return file.stream();
    },
    createReadable: ({ offset = 0, size = file.size }: { offset?: number; size?: number } = {}) =>
      file.slice(offset, offset + size).stream(),
    async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
      if (length > MAX_DIRECTORY_BYTES) throw new Error('the list is too long');
      return new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
    },
  };
}

/**
 * The unpacked entry as a file named by the last part of its path. Throws `encrypted-archive`, `archive-too-large`,
 * `unsupported-format` (compression other than deflate) and `damaged-file` where bytes, length and checksum disagree.
 */
export async function unpack(archive: File, entry: ZipEntry, onBytes: OnBytes): Promise<File> {
  const { name: file } = archive;
  if (entry.encrypted) throw new DatasetFailure({ tag: 'encrypted-archive', file });
  expectSize(file, entry.name, entry.size, entry.packedSize);
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw new DatasetFailure({
      tag: 'unsupported-format',
      file,
      format: `a ZIP archive with an unusual compression (method ${entry.method})`,
      convert: 'unzip data.zip\n# then open the .h5ad or the table inside',
    });
  }
  const packed = await packedBytes(archive, entry);
  const content = new FileParts();
  const checksum = new Crc32();
  const damaged = (detail: string) => DatasetFailure.damaged(file, entry.name, detail);
  const add = (bytes: Uint8Array) => {
    if (content.size + bytes.length > entry.size) throw damaged('It is larger than the archive states.');
    checksum.add(bytes);
    content.add(bytes);
  };
  const inflate = new Inflate(add);
  for (let at = 0; at < packed.size || at === 0; at += STEP_BYTES) {
    const bytes = new Uint8Array(await packed.slice(at, at + STEP_BYTES).arrayBuffer());
    try {
      if (entry.method === STORED) add(bytes);
      else inflate.push(bytes, at + STEP_BYTES >= packed.size);
    } catch (error) {
      if (error instanceof DatasetFailure) throw error;
      throw damaged(`The compressed data cannot be unpacked (${String(error)}).`);
    }
    onBytes(Math.min(at + STEP_BYTES, packed.size), packed.size);
  }
  if (content.size !== entry.size) throw damaged('It is shorter than the archive states.');
  if (checksum.value !== entry.checksum) throw damaged('Its checksum is wrong.');
  return content.finish(entry.name.split(/[/\\]/).at(-1) ?? '');
}

/** `packed`: bytes before decompression. Throws `archive-too-large`. */
export function expectSize(file: string, entry: string, bytes: number, packed: number): void {
  const most = Math.min(MAX_UNPACKED_BYTES, Math.max(USUAL_BYTES, MAX_RATIO * packed));
  if (bytes <= most) return;
  const [megabytes, limit] = [Math.ceil(bytes / 1e6), Math.floor(most / 1e6)];
  throw new DatasetFailure({ tag: 'archive-too-large', file, entry, megabytes, limit });
}

/** The local header repeats the name, with extra fields of another length than in the directory. */
export async function packedBytes(archive: File, { name, offset, packedSize }: ZipEntry): Promise<Blob> {
  const header = new DataView(await archive.slice(offset, offset + LOCAL_HEADER_BYTES).arrayBuffer());
  const damaged = (detail: string) => DatasetFailure.damaged(archive.name, name, detail);
  if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_HEADER)
    throw damaged('It is not at the position that the archive states.');
  const start = offset + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + packedSize > archive.size) throw damaged('The archive ends before it does.');
  return archive.slice(start, start + packedSize);
}
