import { expect, test } from 'vitest';
import { Random } from './random';
import { bySameReference, rowGroups, SortedColumn } from './sortedColumn';

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

/** Values of some groups, ascending by the sorting of the language. */
function expected(column: number, chosen: readonly number[]): number[] {
  const some = [...groups.groupOf.keys()].filter((row) => chosen.includes(groups.groupOf[row] ?? -1));
  return some.map((row) => values[row * columns + column] ?? NaN).toSorted((a, b) => a - b);
}

function atMost(of: readonly number[], value: number): number {
  return of.filter((one) => one <= value).length;
}

/** Of distribution functions over all values: ∫ |F − G|, and the pairs in which a value of the first is larger, ties counted half. */
function byCounting(own: readonly number[], others: readonly number[]) {
  const all = [...own, ...others].toSorted((a, b) => a - b);
  let area = 0;
  for (const [at, value] of all.entries()) {
    const next = all[at + 1] ?? value;
    if (next === value) continue;
    area +=
      Math.abs(atMost(own, value) / own.length - atMost(others, value) / others.length) * (next - value);
  }
  const u = own.reduce((sum, value) => {
    const below = others.filter((other) => other < value).length;
    return sum + (below + atMost(others, value)) / 2;
  }, 0);
  return { area, u };
}

test.each([0, 1, 2])('groups of column %i are compared with several together', (column) => {
  const sorted = new SortedColumn(rows);
  sorted.sort(values, columns, 1);
  sorted.divide(groups);
  sorted.refer([1, 2]);
  sorted.sort(values, columns, column);
  sorted.divide(groups);
  for (const [group, chosen] of [
    [0, [1, 3]],
    [2, [0]],
    [3, [0, 1, 2]],
  ] as const) {
    const [own, others] = [expected(column, [group]), expected(column, chosen)];
    const { area, u } = byCounting(own, others);
    expect(sorted.refer(chosen)).toBe(others.length);
    expect(sorted.wasserstein(group) - area).toBeCloseTo(0, 9 - Math.ceil(Math.log10(1 + area)));
    expect(sorted.ranks(group)).toMatchObject({ u, sizes: [own.length, others.length] });
  }
  expect(sorted.refer([4])).toBe(0);
});

test('items with the same groups as reference come together, in their order', () => {
  const references: Record<string, readonly number[]> = { a: [1, 2], b: [12], c: [1, 2], d: [2, 1], e: [12] };
  const together = bySameReference(Object.keys(references), (item) => references[item] ?? []);
  expect(together).toEqual([
    { reference: [1, 2], members: ['a', 'c'] },
    { reference: [12], members: ['b', 'e'] },
    { reference: [2, 1], members: ['d'] },
  ]);
});
