import { expect, test } from 'vitest';
import { Random } from '../../numerics/random';
import { pearson } from '../../numerics/statistics';
import { correlationsWithout } from './labels';

test('every pair of rows is correlated over the genes except their own', () => {
  const random = new Random(8);
  const row = (gene: number) => ({
    gene,
    values: Float64Array.from({ length: 40 }, (_, g) => (g === gene ? 30 : random.normal())),
  });
  const flat = { gene: 5, values: new Float64Array(40).fill(0) };
  const [a, b] = [
    [row(0), row(7), row(12), flat],
    [row(7), row(39), flat],
  ];
  const expected = a.flatMap((x) =>
    b.map((y) => {
      const isKept = (_: number, g: number) => g !== x.gene && g !== y.gene;
      return pearson(x.values.filter(isKept), y.values.filter(isKept));
    }),
  );
  correlationsWithout(a, b).forEach((value, p) => expect(value).toBeCloseTo(expected[p] ?? NaN, 10));
});
