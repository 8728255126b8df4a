import { describe, expect, it } from 'vitest';
import { bootstrapInterval, auprcOverRegulators } from './bootstrap';
import { quantileOfSorted } from '../numerics/statistics';
import { Random } from '../numerics/random';
import { averagePrecision, precisionRecall, thinnedCurve } from './networks/metrics';
import { scorePairs } from './networks/scoredPairs';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);

const ifVaries = (values: readonly number[]) => (new Set(values).size > 1 ? mean(values) : null);

/** Ascending, one for each of the nⁿ ways to draw n of n. */
function allMeans(items: readonly number[]): number[] {
  let drawn: number[][] = [[]];
  for (const _ of items) drawn = drawn.flatMap((some) => items.map((item) => [...some, item]));
  return drawn.map(mean).toSorted((a, b) => a - b);
}

describe('the bootstrap interval', () => {
  it('agrees with the distribution of all possible draws, up to the error of a thousand', () => {
    const items = [0, 1, 3, 7, 8.5];
    const all = allMeans(items);
    const found = bootstrapInterval(items, mean, 1);
    expect(found?.value).toBeCloseTo(mean(items), 12);
    // The share of all draws below either end: 2.5 and 97.5 %, with the chance error of a thousand draws.
    const below = (end: number) => all.filter((value) => value < end).length / all.length;
    expect(Math.abs(below(found?.low ?? NaN) - 0.025)).toBeLessThan(0.015);
    expect(Math.abs(below(found?.high ?? NaN) - 0.975)).toBeLessThan(0.015);
  });

  it('is a function of the seed', () => {
    const items = Array.from({ length: 9 }, (_, i) => Math.sin(i));
    expect(bootstrapInterval(items, mean, 3)).toEqual(bootstrapInterval(items, mean, 3));
    expect(bootstrapInterval(items, mean, 3)).not.toEqual(bootstrapInterval(items, mean, 4));
  });

  it('has no width for equal items', () => {
    expect(bootstrapInterval([4, 4, 4], mean, 1)).toEqual({ value: 4, low: 4, high: 4 });
  });

  it('drops draws with a null statistic, and is null where the items give null', () => {
    const found = bootstrapInterval([0, 1], ifVaries, 1);
    expect(found).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
    expect(bootstrapInterval([1, 1], ifVaries, 1)).toBeNull();
    expect(bootstrapInterval([], () => null, 1)).toBeNull();
  });
});

const genes = ['a', 'b', 'c', 'd', 'e', 'f'];
const random = new Random(8);
const network = {
  genes,
  regulators: Int32Array.of(0, 1, 3, 5),
  // Few distinct scores, so that many are equal.
  weights: Float32Array.from({ length: 24 }, () => Math.round(4 * random.normal())),
  stability: null,
};
const truth = {
  name: 'known',
  edges: ['ab', 'ac', 'ba', 'de', 'df', 'fa'].map((edge) => ({
    source: edge.charAt(0),
    target: edge.charAt(1),
    sign: 0 as const,
  })),
};

it('the area counts all pairs of a regulator as often as it is drawn', () => {
  const scored = scorePairs(network, truth, 'candidates');
  const { pairs, positive, sizes } = scored;
  const draws = new Random(3);
  const areas: number[] = [];
  for (let draw = 0; draw < 1000; draw++) {
    const places = Array.from({ length: 4 }, () => network.regulators[draws.integer(4)] ?? 0).flatMap(
      (source) => [...pairs.keys()].filter((at) => Math.floor((pairs[at] ?? 0) / 6) === source),
    );
    const area = averagePrecision(
      Uint8Array.from(places, (at) => positive[at] ?? 0),
      Float64Array.from(places, (at) => sizes[at] ?? NaN),
    );
    if (area !== null) areas.push(area);
  }
  const sorted = Float64Array.from(areas).toSorted();
  const interval = auprcOverRegulators(scored, 3);
  expect(interval?.value).toBeCloseTo(averagePrecision(positive, sizes) ?? NaN, 12);
  expect(interval?.low).toBeCloseTo(quantileOfSorted(sorted, 0.025), 12);
  expect(interval?.high).toBeCloseTo(quantileOfSorted(sorted, 0.975), 12);
});

it('the interval of the area is null where no pair is true', () => {
  expect(auprcOverRegulators(scorePairs(network, { name: '', edges: [] }, 'candidates'), 1)).toBeNull();
});

it('a thinned curve has points of the original, includes its ends, and stays close to it', () => {
  const count = 5000;
  const positive = Uint8Array.from({ length: count }, () => Number(random.uniform() < 0.05));
  const scores = Float64Array.from(positive, (isTrue) => isTrue + random.normal());
  const curve = precisionRecall(positive, scores);
  const thin = thinnedCurve(curve, 400);
  expect(thin.recall.length).toBeLessThanOrEqual(400);
  expect(thin.recall.length).toBeGreaterThan(200);
  const place = (at: number) =>
    [...curve.recall.keys()].filter(
      (p) => curve.recall[p] === thin.recall[at] && curve.precision[p] === thin.precision[at],
    );
  const places = [...thin.recall.keys()].map((at) => place(at)[0] ?? NaN);
  expect([places[0], places.at(-1)]).toEqual([0, curve.recall.length - 1]);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  // Between two kept points nothing strays farther than a few steps of the way.
  const way = curve.recall.reduce(
    (sum, value, p) =>
      sum +
      Math.abs(value - (curve.recall[p - 1] ?? value)) +
      Math.abs((curve.precision[p] ?? NaN) - (curve.precision[p - 1] ?? curve.precision[p] ?? NaN)),
    0,
  );
  for (let at = 1; at < places.length; at++)
    for (let p = (places[at - 1] ?? 0) + 1; p < (places[at] ?? 0); p++)
      expect(Math.abs((curve.precision[p] ?? NaN) - (thin.precision[at - 1] ?? NaN))).toBeLessThan(
        (2 * way) / 399,
      );
});

it('a short curve is not thinned', () => {
  const curve = { recall: Float64Array.of(0.5, 1), precision: Float64Array.of(1, 0.5) };
  expect(thinnedCurve(curve, 400)).toBe(curve);
});
