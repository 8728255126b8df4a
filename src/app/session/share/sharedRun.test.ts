import { expect, it } from 'vitest';
import type { ResponseTable } from '../../../share/snapshot';
import { tabulatedResponse } from '../predict/predict';
import { nearestTabulated } from '../view/viewState';

/** Genes A, B, C; A and C can be changed. */
const table: ResponseTable = {
  regulators: Int32Array.from([0, 2]),
  answered: Int32Array.from([0, 1, 2]),
  out: Float32Array.from([0, -1, 0.5, 0.25, 2, 0]),
  doubled: Float32Array.from([1, 0.75, -0.5, 0, -2, 1]),
  kappa: 0.5,
  measured: null,
};
const ask = (...changes: { gene: number; value: number }[]) =>
  tabulatedResponse(table, 3, changes)?.log2FoldChange;

it('gives the tabulated response to a knockout or doubling of one gene', () => {
  expect(ask({ gene: 0, value: 0 })).toEqual(Float32Array.from([0, -1, 0.5]));
  expect(ask({ gene: 2, value: 2 })).toEqual(Float32Array.from([0, -2, 1]));
});

it('gives null for two changes, a level in between or a gene that is no regulator', () => {
  expect(ask({ gene: 0, value: 0 }, { gene: 2, value: 0 })).toBeUndefined();
  expect(ask({ gene: 0, value: 0.5 })).toBeUndefined();
  expect(ask({ gene: 1, value: 0 })).toBeUndefined();
  expect(ask()).toBeUndefined();
});

it('moves a slider to the nearest tabulated change', () => {
  const asked = [0, 0.4, 0.6, 1, 1.4, 1.6, 3];
  const moved = asked.flatMap((value) => nearestTabulated(1, value));
  expect(moved).toEqual([0, 0, 1, 1, 1, 2, 2].map((value) => ({ gene: 1, value })));
});
