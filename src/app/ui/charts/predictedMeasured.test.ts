import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../inference/run/result';
import { textWidth } from '../../../present/figure/networkFigure';
import { paletteOf } from '../../../present/figure/palette';
import { figureInWords, layoutOf, pointsOf, tracesOf } from './predictedMeasured';

const comparison: Comparison = {
  label: 'GATA1',
  role: 'held-out',
  time: null,
  targets: [0],
  cells: 250,
  strata: [],
  predicted: Float32Array.of(-3, 0.5, -0.2, Number.NaN),
  measured: Float32Array.of(-3, 0.6, 0.4, 0.1),
  standardError: Float32Array.of(0.1, 0.05, 0.05, 0.05),
};
const genes = ['GATA1', 'SPI1', '<b>KLF1', 'JUN'];

const titleOf = (axis: unknown) => JSON.stringify(axis).match(/"title":\{"text":"([^"]*)/)?.[1] ?? '';

describe('predicted against measured', () => {
  it('omits perturbed genes and genes without a value', () => {
    expect(pointsOf(comparison, genes).map(({ name }) => name)).toEqual(['SPI1', '<b>KLF1']);
  });

  it('shows markup in a gene name as text', () => {
    const texts = JSON.stringify(tracesOf(pointsOf(comparison, genes), paletteOf('light')));
    expect(texts).toContain('&lt;b&gt;KLF1');
    expect(texts).not.toContain('<b>KLF1');
  });

  it('names the gene with the largest deviation, as factors', () => {
    expect(figureInWords(comparison, pointsOf(comparison, genes))).toContain(
      'Largest error: <b>KLF1, measured × 1.5, predicted ÷ 1.2',
    );
  });

  it('has axis titles that fit the smallest plot', () => {
    const { xaxis, yaxis } = layoutOf(pointsOf(comparison, genes), paletteOf('light'));
    // Plotly prints titles at 1.2 times the size of other text.
    for (const axis of [xaxis, yaxis]) expect(textWidth(titleOf(axis), 13)).toBeLessThan(160);
    expect(titleOf(xaxis)).toContain('measured');
  });

  it('ticks both axes at whole factors of two, few enough to be read', () => {
    expect(layoutOf(pointsOf(comparison, genes), paletteOf('dark'))['xaxis']).toMatchObject({
      ticktext: ['÷ 2', 'same', '× 2'],
      tickvals: [-Math.log(2), 0, Math.log(2)],
    });
    const wide = [{ name: 'HBB', measured: Math.log(50), predicted: 0, error: 0 }];
    expect(layoutOf(wide, paletteOf('dark'))['xaxis']).toMatchObject({
      ticktext: ['÷ 64', '÷ 8', 'same', '× 8', '× 64'],
    });
  });
});
