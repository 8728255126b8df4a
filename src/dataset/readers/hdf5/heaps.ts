/**
 * Texts of changing length lie in heaps whose entries each say how long they are. One that says 0 where free room begins, or more
 * than there is, would be gone over for ever by the HDF5 library (2.0), in one call that nothing but the end of the worker stops; so heaps are looked
 * through before it sees them. HDF5 file format specification 3.0, III.E.
 */
const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0];
const HEADER = 16;
const ENTRY_HEADER = 16;

/** Where an entry without a possible length makes a heap endless; null where there is none. A heap may be cut off by the end of the bytes. */
export function endlessHeap(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = SIGNATURE[0] ?? 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (!SIGNATURE.every((byte, i) => bytes[at + i] === byte) || at + HEADER > bytes.length) continue;
    const found = endlessEntry(view, at + HEADER, at + Number(view.getBigUint64(at + 8, true)));
    if (found !== null) return found;
  }
  return null;
}

/** Index 0 marks free room; its length counts its own header, that of other entries does not. */
function endlessEntry(view: DataView, first: number, end: number): number | null {
  for (let at = first; at + ENTRY_HEADER <= Math.min(end, view.byteLength);) {
    const isFree = view.getUint16(at, true) === 0;
    const length = Number(view.getBigUint64(at + 8, true));
    const extent = isFree ? length : ENTRY_HEADER + Math.ceil(length / 8) * 8;
    if (extent === 0 || at + extent > end) return at;
    at += extent;
  }
  return null;
}
