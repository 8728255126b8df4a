import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from './bootstrap';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);

const ifVaries = (values: readonly number[]) => (new Set(values).size > 1 ? mean(values) : null);

/** Ascending, one for each of the nⁿ ways to draw n of n. */
function allMeans(items: readonly number[]): number[] {
  let drawn: number[][] = [[]];
  for (const _ of items) drawn = drawn.flatMap((some) => items.map((item) => [...some, item]));
  return drawn.map(mean).toSorted((a, b) => a - b);
}

describe('the bootstrap interval', () => {
  it('is that of all possible draws, as far as a thousand of them can tell', () => {
    const items = [0, 1, 3, 7, 8.5];
    const all = allMeans(items);
    const found = bootstrapInterval(items, mean, 1);
    expect(found?.value).toBeCloseTo(mean(items), 12);
    // The share of all draws below either end: 2.5 and 97.5 %, with the chance error of a thousand draws.
    const below = (end: number) => all.filter((value) => value < end).length / all.length;
    expect(Math.abs(below(found?.low ?? NaN) - 0.025)).toBeLessThan(0.015);
    expect(Math.abs(below(found?.high ?? NaN) - 0.975)).toBeLessThan(0.015);
  });

  it('is the same from the same seed and another from another', () => {
    const items = Array.from({ length: 9 }, (_, i) => Math.sin(i));
    expect(bootstrapInterval(items, mean, 3)).toEqual(bootstrapInterval(items, mean, 3));
    expect(bootstrapInterval(items, mean, 3)).not.toEqual(bootstrapInterval(items, mean, 4));
  });

  it('has no width where nothing differs', () => {
    expect(bootstrapInterval([4, 4, 4], mean, 1)).toEqual({ value: 4, low: 4, high: 4 });
  });

  it('leaves out draws that say nothing, and says nothing where the items do', () => {
    const found = bootstrapInterval([0, 1], ifVaries, 1);
    expect(found).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
    expect(bootstrapInterval([1, 1], ifVaries, 1)).toBeNull();
    expect(bootstrapInterval([], () => null, 1)).toBeNull();
  });
});
