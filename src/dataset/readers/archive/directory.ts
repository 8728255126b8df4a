/**
 * The table of contents of a ZIP archive: read from its end, without unpacking anything. Names are only compared and
 * shown. Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (sections 4.3.12 and 4.3.16)
 */
import { DatasetFailure } from '../../errors';

export interface ArchiveEntry {
  /** Path inside the archive. */
  readonly name: string;
  /** Unpacked, as the archive says. */
  readonly size: number;
  readonly packedSize: number;
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  /** Of its local header. */
  readonly offset: number;
}

const END = 0x06054b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 65_535;
const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;
const LARGEST_DIRECTORY = 64_000_000;

/** Files only, no folders. Throws `damaged-file`. */
export async function readDirectory(file: File): Promise<readonly ArchiveEntry[]> {
  const damaged = (detail: string): never => {
    throw new DatasetFailure({
      tag: 'damaged-file',
      file: file.name,
      where: 'the list of its contents',
      detail,
    });
  };
  const tailStart = Math.max(0, file.size - END_SIZE - LONGEST_COMMENT);
  const tail = await viewOf(file, tailStart, file.size);
  let end = tail.byteLength - END_SIZE;
  while (end >= 0 && tail.getUint32(end, true) !== END) end -= 1;
  if (end < 0) return damaged('The archive has no end: it was cut short.');
  const count = tail.getUint16(end + 10, true);
  const size = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (start + size > file.size || size > LARGEST_DIRECTORY)
    return damaged('It lies outside the archive, or the archive is larger than 4 GB.');
  const directory = await viewOf(file, start, start + size);
  const entries: ArchiveEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_SIZE > directory.byteLength || directory.getUint32(at, true) !== ENTRY)
      return damaged(`Entry ${i + 1} of ${count} is not readable.`);
    const nameLength = directory.getUint16(at + 28, true);
    const length =
      ENTRY_SIZE + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
    if (at + length > directory.byteLength) return damaged(`Entry ${i + 1} of ${count} is cut off.`);
    entries.push(entryAt(directory, at, nameLength));
    at += length;
  }
  return entries.filter(({ name }) => !/[/\\]$/.test(name));
}

function entryAt(directory: DataView, at: number, nameLength: number): ArchiveEntry {
  const name = new Uint8Array(directory.buffer, directory.byteOffset + at + ENTRY_SIZE, nameLength);
  return {
    name: new TextDecoder().decode(name),
    encrypted: (directory.getUint16(at + 8, true) & 1) === 1,
    method: directory.getUint16(at + 10, true),
    checksum: directory.getUint32(at + 16, true),
    packedSize: directory.getUint32(at + 20, true),
    size: directory.getUint32(at + 24, true),
    offset: directory.getUint32(at + 42, true),
  };
}

async function viewOf(file: File, start: number, end: number): Promise<DataView> {
  return new DataView(await file.slice(start, end).arrayBuffer());
}
