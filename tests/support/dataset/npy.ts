/** Bytes of a .npy file of version 1 as NumPy writes it. `shape`: '10, 10'. */
export function npy(
  shape: string,
  values: Float32Array | Float64Array,
  order = 'False',
): Uint8Array<ArrayBuffer> {
  const type = values instanceof Float32Array ? '<f4' : '<f8';
  const text = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape}), }`;
  const header = `${text}${' '.repeat((64 - ((10 + text.length + 1) % 64)) % 64)}\n`;
  const bytes = new Uint8Array(10 + header.length + values.byteLength);
  bytes.set([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length % 256, Math.floor(header.length / 256)]);
  bytes.set(Buffer.from(header), 10);
  bytes.set(new Uint8Array(values.buffer), 10 + header.length);
  return bytes;
}
