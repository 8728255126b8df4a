/** Pictures of pairs: where their marks stand, and what these say. */
import { expect, it } from 'vitest';
import type { Told } from '../../effects/pairs';
import { textWidth } from '../figure/networkFigure';
import type { PairLine } from '../report/pairs';
import type { SvgElement } from './chart';
import { pairMatrix, sumScatter } from './pairs';

const around = (value: number): Told => ({ value, low: value - 0.1, high: value + 0.1 });

const line = (
  pair: number,
  parts: readonly [string, string],
  together: number,
  kind: PairLine['kind'],
): PairLine => ({
  pair,
  first: 1,
  second: 2,
  parts,
  kind,
  label: parts.join('+'),
  ofFirst: around(together),
  ofSecond: around(together),
  together: around(together),
  difference: around(0),
  interacting: 2,
  tested: 90,
});

function marks(svg: SvgElement, named: string): readonly SvgElement[] {
  const inside = svg.children.flatMap((child) => (typeof child === 'string' ? [] : marks(child, named)));
  return svg.name === named ? [svg, ...inside] : inside;
}

const wordsOf = ({ children }: SvgElement) => children.filter((child) => typeof child === 'string');

it('each pair has a square on either side of the diagonal, coloured by its share of the sum', () => {
  const lines = [
    line(7, ['C', 'A'], 1.5, 'synergy'),
    line(8, ['B', 'C'], 0.25, 'suppression'),
    line(9, ['A', 'B'], 0.5, null),
  ];
  const chart = pairMatrix(lines, 1);
  const squares = marks(chart.svg, 'rect').map(({ attributes }) => attributes);
  expect(squares.map((one) => one['data-source'])).toEqual(['0', '0', '1', '1', '2', '2']);
  expect(squares.map((one) => Number(one['fill-opacity']))).toEqual([0.5, 0.5, 0.75, 0.75, 0.1, 0.1]);
  expect(squares.map((one) => one['class'])).toEqual([
    'bar rises cell',
    'bar rises cell',
    'bar falls framed',
    'bar falls framed',
    'bar falls cell',
    'bar falls cell',
  ]);
  // A, B, C in this order: C+A stands in row 2, column 0, and the other way round.
  const [x, y] = [squares.map((one) => Number(one['x'])), squares.map((one) => Number(one['y']))];
  const places = x.map((at, square) => [
    Math.round(((y[square] ?? 0) - Math.min(...y)) / 18),
    Math.round((at - Math.min(...x)) / 18),
  ]);
  expect(places).toEqual([
    [2, 0],
    [0, 2],
    [1, 2],
    [2, 1],
    [0, 1],
    [1, 0],
  ]);
  const words = marks(chart.svg, 'title').flatMap(wordsOf);
  expect(words).toContain('C+A: synergy, 1.50 (1.40–1.60) of the sum');
  expect(words).toContain('A+B: unclear, 0.50 (0.40–0.60) of the sum');
});

it('the picture has room for whole names of columns, and a pair without a number is grey', () => {
  const unknown = { ...line(7, ['A', 'Another overexpression'], NaN, null) };
  const chart = pairMatrix([unknown], null);
  const width = Number(String(chart.svg.attributes['viewBox']).split(' ')[2]);
  const last = marks(chart.svg, 'text').at(-1);
  const from = Number(/\(([\d.]+) /.exec(String(last?.attributes['transform']))?.[1]);
  expect(width - from).toBeGreaterThan(textWidth('Another overexpression', 11) / 2);
  expect(marks(chart.svg, 'rect').map(({ attributes }) => attributes['class'])).toEqual([
    'count cell',
    'count cell',
  ]);
});

it('genes that differ from the sum are coloured by the direction and named', () => {
  const changes = {
    observed: Float32Array.of(1, -1, 0, NaN),
    sum: Float32Array.of(0, 0.5, 0, NaN),
    q: Float64Array.of(0.001, 0.01, 0.8, NaN),
  };
  const chart = sumScatter(changes, ['Up', 'Down', 'Same', 'Untested'], { label: 'A+B', rate: 0.05 });
  expect(chart.title).toBe('A+B: 2 genes of 3 tested differ from the sum of both');
  const paths = marks(chart.svg, 'path').map(({ attributes }) => attributes);
  const drawn = (kind: string) => paths.find((one) => one['class'] === kind)?.['d'];
  // The frame runs from 66 to 322 and from 244 up to 12, both from ÷ 2 to × 2.
  expect(drawn('points')).toBe('M194 128h0');
  expect(drawn('points rises')).toBe('M194 12h0');
  expect(drawn('points falls')).toBe('M258 244h0');
  const names = marks(chart.svg, 'text').flatMap(wordsOf);
  expect(names).toContain('Up');
  expect(names).not.toContain('Same');
});
