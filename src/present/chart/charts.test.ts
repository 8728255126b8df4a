import { aComparison } from '../../../tests/support/inference/testComparison';
import { expect, it } from 'vitest';
import { compareWithTruth } from '../../evaluation/networks/truthComparison';
import type { Comparison } from '../../inference/run/result';
import { type UnseenPerturbation, errorBars } from './errorBars';
import { type Chart, svgMarkup, symmetricView } from './chart';
import { spread } from './placeLabels';
import { precisionRecallChart } from './precisionRecall';
import { respondersChart } from './responders';
import { reachOf, scatterOfAll, scatterOfOne } from './scatter';
import fc from 'fast-check';

const judged = (errors: readonly number[]): UnseenPerturbation[] =>
  errors.map((error, i) => ({
    label: `P${i}`,
    name: `P${i}`,
    role: 'cross-validated',
    error,
    comparisons: [],
  }));

const markupOf = (chart: Chart | null | undefined) => (chart ? svgMarkup(chart.svg) : '');

/** Start and end of the bars, in pixels. */
function barsOf(svg: string): { worse: boolean; from: number; to: number }[] {
  return [...svg.matchAll(/class="(bar|bar worse)" d="M([\d.]+) [\d.]+H([\d.]+)/g)].map(
    ([, kind, from, to]) => ({ worse: kind === 'bar worse', from: Number(from), to: Number(to) }),
  );
}

const comparison = (measured: number[], predicted: number[]): Comparison =>
  aComparison(predicted, measured, {
    label: 'GATA1',
    cells: 20,
    standardError: new Float32Array(measured.length).fill(0.01),
  });

it('draws bars with the length of the error, hatched if no better than no change', () => {
  const [chart, ...others] = errorBars(judged([0.25, 0.5, 1, 1.5]));
  expect(others).toEqual([]);
  expect(chart?.title).toContain('2 of 4');
  const bars = barsOf(markupOf(chart));
  expect(bars.map(({ worse }) => worse)).toEqual([false, false, true, true]);
  const lengths = bars.map(({ from, to }) => to - from);
  for (const [i, share] of [0.25, 0.5, 1, 1.5].entries())
    expect((lengths[i] ?? 0) / (lengths[2] ?? 1)).toBeCloseTo(share, 2);
});

it('ends a bar beyond twice no change in an arrow, so that it does not shrink the others', () => {
  const [chart] = errorBars(judged([0.5, 1, 60]));
  const [half, one, far] = barsOf(markupOf(chart)).map(({ from, to }) => to - from);
  expect((far ?? 0) / (one ?? 1)).toBeCloseTo(2, 2);
  expect((half ?? 0) / (one ?? 1)).toBeCloseTo(0.5, 2);
  expect(markupOf(chart).match(/class="beyond"/g)).toHaveLength(1);
});

it('shortens a label without room, and keeps all of it for the pointer and for screen readers', () => {
  const long = 'AKR1C3 antisense transcript 2 overexpression <b>';
  const [chart] = errorBars(judged([0.5]).map((row) => ({ ...row, name: long })));
  const markup = markupOf(chart);
  expect(markup).toMatch(
    /<title>AKR1C3 antisense transcript 2 overexpression &lt;b&gt;<\/title>AKR1C3 [a-z ]+…</,
  );
  expect(markupOf(errorBars(judged([0.5]))[0])).not.toContain('class="label"><title>');
});

it('splits many bars into two figures with one scale; of too many it draws both ends and says so', () => {
  const charts = errorBars(judged(Array.from({ length: 200 }, (_, i) => i / 100)));
  expect(charts).toHaveLength(2);
  expect(charts.flatMap((chart) => barsOf(markupOf(chart)))).toHaveLength(60);
  for (const { note } of charts) expect(note).toContain('of 200');
  const scale = charts.map((chart) => /class="reference" d="M([\d.]+)/.exec(markupOf(chart))?.[1]);
  expect(scale[0]).toBe(scale[1]);
});

it('excludes perturbed genes from the scatter and counts directions of clear changes', () => {
  const one = comparison([2, 0.5, -0.5, 0.001], [-2, 0.4, 0.3, 1]);
  const chart = scatterOfAll([one]);
  expect(chart?.title).toBe('Correct direction for 1 of 2 changed genes');
  const dots = /class="cloud" d="([^"]*)"/.exec(markupOf(chart))?.[1]?.match(/M[\d.]+ [\d.]+h0/g);
  expect(dots).toHaveLength(3);
  expect(scatterOfAll([])).toBeNull();
});

