import { expect, it } from 'vitest';
import { targetsTsv } from './tables';

it('has a line per target and time point, and one for each guide beneath', () => {
  const effect = { log2FoldChange: -2, low: -3.25, high: -1.123456, verdict: 'as-expected' } as const;
  const tsv = targetsTsv(
    {
      effects: [
        {
          ...effect,
          perturbation: 'A\tB',
          target: 'A',
          kind: 'knockdown',
          time: 2,
          cells: 40,
          reference: 4,
          mean: 1,
          guides: [
            { ...effect, guide: 'A_g1', cells: 30, mean: 0.5 },
            { ...effect, guide: 'A_g2', cells: 10, mean: 2.5 },
          ],
        },
      ],
      referenceCells: 400,
      hasControls: true,
      timeUnit: 'h',
      suspects: [],
    },
    [{ guide: 'A_g2', target: 'A', cells: 10, strength: 0.25, error: 0.1, verdict: 'weak' }],
  );
  const rows = tsv
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([13]));
  expect(rows.map((row) => row.slice(3))).toEqual([
    'time guide cells mean_reference mean log2_fold_change low high moves guide_strength'.split(' '),
    ['2', '', '40', '4', '1', '-2', '-3.25', '-1.1235', 'as-expected', ''],
    ['2', 'A_g1', '30', '4', '0.5', '-2', '-3.25', '-1.1235', 'as-expected', ''],
    ['2', 'A_g2', '10', '4', '2.5', '-2', '-3.25', '-1.1235', 'as-expected', '0.25'],
  ]);
});

it('has means of log ratios to base 2', () => {
  const halved = {
    perturbation: 'A',
    target: 'A',
    kind: 'knockdown' as const,
    time: null,
    cells: 3,
    reference: 2 ** 16 - 1,
    mean: 2 ** 15 - 1,
    guides: [],
    log2FoldChange: -1,
    low: -1,
    high: -1,
    verdict: 'as-expected' as const,
  };
  const report = { effects: [halved], referenceCells: 3, hasControls: true, timeUnit: '', suspects: [] };
  const row = (targetsTsv(report, [], 'log-ratio').split('\n')[1] ?? '').split('\t');
  expect(row.slice(6, 8).map(Number)).toEqual([0, -1]);
});
