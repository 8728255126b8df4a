import { expect, it } from 'vitest';
import { setNames } from './setNames';

const module = (genes: number) => ({ genes: [...Array(genes).keys()] });

const row = (set: string, overlap: number, p: number, q: number) => ({
  set,
  overlap,
  p,
  q,
  size: overlap,
  universe: 100,
  shared: [],
  members: [],
  total: overlap,
  higher: null,
});

const named = (tests: Parameters<typeof setNames>[0]) =>
  Object.fromEntries([...setNames(tests)].map(([place, { set }]) => [place, set]));

it('names a module after its best set', () => {
  const rows = [row('angiogenesis', 5, 0.0001, 0.01), row('development', 9, 0.001, 0.04)];
  expect(named([{ module: module(12), rows }])).toEqual({ 0: 'angiogenesis' });
});

it.each([
  ['q above 0.05', row('A', 5, 0.001, 0.051)],
  ['two genes', row('A', 2, 0.0001, 0.01)],
  ['less than a fifth of the module', row('A', 3, 0.0001, 0.01)],
])('does not name it after a set with %s', (_, weak) => {
  expect(named([{ module: module(16), rows: [weak] }])).toEqual({});
  expect(named([{ module: module(16), rows: [weak, row('B', 4, 0.002, 0.05)] }])).toEqual({ 0: 'B' });
});

it('names one module after a set, the one that it fits best, and the other after its next', () => {
  const first = { module: module(10), rows: [row('A', 4, 0.001, 0.02), row('B', 4, 0.002, 0.02)] };
  const second = { module: module(10), rows: [row('A', 5, 0.0001, 0.01), row('B', 5, 0.0004, 0.01)] };
  expect(named([first, second])).toEqual({ 0: 'B', 1: 'A' });
  expect(named([second, first])).toEqual({ 0: 'A', 1: 'B' });
});
