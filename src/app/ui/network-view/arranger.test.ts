import { expect, it } from 'vitest';
import { regrouped } from './arranger';

const groups = (...members: number[][]) => members.map((genes) => ({ genes }));

it('renumbered modules count as unchanged', () => {
  expect(regrouped(groups([0, 1, 2], [3, 4]), groups([3, 4], [0, 1, 2]))).toBe(0);
});

it('an added or removed gene counts once; the other genes of its module count as unchanged', () => {
  expect(regrouped(groups([0, 1, 2, 3]), groups([0, 1, 2]))).toBe(1);
  expect(regrouped(groups([0, 1, 2]), groups([0, 1, 2, 3]))).toBe(1);
});

it('remixed modules count as changed for all their genes', () => {
  expect(regrouped(groups([0, 1, 2, 3], [4, 5, 6, 7]), groups([0, 2, 4, 6], [1, 3, 5, 7]))).toBe(8);
});
