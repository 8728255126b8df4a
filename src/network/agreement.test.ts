import { expect, it } from 'vitest';
import { lehmerDraws } from '../numerics/lehmer';
import { adjustedRand } from './agreement';

// As in scripts/references/network_clustering.py.
const a = lehmerDraws(5, 30).map((v) => Math.floor(4 * v));
const b = lehmerDraws(6, 30).map((v, i) => (v < 0.6 ? (a[i] ?? 0) : Math.floor(4 * v)));

it('agrees with sklearn.metrics.adjusted_rand_score', () => {
  expect(adjustedRand(a, b)).toBeCloseTo(0.6799776352186452, 12);
});

it('takes every item labelled −1 for a group of its own', () => {
  const [left, right] = [a, b].map((labels) => labels.map((x) => (x === 0 ? -1 : x)));
  expect(adjustedRand(left ?? [], right ?? [])).toBeCloseTo(0.6424657534246575, 12);
});

it('is 0 where nothing is grouped', () => {
  expect(adjustedRand([-1, -1, -1], [-1, -1, -1])).toBe(0);
});
