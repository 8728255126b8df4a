import { expect, it } from 'vitest';
import { medianRatios } from './sizeFactors';

it('samples are compared by the genes that do not change, however much a third of them does', () => {
  const genes = 30;
  const depths = [1, 2, 0.5];
  const counts = Float64Array.from({ length: depths.length * genes }, (_, at) => {
    const [sample, gene] = [Math.floor(at / genes), at % genes];
    return (gene + 1) * (depths[sample] ?? NaN) * (sample === 1 && gene % 3 === 0 ? 100 : 1);
  });
  const factors = medianRatios(counts, genes) ?? [];
  const average = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
  depths.forEach((depth, sample) => expect(factors[sample]).toBeCloseTo(depth / average, 12));
  expect(medianRatios(counts.subarray(0, 57), 19)).toBeNull();
});
