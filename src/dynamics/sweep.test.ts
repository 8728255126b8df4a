import { describe, expect, it } from 'vitest';
import { drivenModel } from '../../tests/support/dynamics/drivenModel';
import { foldChange, predictEnd } from './predict';
import { doseSweep, timeSweep } from './sweep';

const weights = [
  [0, 0, 0],
  [0, 0, 0],
  [0.1, 0.15, 0],
];

describe('a sweep over the level of a gene', () => {
  it('is the prediction at each level, with the other genes as they are', () => {
    const model = drivenModel(weights, 1, { high: new Float64Array(3).fill(0.5) });
    const levels = [0, 0.5, 1, 2];
    const other = { gene: 1, value: 0.2 };
    const { at, ends } = doseSweep(model, [other, { gene: 0, value: 3 }], 0, levels, null);
    expect([...at]).toEqual(levels);
    for (const [point, value] of levels.entries())
      expect(ends[point]).toEqual(predictEnd(model, [other, { gene: 0, value }], null));
    expect(ends.map(({ beyondData }) => beyondData)).toEqual([[], [], [], [0]]);
  });
});

describe('a sweep over time', () => {
  it('has the closed form of a gene with one regulator, from no change to the horizon', () => {
    const { at, ends } = timeSweep(drivenModel(weights), [{ gene: 0, value: 0 }]);
    expect([at[0], at.at(-1)]).toEqual([0, 3]);
    expect(ends[0]?.log2FoldChange.every((value) => value === 0)).toBe(true);
    for (const [point, time] of at.entries()) {
      const delta = 0.5 * 0.1 * -4 * -Math.expm1(-time);
      const [expected] = foldChange({ mean: Float64Array.of(2) }, Float32Array.of(delta));
      expect(ends[point]?.log2FoldChange[2]).toBeCloseTo(expected ?? NaN, 4);
    }
  });

  it('is in the unit of the data and ends at the prediction of the last time point', () => {
    const model = drivenModel(weights, 1, { latestTime: 14 });
    const changes = [{ gene: 0, value: 2 }];
    const { at, ends } = timeSweep({ ...model, settings: { ...model.settings, solverSteps: 5 } }, changes);
    expect(at).toHaveLength(26);
    expect(at.at(-1)).toBe(14);
    expect(ends.at(-1)?.log2FoldChange[2]).toBeCloseTo(
      predictEnd(model, changes, null).log2FoldChange[2] ?? NaN,
      3,
    );
  });
});
