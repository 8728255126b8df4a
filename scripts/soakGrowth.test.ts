import { expect, it } from 'vitest';
import { growthOf, type Held } from './soakGrowth';

const visit = (rounds: number, heap: (round: number) => number): readonly Held[] =>
  Array.from({ length: rounds }, (_, round) => ({ heap: heap(round), listeners: 300 }));

it('gives the growth of the last third above the first after warm-up, for each thing held', () => {
  const rounds = visit(14, (round) => 100 + 2 * round);
  // Rounds 2 to 13: the medians of 104, 106, 108, 110 and of 120, 122, 124, 126.
  expect(growthOf([rounds])).toEqual({ heap: expect.closeTo(100 * (123 / 107 - 1), 9), listeners: 0 });
});

it('does not count warm-up, and hardly a single high round', () => {
  expect(growthOf([visit(14, (round) => (round < 2 ? 4 : 12))])?.['heap']).toBe(0);
  expect(growthOf([visit(14, (round) => (round === 12 ? 90 : 12))])?.['heap']).toBe(0);
});

it('sees growth that each reload takes back', () => {
  const visits = Array.from({ length: 5 }, () => visit(10, (round) => 50 + round));
  expect(growthOf(visits)?.['heap']).toBeGreaterThan(5);
});

it('takes something of nothing for growth of 100 %', () => {
  expect(growthOf([visit(9, (round) => (round < 6 ? 0 : 1))])?.['heap']).toBe(100);
  expect(growthOf([visit(9, () => 0)])?.['heap']).toBe(0);
});

it('tells nothing of visits too short to tell growth from warm-up', () => {
  expect(growthOf([visit(5, (round) => 2 ** round), []])).toBeNull();
});
