/**
 * Tar archives, as GEO packs the files of a series (_RAW.tar): 512-byte blocks, a header before each file, nothing compressed, so a
 * file inside is a slice of the archive. By hand, because libraries read streams, which would copy every file, and take an archive that was cut
 * short for a whole one. Format: POSIX.1-2017, pax, "ustar Interchange Format".
 */
import { DatasetFailure } from '../../errors';

export interface TarEntry {
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
