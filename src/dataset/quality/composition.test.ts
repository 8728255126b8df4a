import { expect, test } from 'vitest';
import { compositionShift } from './composition';

/** Nine genes of which all but one change by the same factor; the last one is not expressed. */
const control = Float64Array.of(5, 8, 2, 9, 4, 1, 7, 3, 0);
const factor = 0.7;
const treated = control.map((mean, gene) => (gene === 3 ? 60 : factor * mean));
const variance = control.map((mean) => mean / 4);

test('one rising gene does not hide the common fall of all others', () => {
  const shift = compositionShift(treated, control, variance, variance, 50, 200, new Set());
  expect(shift).toBeCloseTo(Math.log(factor), 12);
});

test('targets are excluded', () => {
  const onlyTarget = control.map((mean, gene) => (gene === 3 ? mean : 0));
  const shift = compositionShift(treated, onlyTarget, variance, variance, 50, 200, new Set([3]));
  expect(shift).toBe(0);
});

test('precisely measured genes outweigh a larger number of noisy ones', () => {
  const means = Float64Array.of(10, 10, 20, 20, 20);
  const noise = Float64Array.of(1, 1, 9000, 9000, 9000);
  const base = new Float64Array(5).fill(10);
  expect(compositionShift(means, base, noise, noise, 20, 20, new Set())).toBe(0);
  const alike = new Float64Array(5).fill(1);
  expect(compositionShift(means, base, alike, alike, 20, 20, new Set())).toBeCloseTo(Math.log(2), 12);
});
