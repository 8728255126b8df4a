import { expect, it } from 'vitest';
import { coverageText, slopeText } from './evaluation';

const calibration = (slope: number | null) => ({ tenths: [], slope, coverage: [] });

it.each([
  [null, null],
  [-0.2, 'Slope −0.20: larger predictions do not mean larger changes.'],
  [-1899.9, 'Slope below −10: larger predictions do not mean larger changes.'],
  [0.84, 'Slope 0.84: predicted changes are too large; measured changes are 84 % of them.'],
  [1.08, 'Slope 1.08: predicted sizes are calibrated.'],
  [1.62, 'Slope 1.62: predicted changes are too small; measured changes are 1.6 times as large.'],
])('puts a slope of %s into words', (slope, text) => {
  expect(slopeText(calibration(slope))?.replaceAll('\u00a0', ' ') ?? null).toBe(text);
});

it('compares nominal and measured coverage of intervals, widest first', () => {
  const coverage = [
    { promised: 0.5, held: 0.47, width: 0.1 },
    { promised: 0.9, held: 0.84, width: 0.4 },
  ];
  expect(coverageText({ ...calibration(1), coverage })?.replaceAll('\u00a0', ' ')).toBe(
    'Intervals of 90 and 50 % contain 84 and 47 % of the measured values.',
  );
  expect(coverageText(calibration(1))).toBeNull();
});
