import { expect, it } from 'vitest';
import { areFinite, halveRate } from './divergence';

it('halves the rate after the first and the second divergence, and gives up at the third', () => {
  const rates: (number | null)[] = [1];
  for (let rate = halveRate(1); ; rate = halveRate(rate)) {
    rates.push(rate);
    if (rate === null) break;
  }
  expect(rates).toEqual([1, 0.5, 0.25, null]);
});

it('notices a loss that is not finite in any term', () => {
  const loss = { endpoint: 1, cell: 2, path: 0, prior: 0 };
  expect(areFinite([loss])).toBe(true);
  for (const term of ['endpoint', 'cell', 'path', 'prior'] as const)
    for (const value of [NaN, Infinity]) expect(areFinite([loss, { ...loss, [term]: value }])).toBe(false);
});
