/** Whether predicted sizes and their intervals hold what they promise, in words. */
import type { Calibration } from '../../inference/benchmark/benchmark';
import { listOf } from './format';
import { decimal, percent } from './numbers';

/** Slopes this near to 1 are right. */
const nearOne = 0.1;

/** null where nothing that was predicted varies. */
export function slopeText({ slope }: Calibration): string | null {
  if (slope === null) return null;
  const told = `Slope ${decimal(slope)}:`;
  if (slope <= 0) return `${told} larger predictions do not mean larger changes.`;
  if (Math.abs(slope - 1) <= nearOne) return `${told} predicted sizes are about right.`;
  return slope < 1
    ? `${told} predicted changes are too large; measured ones are ${percent(slope)} of them.`
    : `${told} predicted changes are too small; measured ones are ${decimal(slope, 1)} times as large.`;
}

/** 'Intervals that promise 90 and 50 % hold 84 and 47 %.'; null where none could be made. */
export function coverageText({ coverage }: Calibration): string | null {
  if (coverage.length === 0) return null;
  const widest = coverage.toSorted((a, b) => b.promised - a.promised);
  return `Intervals that promise ${shares(widest.map(({ promised }) => promised))} hold ${shares(widest.map(({ held }) => held))}.`;
}

/** '90 and 50 %' */
function shares(values: readonly number[]): string {
  return `${listOf(values.map((value) => String(Math.round(100 * value))))}\u00a0%`;
}
