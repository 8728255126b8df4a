import { expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { quantileOfSorted } from '../../numerics/statistics';
import { compareContexts, spreadOf } from './contextComparison';
import { TAIL } from './confidence';

/** Quantiles of `fits` draws of standard deviation 2. */
function drawn(fits: number, pairs: number, random: Random) {
  const sorted = Array.from({ length: pairs }, () =>
    Float32Array.from({ length: fits }, () => 2 * random.normal()).toSorted(),
  );
  const at = (share: number) => Float32Array.from(sorted, (values) => quantileOfSorted(values, share));
  return { fits, low: at(TAIL), high: at(1 - TAIL) };
}

it('tells the standard deviation of the fits from their quantiles, however many fits there are', () => {
  const random = new Random(5);
  for (const fits of [5, 20, 200]) {
    const spread = spreadOf(drawn(fits, 4000, random));
    expect(spread.reduce((sum, one) => sum + one, 0) / spread.length / 2).toBeCloseTo(1, 1);
  }
});

it('compares every two contexts, and none without confidence', () => {
  const network = {
    genes: ['A', 'B'],
    regulators: Int32Array.of(0),
    weights: Float32Array.of(0, 1),
    stability: null,
  };
  expect(() =>
    compareContexts([
      { name: 'rest', result: { network, confidence: null } },
      { name: 'stimulated', result: { network, confidence: null } },
    ]),
  ).toThrow('The confidence of rest was not measured');
  const confidence = {
    ...drawn(20, 2, new Random(1)),
    stability: Float32Array.of(0, 1),
    signAgreement: Float32Array.of(0, 1),
    modules: [],
    nextPerturbations: [],
    shuffled: null,
  };
  const compared = compareContexts(
    ['x', 'y', 'z'].map((name) => ({ name, result: { network, confidence } })),
  );
  expect(compared.map(({ first, second }) => first + second)).toEqual(['xy', 'xz', 'yz']);
  expect(compared[0]?.edges).toEqual([expect.objectContaining({ source: 'A', target: 'B', difference: 0 })]);
});
