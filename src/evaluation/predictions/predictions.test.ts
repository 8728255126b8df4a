import { describe, expect, it } from 'vitest';
import { pearsonOfChange } from '../predictors';
import { directionHits, directionOfClearGenes } from './clearGenes';
import type { Cloud } from './cloudCells';
import { energyDistance, sinkhornDistance, wasserstein2PerGene } from './clouds';
import { coverage } from './coverage';
import { discriminationScores } from './discrimination';
import { pearsonAgainstMean } from './perturbedMean';
import reference from './predictions.reference.json';
import { topGenesError } from './topGenes';

const shifts = reference.measured.map((measured, k) => ({
  measured,
  predicted: reference.predicted[k] ?? [],
  standardError: reference.standardError[k] ?? [],
  low: reference.low[k] ?? [],
  high: reference.high[k] ?? [],
  targets: reference.targets[k] ?? [],
}));

/** Largest difference; NaN where one is missing. */
function distance(values: readonly number[], expected: readonly number[]): number {
  return values.length === expected.length
    ? Math.max(...expected.map((value, at) => Math.abs((values[at] ?? NaN) - value)))
    : NaN;
}

/** The first of five genes. */
function firstGene({ values, cells }: Cloud): Cloud {
  return { values: Array.from({ length: cells }, (_, cell) => values[cell * 5] ?? NaN), cells };
}

describe('predicted changes', () => {
  it('correlate with measured ones as in SciPy, against control and against the mean perturbed cell', () => {
    expect(
      distance(
        shifts.map((shift) => pearsonOfChange(shift) ?? NaN),
        reference.pearson,
      ),
    ).toBeLessThan(1e-12);
    expect(
      distance(
        shifts.map((shift) => pearsonAgainstMean(shift, reference.mean) ?? NaN),
        reference.pearsonAgainstMean,
      ),
    ).toBeLessThan(1e-12);
  });

  it('that repeat what all perturbations share say nothing against the mean perturbed cell', () => {
    const shared = [1, -2, 3, 0.5];
    const shift = { predicted: shared, measured: [1.1, -2.1, 3, 0.7], targets: [] };
    expect(pearsonOfChange(shift)).toBeGreaterThan(0.99);
    expect(pearsonAgainstMean(shift, shared)).toBeNull();
  });

  it('err on the twenty genes that changed most as NumPy says', () => {
    expect(
      distance(
        shifts.map((shift) => topGenesError(shift, 20) ?? NaN),
        reference.topGenesError,
      ),
    ).toBeLessThan(1e-12);
  });

  it('are judged on all genes that tie with the last of those, and on none that was set', () => {
    const shift = { measured: [9, 3, -2, 2, 1], predicted: [0, 3, 0, 0, 9], targets: [0] };
    expect(topGenesError(shift, 2)).toBeCloseTo(8 / 3, 12);
    expect(topGenesError({ measured: [1], predicted: [1], targets: [0] }, 20)).toBeNull();
  });

  it('have the direction that was measured clearly as often as NumPy counts', () => {
    expect(directionOfClearGenes(shifts)).toBeCloseTo(reference.direction, 12);
  });

  it('of no direction are not right, and where nothing is predicted nothing is said', () => {
    const shift = {
      measured: [5, 1, -3, 2],
      standardError: [1, 1, 1, 1],
      predicted: [1, 1, 0, 4],
      targets: [0],
    };
    // Of the two genes beyond two standard errors that were not set, one is exactly at two.
    expect(directionHits(shift)).toEqual({ clear: 1, right: 0, predicted: 0 });
    expect(directionOfClearGenes([shift])).toBeNull();
    expect(directionOfClearGenes([{ ...shift, predicted: [0, 0, -1, 0] }])).toBe(1);
  });

  it('tell perturbations apart as often as NumPy counts', () => {
    expect(distance([...discriminationScores(shifts)], reference.discrimination)).toBeLessThan(1e-12);
  });

  it('that are perfect are always the nearest, and one guess for all is right half of the time', () => {
    const perfect = shifts.map(({ measured }) => ({ measured, predicted: measured, targets: [] }));
    expect(discriminationScores(perfect)).toEqual([1, 1, 1, 1, 1, 1]);
    const guess = perfect.map(({ measured }) => ({ measured, predicted: reference.mean, targets: [] }));
    const mean = discriminationScores(guess).reduce((sum, score) => sum + score / 6, 0);
    expect(mean).toBeCloseTo(7 / 12, 12);
    const same = { measured: [1, 2], predicted: [0, 0], targets: [] };
    expect(discriminationScores([same, same])).toEqual([0.75, 0.75]);
  });

  it('lie in their ranges as often as NumPy counts', () => {
    const found = coverage(shifts);
    expect(found?.genes).toBe(reference.coverage.genes);
    expect(
      distance(
        [found?.share ?? NaN, found?.width ?? NaN],
        [reference.coverage.share, reference.coverage.width],
      ),
    ).toBeLessThan(1e-12);
    expect(coverage([])).toBeNull();
    expect(coverage([{ low: [1, 0], high: [1, 0], measured: [1, 9], targets: [1] }])).toEqual({
      genes: 1,
      share: 1,
      width: 0,
    });
  });
});

describe('two clouds of cells', () => {
  const { clouds } = reference;
  const x: Cloud = { values: clouds.x, cells: 25 };
  const y: Cloud = { values: clouds.y, cells: 17 };
  const moved = (by: readonly number[]): Cloud => ({
    values: clouds.x.map((value, at) => value + (by[at % 5] ?? NaN)),
    cells: 25,
  });

  it("have SciPy's energy distance", () => {
    expect(energyDistance(x, y)).toBeCloseTo(clouds.energy, 12);
    expect(energyDistance(firstGene(x), firstGene(y))).toBeCloseTo(clouds.energyOfFirstGene, 12);
    expect(energyDistance(x, x)).toBe(0);
  });

  it('have per gene the Wasserstein-2 distance of their quantiles', () => {
    expect(distance([...wasserstein2PerGene(x, y)], clouds.wasserstein2)).toBeLessThan(1e-12);
  });

  it('that are moved are as far apart as they were moved, for every distance of that kind', () => {
    const by = [3, 0, -4, 0, 0];
    expect(distance([...wasserstein2PerGene(x, moved(by))], by.map(Math.abs))).toBeLessThan(1e-12);
    expect(sinkhornDistance(x, moved(by))).toBeCloseTo(5, 6);
  });

  it('have a Sinkhorn distance near that of the best assignment of cells', () => {
    const far: Cloud = { values: clouds.equalY, cells: 25 };
    expect(sinkhornDistance(x, far) / clouds.optimalTransport).toBeGreaterThan(0.9);
    expect(sinkhornDistance(x, far) / clouds.optimalTransport).toBeLessThan(1.02);
    expect(sinkhornDistance(x, x)).toBeCloseTo(0, 6);
  });
});
