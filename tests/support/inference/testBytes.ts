/** Bytes of all reachable buffers, each counted once. */
export function bytesWithin(value: unknown, seen = new Set<unknown>()): number {
  if (typeof value !== 'object' || value === null) return 0;
  const kept = ArrayBuffer.isView(value) ? value.buffer : value;
  if (seen.has(kept)) return 0;
  seen.add(kept);
  if (kept instanceof ArrayBuffer) return kept.byteLength;
  return Object.values(kept).reduce((sum: number, part) => sum + bytesWithin(part, seen), 0);
}
