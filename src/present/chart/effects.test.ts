import { expect, it } from 'vitest';
import { aPerturbationLine as line } from '../../../tests/support/effects/perturbationLine';
import { svgMarkup } from './chart';
import { guideDots } from './guides';
import { effectsHeatMap, effectsMap, isOverview, wholeSize } from './effects';
import { volcanoPlot } from './volcano';

const genes = ['A', 'B', 'C', 'D'];
const labels = ['control', 'A', 'X', 'B'];
/** A and B act alike; X raises D. */
const log2 = [
  [0, 0, 0, 0],
  [-2, 1, -1, 0],
  [0, 0.1, 0, 3],
  [-1.5, -2, -1, 0.1],
];
const q = log2.map((row) => row.map((change) => (Math.abs(change) >= 1 ? 0.001 : 0.8)));
const own = log2.map((row, k) => row.map((_, gene) => Number(labels[k] === genes[gene])));

function aMap() {
  const effects = {
    genes,
    folds: { log2: Float64Array.from(log2.flat()), error: new Float64Array(16).fill(0.1) },
    q: Float64Array.from(q.flat()),
    own: Uint8Array.from(own.flat()),
    isTested: true,
  };
  return effectsMap(effects, [line('A', 2), line('X', 1), line('B', 2)], labels, 0.05);
}

it('perturbations that act alike stand side by side, each cell with its own change', () => {
  const map = aMap();
  const order = map.rows.map(({ label }) => label);
  expect(['A B X', 'B A X', 'X A B', 'X B A']).toContain(order.join(' '));
  expect(map.genes.toSorted()).toEqual(genes);
  map.rows.forEach(({ perturbation }, row) => {
    map.genes.forEach((gene, column) => {
      const cell = row * genes.length + column;
      const at = genes.indexOf(gene);
      expect(map.log2[cell]).toBeCloseTo(log2[perturbation]?.[at] ?? NaN, 6);
      expect(map.own[cell]).toBe(own[perturbation]?.[at]);
    });
  });
});

it('a map of thousands of genes has each beside others that the same perturbation changes most', () => {
  const [rows, columns] = [6, 2500];
  const names = Array.from({ length: rows }, (_, k) => `P${k}`);
  const strongest = Array.from({ length: columns }, (_, gene) => 1 + ((gene * 7) % (rows - 1)));
  const changes = Float64Array.from({ length: rows * columns }, (_, at) => {
    const [k, gene] = [Math.floor(at / columns), at % columns];
    return k === 0 ? 0 : strongest[gene] === k ? 2 : 0.3 * Math.sin(at);
  });
  const effects = {
    genes: Array.from({ length: columns }, (_, gene) => `G${gene}`),
    folds: { log2: changes, error: new Float64Array(changes.length).fill(0.1) },
    q: changes.map((change) => (change === 2 ? 0.001 : 0.8)),
    own: new Uint8Array(changes.length),
    isTested: true,
  };
  const lines = names.slice(1).map((name) => line(name, 400));
  const whole = effectsMap(effects, lines, names, 0.05, wholeSize);
  expect(isOverview(effectsMap(effects, lines, names, 0.05))).toBe(true);
  expect([whole.rows.length, whole.genes.length]).toEqual([rows - 1, columns]);
  const of = whole.genes.map((gene) => strongest[Number(gene.slice(1))]);
  expect(of.filter((k, at) => k !== of[at - 1])).toEqual(whole.rows.map(({ perturbation }) => perturbation));
});

it('the heat map says every change, pale where it is not significant, and frames own targets', () => {
  const chart = effectsHeatMap(aMap(), 0.05, 2);
  const markup = svgMarkup(chart.svg);
  expect(markup).toContain('<title>X, D: × 8.0</title>');
  expect(markup).toContain('<title>A, A (its target): ÷ 4.0</title>');
  expect(markup).toContain('<title>X, B: × 1.07, not significant</title>');
  expect(markup.match(/class="bar \w+ framed"/g)).toHaveLength(2);
  expect(markup.match(/class="selected"/g)).toHaveLength(1);
  expect(chart.note).toContain('Framed: the perturbed gene itself. Bars: number of other genes that change.');
  const compounds = { ...aMap(), own: new Uint8Array(aMap().own.length) };
  expect(effectsHeatMap(compounds, 0.05, 2).note).toBe(
    'Colour: log2 fold change, pale where q is 0.05 or more. Bars: number of genes that change.',
  );
  // No gene is counted without tests, and the map is narrower.
  const untested = effectsHeatMap({ ...aMap(), isTested: false }, 0.05, 2);
  expect(svgMarkup(untested.svg)).not.toContain('class="count"');
  const widthOf = ({ svg }: typeof chart) => Number(String(svg.attributes['viewBox']).split(' ')[2]);
  expect(widthOf(chart) - widthOf(untested)).toBeCloseTo(88, 6);
  const opacityOf = (title: string) =>
    Number(new RegExp(`fill-opacity="([\\d.]+)"[^>]*><title>${title}`).exec(markup)?.[1]);
  expect(opacityOf('X, D')).toBe(1);
  expect(opacityOf('X, B')).toBeLessThan(0.1);
});

