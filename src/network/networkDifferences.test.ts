/** Differences of networks whose weights and spreads are drawn, so that it is known which differ. */
import { expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { type SpreadNetwork, networkDifferences } from './networkDifferences';

const genes = Array.from({ length: 20 }, (_, gene) => `G${gene}`);
const regulators = Int32Array.from({ length: 10 }, (_, at) => at);
const FITS = 20;

/** Weights around `truth` with a noise of standard deviation σ of each edge, and that of 20 draws of the same noise. */
function measured(truth: readonly number[], sigma: readonly number[], random: Random): SpreadNetwork {
  const spread = sigma.map((size) => {
    const draws = Array.from({ length: FITS }, () => size * random.normal());
    const middle = draws.reduce((sum, draw) => sum + draw, 0) / FITS;
    return Math.sqrt(draws.reduce((sum, draw) => sum + (draw - middle) ** 2, 0) / (FITS - 1));
  });
  const weights = Float32Array.from(truth, (weight, at) => weight + (sigma[at] ?? 0) * random.normal());
  return {
    network: { genes, regulators, weights, stability: null },
    spread: Float32Array.from(spread),
    fits: FITS,
  };
}

const pairs = regulators.length * genes.length;

it('claims no difference in 95 of 100 pairs of equal networks, and finds edges that differ by eight standard errors', () => {
  const random = new Random(3);
  const sigma = Array.from({ length: pairs }, () => 0.05 + 0.1 * random.uniform());
  const truth = Array.from({ length: pairs }, () => random.normal());
  let claiming = 0;
  for (let draw = 0; draw < 100; draw++) {
    const edges = networkDifferences(measured(truth, sigma, random), measured(truth, sigma, random));
    expect(edges).toHaveLength(pairs - regulators.length);
    if (edges.some(({ supported }) => supported)) claiming += 1;
  }
  expect(claiming).toBeLessThanOrEqual(9);
  const changed = truth.map((weight, at) => weight + (at % 20 === 19 ? 8 * Math.SQRT2 * 0.15 : 0));
  const found = networkDifferences(measured(truth, sigma, random), measured(changed, sigma, random));
  const supported = found.filter((edge) => edge.supported);
  expect(supported.filter(({ target }) => target === 'G19')).toHaveLength(10);
  expect(supported.length).toBeLessThanOrEqual(12);
  expect(found.slice(0, 10).every(({ target }) => target === 'G19')).toBe(true);
});

/** Of these regulators (indices into the names), each weight with the spread ¼. */
function spreadOver(
  names: readonly string[],
  at: readonly number[],
  weights: readonly number[],
): SpreadNetwork {
  return {
    network: {
      genes: names,
      regulators: Int32Array.from(at),
      weights: Float32Array.from(weights),
      stability: null,
    },
    spread: Float32Array.from(weights, () => 0.25),
    fits: FITS,
  };
}

it('matches genes by name, and tells the difference, its error and both weights', () => {
  const first = spreadOver(['A', 'B', 'C'], [0], [0, 1, 0.5]);
  const second = spreadOver(['C', 'a', 'X', 'B'], [1], [0.5, 0, 9, -1]);
  const edges = networkDifferences(first, second);
  expect(edges.map(({ source, target }) => source + target)).toEqual(['AB', 'AC']);
  expect(edges[0]).toMatchObject({ first: 1, second: -1, difference: -2, supported: true });
  expect(edges[0]?.error).toBeCloseTo(Math.hypot(0.25, 0.25), 12);
  // P(|Z| > 2/√(1/8)) of the standard normal distribution.
  expect(edges[0]?.p).toBeCloseTo(1.54e-8, 10);
  expect(edges[1]).toMatchObject({ difference: 0, p: 1, supported: false });
});

it('has nothing to compare where no gene is common', () => {
  const random = new Random(1);
  const one = measured(Array<number>(pairs).fill(0), Array<number>(pairs).fill(1), random);
  const other = { ...one, network: { ...one.network, genes: genes.map((name) => `${name}x`) } };
  expect(networkDifferences(one, other)).toEqual([]);
});