it('draws the points of a large screen on half pixels, coinciding ones once', () => {
  // A grid of 300 × 200 points, and one far outside of it that sets the scale.
  const grid = Array.from({ length: 60_000 }, (_, at) => [at % 300, Math.floor(at / 300)] as const);
  const chart = scatterOfAll([
    comparison(
      [0, ...grid.map(([column]) => column / 1000), 3],
      [0, ...grid.map(([, row]) => row / 1000), 3],
    ),
  ]);
  const path = /class="cloud many" d="([^"]*)"/.exec(markupOf(chart))?.[1] ?? '';
  const dots = [...path.matchAll(/M([\d.]+) ([\d.]+)h0/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
  expect(dots.every(([x, y]) => Number.isInteger(2 * x) && Number.isInteger(2 * y))).toBe(true);
  expect(new Set(dots.map(String)).size).toBe(dots.length);
  const [columns, rows] = [0, 1].map((axis) => new Set(dots.map((dot) => dot[axis])).size);
  expect(dots).toHaveLength(((columns ?? 0) - 1) * ((rows ?? 0) - 1) + 1);
  expect(dots.length).toBeLessThan(10_000);
  expect(markupOf(chart)).toContain('60,001 genes');
});

it('counts a prediction of no change neither as a right nor as a wrong direction', () => {
  const none = comparison([-2, 0.4, 0.3, 1], [0, 0, 0, 0]);
  expect(scatterOfAll([none, none])?.title).toBe('No change predicted; 6 genes changed significantly');
});

const scatterOf = (one: Comparison, view = symmetricView(reachOf([one])), width = 300) =>
  markupOf(
    scatterOfOne(one, ['A', 'B', 'C'], { title: '', note: '', named: 6, view, width, isPointed: true }),
  );
const genesIn = (svg: string) => [...svg.matchAll(/class="gene" cx="([\d.]+)" cy="([\d.]+)"/g)];
const diagonalIn = (svg: string) =>
  /class="reference" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)/.exec(svg)?.slice(1).map(Number) ?? [];

it('puts a prediction that equals its measurement on the diagonal, in any part of the plot', () => {
  const one = comparison([0, 0.3, -0.6], [0, 0.3, -0.6]);
  for (const view of [undefined, { x: [0, 1], y: [-1, 0.5] } as const]) {
    const svg = scatterOf(one, view, 420);
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = diagonalIn(svg);
    const genes = genesIn(svg);
    expect(genes).toHaveLength(view ? 1 : 2);
    for (const [, cx, cy] of genes)
      expect(y1 + ((Number(cx) - x1) / (x2 - x1)) * (y2 - y1)).toBeCloseTo(Number(cy), 0);
  }
  expect(diagonalIn(scatterOf(one, { x: [1, 2], y: [-1, 0.5] }))).toEqual([]);
});

it('omits perturbed genes and genes without a value, names the others and finds them under the pointer', () => {
  const svg = scatterOf(comparison([0, 0.4, Number.NaN], [0, -0.2, 0]));
  expect(genesIn(svg)).toHaveLength(1);
  expect(svg).toMatch(/class="gene"[^>]* data-source="1"/);
  expect(svg).toContain('Largest error: B, measured × 1.5, predicted ÷ 1.2.');
  expect(svg).toMatch(/>B<\/text>/);
});

it('has ticks at round factors about no change', () => {
  const ticks = [
    ...scatterOf(comparison([0, 0.9, -0.2], [0, 0, 0])).matchAll(/class="tick middle">([^<]*)/g),
  ];
  expect(ticks.map(([, tick]) => tick)).toEqual(['same', '÷ 2', '× 2']);
});

