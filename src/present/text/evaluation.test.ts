import { expect, it } from 'vitest';
import { coverageText, slopeText } from './evaluation';

const calibration = (slope: number | null) => ({ tenths: [], slope, coverage: [] });

it.each([
  [null, null],
  [-0.2, 'Slope −0.20: larger predictions do not mean larger changes.'],
  [0.84, 'Slope 0.84: predicted changes are too large; measured ones are 84 % of them.'],
  [1.08, 'Slope 1.08: predicted sizes are about right.'],
  [1.62, 'Slope 1.62: predicted changes are too small; measured ones are 1.6 times as large.'],
])('a slope of %s is told in words', (slope, text) => {
  expect(slopeText(calibration(slope))?.replaceAll('\u00a0', ' ') ?? null).toBe(text);
});

it('intervals are told by what they promise and hold, the widest first', () => {
  const coverage = [
    { promised: 0.5, held: 0.47, width: 0.1 },
    { promised: 0.9, held: 0.84, width: 0.4 },
  ];
  expect(coverageText({ ...calibration(1), coverage })?.replaceAll('\u00a0', ' ')).toBe(
    'Intervals that promise 90 and 50 % hold 84 and 47 %.',
  );
  expect(coverageText(calibration(1))).toBeNull();
});
