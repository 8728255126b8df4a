import { expect, it } from 'vitest';
import { hiddenTable, type HiddenRow } from './hidden';

/** Error and change are sums of squares over two endpoints. */
function gene(reported: number, error: number, change: number, within = 2): HiddenRow['genes'][number] {
  return { isPredicted: reported < 1, reported, error, change, endpoints: 2, within };
}

it('errors of hidden genes are pooled with the measured change as weight, those that are not predicted apart', () => {
  const rows: readonly HiddenRow[] = [
    { group: 'counts', from: 'here', genes: [gene(0.5, 3, 4), gene(1, 4, 4)] },
    { group: 'counts', from: 'here', genes: [gene(0.8, 12, 16, 1)] },
  ];
  const cells = hiddenTable(rows)
    .split('\n')
    .slice(3)
    .map((line) => line.split(/ {2,}/));
  // Predicted: reported (.5 · 4 + .8 · 16) / 20, true 15 / 20; all: (2 + 4 + 12.8) / 24 and 19 / 24; five of six endpoints within.
  const expected = ['2', '3', '67 %', '.74', '.75 [.75, .75]'];
  expect(cells.map(([, ...others]) => others.slice(0, 5))).toEqual([expected, expected]);
  expect(cells.map((line) => line.slice(-3))).toEqual([
    ['.78', '.79', '83 %'],
    ['.78', '.79', '83 %'],
  ]);
  expect(cells.map(([name]) => name)).toEqual(['counts', 'all simulated']);
});