it('draws precision as steps: a perfect ranking stays at 1 until all edges are found', () => {
  const network = {
    genes: ['A', 'B', 'C'],
    regulators: Int32Array.of(0, 1),
    weights: Float32Array.of(0, 0.9, 0.8, 0.1, 0, 0.2),
    stability: null,
  };
  const truth = {
    name: 'truth',
    edges: [
      { source: 'A', target: 'B', sign: 1 as const },
      { source: 'A', target: 'C', sign: 1 as const },
    ],
  };
  const compared = compareWithTruth(network, truth, 2);
  if (!compared) throw new Error('two edges can be compared');
  const chart = precisionRecallChart(compared, []);
  const [svg, title] = [markupOf(chart), chart.title];
  const others = [{ source: 'genie3' as const, area: compared.auprc, curve: compared.curve }];
  const other = markupOf(precisionRecallChart(compared, others));
  expect(title).toContain('2.0\u00a0×');
  const curve = /class="line" d="([^"]*)"/.exec(svg)?.[1] ?? '';
  // Precision 1 for recall 0 to .5 to 1, then down to 2 of 3 and 2 of 4.
  const [, top, half, end] = /^M48 ([\d.]+)H([\d.]+)V\1H([\d.]+)V/.exec(curve) ?? [];
  expect([top, half, end].map(Number)).toEqual([14, 197, 346]);
  expect(svg).not.toContain('class="other"');
  expect(/class="other" d="([^"]*)"/.exec(other)?.[1]).toBe(curve);
  expect(other).not.toContain('GENIE3');

  const named = markupOf(precisionRecallChart(compared, others, { room: 120, highlighted: 'genie3' }));
  expect(named).toContain('GENIE3 1.00');
  expect(/class="other forward" d="([^"]*)"/.exec(named)?.[1]).toBe(curve);
  expect(/class="pointed" d="[^"]*" data-source="([^"]*)"/.exec(named)?.[1]).toBe('genie3');
});

it('keeps labels at their positions while there is space', () => {
  expect(spread([50, 10, 90], 14, [0, 100])).toEqual([50, 10, 90]);
});

it('pushes labels apart, keeps their order and stays within the chart', () => {
  const heights = fc.array(fc.double({ min: -20, max: 220, noNaN: true }), { maxLength: 8 });
  fc.assert(
    fc.property(heights, (wanted) => {
      const places = spread(wanted, 14, [0, 200]);
      const order = [...wanted.keys()].toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
      const sorted = order.map((label) => places[label] ?? NaN);
      sorted.slice(1).forEach((place, at) => {
        expect(place - (sorted[at] ?? NaN)).toBeGreaterThan(14 - 1e-9);
      });
      for (const place of places) {
        expect(place).toBeGreaterThanOrEqual(-1e-9);
        expect(place).toBeLessThanOrEqual(200 + 1e-9);
      }
    }),
  );
});

/** Bars of predicted log2 fold changes. */
const respondersOf = (...changes: readonly number[]) =>
  respondersChart(
    changes.map((log2) => ({ name: `G${log2}`, log2, interval: [log2, log2], measured: null })),
    'Responders',
    undefined,
  );

it('ends bars of changes beyond the scale in a point, and says so', () => {
  const bars = [
    ...markupOf(respondersOf(1, -3, 2.5)).matchAll(/class="bar (?:falls|rises)" d="([^"]*)"/g),
  ].map(([, d = '']) => [...d.matchAll(/[HL]([\d.]+)/g)].map(([, x]) => Number(x)));
  // To the side, to the tip, back to the side, to the middle: the tip lies further out.
  expect(bars.map(([side = 0, tip = 0]) => Math.sign(tip - side))).toEqual([0, -1, 1]);
  expect(respondersOf(1).note).not.toContain('beyond');
  expect(respondersOf(1, -3).note).toContain('pointed: beyond the scale');
});

const chartOf = (measured: number) =>
  respondersChart([{ name: 'G', log2: 1, interval: [1, 1], measured }], 'Responders', undefined);

it('draws a measured change as a diamond, and beyond the scale as the half of it that points there', () => {
  const outlineOf = (measured: number) =>
    /class="diamond" d="([^"]*)"/.exec(markupOf(chartOf(measured)))?.[1];
  for (const within of [-2, 0.5, 2]) expect(outlineOf(within)).toMatch(/l5 5l-5 5l-5 -5z$/);
  expect(outlineOf(2.5)).toMatch(/l-5 -5v10z$/);
  expect(outlineOf(-4)).toMatch(/l5 -5v10z$/);
  expect(chartOf(2.5).note).toContain('pointed: beyond the scale');
});
