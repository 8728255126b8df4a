/** Bytes to text: gzip, the usual encodings and line ends, in pieces that end where a record ends. */
import { DatasetFailure } from '../../errors';

/** Characters per piece, at least; the last one may be shorter. */
const PIECE = 2_000_000;

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

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

/** The first bytes after decompression, 64 kB at most. Throws `damaged-file` where the compression is broken. */
export async function peek(file: File): Promise<Uint8Array> {
  const head = new Uint8Array(await file.slice(0, 65_536).arrayBuffer());
  if (!isGzip(head)) return head;
  const reader = unzipped(file.stream()).getReader();
  try {
    const { value } = await reader.read();
    return (value ?? new Uint8Array(0)).slice(0, 65_536);
  } catch (error) {
    throw cannotUnpack(file.name, 'the beginning of the file', error);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * The text of the file, line ends as '\n', without byte order mark. A piece ends after a line end outside quotation
 * marks. Throws `damaged-file` where the compression is broken.
 */
export async function* textPieces(
  file: File,
  onBytes: (done: number, total: number) => void,
): AsyncGenerator<string> {
  const head = await peek(file);
  const decoder = new TextDecoder(encodingOf(head));
  let done = 0;
  const counted = file.stream().pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        done += chunk.length;
        onBytes(done, file.size);
        controller.enqueue(chunk);
      },
    }),
  );
  const compressed = isGzip(new Uint8Array(await file.slice(0, 2).arrayBuffer()));
  const reader = (compressed ? unzipped(counted) : counted).getReader();
  let kept = '';
  const scan: Scan = { position: 0, inQuotes: false, end: 0 };
  for (;;) {
    const { done: ended, value } = await reader.read().catch((error: unknown) => {
      throw cannotUnpack(file.name, `near byte ${done} of ${file.size}`, error);
    });
    kept += decoder.decode(value, { stream: !ended });
    if (ended) break;
    findRecordEnd(kept, scan);
    if (kept.length < PIECE || scan.end === 0) continue;
    yield unifyLineEnds(kept.slice(0, scan.end));
    kept = kept.slice(scan.end);
    scan.position -= scan.end;
    scan.end = 0;
  }
  if (kept !== '') yield unifyLineEnds(kept);
}

function unzipped(stream: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array> {
  return stream.pipeThrough(new DecompressionStream('gzip'));
}

function cannotUnpack(file: string, where: string, error: unknown): DatasetFailure {
  const detail = `The compressed data cannot be unpacked (${String(error)}).`;
  return new DatasetFailure({ tag: 'damaged-file', file, where, detail });
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
