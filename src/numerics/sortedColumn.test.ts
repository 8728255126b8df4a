import { expect, test } from 'vitest';
import { Random } from './random';
import { rowGroups, SortedColumn } from './sortedColumn';

const random = new Random(5);
const rows = 3000;
const columns = 3;
// The first column has many equal values and both zeros, the second all magnitudes, the third is constant.
const values = Float32Array.from({ length: rows * columns }, (_, at) => {
  if (at % columns === 0) return Math.round(3 * random.normal()) * (random.uniform() < 0.5 ? 1 : -1);
  return at % columns === 1 ? random.normal() * 10 ** (40 * random.uniform() - 30) : 7;
});
const groups = rowGroups(
  Int32Array.from({ length: rows }, () => random.integer(4)),
  5,
);

/** By the sorting of the language. */
function expected(column: number, chosen: readonly number[]): Float32Array {
  const some = [...groups.groupOf.keys()].filter((row) => chosen.includes(groups.groupOf[row] ?? -1));
  return Float32Array.from(some, (row) => values[row * columns + column] ?? NaN).toSorted();
}

test.each([0, 1, 2])('column %i is in ascending order in every group and in several together', (column) => {
  const sorted = new SortedColumn(rows);
  sorted.sort(values, columns, 1);
  sorted.sort(values, columns, column);
  const divided = sorted.divided(groups);
  for (const group of [0, 1, 2, 3, 4])
    expect(divided.subarray(groups.starts[group], groups.starts[group + 1])).toEqual(
      expected(column, [group]),
    );
  expect(sorted.together(groups, [0, 3])).toEqual(expected(column, [0, 3]));
  expect(sorted.together(groups, [4])).toHaveLength(0);
  expect(sorted.together(groups, [0, 1, 2, 3, 4])).toEqual(expected(column, [0, 1, 2, 3, 4]));
});
