/** Text as it lies in HDF5: fixed length with padding, or pointers to null-terminated strings. Always UTF-8. */
export interface Extent {
  readonly count: number;
  /** Bytes from one element to the next, and of the text inside an element. */
  readonly stride: number;
  readonly offset: number;
}

export function fixedStrings(bytes: Uint8Array, extent: Extent, size: number): readonly string[] {
  const decoder = new TextDecoder();
  return Array.from({ length: extent.count }, (_, i) => {
    const start = i * extent.stride + extent.offset;
    const text = bytes.slice(start, start + size);
    const end = text.indexOf(0);
    return decoder.decode(end < 0 ? text : text.subarray(0, end));
  });
}

export function variableStrings(
  bytes: Uint8Array,
  extent: Extent,
  textAt: (pointer: number) => string,
): readonly string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: extent.count }, (_, i) =>
    textAt(view.getUint32(i * extent.stride + extent.offset, true)),
  );
}
