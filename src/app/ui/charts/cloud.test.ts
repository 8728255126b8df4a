import { describe, expect, it } from 'vitest';
import type { Embedding } from '../../../dataset/embedding';
import { figureText } from '../text/figures';
import { cellsOf, cloudOf } from './cloud';

/** Axes are the two genes; four controls at (±2, ±1), two cells of condition 1 at (5, 0) and (7, 0). */
const embedding: Embedding = {
  origin: 'controls',
  axes: Float32Array.of(1, 0, 0, 1),
  shares: [0.7, 0.3],
  points: Float32Array.of(2, 1, -2, 1, 2, -1, -2, -1, 5, 0, 7, 0),
  conditionOfPoint: Int32Array.of(0, 0, 0, 0, 1, 1),
  isOrigin: Uint8Array.of(1, 1, 1, 1, 0, 0),
};

const cloud = (delta: Float32Array | null, conditions: number[]) =>
  cloudOf(embedding, cellsOf(embedding, conditions), delta);

describe('the cloud of cells', () => {
  it('moves by the predicted change, in standard deviations of the cells along it', () => {
    const predicted = cloud(Float32Array.of(0, -3), []);
    expect(predicted.shift).toEqual([0, -3]);
    expect(predicted.centre).toEqual([0, 0]);
    expect(predicted.moved).toBeCloseTo(3, 12);
    expect(predicted.measuredMoved).toBeNull();
  });

  it('shows the measured cells of the same perturbation and the distance of their mean', () => {
    const predicted = cloud(Float32Array.of(1, 0), [1]);
    expect(predicted.measured).toEqual([
      [5, 0],
      [7, 0],
    ]);
    expect(predicted.moved).toBeCloseTo(0.5, 12);
    expect(predicted.measuredMoved).toBeCloseTo(3, 12);
  });

  it('says how many of the measured cells are drawn, where not all are', () => {
    expect(figureText.measuredName(35, 1462)).toBe('measured (35 of 1,462 shown)');
    expect(figureText.measuredName(35, 35)).toBe('measured');
  });

  it('does not move without a perturbation, or without a prediction of the mean', () => {
    expect(cloud(null, []).shift).toBeNull();
    expect(cloud(new Float32Array(), []).shift).toBeNull();
  });
});
