import { expect, test } from 'vitest';
import { quantileInPlace } from './orderStatistics';
import { Random } from './random';
import { quantileOfSorted } from './statistics';

test('quantiles without sorting are those of the sorted values, whatever repeats and in whatever order', () => {
  const random = new Random(4);
  const screens: ((i: number) => number)[] = [
    () => random.normal(),
    () => Math.floor(4 * random.uniform()),
    (i) => i,
    (i) => 1 - i,
    () => 7,
  ];
  for (const valueAt of screens)
    for (const length of [1, 2, 3, 50, 401]) {
      const values = Float32Array.from({ length }, (_, i) => valueAt(i));
      for (const fraction of [0, 0.02, 0.5, 0.98, 1])
        expect(quantileInPlace(values.slice(), fraction)).toBe(quantileOfSorted(values.toSorted(), fraction));
    }
});
