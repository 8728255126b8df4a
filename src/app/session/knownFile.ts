/** Reads files of known edges, packed with gzip or not. Loaded when first needed. */
import type { Outcome } from '../../dataset/errors';
import { isGzip, streamed } from '../../dataset/readers/bytes';
import { parseTruth, type Truth } from '../../evaluation/networks/truth';
import type { TruthError } from '../../network/formats/knownEdges';
import { delimiterOf } from '../../network/formats/readEdgeTable';
import { wideTableOf } from '../../network/formats/readWideTable';

/** Bytes of text; longer lists are refused. */
const MAX_TEXT = 64_000_000;
const HEAD = 65_536;

export async function readTruth(file: File): Promise<Outcome<Truth, TruthError>> {
  if (file.size > MAX_TEXT) return tooLarge(file.name);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = await unpacked(bytes, file.name);
  if (!text.ok) return text;
  const parsed = parseTruth(text.value, file.name);
  return parsed.ok ? { ok: true, value: parsed.truth } : parsed;
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>, file: string): Promise<Outcome<string, TruthError>> {
  if (!isGzip(bytes)) return { ok: true, value: new TextDecoder().decode(bytes) };
  try {
    const text = await streamed(bytes, new DecompressionStream('gzip'), MAX_TEXT);
    return text ? { ok: true, value: new TextDecoder().decode(text) } : tooLarge(file);
  } catch (error) {
    const detail = `It cannot be unpacked (${String(error)}).`;
    return { ok: false, error: { tag: 'truth-format', file, format: 'gzip', detail } };
  }
}

function tooLarge(file: string): Outcome<never, TruthError> {
  return { ok: false, error: { tag: 'truth-too-large', file, limit: MAX_TEXT } };
}

/** Whether the first lines are edges; decided without reading the rest, as of a large table of expression. Names on both sides may be cells. */
export async function beginsWithEdges(file: File): Promise<boolean> {
  const head = await textHead(file);
  const lines = head.slice(0, head.lastIndexOf('\n') + 1);
  return wideTableOf(lines, delimiterOf(lines)) === null && parseTruth(lines, file.name).ok;
}

async function textHead(file: File): Promise<string> {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (!isGzip(start)) return file.slice(0, HEAD).text();
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    const { value } = await reader.read();
    return new TextDecoder().decode(value?.slice(0, HEAD));
  } catch {
    return '';
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
