import { describe, expect, it } from 'vitest';
import { presets } from './settings';
import { randomProblem } from '../../tests/support/dynamics/randomProblem';
import { drawBatch, learningRate } from './train';

const size = { genes: 4, regulators: 3, modules: 2, perturbations: 5, batch: 8 };

const { problem: ofThousandCells } = randomProblem({ ...size, cells: 1000 });

function draw(seed: number, step: number, problem = ofThousandCells): Int32Array {
  return drawBatch(problem, { ...presets.H, seed }, step).cells;
}

describe('the schedule of a fit', () => {
  it('rises linearly for 30 steps and ends at 2 % of the full rate', () => {
    expect(learningRate(presets.H, 0)).toBe(0);
    const half = learningRate(presets.H, 15) / learningRate(presets.H, 30);
    // Half of the rise, times the little that the cosine has come down in between.
    expect(half).toBeGreaterThan(0.5);
    expect(half).toBeLessThan(0.52);
    expect(learningRate(presets.H, presets.H.steps)).toBeCloseTo(0.02 * presets.H.learningRate, 12);
    expect(learningRate(presets.H, presets.H.steps / 2)).toBeCloseTo(
      (0.98 / 2 + 0.02) * presets.H.learningRate,
      12,
    );
  });

  it('starts at the full rate where there is no warm-up', () => {
    const settings = { ...presets.H, warmupSteps: 0 };
    expect(learningRate(settings, 0)).toBe(settings.learningRate);
    for (const step of [1, 20, settings.steps]) {
      expect(learningRate(settings, step)).toBeGreaterThan(0);
      expect(learningRate(settings, step)).toBeLessThan(settings.learningRate);
    }
  });

  it('draws the same cells at the same step of the same seed, and others elsewhere', () => {
    expect(draw(1, 5)).toEqual(draw(1, 5));
    expect(draw(1, 5)).not.toEqual(draw(1, 6));
    expect(draw(1, 5)).not.toEqual(draw(2, 5));
  });

  it('draws one cell from each of as many equal parts of the cells', () => {
    const parts = presets.H.cellBatch;
    for (const cells of [50, 300, 1000]) {
      const { problem } = randomProblem({ ...size, cells });
      for (let step = 0; step < 3; step++)
        for (const [part, cell] of draw(7, step, problem).entries()) {
          expect(cell).toBeGreaterThanOrEqual(Math.floor((part * cells) / parts));
          expect(cell).toBeLessThan(Math.ceil(((part + 1) * cells) / parts));
        }
    }
  });

  it('draws every cell equally often', () => {
    // Parts of 300/128 cells: most bounds lie within a cell.
    const cells = 300;
    const steps = 2000;
    const { problem } = randomProblem({ ...size, cells });
    const counts = new Float64Array(cells);
    for (let step = 0; step < steps; step++)
      for (const cell of draw(7, step, problem)) counts[cell] = (counts[cell] ?? 0) + 1;
    const expected = (steps * presets.H.cellBatch) / cells;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99.99 % of the chi-square distribution with 299 degrees of freedom; draws from equal parts vary less.
    expect(chiSquare).toBeLessThan(395);
  });

  it('draws distinct endpoints with their own cells, none of them twice where there are enough', () => {
    const { problem } = randomProblem({ ...size, cells: 60, cloudCells: 5 });
    const settings = { ...presets.SH, cloudEndpoints: 3, cloudCells: 20 };
    const { clouds } = problem;
    if (!clouds) throw new Error('a problem with clouds');
    const own = problem.endpoints.map((_, e) =>
      Int32Array.from({ length: e === 1 ? 4 : 25 }, (__, i) => e + i),
    );
    const narrowed = { ...problem, clouds: { ...clouds, measured: own } };
    for (let step = 0; step < 50; step++) {
      const drawn = drawBatch(narrowed, settings, step).clouds;
      if (!drawn) throw new Error('a batch with clouds');
      expect(new Set(drawn.endpoints).size).toBe(3);
      drawn.endpoints.forEach((endpoint, p) => {
        const rows = drawn.measured.subarray(p * 20, (p + 1) * 20);
        expect([...rows].every((row) => own[endpoint]?.includes(row))).toBe(true);
        expect(new Set(rows).size).toBe(endpoint === 1 ? 4 : 20);
      });
      expect(drawn.start).toHaveLength(60);
    }
  });
});
