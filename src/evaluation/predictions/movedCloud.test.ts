import { expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { energyDistance, wasserstein2PerGene } from './clouds';
import { evenlySpaced, type Cloud } from './cloudCells';
import { movedCloud } from './movedCloud';

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
])('a cloud moved is as far from another as its %i cells are when each is moved, from %i', (n, m) => {
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

it('evenly spaced cells are whole cells in their order, and all of them where they are few', () => {
  const some: Cloud = { values: [0, 0, 1, 10, 2, 20, 3, 30, 4, 40], cells: 5 };
  expect([...evenlySpaced(some, 2).values]).toEqual([0, 0, 2, 20]);
  expect([...evenlySpaced(some, 9).values]).toEqual(Array.from(some.values));
});
