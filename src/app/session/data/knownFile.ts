/** Whether a file holds known edges. Loaded when first needed. */
import { isGzip } from '../../../dataset/readers/bytes';
import { decoded } from '../../../dataset/readers/text/encoding';
import { parseTruth } from '../../../evaluation/networks/truth';
import { delimiterOf } from '../../../network/formats/readEdgeTable';
import { wideTableOf } from '../../../network/formats/readWideTable';

const HEAD = 65_536;

/** Whether the first lines are edges; decided without reading the rest, as of a large table of expression. Names on both sides may be cells. */
export async function beginsWithEdges(file: File): Promise<boolean> {
  const head = await textHead(file);
  const lines = head.slice(0, head.lastIndexOf('\n') + 1);
  return wideTableOf(lines, delimiterOf(lines)) === null && parseTruth(lines, file.name).ok;
}

async function textHead(file: File): Promise<string> {
  const start = new Uint8Array(await file.slice(0, 3).arrayBuffer());
  if (!isGzip(start)) return decoded(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    const { value } = await reader.read();
    return value === undefined ? '' : decoded(value.subarray(0, HEAD));
  } catch {
    return '';
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
