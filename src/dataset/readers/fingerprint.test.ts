import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256 } from './fingerprint';

it('SHA-256 equals another implementation at any length', () => {
  for (const length of [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 128, 1000]) {
    const message = Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256);
    expect(sha256(message)).toBe(createHash('sha256').update(message).digest('hex'));
  }
});
