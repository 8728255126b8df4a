import { constants } from 'node:buffer';
import { expect, it } from 'vitest';
import { TypedJsonReader, typedJsonPieces } from './typedJson';

it('writes and reads more text than a string may have', () => {
  const values = new Float32Array(Math.ceil((constants.MAX_STRING_LENGTH * 3) / 16));
  for (let i = 0; i < values.length; i += 1000) values[i] = i;
  const reader = new TypedJsonReader();
  let length = 0;
  for (const piece of typedJsonPieces({ values, after: 'them' })) {
    length += piece.length;
    reader.push(piece);
  }
  expect(length).toBeGreaterThan(constants.MAX_STRING_LENGTH);
  const { values: read, after } = Object(reader.end());
  expect(after).toBe('them');
  expect(Buffer.compare(new Uint8Array(read.buffer), new Uint8Array(values.buffer))).toBe(0);
}, 600_000);
