/** Bytes to text: gzip, the usual encodings and line ends, in pieces that end where a record ends. */
import { DatasetFailure } from '../../errors';
import { byteChunks, type OnBytes, peek } from '../bytes';

/** Characters per piece, at least; the last one may be shorter. */
const PIECE = 2_000_000;
/** Characters of one record at most: packed to almost nothing, a line without end would fill the memory. */
const LONGEST_RECORD = 32_000_000;

/** UTF-16 where the byte order mark says so, Windows-1252 where the bytes are not UTF-8, else UTF-8. */
export function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  try {
    // Streaming: a character cut off at the end is no mistake.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/**
 * The text of the file, line ends as '\n', without byte order mark. A piece ends after a line end outside quotation
 * marks. Throws `damaged-file` where the compression is broken and where a line has no end.
 */
export async function* textPieces(file: File, onBytes: OnBytes): AsyncGenerator<string> {
  const head = await peek(file);
  const decoder = new TextDecoder(encodingOf(head));
  // Joined once per piece: a text that grows by a portion at a time would be copied for each.
  let parts: string[] = [];
  const scan: Scan = { length: 0, inQuotes: false, afterReturn: false, end: 0 };
  for await (const chunk of byteChunks(file, onBytes)) {
    const part = decoder.decode(chunk, { stream: true });
    findRecordEnd(part, scan);
    parts.push(part);
    if (scan.length - scan.end > LONGEST_RECORD) throw tooLong(file.name);
    if (scan.length < PIECE || scan.end === 0) continue;
    const text = parts.join('');
    yield unifyLineEnds(text.slice(0, scan.end));
    parts = [text.slice(scan.end)];
    scan.length -= scan.end;
    scan.end = 0;
  }
  const rest = parts.join('') + decoder.decode();
  if (rest !== '') yield unifyLineEnds(rest);
}

function tooLong(file: string): DatasetFailure {
  const detail = `More than ${LONGEST_RECORD / 1e6} million characters come without a line end outside quotation marks.`;
  return new DatasetFailure({ tag: 'damaged-file', file, where: 'one of its lines', detail });
}

function unifyLineEnds(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

interface Scan {
  /** Characters looked at since the last piece. */
  length: number;
  inQuotes: boolean;
  /** The last one was '\r', which may be half a line end. */
  afterReturn: boolean;
  /** Just after the last line end outside quotation marks; 0 where there is none. */
  end: number;
}

/** Goes on where it stopped. */
function findRecordEnd(text: string, scan: Scan): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (scan.afterReturn && code !== 10 && !scan.inQuotes) scan.end = scan.length + at;
    scan.afterReturn = code === 13;
    if (code === 34) scan.inQuotes = !scan.inQuotes;
    if (code === 10 && !scan.inQuotes) scan.end = scan.length + at + 1;
  }
  scan.length += text.length;
}
