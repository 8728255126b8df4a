import { describe, expect, it } from 'vitest';
import { paletteOf } from '../../../present/figure/palette';
import { foldTicks } from './figure';
import { curvesOver, trajectoriesFigure, type Courses } from './trajectories';

/** Expression 1 + 0.05 falls to 0.5 + 0.025 (÷ 2) and rises to 2 + 0.1 (× 2) with the pseudocount of 0.05. */
const log1p = (expression: number) => Math.log1p(expression);
const courses: Courses = {
  genes: ['GATA1', 'FOG1', '<i>SPI1'],
  shown: [1, 2],
  prediction: {
    delta: new Float32Array(3),
    lowestDelta: new Float32Array(3),
    highestDelta: new Float32Array(3),
    log2FoldChange: Float32Array.of(-9, -1, 1),
    low: Float32Array.of(-9, -1.5, 1),
    high: Float32Array.of(-9, -0.5, 1),
    times: Float32Array.of(0, 0.75, 1.5),
    trajectory: Float32Array.of(
      0,
      log1p(1),
      log1p(1),
      0,
      log1p(0.7),
      log1p(1.5),
      0,
      log1p(0.475),
      log1p(2.05),
    ),
    beyondData: [],
  },
  mean: Float64Array.of(log1p(4), log1p(1), log1p(1)),
  clock: { perDecay: 2, unit: 'days' },
  measured: [{ time: 3, log2: Float32Array.of(-9, -2, 0) }],
  title: 'Without GATA1, FOG1 falls most (÷ 2.0)',
};

describe('the figure of trajectories', () => {
  it('begins at no change and ends at the fold change of expression', () => {
    const [falls, rises] = curvesOver(courses);
    expect(falls?.log2[0]).toBeCloseTo(0, 6);
    expect(falls?.end).toBeCloseTo(-1, 6);
    expect(rises?.end).toBeCloseTo(1, 6);
  });

  it('starts at the first point of the curves during training', () => {
    expect(curvesOver({ ...courses, mean: null })[1]?.end).toBeCloseTo(1, 6);
  });

  it("uses the data's time, with measurements and the range over the leave-out fits", () => {
    const { traces, note } = trajectoriesFigure(courses, paletteOf('light'));
    expect(traces[0]?.['x']).toEqual([0, 1.5, 3]);
    expect(traces[2]).toMatchObject({ x: [3, 3] });
    expect(traces[2]?.['error_y']).toMatchObject({ symmetric: false });
    expect(traces[3]).toMatchObject({ x: [3, 3], y: [-2, 0] });
    expect(note).toContain('Diamonds: measured');
  });

  it('has the same numbers as a table, and shows markup in a name as text', () => {
    const { table, layout } = trajectoriesFigure(courses, paletteOf('dark'));
    expect(table.columns).toEqual(['Time (days)', 'FOG1', '<i>SPI1']);
    expect(table.rows.at(-1)).toEqual(['3.00', '÷ 2.0', '× 2.0']);
    expect(JSON.stringify(layout)).toContain('&lt;i&gt;SPI1');
  });
});

describe('ticks of fold changes', () => {
  it('are whole factors of two in words', () => {
    expect(foldTicks(-1.2, 2.1).ticktext).toEqual(['÷ 2', 'same', '× 2', '× 4']);
    expect(foldTicks(-9, 1).ticktext).toEqual(['÷ 256', '÷ 64', '÷ 16', '÷ 4', 'same']);
  });
});
