/** Shared by all WebAssembly modules: page sizes and the test for 128-bit SIMD. */

/** Bytes in a page of WebAssembly memory. */
export const pageBytes = 65536;
/** Initial pages of a memory. */
export const firstPages = 16;

/** Does this engine run 128-bit SIMD? Validates a function that returns i8x16.splat(0). */
export function simdSupported(): boolean {
  const header = [0, 97, 115, 109, 1, 0, 0, 0];
  const types = [1, 5, 1, 0x60, 0, 1, 0x7b];
  const functions = [3, 2, 1, 0];
  const code = [10, 8, 1, 6, 0, 0x41, 0, 0xfd, 0x0f, 0x0b];
  return WebAssembly.validate(Uint8Array.from([...header, ...types, ...functions, ...code]));
}
