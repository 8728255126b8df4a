/**
 * Property tests draw the same examples in every run, so that no change is refused for what it did not do. To look further:
 * `PROPERTY_SEED=7 PROPERTY_RUNS=3000 npm run unit`.
 */
import fc from 'fast-check';
import { expect } from 'vitest';

const { PROPERTY_SEED = '1', PROPERTY_RUNS = '' } = process.env;
fc.configureGlobal({ seed: Number(PROPERTY_SEED), ...(PROPERTY_RUNS && { numRuns: Number(PROPERTY_RUNS) }) });

/** Arrays of the same bytes are equal; others are compared element by element, which takes a microsecond for each. */
expect.addEqualityTesters([
  (a: unknown, b: unknown) =>
    ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && a.constructor === b.constructor && haveSameBytes(a, b)
      ? true
      : undefined,
]);

function haveSameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return bytesOf(a).equals(bytesOf(b));
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
