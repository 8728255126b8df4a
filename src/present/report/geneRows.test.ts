import { expect, it } from 'vitest';
import { changedRows, nearestRows } from './geneRows';

const changes = {
  log2: Float32Array.of(1, -1, 0.5, 3, 0),
  error: Float32Array.of(0.1, 2, 0.1, 0.2, 0),
  freedom: Float32Array.of(1e9, 1e9, 4, 1e9, 1e9),
  p: Float64Array.of(1e-6, 0.5, 1e-3, 1e-9, NaN),
  q: Float64Array.of(1e-5, 0.6, 0.01, 1e-8, NaN),
  own: Uint8Array.of(0, 0, 0, 1, 0),
};

it('changed genes come surest first, with intervals of the fold change, or of its logarithm where values are ratios', () => {
  const rows = changedRows(changes, { isTested: true, values: 'counts' }, 0.05);
  expect(rows.map(({ gene, isOwn }) => [gene, isOwn])).toEqual([
    [3, true],
    [0, false],
    [2, false],
  ]);
  // A fold of 2 whose standard error is 2 ln 2 × .1 = .1386: 2 ± 1.96 × .1386.
  const [, two] = rows;
  expect(2 ** (two?.test?.low ?? NaN)).toBeCloseTo(1.7283, 4);
  expect(2 ** (two?.test?.high ?? NaN)).toBeCloseTo(2.2717, 4);
  const [, ratio] = changedRows(changes, { isTested: true, values: 'ln-ratio' }, 0.05);
  expect([ratio?.test?.low, ratio?.test?.high]).toEqual([expect.closeTo(0.804, 3), expect.closeTo(1.196, 3)]);
  // Student's t with four degrees of freedom: 2.776.
  const third = changedRows(changes, { isTested: true, values: 'ln-ratio' }, 0.05)[2];
  expect(third?.test?.high).toBeCloseTo(0.5 + 2.776 * 0.1, 3);
});

it('without changed genes the nearest are told, and without replicates the largest beside the spread of samples', () => {
  const screen = { isTested: true, values: 'counts' } as const;
  expect(changedRows(changes, screen, 1e-20)).toEqual([]);
  expect(nearestRows(changes, screen).map(({ gene }) => gene)).toEqual([3, 0, 2, 1]);
  // Nothing has degrees of freedom then.
  const single = { ...changes, freedom: new Float32Array(5) };
  const untested = changedRows(single, { isTested: false, values: 'counts' }, 0.05);
  expect(untested.map(({ gene, test, spreads }) => [gene, test, Number(spreads.toFixed(3))])).toEqual([
    [3, null, 15],
    [0, null, 10],
    [2, null, 5],
    [1, null, 0.5],
  ]);
});
