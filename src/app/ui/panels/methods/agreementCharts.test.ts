import { expect, test } from 'vitest';
import { svgMarkup } from '../../../../present/chart/chart';
import { agreedChart, likenessChart } from './agreementCharts';
import { agreedMarks } from './agreedMarks';

test('rank correlations are squares in the order of the comparison, and their extremes are told', () => {
  const names = ['Modulode', 'Lasso', 'GENIE3'];
  const correlations = Float64Array.of(1, 0.8, -0.2, 0.8, 1, 0.3, -0.2, 0.3, 1);
  const { svg, title } = likenessChart(names, { order: [2, 1, 0], correlations });
  const markup = svgMarkup(svg);
  expect(title).toBe('Rank correlations of 3 networks');
  expect(markup).toContain('Most alike: Lasso and Modulode, 0.80. Least alike: GENIE3 and Modulode, −0.20.');
  expect(markup.match(/<text[^>]*>[^<]*/gu)?.map((name) => name.split('>')[1])).toEqual([
    'GENIE3',
    'Lasso',
    'Modulode',
  ]);
  const squares = [...markup.matchAll(/fill-opacity="([\d.]+)"/gu)].map(([, opacity]) => Number(opacity));
  expect(squares.slice(0, 3)).toEqual([1, 0.34, 0.06]);
});

test('edges of several families are coloured by sign, and grey and dashed where the run must not be interpreted', () => {
  const size = { width: 200, height: 100 };
  const edges = [
    { source: 0, target: 1, sign: 1, families: 3, score: 1 },
    { source: 1, target: 0, sign: -1, families: 2, score: 0.5 },
  ] as const;
  const marks = agreedMarks(edges, ['A', 'B'], Float32Array.of(0, 0, 9, 9), 3, size);
  const drawn = (isDoubtful: boolean) => svgMarkup(agreedChart(marks, size, 3, isDoubtful).svg);
  expect(drawn(false)).toContain('2 edges of at least two of 3 families');
  expect(drawn(false).match(/link (?:rises|falls)/gu)).toHaveLength(4);
  expect(drawn(false)).not.toContain('stroke-dasharray');
  expect(drawn(true)).not.toMatch(/rises|falls/u);
  expect(drawn(true).match(/stroke-dasharray/gu)).toHaveLength(2);
});
