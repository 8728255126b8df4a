/** Reads a link of a run. */
import type { Outcome } from '../../../src/dataset/errors';
import { decodeLink } from '../../../src/share/link';
import type { Deflater } from '../../../src/share/link/frame';
import type { LinkError, Snapshot } from '../../../src/share/snapshot';

/** Throws for a link of effects. */
export async function decodeRun(text: string, deflater?: Deflater): Promise<Outcome<Snapshot, LinkError>> {
  const read = await decodeLink(text, deflater);
  if (!read.ok) return read;
  if (read.value.kind !== 'run') throw new Error('the link holds effects, not a run');
  return { ok: true, value: read.value.snapshot };
}
