import { describe, expect, it } from 'vitest';
import { textWidth } from '../../../present/figure/networkFigure';
import { paletteOf } from '../../../present/figure/palette';
import { beyondFrom, sweepFigure, type SweptCurves, topAlong } from './sweepFigure';

const palette = paletteOf('light');
const point = (log2: readonly number[], beyondData: readonly number[] = []) => ({
  log2FoldChange: Float32Array.from(log2),
  low: Float32Array.from(log2, (value) => value - 0.5),
  high: Float32Array.from(log2, (value) => value + 0.5),
  beyondData,
});
/** Gene 0 is swept; gene 1 changes most in the middle, gene 2 at the end. */
const sweep = {
  at: Float64Array.of(0, 1, 2, 3),
  ends: [point([-9, 0.25, -1]), point([0, -3, 0]), point([2, 0.5, 1]), point([3, 0.25, 2], [0])],
};
const swept: SweptCurves = {
  along: { kind: 'level', gene: 0 },
  sweep,
  genes: ['GATA1', '<i>FOG1', 'SPI1'],
  shown: [1, 2],
  measured: [{ x: 0, log2: Float32Array.of(0, 0, -2) }],
  others: 'KLF1 × 2',
};

describe('a sweep', () => {
  it('is led by the genes that change most anywhere along it, without those that are set', () => {
    expect(topAlong(sweep, [0], 5)).toEqual([1, 2]);
    expect(topAlong(sweep, [], 1)).toEqual([0]);
  });

  it('is beyond the data from the first level that hardly any cell has', () => {
    expect(beyondFrom(sweep, 0)).toBe(3);
    expect(beyondFrom(sweep, 1)).toBeNull();
  });
});

describe('the figure of a sweep', () => {
  const figure = sweepFigure(swept, palette);

  it('names the gene that changes most, what else is set, and the shaded levels', () => {
    expect(figure.title).toBe(
      'Level of GATA1, with KLF1 × 2: <i>FOG1 changes most (÷\u00A08.0 to ×\u00A01.4)',
    );
    expect(figure.note).toContain('hardly any cell has GATA1 at × 3 or more');
    expect(figure.note).toContain('Bands: 95 % intervals. Diamonds: measured.');
    expect(figure.layout['shapes']).toContainEqual(expect.objectContaining({ type: 'rect', x0: 3, x1: 3 }));
  });

  it('has a band, a curve and the measured points of every drawn gene', () => {
    const lines = figure.traces.filter(({ mode, fill }) => mode === 'lines' && fill === undefined);
    expect(lines.map(({ name }) => name)).toEqual(['&lt;i&gt;FOG1', 'SPI1']);
    expect(lines[1]).toMatchObject({ x: [0, 1, 2, 3], y: [-1, 0, 1, 2] });
    const [band] = figure.traces.filter(({ fill }) => fill === 'toself');
    expect(band?.['y']).toEqual([0.75, -2.5, 1, 0.75, -0.25, 0, -3.5, -0.25]);
    expect(figure.traces.at(-1)).toMatchObject({ mode: 'markers', x: [0, 0], y: [0, -2] });
    expect(figure.table.rows.map((row) => row[0])).toEqual(['0.00', '1.00', '2.00', '3.00']);
  });

  it('has one colour for the line, the band and the diamonds of a gene, and room for its whole name', () => {
    const named = { ...swept, genes: ['GATA1', 'AC006129.2-LONG-NAME', 'SPI1'] };
    const { traces, layout } = sweepFigure(named, palette);
    const colors = palette.modules.slice(0, 2);
    const lines = traces.flatMap(({ mode, fill, line }) =>
      mode === 'lines' && fill === undefined ? [line] : [],
    );
    expect(lines).toEqual(colors.map((color) => ({ color, width: 2 })));
    expect(traces.flatMap(({ fillcolor }) => (fillcolor ? [fillcolor] : []))).toEqual(
      colors.map((color) => `${color}20`),
    );
    expect(traces.at(-1)?.['marker']).toMatchObject({ color: colors });
    expect(layout['margin']).toMatchObject({ r: textWidth('AC006129.2-LONG-NAME × 1.2', 11) + 16 });
  });

  it('along time has neither levels nor shade, and without leave-out fits no bands', () => {
    const flat = sweep.ends.map((one) => ({ ...one, low: one.log2FoldChange, high: one.log2FoldChange }));
    const alongTime = sweepFigure(
      {
        ...swept,
        along: { kind: 'time', unit: 'days' },
        sweep: { ...sweep, ends: flat },
        measured: [],
        others: 'GATA1 out',
      },
      palette,
    );
    expect(alongTime.title).toContain('After GATA1 out: ');
    expect(alongTime.note).not.toMatch(/Bands|Diamonds|Shaded/);
    expect(alongTime.traces.map(({ fill }) => fill)).toEqual([undefined, undefined]);
    expect(alongTime.table.columns[0]).toBe('Time (days)');
  });
});
