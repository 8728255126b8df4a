import { describe, expect, it } from 'vitest';
import { paletteOf } from '../figure/palette';
import { svgMarkup, type SvgElement } from './chart';
import { type ScenarioColumn, scenariosChart } from './scenarios';

const column = (name: string, change: Partial<ScenarioColumn> = {}): ScenarioColumn => ({
  name,
  content: null,
  miniature: {
    genes: ['SPI1', 'GATA1', 'KLF1'],
    positions: Float32Array.of(0, 0, 50, 0, 0, 50),
    edges: [{ source: 0, target: 1 }],
    hidden: [],
    log2FoldChange: Float32Array.of(0, -1, 1),
    changed: [0],
  },
  cells: [{ log2: -1, interval: [-1.5, -0.5], measured: -0.8 }, { level: 0 }],
  isOutside: false,
  ...change,
});
const drawn = (columns: readonly ScenarioColumn[], width: number) =>
  scenariosChart({ genes: ['GATA1', 'SPI1'], columns, scale: undefined }, paletteOf('light'), width);

/** Left ends of texts with that content. */
function placesOf(
  { name, attributes, children }: SvgElement,
  content: string,
): readonly (readonly number[])[] {
  if (name === 'text' && children[0] === content) return [[Number(attributes['x']), Number(attributes['y'])]];
  return children.flatMap((child) => (typeof child === 'string' ? [] : placesOf(child, content)));
}

describe('scenarios in a figure', () => {
  it('stand side by side where there is room, and below each other where not, with the same rows', () => {
    const columns = ['Alone', 'Both', 'Third'].map((name) => column(name));
    const at = (width: number) =>
      columns.map(({ name }) => placesOf(drawn(columns, width).svg, name)[0] ?? []);
    const [wide, narrow] = [at(800), at(240)];
    expect(new Set(wide.map(([, y]) => y)).size).toBe(1);
    expect(new Set(wide.map(([x]) => x)).size).toBe(3);
    expect(new Set(narrow.map(([x]) => x)).size).toBe(1);
    expect(new Set(narrow.map(([, y]) => y)).size).toBe(3);
    expect(placesOf(drawn(columns, 240).svg, 'GATA1')).toHaveLength(3);
  });

  it('says levels that are set, what lies outside the data, and measured values', () => {
    const chart = drawn([column('SPI1 out', { isOutside: true })], 400);
    const markup = svgMarkup(chart.svg);
    expect(markup).toContain('knocked out');
    expect(markup).toContain('÷ 2');
    expect(markup.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')).toContain(
      'outside what the data support',
    );
    expect(chart.note).toContain('diamonds: measured');
    expect(chart.note).toContain('95 % interval');
  });

  it('has neither bar nor network of a scenario that is not predicted', () => {
    const markup = svgMarkup(drawn([column('SPI1 × 3', { miniature: null, cells: [null, null] })], 400).svg);
    expect(markup).not.toContain('circle');
    expect(markup).not.toContain('class="bar');
  });
});
