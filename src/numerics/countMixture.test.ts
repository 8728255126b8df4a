/** Guides called from simulated counts, beside the truth and beside one threshold for all. */
import { describe, expect, it } from 'vitest';
import { guideCounts, poisson } from '../../tests/support/guideCounts';
import { countMixture, histogramOf, signalFrom } from './countMixture';
import { Random } from './random';

const standard = { guides: 60, cells: 1500, perCell: 5, depth: 30, ambient: 0.1 };

/** Harmonic mean of the shares of calls that are right and of guides that are called. */
function rightCalls(counts: Float64Array, has: Uint8Array, least: (guide: number) => number): number {
  let [called, both, all] = [0, 0, 0];
  counts.forEach((count, at) => {
    const isCalled = count >= least(at % standard.guides);
    called += Number(isCalled);
    all += has[at] ?? 0;
    both += Number(isCalled && has[at] === 1);
  });
  return (2 * both) / (called + all);
}

describe('calls by a mixture for each guide', () => {
  it.each([
    ['few counts', { depth: 8 }, 0.89, 0.08],
    ['typical ones', {}, 0.98, 0],
    ['many, much of it ambient', { depth: 150 }, 0.985, 0.15],
    ['one guide in most cells', { perCell: 0.7 }, 0.985, 0],
    ['fifteen guides', { perCell: 15 }, 0.97, 0.01],
  ])('of %s are right, and more often than those of five counts', (_, change, least, more) => {
    for (const seed of [31, 32]) {
      const { counts, has } = guideCounts({ ...standard, ...change }, seed);
      const from = Array.from(
        { length: standard.guides },
        (__, guide) =>
          signalFrom(histogramOf(counts.filter((___, at) => at % standard.guides === guide))) ?? 5,
      );
      const byMixture = rightCalls(counts, has, (guide) => from[guide] ?? NaN);
      expect(byMixture).toBeGreaterThan(least);
      expect(byMixture - rightCalls(counts, has, () => 5)).toBeGreaterThan(more);
    }
  });

  it('are none where all is background', () => {
    for (const mean of [0.02, 0.2, 1]) {
      const random = Random.mixed(7);
      const counts = Float64Array.from({ length: 2000 }, () => poisson(mean, random));
      expect(signalFrom(histogramOf(counts))).toBeNull();
    }
    expect(signalFrom(histogramOf(new Float64Array(10)))).toBeNull();
  });
});

it('a mixture has the parameters that counts were drawn with', () => {
  const random = Random.mixed(5);
  const counts = Float64Array.from({ length: 20_000 }, () =>
    random.uniform() < 0.1 ? Math.round(Math.exp(4 + 0.5 * random.normal())) : poisson(0.7, random),
  );
  const found = countMixture(histogramOf(counts));
  expect(found?.share).toBeCloseTo(0.1, 2);
  expect(found?.background).toBeCloseTo(0.7, 1);
  expect(found?.mean).toBeCloseTo(4, 1);
  expect(found?.variance).toBeCloseTo(0.25, 1);
});
