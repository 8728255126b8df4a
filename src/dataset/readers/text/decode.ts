/** Bytes to text: gzip, the usual encodings and line ends, in pieces that end where a record ends. */
import { byteChunks, type OnBytes, peek } from '../bytes';

/** Characters per piece, at least; the last one may be shorter. */
const PIECE = 2_000_000;

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
 * marks. Throws `damaged-file` where the compression is broken.
 */
export async function* textPieces(file: File, onBytes: OnBytes): AsyncGenerator<string> {
  const head = await peek(file);
  const decoder = new TextDecoder(encodingOf(head));
  let kept = '';
  const scan: Scan = { position: 0, inQuotes: false, end: 0 };
  for await (const chunk of byteChunks(file, onBytes)) {
    kept += decoder.decode(chunk, { stream: true });
    findRecordEnd(kept, scan);
    if (kept.length < PIECE || scan.end === 0) continue;
    yield unifyLineEnds(kept.slice(0, scan.end));
    kept = kept.slice(scan.end);
    scan.position -= scan.end;
    scan.end = 0;
  }
  kept += decoder.decode();
  if (kept !== '') yield unifyLineEnds(kept);
}

function unifyLineEnds(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

interface Scan {
  /** Characters looked at so far. */
  position: number;
  inQuotes: boolean;
  /** Just after the last line end outside quotation marks; 0 where there is none. */
  end: number;
}

/** Goes on where it stopped; a '\r' at the end waits, for it may be half a line end. */
function findRecordEnd(text: string, scan: Scan): void {
  for (; scan.position < text.length; scan.position++) {
    const code = text.charCodeAt(scan.position);
    if (code === 34) scan.inQuotes = !scan.inQuotes;
    if (code === 13 && scan.position + 1 === text.length) return;
    const endsLine = code === 10 || (code === 13 && text.charCodeAt(scan.position + 1) !== 10);
    if (endsLine && !scan.inQuotes) scan.end = scan.position + 1;
  }
}
