import { expect, it } from 'vitest';
import { shortName } from './shortName';

it('shortens what is longer than asked for, never within a letter', () => {
  expect(shortName('GATA1', 5)).toBe('GATA1');
  expect(shortName('GATA12', 5)).toBe('GATA…');
  expect(shortName('🧬🧬🧬', 3)).toBe('🧬🧬🧬');
  expect(shortName('🧬🧬🧬🧬', 3)).toBe('🧬🧬…');
  expect(Array.from(shortName('x'.repeat(10_000)))).toHaveLength(60);
});
