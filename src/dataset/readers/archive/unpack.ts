/** One entry of a ZIP archive as a file: unpacked in portions that the browser may put aside, never more than it says. */
import { Inflate } from 'fflate';
import { DatasetFailure } from '../../errors';
import type { OnBytes } from '../bytes';
import { Checksum } from './checksum';
import type { ArchiveEntry } from './directory';

const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;
/** Packed bytes per step: what one step can unpack to is a thousand times that at most. */
const STEP = 16_384;
/** Unpacked bytes that are put aside at once. */
const PORTION = 16_000_000;
/** Nothing that is opened here is larger. */
const MOST_BYTES = 4_000_000_000;

/**
 * Named by the last part of its path. Throws `encrypted-archive`, `archive-too-large`, `unsupported-format` (a packing
 * other than deflate) and `damaged-file` where bytes, length and checksum do not agree.
 */
export async function unpack(archive: File, entry: ArchiveEntry, onBytes: OnBytes): Promise<File> {
  const { name: file } = archive;
  if (entry.encrypted) throw new DatasetFailure({ tag: 'encrypted-archive', file });
  if (entry.size > MOST_BYTES) {
    const [megabytes, limit] = [Math.ceil(entry.size / 1e6), MOST_BYTES / 1e6];
    throw new DatasetFailure({ tag: 'archive-too-large', file, entry: entry.name, megabytes, limit });
  }
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw new DatasetFailure({
      tag: 'unsupported-format',
      file,
      format: `a ZIP archive packed in another way than usual (method ${entry.method})`,
      convert: 'unzip data.zip\n# then open the .h5ad or the table inside',
    });
  }
  const packed = await packedBytes(archive, entry);
  const content = new Content(archive.name, entry);
  const inflate = new Inflate((bytes) => content.add(bytes));
  for (let at = 0; at < packed.size || at === 0; at += STEP) {
    const bytes = new Uint8Array(await packed.slice(at, at + STEP).arrayBuffer());
    const isLast = at + STEP >= packed.size;
    if (entry.method === STORED) content.add(bytes);
    else content.guard(() => inflate.push(bytes, isLast));
    onBytes(Math.min(at + STEP, packed.size), packed.size);
  }
  return content.finish();
}

async function packedBytes(archive: File, entry: ArchiveEntry): Promise<Blob> {
  const { offset, packedSize } = entry;
  const header = new DataView(await archive.slice(offset, offset + LOCAL_HEADER_SIZE).arrayBuffer());
  if (header.byteLength < LOCAL_HEADER_SIZE || header.getUint32(0, true) !== LOCAL_HEADER)
    throw damaged(archive.name, entry, 'It does not begin where the archive says.');
  const start = offset + LOCAL_HEADER_SIZE + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + packedSize > archive.size)
    throw damaged(archive.name, entry, 'The archive ends before it does.');
  return archive.slice(start, start + packedSize);
}

function damaged(file: string, { name }: ArchiveEntry, detail: string): DatasetFailure {
  return new DatasetFailure({ tag: 'damaged-file', file, where: name, detail });
}

class Content {
  readonly #archive: string;
  readonly #entry: ArchiveEntry;
  readonly #checksum = new Checksum();
  #portions: Blob[] = [];
  #waiting: Uint8Array<ArrayBuffer>[] = [];
  #waitingBytes = 0;
  #bytes = 0;

  constructor(archive: string, entry: ArchiveEntry) {
    this.#archive = archive;
    this.#entry = entry;
  }

  add(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes > this.#entry.size)
      throw damaged(this.#archive, this.#entry, 'It is larger than the archive says.');
    this.#checksum.add(bytes);
    this.#waiting.push(new Uint8Array(bytes));
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > PORTION) this.#putAside();
  }

  /** What the unpacking throws, with the place. */
  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof DatasetFailure) throw error;
      const detail = `The compressed data cannot be unpacked (${String(error)}).`;
      throw damaged(this.#archive, this.#entry, detail);
    }
  }

  finish(): File {
    if (this.#bytes !== this.#entry.size)
      throw damaged(this.#archive, this.#entry, 'It is shorter than the archive says.');
    if (this.#checksum.value !== this.#entry.checksum)
      throw damaged(this.#archive, this.#entry, 'Its checksum does not fit its content.');
    this.#putAside();
    return new File(this.#portions, this.#entry.name.split(/[/\\]/).at(-1) ?? '');
  }

  #putAside(): void {
    this.#portions.push(new Blob(this.#waiting));
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
