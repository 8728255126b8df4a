/** Percentile intervals by resampling perturbations or regulators with replacement (Efron & Tibshirani 1993). */
import { quantileOfSorted } from '../numerics/statistics';
import { Random } from '../numerics/random';
import { averagePrecision } from './networks/metrics';
import type { ScoredPairs } from './networks/scoredPairs';

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 1000;
const LEVEL = 0.95;

/**
 * 95 % percentile interval of a statistic of independent items: perturbations, because genes and cells of one perturbation are not
 * independent. Draws with a null statistic are dropped; null where the items themselves, or all draws, give null. With few items the
 * interval is too narrow; with one it has no width.
 */
export function bootstrapInterval<Item>(
  items: readonly Item[],
  statistic: (drawn: readonly Item[]) => number | null,
  seed: number,
): Interval | null {
  const value = statistic(items);
  if (value === null) return null;
  const random = new Random(seed);
  const drawn: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const sample = items.map(() => items[random.integer(items.length)] as Item);
    const one = statistic(sample);
    if (one !== null) drawn.push(one);
  }
  if (drawn.length === 0) return null;
  const sorted = Float64Array.from(drawn).toSorted();
  const tail = (1 - LEVEL) / 2;
  return { value, low: quantileOfSorted(sorted, tail), high: quantileOfSorted(sorted, 1 - tail) };
}

/**
 * Average precision with a 95 % percentile interval over regulators: all pairs of one regulator are drawn together, because they share its
 * targets, effect and errors. Draws without a true edge are dropped; null where no pair is true.
 */
export function auprcOverRegulators(scored: ScoredPairs, seed: number): Interval | null {
  const { pairs, positive, sizes, network } = scored;
  const sourceOf = Int32Array.from(pairs, (pair) => Math.floor(pair / network.genes.length));
  const areaOf = auprcOfItems(sourceOf, positive, sizes, network.genes.length);
  const interval = bootstrapInterval([...new Set(sourceOf)], areaOf, seed);
  return interval && { ...interval, value: averagePrecision(positive, sizes) ?? interval.value };
}

/**
 * Average precision of the pairs of drawn items, each as often as its item was drawn; null without a true pair among them. `itemOf` [pairs]
 * in [0, items); `positive` and `scores` [pairs] as in metrics.ts.
 */
export function auprcOfItems(
  itemOf: Int32Array,
  positive: Uint8Array,
  scores: Float64Array,
  items: number,
): (drawn: readonly number[]) => number | null {
  const order = Int32Array.from(scores.keys()).toSorted(
    (a, b) => (scores[b] as number) - (scores[a] as number),
  );
  const times = new Float64Array(items);
  return (drawn) => {
    times.fill(0);
    for (const item of drawn) times[item] = (times[item] as number) + 1;
    return weightedAveragePrecision(order, scores, positive, (at) => times[itemOf[at] as number] as number);
  };
}

/** Average precision (metrics.ts) of pairs with multiplicities. `order`: the pairs, highest score first. */
function weightedAveragePrecision(
  order: Int32Array,
  sizes: Float64Array,
  positive: Uint8Array,
  timesOf: (pair: number) => number,
): number | null {
  let trues = 0;
  let taken = 0;
  let area = 0;
  for (let start = 0; start < order.length;) {
    const score = sizes[order[start] as number];
    let found = 0;
    let end = start;
    for (; end < order.length && sizes[order[end] as number] === score; end++) {
      const pair = order[end] as number;
      const times = timesOf(pair);
      taken += times;
      if (positive[pair] === 1) found += times;
    }
    trues += found;
    if (found > 0) area += (found * trues) / taken;
    start = end;
  }
  return trues === 0 ? null : area / trues;
}
