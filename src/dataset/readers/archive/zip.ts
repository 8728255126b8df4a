/**
 * ZIP archives, ZIP64 included. The directory is read by zip.js, through slices of the file. Entries are inflated here, because the
 * streams of zip.js take 2 ms per entry and a Zarr store has thousands: in steps, never beyond the size the directory states.
 */
import { Inflate } from 'fflate';
import { Crc32 } from '../../../numerics/checksum';
import { DatasetFailure } from '../../errors';
import type { OnBytes } from '../bytes';

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
const MAX_ENTRY_BYTES = 4_000_000_000;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
/** Packed bytes per step: a step inflates to at most a thousand times as much. */
const STEP_BYTES = 16_384;
/** Unpacked bytes per part of the resulting file; the browser may move parts to disk. */
const PART_BYTES = 16_000_000;

/** Files only, no folders, in the order of the directory. Throws `damaged-file`. */
export async function readDirectory(file: File): Promise<readonly ZipEntry[]> {
  const { ZipReader } = await import('@zip.js/zip.js/lib/zip-core-reader.js');
  // Names of any kind are accepted: nothing is written under them.
  const options = { filenameValidation: 'tolerant', filenameEncoding: 'utf-8' } as const;
  const entries: ZipEntry[] = [];
  try {
    for await (const entry of new ZipReader(readerOf(file), options).getEntriesGenerator()) {
      const { filename: name, uncompressedSize: size, compressedSize: packedSize } = entry;
      if (entry.directory || /[/\\]$/.test(name)) continue;
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
  if (entry.size > MAX_ENTRY_BYTES) {
    const [megabytes, limit] = [Math.ceil(entry.size / 1e6), MAX_ENTRY_BYTES / 1e6];
    throw new DatasetFailure({ tag: 'archive-too-large', file, entry: entry.name, megabytes, limit });
  }
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw new DatasetFailure({
      tag: 'unsupported-format',
      file,
      format: `a ZIP archive with an unusual compression (method ${entry.method})`,
      convert: 'unzip data.zip\n# then open the .h5ad or the table inside',
    });
  }
  const packed = await packedBytes(archive, entry);
  const content = new UnpackedContent(archive.name, entry);
  const inflate = new Inflate((bytes) => content.add(bytes));
  for (let at = 0; at < packed.size || at === 0; at += STEP_BYTES) {
    const bytes = new Uint8Array(await packed.slice(at, at + STEP_BYTES).arrayBuffer());
    const isLast = at + STEP_BYTES >= packed.size;
    if (entry.method === STORED) content.add(bytes);
    else content.guard(() => inflate.push(bytes, isLast));
    onBytes(Math.min(at + STEP_BYTES, packed.size), packed.size);
  }
  return content.finish();
}

/** The local header repeats the name, with extra fields of another length than in the directory. */
async function packedBytes(archive: File, entry: ZipEntry): Promise<Blob> {
  const { offset, packedSize } = entry;
  const header = new DataView(await archive.slice(offset, offset + LOCAL_HEADER_BYTES).arrayBuffer());
  if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_HEADER)
    throw damaged(archive.name, entry, 'It is not at the position that the archive states.');
  const start = offset + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + packedSize > archive.size)
    throw damaged(archive.name, entry, 'The archive ends before it does.');
  return archive.slice(start, start + packedSize);
}

function damaged(file: string, { name }: ZipEntry, detail: string): DatasetFailure {
  return DatasetFailure.damaged(file, name, detail);
}

/** Collects unpacked bytes in parts and checks them against the directory. */
class UnpackedContent {
  readonly #archive: string;
  readonly #entry: ZipEntry;
  readonly #checksum = new Crc32();
  readonly #parts: Blob[] = [];
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #pendingBytes = 0;
  #bytes = 0;

  constructor(archive: string, entry: ZipEntry) {
    this.#archive = archive;
    this.#entry = entry;
  }

  add(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes > this.#entry.size) throw this.#damaged('It is larger than the archive states.');
    this.#checksum.add(bytes);
    this.#pending.push(new Uint8Array(bytes));
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > PART_BYTES) this.#flush();
  }

  /** Turns errors of the inflater into `damaged-file`. */
  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof DatasetFailure) throw error;
      throw this.#damaged(`The compressed data cannot be unpacked (${String(error)}).`);
    }
  }

  finish(): File {
    if (this.#bytes !== this.#entry.size) throw this.#damaged('It is shorter than the archive states.');
    if (this.#checksum.value !== this.#entry.checksum) throw this.#damaged('Its checksum is wrong.');
    this.#flush();
    return new File(this.#parts, this.#entry.name.split(/[/\\]/).at(-1) ?? '');
  }

  #damaged(detail: string): DatasetFailure {
    return damaged(this.#archive, this.#entry, detail);
  }

  #flush(): void {
    this.#parts.push(new Blob(this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}
