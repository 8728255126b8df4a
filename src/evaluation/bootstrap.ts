/** How far a number would move had other perturbations been measured: resampling them with replacement. */
import { quantileOfSorted } from '../numerics/statistics';
import { Random } from '../numerics/random';

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 1000;
const LEVEL = 0.95;

/**
 * The 95 % percentile interval (Efron & Tibshirani 1993) of a statistic of independent items: perturbations, since genes and cells of
 * one are not independent. Draws where the statistic is null are left out; null where it is so for the items themselves or for all draws.
 * With few items it is too narrow, with one it has no width.
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
