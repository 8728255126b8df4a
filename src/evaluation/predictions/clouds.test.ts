import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../../tests/support/evaluation/numbers';
import { Random } from '../../numerics/random';
import { energyDistance, wasserstein2PerGene } from '../../../tests/support/evaluation/cloudDistances';
import { evenlySpaced, movedCloud, type Cloud } from './clouds';
import reference from './predictions.reference.json';

const genes = 90;
const random = new Random(4);
const cloud = (cells: number, middle: number): Cloud => ({
  values: Float64Array.from({ length: cells * genes }, (_, at) => middle * (at % 3) + random.normal()),
  cells,
});

// So many cells and genes that products are summed on SIMD, which tests of small clouds never reach.
it.each([
  [40, 31],
  [3, 1],
])('a shifted cloud has the distances of its %i shifted cells from %i others', (n, m) => {
  const [x, y] = [cloud(n, 0), cloud(m, 0.5)];
  const distancesOf = movedCloud(x, y);
  for (const size of [0, 0.3, 4]) {
    const by = Float64Array.from({ length: genes }, () => size * random.normal());
    const moved = {
      values: Float64Array.from(x.values, (value, at) => value + (by[at % genes] ?? NaN)),
      cells: n,
    };
    const { energy, wasserstein2 } = distancesOf(by);
    expect(energy).toBeCloseTo(energyDistance(moved, y), 10);
    const perGene = wasserstein2PerGene(moved, y);
    expect(wasserstein2).toBeCloseTo(perGene.reduce((sum, distance) => sum + distance, 0) / genes, 10);
  }
});

it('evenly spaced cells are whole cells in order, or all of few cells', () => {
  const some: Cloud = { values: [0, 0, 1, 10, 2, 20, 3, 30, 4, 40], cells: 5 };
  expect([...evenlySpaced(some, 2).values]).toEqual([0, 0, 2, 20]);
  expect([...evenlySpaced(some, 9).values]).toEqual(Array.from(some.values));
});

/** The first of five genes. */
function firstGene({ values, cells }: Cloud): Cloud {
  return { values: Array.from({ length: cells }, (_, cell) => values[cell * 5] ?? NaN), cells };
}

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
    expect(largestDifference([...wasserstein2PerGene(x, y)], clouds.wasserstein2)).toBeLessThan(1e-12);
  });

  it('have the length of a pure shift as their Wasserstein-2 distances', () => {
    const by = [3, 0, -4, 0, 0];
    expect(largestDifference([...wasserstein2PerGene(x, moved(by))], by.map(Math.abs))).toBeLessThan(1e-12);
  });
});
