import { expect, test } from 'vitest';
import type { Comparison } from '../../../inference/result';
import { measuredFor } from './measuredFor';

function measured(
  label: string,
  targets: readonly number[],
  change: number,
  time: number | null = null,
): Comparison {
  const values = new Float32Array(4);
  for (const target of targets) values[target] = change;
  return {
    label,
    role: 'training',
    time,
    targets,
    cells: 10,
    predicted: new Float32Array(4),
    measured: values,
    standardError: new Float32Array(4),
  };
}

const comparisons = [
  measured('A ko', [0], -1, 2),
  measured('A ko', [0], -1, 4),
  measured('A+B ko', [0, 1], -1),
];

test('the same genes set in the same direction fit exactly, at the last time point', () => {
  const match = measuredFor(comparisons, [{ gene: 0, value: 0 }]);
  expect([match?.comparison.time, match?.exact]).toEqual([4, true]);
});

test('a combination prefers its own measurement over that of a part', () => {
  const match = measuredFor(comparisons, [
    { gene: 0, value: 0 },
    { gene: 1, value: 0 },
  ]);
  expect([match?.comparison.label, match?.exact]).toEqual(['A+B ko', true]);
});

test('a part that was measured alone fits, and is said to be only a part', () => {
  const match = measuredFor(comparisons, [
    { gene: 0, value: 0 },
    { gene: 3, value: 2 },
  ]);
  expect([match?.comparison.label, match?.exact]).toEqual(['A ko', false]);
});

test('raising a gene is not compared with its knockout, and an unchanged slider counts for nothing', () => {
  expect(measuredFor(comparisons, [{ gene: 0, value: 2 }])).toBeNull();
  expect(measuredFor(comparisons, [{ gene: 0, value: 1 }])).toBeNull();
});
