import { expect, it } from 'vitest';
import { truncateName } from './format';

it('truncates names longer than the limit without splitting a character', () => {
  expect(truncateName('GATA1', 5)).toBe('GATA1');
  expect(truncateName('GATA12', 5)).toBe('GATA…');
  expect(truncateName('🧬🧬🧬', 3)).toBe('🧬🧬🧬');
  expect(truncateName('🧬🧬🧬🧬', 3)).toBe('🧬🧬…');
  expect(Array.from(truncateName('x'.repeat(10_000)))).toHaveLength(60);
});
