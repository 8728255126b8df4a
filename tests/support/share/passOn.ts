/** A snapshot as its reader has it; for tests only. */
import { decodeLink, encodeLink } from '../../../src/share/link';
import type { Snapshot, Tier } from '../../../src/share/snapshot';

export const demoSize = { genes: 11, regulators: 11, modules: 22 };

export async function passedOn(snapshot: Snapshot, tier: Tier): Promise<Snapshot> {
  const link = await encodeLink(snapshot, tier);
  if (!link.ok) throw new Error('the link is too long');
  const read = await decodeLink(link.value.text);
  if (!read.ok) throw new Error(read.error.tag);
  return read.value;
}
