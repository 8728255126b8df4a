import { expect, it } from 'vitest';
import { digits, ownName, stepsTable, ratioTable } from './stepsTable';
import { rows } from './problems';

const row = 'H (100, 40, 80, 32)';
const timing = (name: string, wallMs: number, cpuMs: number) => ({
  name,
  wallMs,
  cpuMs,
  fastestMs: wallMs,
  steps: 3,
});
const arithmetic = { products: 3e7, activities: 1e7, transport: 0 };
const measured = [
  {
    row,
    arithmetic,
    timings: [timing(ownName, 10, 8), timing('PyTorch', 15, 16)],
  },
];

it('lists each contender relative to ours by wall and by CPU time, and its share of the peak', () => {
  const [, own, peer] = stepsTable(measured, { gflops: 10, gigabytes: 1 }).split('\n');
  // 4e7 operations in 8 ms are 5 GFLOP/s, half of 10; in 16 ms a quarter.
  expect(own?.split(/ {2,}/)).toEqual([
    row,
    ownName,
    '10.0',
    '8.00',
    '10.0',
    '3',
    '1.00',
    '1.00',
    '5.00',
    '50 %',
  ]);
  expect(peer?.trim().split(/ {2,}/)).toEqual([
    'PyTorch',
    '15.0',
    '16.0',
    '15.0',
    '3',
    '0.667',
    '0.500',
    '2.50',
    '25 %',
  ]);
});

it('lists the ratio at the peak, names rows below target by CPU time, and is empty without the peer', () => {
  const peak = { gflops: 10, gigabytes: 1 };
  const ratios = (timings: readonly ReturnType<typeof timing>[]) =>
    ratioTable(rows, [{ row, arithmetic, timings }], peak);
  const own = timing(ownName, 10, 8);
  const last = (torchCpu: number) =>
    ratios([own, timing('PyTorch', 15, torchCpu)])
      .split(/ {2,}/)
      .at(-1)
      ?.split('\n');
  // At 10 GFLOP/s 4e7 operations take 4 ms.
  expect(last(16)).toEqual(['4.00', 'Below target: none']);
  expect(last(14)).toEqual(['3.50', `Below target: ${row}, PyTorch: 1.75 of 1.80`]);
  expect(ratios([own])).toBe('');
});

it.each([
  [1234.5, '1235'],
  [123.45, '123'],
  [12.345, '12.3'],
  [0.5, '0.500'],
  [0.0004, '0.000'],
  [Number.NaN, '–'],
])('writes %d as %s', (value, text) => expect(digits(value)).toBe(text));