it('a volcano plot has a point for each tested gene and names the changed ones', () => {
  const changes = {
    log2: Float32Array.of(-2, 0.5, 0, 1),
    p: Float64Array.of(1e-9, 0.2, NaN, 0),
    q: Float64Array.of(1e-8, 0.3, NaN, 0),
    own: Uint8Array.of(1, 0, 0, 0),
  };
  const chart = volcanoPlot(changes, genes, { label: 'A', rate: 0.05 });
  const markup = svgMarkup(chart.svg);
  expect(chart.title).toBe('A: 1 other gene of 3 tested changed');
  expect(markup.match(/M[\d.]+ [\d.]+(h0|l)/g)).toHaveLength(3);
  expect(markup).toContain('>D</text>');
  expect(markup).not.toContain('>B</text>');
  expect(markup).not.toContain('NaN');
  // p of 0 cannot be drawn where it is.
  expect(markup).toContain('>≥ 60</text>');
  expect(markup).toMatch(/class="beyond-axis rises" d="M[\d.]+ [\d.]+l-4 7h8z"/);
  expect(markup).toContain('>triangle: beyond axis</text>');
  expect(chart.note).toBe('Colour: q below 0.05. Triangles: beyond the axis.');
  const p = Float64Array.of(1e-9, 0.2, NaN, 1e-30);
  const whole = volcanoPlot({ ...changes, p }, genes, { label: 'A', rate: 0.05 });
  expect(svgMarkup(whole.svg)).toContain('>30</text>');
  const within = volcanoPlot({ ...changes, p, own: new Uint8Array(4) }, genes, { label: 'A', rate: 0.05 });
  expect(within.note).toBe('Colour: q below 0.05.');
  expect(svgMarkup(within.svg)).not.toContain('beyond');
  const compound = volcanoPlot({ ...changes, own: new Uint8Array(4) }, genes, { label: 'JQ1', rate: 0.05 });
  expect(compound.title).toBe('JQ1: 2 genes of 3 tested changed');
});

it('a target that changes more than the axis shows points beyond its edge', () => {
  const many = Array.from({ length: 60 }, (_, gene) => (gene === 0 ? -9 : 0.5));
  const wide = {
    log2: Float32Array.from(many),
    p: Float64Array.from(many, () => 1e-4),
    q: Float64Array.from(many, () => 1e-3),
    own: Uint8Array.from(many, (_, gene) => Number(gene === 0)),
  };
  const drawn = volcanoPlot(wide, many.map(String), { label: 'A', rate: 0.05 });
  expect(svgMarkup(drawn.svg)).toMatch(/class="beyond-axis falls" d="M30 [\d.]+l7 -4v8z"/);
});

it('names of many points at the upper edge stand apart there, each with a line to its point', () => {
  const names = ['akt', 'jnk', 'mek', 'p38', 'pip2', 'plc'];
  const changes = {
    log2: Float32Array.from(names, (_, at) => 3 + at / 50),
    p: Float64Array.from(names, () => 0),
    q: Float64Array.from(names, () => 0),
    own: new Uint8Array(names.length),
  };
  const chart = volcanoPlot(changes, names, { label: 'pkc', rate: 0.05 });
  const markup = svgMarkup(chart.svg);
  const places = [...markup.matchAll(/translate\(([\d.]+) ([\d.]+)\) rotate\(-60\)">(\w+)</g)];
  expect(places.map(([, , , name]) => name)).toEqual(names);
  const across = places.map(([, x]) => Number(x));
  across.slice(1).forEach((x, at) => expect(x - (across[at] ?? 0)).toBeGreaterThan(12));
  expect(markup.match(/class="whisker"/g)).toHaveLength(names.length);
});

it('a volcano plot of a wide panel has its width', () => {
  const changes = {
    log2: Float32Array.of(1),
    p: Float64Array.of(0.5),
    q: Float64Array.of(0.5),
    own: Uint8Array.of(0),
  };
  const wide = volcanoPlot(changes, ['X'], { label: 'A', rate: 0.05 }, 845);
  expect(wide.svg.attributes['viewBox']).toMatch(/^0 0 845 /);
});

const guide = (name: string, change: number) => ({
  name,
  log2: change,
  low: change - 0.3,
  high: change + 0.3,
  verdict: name === 'g2' ? ('inert' as const) : ('agrees' as const),
});

it('each guide has a dot and an interval, and control guides lie in one row', () => {
  const controls = [guide('n1', 0.1), guide('n2', -0.1), guide('n3', 0)];
  const markup = svgMarkup(
    guideDots([guide('g1', 1), guide('g2', 0)], controls, { label: 'A', gene: 'D' }).svg,
  );
  expect(markup).toContain('<title>g1: × 2.0</title>');
  expect(markup).toContain('<title>g2: same, inert</title>');
  expect(markup.match(/class="whisker strong"/g)).toHaveLength(2);
  expect(markup.match(/M[\d.]+ [\d.]+h0/g)).toHaveLength(3);
});
