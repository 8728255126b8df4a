import { describe, expect, it } from 'vitest';
import { presetH } from './settings';
import { drawCells, learningRate } from './train';

function draw(seed: number, step: number): Int32Array {
  return drawCells(1000, { ...presetH, seed }, step);
}

describe('the schedule of a fit', () => {
  it('rises linearly for 30 steps and ends at 2 % of the full rate', () => {
    expect(learningRate(presetH, 0)).toBe(0);
    const half = learningRate(presetH, 15) / learningRate(presetH, 30);
    // Half of the rise, times the little that the cosine has come down in between.
    expect(half).toBeGreaterThan(0.5);
    expect(half).toBeLessThan(0.52);
    expect(learningRate(presetH, presetH.steps)).toBeCloseTo(0.02 * presetH.learningRate, 12);
    expect(learningRate(presetH, presetH.steps / 2)).toBeCloseTo(
      (0.98 / 2 + 0.02) * presetH.learningRate,
      12,
    );
  });

  it('draws the same cells at the same step of the same seed, and others elsewhere', () => {
    expect(draw(1, 5)).toEqual(draw(1, 5));
    expect(draw(1, 5)).not.toEqual(draw(1, 6));
    expect(draw(1, 5)).not.toEqual(draw(2, 5));
  });

  it('draws every cell equally often', () => {
    const counts = new Float64Array(8);
    for (let step = 0; step < 400; step++)
      for (const cell of drawCells(8, presetH, step)) counts[cell] = (counts[cell] ?? 0) + 1;
    const expected = (400 * presetH.cellBatch) / 8;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99.99 % of the chi-square distribution with 7 degrees of freedom.
    expect(chiSquare).toBeLessThan(29.9);
  });
});
