import { expect, it } from 'vitest';
import { compareModules } from './compareModules';
import type { Module } from './network';

function modules(...groups: number[][]): Module[] {
  return groups.map((genes, i) => ({ name: `M${i + 1}`, genes, regulators: [], stability: null }));
}

const same = (genes: number) => {
  const all = Array.from({ length: genes }, (_, gene) => gene);
  return { first: all, second: all };
};

it('equal modules in another order are matched whole and agree entirely', () => {
  const found = compareModules(modules([0, 1, 2], [3, 4, 5]), modules([5, 4, 3], [2, 1, 0]), same(6));
  expect(found.adjustedRand).toBe(1);
  expect(found.matched).toEqual([
    { first: 0, second: 1, both: 3, either: 3 },
    { first: 1, second: 0, both: 3, either: 3 },
  ]);
});

it('a module goes with the one it shares most with, and each has one partner at most', () => {
  const found = compareModules(modules([0, 1, 2, 3], [4, 5, 6]), modules([0, 1, 2, 4], [3, 7, 8]), same(9));
  // {0,1,2} of {0,1,2,3,4}; what is left of the second shares nothing with [4, 5, 6].
  expect(found.matched).toEqual([{ first: 0, second: 0, both: 3, either: 5 }]);
  // Hubert and Arabie by hand: 3 pairs together in both, 9 and 9 of 36 in either, 9 · 9/36 by chance.
  expect(found.adjustedRand).toBeCloseTo((3 - 81 / 36) / (9 - 81 / 36), 12);
});

it('only genes that both networks have count, by their own numbers in each', () => {
  const shared = { first: [2, 3, 4], second: [0, 1, 2] };
  const found = compareModules(modules([0, 1, 2, 3, 4]), modules([0, 1, 2, 9]), shared);
  expect(found.matched).toEqual([{ first: 0, second: 0, both: 3, either: 3 }]);
});

it('where one has no modules nothing is said about their agreement', () => {
  expect(compareModules([], modules([0, 1, 2]), same(4))).toEqual({ adjustedRand: null, matched: [] });
});
