import { describe, expect, it } from 'vitest';
import { chain } from '../../tests/support/inference/chain';
import { countedScreen } from '../../tests/support/inference/countedScreen';
import { poisson } from '../../tests/support/numerics/poisson';
import { Random } from '../numerics/random';
import { mean, variance } from '../numerics/statistics';
import {
  type CountedCells,
  countedControls,
  logarithmsOf,
  meansOf,
  movedCells,
  someCells,
} from './predictedCells';

const screen = countedScreen();
const genes = screen.genes.length;

function counted(): CountedCells {
  const controls = countedControls(screen, null);
  if (controls === null) throw new Error('The screen has counts.');
  return controls;
}

const controls = counted();
const means = meansOf(logarithmsOf(controls), genes);

describe('control cells as counts', () => {
  it('have the values of the data set', () => {
    expect(controls.cells).toBe(360);
    logarithmsOf(controls).forEach((value, at) => {
      expect(value).toBeCloseTo(screen.values[at] ?? NaN, 5);
    });
    expect(controls.counts.every(Number.isInteger)).toBe(true);
  });

  it('are those of their time where there are any', () => {
    const conditions = screen.conditions.map((one, place) => ({ ...one, time: place === 0 ? 2 : 4 }));
    expect(countedControls({ ...screen, conditions }, 2)?.cells).toBe(360);
    expect(countedControls({ ...screen, conditions }, 4)?.cells).toBe(360);
  });

  it('are not there without counts, and without controls', () => {
    expect(countedControls(chain(), null)).toBeNull();
    expect(countedControls({ ...screen, control: { mode: 'others' } }, null)).toBeNull();
  });

  it('are drawn without replacement', () => {
    const some = someCells(controls, 50, new Random(1));
    expect(some.cells).toBe(50);
    expect(new Set(some.units).size).toBe(50);
    expect(someCells(controls, 400, new Random(1))).toEqual(controls);
  });
});

describe('moved cells', () => {
  const changes = [0, -0.6, 0.7, -5, 0.05, -0.02, 1.5, 0];
  const wanted = means.map((level, gene) => level + (changes[gene] ?? 0));
  const moved = movedCells(controls, wanted, 3);

  it('have the predicted means, to half a molecule; no level is below 0', () => {
    meansOf(logarithmsOf(moved), genes).forEach((level, gene) => {
      expect(Math.abs(level - Math.max(0, wanted[gene] ?? NaN))).toBeLessThan(0.5 / controls.cells);
    });
    expect(Math.max(...moved.counts.filter((_, at) => at % genes === 3))).toBe(0);
  });

  it('keep the cells: unchanged genes as they are, others in whole molecules, down or up', () => {
    expect(moved.units).toEqual(controls.units);
    moved.counts.forEach((count, at) => {
      const step = count - (controls.counts[at] ?? NaN);
      expect(step * (changes[at % genes] ?? NaN)).toBeGreaterThanOrEqual(0);
      expect(Number.isInteger(step)).toBe(true);
    });
  });

  it('are the same again, and others with another seed', () => {
    expect(movedCells(controls, wanted, 3)).toEqual(moved);
    expect(movedCells(controls, wanted, 4).counts).not.toEqual(moved.counts);
  });
});

/** One gene in cells of different depth: counts at this rate, times a gamma variable of this shape (Infinity: none) and mean 1. */
function oneGene(rate: number, shape: number, seed: number, cells = 6000): CountedCells {
  const random = Random.mixed(seed);
  const depths = Array.from({ length: cells }, (_, cell) => 0.5 + (cell % 4) / 2);
  const counts = Float32Array.from(depths, (depth) =>
    poisson(depth * rate * (shape === Infinity ? 1 : random.gamma(shape) / shape), random),
  );
  return { cells, counts, units: Float64Array.from(depths, (depth) => 1 / depth) };
}

/** Counts of the cells of one depth. */
function ofDepth({ counts, units }: CountedCells, depth: number): number[] {
  return [...counts].filter((_, cell) => Math.abs((units[cell] ?? NaN) - 1 / depth) < 1e-9);
}

/** Share of zeros. */
function zeros(counts: readonly number[]): number {
  return counts.filter((count) => count === 0).length / counts.length;
}

describe('counts of moved cells are those of cells with another rate', () => {
  it.each([
    ['Poisson counts that fall', 4, 1.5, Infinity],
    ['Poisson counts that rise', 1.5, 4, Infinity],
    ['spread counts that fall', 6, 2, 2],
    ['spread counts that rise', 2, 6, 2],
    ['rare counts that rise', 0.05, 0.4, 2],
  ])('%s', (_, from, to, shape) => {
    const measured = oneGene(to, shape, 21);
    const moved = movedCells(oneGene(from, shape, 20), meansOf(logarithmsOf(measured), 1), 5);
    for (const depth of [0.5, 2]) {
      const [one, other] = [ofDepth(moved, depth), ofDepth(measured, depth)];
      // Five standard errors of a mean, and as much of a variance that is known to a tenth.
      const error = Math.sqrt((variance(one) + variance(other)) / one.length);
      expect(Math.abs(mean(one) - mean(other))).toBeLessThan(5 * error);
      expect(variance(one) / variance(other)).toBeGreaterThan(0.75);
      expect(variance(one) / variance(other)).toBeLessThan(1.33);
      expect(Math.abs(zeros(one) - zeros(other))).toBeLessThan(0.06);
    }
  });

  it('of a gene that no control shows', () => {
    const silent = { ...oneGene(0, Infinity, 1), counts: new Float32Array(6000) };
    const moved = movedCells(silent, [0.4], 2);
    expect(meansOf(logarithmsOf(moved), 1)[0]).toBeCloseTo(0.4, 3);
    expect(mean(ofDepth(moved, 2)) / mean(ofDepth(moved, 1))).toBeCloseTo(2, 0);
  });
});
