import { expect, it } from 'vitest';
import { guessReasonText } from './recognition';

it.each([
  [{ tag: 'values-are-genes', named: 3, genes: 3 }, 'All 3 values are genes in this file'],
  [{ tag: 'values-are-genes', named: 4, genes: 3 }, '3 of 4 values are genes in this file'],
  [{ tag: 'values-are-genes', named: 1, genes: 1 }, 'The only value is a gene in this file'],
  [{ tag: 'values-are-genes', named: 1, genes: 0 }, 'The only value is no gene in this file'],
  [{ tag: 'control-labels', labels: 1 }, 'Looks like untreated cells or non-targeting guides'],
  [{ tag: 'control-labels', labels: 2 }, 'Look like untreated cells or non-targeting guides'],
  [
    { tag: 'no-control-labels', column: null },
    'No value of the column looks like “control”, “non-targeting” or “WT”',
  ],
  [{ tag: 'time-points', count: 4, unit: 'days' }, '4 time points in days'],
  [{ tag: 'time-points', count: 4, unit: null }, '4 time points; the unit is a guess'],
  [
    { tag: 'no-symbols', index: 'ensembl-ids' },
    'The index contains Ensembl ids; no column of symbols was found',
  ],
  [{ tag: 'no-integers', maximum: 7.12345 }, 'Not whole numbers, largest seen 7.12'],
  [{ tag: 'equal-totals', before: null, several: 3 }, 'Every cell has one of 3 totals'],
  [{ tag: 'equal-totals', before: 'ln' }, 'Every cell has the same total once the logarithm is undone'],
] as const)('%o reads “%s”', (reason, text) => {
  expect(guessReasonText(reason)).toBe(text);
});
