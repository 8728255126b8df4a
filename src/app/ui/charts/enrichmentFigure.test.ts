import { expect, it } from 'vitest';
import { paletteOf } from '../../../present/figure/palette';
import { enrichmentFigure } from './enrichmentFigure';

const bar = (set: string, q: number, group = 'M1') => ({ group, set, overlap: 3, size: 5, p: q / 10, q });

it('draws −log10 q of the best sets, the smallest q on top', () => {
  const rows = [bar('B', 0.1), bar('HALLMARK_P53_PATHWAY', 0.001), bar('C', 1)];
  const { traces, layout, table } = enrichmentFigure(rows, 'finding', paletteOf('light'));
  expect(traces[0]).toMatchObject({ x: [3, 1, 0], y: [0, 1, 2], text: ['3 of 5', '3 of 5', '3 of 5'] });
  expect(layout).toMatchObject({
    yaxis: { ticktext: ['P53 pathway', 'B', 'C'], range: [2.5, -0.5] },
    shapes: [{ x0: expect.closeTo(1.30103, 5) }],
  });
  // Official names in the table of numbers.
  expect(table.rows[0]).toEqual(['HALLMARK_P53_PATHWAY', 'M1', '3', '5', '1.0 × 10⁻⁴', '0.001']);
});

it('names the groups where there are several, and draws ten of many', () => {
  const rows = Array.from({ length: 30 }, (_, i) => bar(`set ${i}`, 0.5 + i / 100, `M${1 + (i % 2)}`));
  const { traces, layout } = enrichmentFigure(rows, 'finding', paletteOf('dark'));
  expect(traces[0]?.['x']).toHaveLength(10);
  expect(layout).toMatchObject({ yaxis: { ticktext: expect.arrayContaining(['Set 0 (M1)', 'Set 9 (M2)']) } });
});
