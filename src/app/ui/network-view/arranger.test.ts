import { expect, it } from 'vitest';
import { regrouped } from './arranger';

const groups = (...members: number[][]) => members.map((genes) => ({ genes }));

it('modules that only change their numbers have not changed', () => {
  expect(regrouped(groups([0, 1, 2], [3, 4]), groups([3, 4], [0, 1, 2]))).toBe(0);
});

it('a gene that comes or goes counts once; those it leaves or joins stay where most of them were', () => {
  expect(regrouped(groups([0, 1, 2, 3]), groups([0, 1, 2]))).toBe(1);
  expect(regrouped(groups([0, 1, 2]), groups([0, 1, 2, 3]))).toBe(1);
});

it('modules that mix anew have changed for all their genes', () => {
  expect(regrouped(groups([0, 1, 2, 3], [4, 5, 6, 7]), groups([0, 2, 4, 6], [1, 3, 5, 7]))).toBe(8);
});
