import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainScene } from '../../../../tests/support/present/sampleRun';
import { type PrintedText, textsOf } from '../../../../tests/support/present/printedTexts';
import { type Chart, chartSvg } from '../../chart/chart';
import { errorBars } from '../../chart/errorBars';
import { respondersChart } from '../../chart/responders';
import { scenariosChart } from '../../chart/scenarios';
import { compose } from '../compose';
import type { Matrix } from '../matrix';
import { paletteOf } from '../palette';
import type { Scene } from '../scene';
import { chartPanel, type Drawable, layersPanel, matrixPanel, networkPanel, pairPanel } from './drawables';
import { captionOf, fontSizes, printSheet, rowsOf, type Sheet, type SheetPanel, spans } from './sheet';

const edge = (source: number, target: number, weight: number) => ({
  source,
  target,
  weight,
  strength: Math.abs(weight),
  stability: 1,
  unstable: false,
});

function sceneOf(genes: number): Scene {
  return {
    ...plainScene,
    genes: Array.from({ length: genes }, (_, gene) => `GENE${gene}`),
    edges: Array.from({ length: genes - 1 }, (_, gene) => edge(gene % 4, gene + 1, gene % 2 ? -0.5 : 0.9)),
    modules: [{ name: 'M1', genes: [1, 2, 3], regulators: [0], stability: null }],
  };
}

function network(genes: number): Drawable {
  const scene = sceneOf(genes);
  const places = new Map(
    scene.genes.map((_, gene) => [gene, { x: (gene % 9) * 90, y: Math.floor(gene / 9) * 70 }]),
  );
  return networkPanel(compose(scene, paletteOf('light')), places);
}

function matrix(columns: number): Drawable {
  const [rows, targets] = [
    Array.from({ length: 8 }, (_, i) => i),
    Array.from({ length: columns }, (_, i) => i),
  ];
  const of: Matrix = {
    rows,
    columns: targets,
    rowBands: [{ module: 0, from: 0, to: 8 }],
    columnBands: [{ module: 0, from: 0, to: columns }],
    weights: Float32Array.from({ length: 8 * columns }, (_, i) => Math.sin(i)),
    largest: 1,
  };
  return matrixPanel(
    of,
    targets.map((i) => `GENE${i}`),
    false,
  );
}

const errors = chartPanel(
  (width) =>
    errorBars(
      [0.2, 0.7, 1.4, 3].map((error, i) => ({
        label: `P${i}`,
        name: `P${i}`,
        role: 'cross-validated',
        error,
        comparisons: [],
      })),
      width,
    ),
  false,
);
const responders = chartPanel(
  (width) => [
    respondersChart(
      [{ name: 'GATA1', log2: -1.2, interval: [-1.5, -1], measured: -1.1 }],
      'Without SPI1',
      undefined,
      width,
    ),
  ],
  true,
);
const layers = layersPanel(sceneOf(9), new Float32Array(9).fill(1), new Set());
const scenarios = chartPanel(
  (width) => [
    scenariosChart(
      {
        genes: ['GATA1', 'SPI1'],
        columns: ['SPI1 out', 'SPI1 out and GATA1 × 2', 'A name'].map((name) => ({
          name,
          content: 'CEBPA out',
          miniature: {
            genes: ['SPI1', 'GATA1'],
            positions: Float32Array.of(0, 0, 50, 20),
            edges: [{ source: 0, target: 1 }],
            hidden: [],
            log2FoldChange: Float32Array.of(0, -1),
            changed: [0],
          },
          cells: [{ log2: -1.2, interval: [-1.5, -1], measured: null }, { level: 0 }],
          isOutside: true,
        })),
        scale: undefined,
      },
      paletteOf('light'),
      width,
    ),
  ],
  false,
);

function pair(genes: number): Drawable {
  const side = compose(sceneOf(genes), paletteOf('light'));
  const places = new Map(
    side.nodes.map(({ gene }) => [gene, { x: (gene % 5) * 90, y: Math.floor(gene / 5) * 70 }]),
  );
  const figure = { sides: [side, { ...side, edges: [] }] as const, places, legend: side.legend, omitted: [] };
  return pairPanel(figure, ['Before', 'After']);
}

const kinds = [
  network(11),
  network(60),
  matrix(10),
  matrix(80),
  errors,
  responders,
  layers,
  scenarios,
  pair(11),
];

const panelOf = (draw: Drawable, span = 1, change: Partial<SheetPanel> = {}): SheetPanel => ({
  draw,
  span,
  text: 'Network: 11 genes, 22 strongest edges.',
  origin: 'Modulode 0.2.0, seed 7, data screen.h5ad (fingerprint abababababababab), preset Default',
  doubt: null,
  ...change,
});
const sheetOf = (panels: readonly SheetPanel[], change: Partial<Sheet> = {}): Sheet => ({
  width: 174,
  fontSize: 7,
  panels,
  hasCaption: true,
  ...change,
});

const sample = fc.record({
  width: fc.constantFrom(60, 85, 114, 174, 200),
  fontSize: fc.constantFrom(...fontSizes),
  hasCaption: fc.boolean(),
  panels: fc.array(
    fc.record({ kind: fc.constantFrom(...kinds), span: fc.constantFrom(...spans), isDoubtful: fc.boolean() }),
    { minLength: 1, maxLength: 6 },
  ),
});
const printedOf = ({ panels, ...rest }: typeof sample extends fc.Arbitrary<infer T> ? T : never) =>
  printSheet({
    ...rest,
    panels: panels.map(({ kind, span, isDoubtful }) =>
      panelOf(kind, span, {
        doubt: isDoubtful ? 'Not to be interpreted: no signal was found in this screen' : null,
      }),
    ),
  });

async function mapOf(columns: number): Promise<readonly PrintedText[]> {
  const { svg } = await printSheet(sheetOf([panelOf(matrix(columns))], { width: 85 }));
  return textsOf(svg);
}

describe('a printed figure', () => {
  it('is as wide as chosen, in millimetres, and its unit is the point', async () => {
    for (const width of [85, 114, 174]) {
      const { svg } = await printSheet(sheetOf([panelOf(network(11))], { width }));
      expect(svg).toContain(`width="${width}mm"`);
      const box = /viewBox="0 0 ([\d.]+) [\d.]+"/u.exec(svg);
      expect(Number(box?.[1])).toBeCloseTo((width / 25.4) * 72, 2);
    }
  });

  it('letters its panels in order, in bold', async () => {
    const { svg, panels } = await printSheet(sheetOf(kinds.slice(0, 4).map((kind) => panelOf(kind, 1 / 2))));
    expect(panels.map(({ letter }) => letter)).toEqual(['a', 'b', 'c', 'd']);
    const bold = textsOf(svg).filter((one) => one.bold);
    expect(bold.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
    expect(bold.every(({ size }) => size >= 7)).toBe(true);
  });

  it('keeps panels apart and within the sheet, and never prints text below 5 points or outside', async () => {
    await fc.assert(
      fc.asyncProperty(sample, async (chosen) => {
        const { svg, panels, width, height } = await printedOf(chosen);
        for (const [place, one] of panels.entries()) {
          expect(one.x).toBeGreaterThanOrEqual(0);
          expect(one.x + one.width).toBeLessThanOrEqual(width + 1e-6);
          expect(one.y + one.height).toBeLessThanOrEqual(height + 1e-6);
          for (const other of panels.slice(place + 1)) {
            const apart =
              one.x + one.width <= other.x ||
              other.x + other.width <= one.x ||
              one.y + one.height <= other.y ||
              other.y + other.height <= one.y;
            expect(apart).toBe(true);
          }
        }
        const [right, bottom] = [(width / 25.4) * 72, (height / 25.4) * 72];
        const texts = textsOf(svg);
        expect(texts.length).toBeGreaterThan(0);
        const wrong = texts.filter(
          ({ size, x, y }) => !(size >= 4.98 && x >= -1 && x <= right + 1 && y >= 0 && y <= bottom + 1),
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('prints text in one size where there is room, apart from letters', async () => {
    const { svg } = await printSheet(
      sheetOf(
        [network(11), network(60), matrix(10), errors, responders, layers].map((kind) => panelOf(kind)),
      ),
    );
    const sizes = new Set(textsOf(svg).map(({ size }) => size.toFixed(1)));
    expect([...sizes].toSorted()).toEqual(['7.0', '8.0']);
  });

  it('gives a panel more width where its text has no room', async () => {
    const { panels } = await printSheet(sheetOf([panelOf(errors, 1 / 3)], { width: 85, fontSize: 9 }));
    expect(panels[0]?.isWidened).toBe(true);
    expect(panels[0]?.width).toBeGreaterThan(85 / 3);
  });

  it('names the columns of a heat map with the largest weights where not all names have room, and says so', async () => {
    const [few, many] = [await mapOf(10), await mapOf(80)];
    expect(few.filter(({ turned }) => turned)).toHaveLength(10);
    const { length } = many.filter(({ turned }) => turned);
    expect(length).toBeGreaterThan(20);
    expect(length).toBeLessThan(80);
    expect(many.map(({ text }) => text).join(' ')).toContain('names: genes with the largest weights');
    expect(few.map(({ text }) => text).join(' ')).not.toContain('named:');
  });

  it('leaves a chart that was drawn before its own width', async () => {
    const frame = { width: 508, height: 40, left: 0, right: 508, top: 0, bottom: 40 };
    const drawn: Chart = { title: 'Wide', svg: chartSvg(frame, 'Wide', []), note: '' };
    const { width } = await chartPanel(() => [drawn], false)({ width: 300, smallest: 8 });
    expect(width).toBe(508);
  });

  it('sets charts of one panel side by side where there is room', async () => {
    const two = chartPanel((width) => {
      const genes = Array.from({ length: 9 }, (_, gene) => ({
        name: `G${gene}`,
        log2: 1,
        interval: [0, 2] as const,
        measured: null,
      }));
      return [0, 1].map((i) => respondersChart(genes, `${i}`, undefined, width));
    }, false);
    const heightAt = async (span: number) =>
      (await printSheet(sheetOf([panelOf(two, span)], { hasCaption: false }))).height;
    expect(await heightAt(1 / 2)).toBeGreaterThan(1.6 * (await heightAt(1)));
  });

  it('sets two networks side by side where there is room, each gene at the same place in both', async () => {
    for (const [span, axis] of [
      [1, 'x'],
      [1 / 3, 'y'],
    ] as const) {
      const { svg } = await printSheet(sheetOf([panelOf(pair(11), span)], { hasCaption: false }));
      const texts = textsOf(svg);
      const shifts = Array.from({ length: 11 }, (_, gene) => {
        const [first, second] = texts.filter(({ text }) => text === `GENE${gene}`);
        return { x: (second?.x ?? 0) - (first?.x ?? 0), y: (second?.y ?? 0) - (first?.y ?? 0) };
      });
      for (const shift of shifts) {
        expect(shift.x).toBeCloseTo(shifts[0]?.x ?? NaN, 1);
        expect(shift.y).toBeCloseTo(shifts[0]?.y ?? NaN, 1);
        expect(shift[axis]).toBeGreaterThan(60);
        expect(shift[axis === 'x' ? 'y' : 'x']).toBeCloseTo(0, 1);
      }
    }
  });

  it('repeats the warning of a run that must not be interpreted', async () => {
    const doubt = 'Not to be interpreted';
    const { svg } = await printSheet(sheetOf([panelOf(network(11), 1, { doubt })]));
    expect(textsOf(svg).some(({ text }) => text === doubt)).toBe(true);
  });

  it('has no style sheet, class or variable in charts, so that editors show their colours', async () => {
    const { svg } = await printSheet(sheetOf([panelOf(errors), panelOf(responders)]));
    expect(svg).not.toMatch(/class=|var\(|<style/u);
    expect(svg).toContain('fill="#5B41C9"');
  });
});

it('fills rows with panels while there is room', () => {
  expect(rowsOf([1 / 2, 1 / 2, 1, 1 / 3, 1 / 3, 1 / 3, 2 / 3, 1 / 2])).toEqual([
    [0, 1],
    [2],
    [3, 4, 5],
    [6],
    [7],
  ]);
});

it('describes each panel by its letter and tells once what reproduces panels of one run', () => {
  const same = { origin: 'seed 7, data a.h5ad' };
  expect(
    captionOf([
      { text: 'One.', ...same },
      { text: 'Two.', ...same },
    ]),
  ).toEqual(['a, One. b, Two.', 'seed 7, data a.h5ad.']);
  expect(
    captionOf([
      { text: 'One.', ...same },
      { text: 'Two.', origin: 'seed 8, data b.h5ad' },
    ])[2],
  ).toBe('b: seed 8, data b.h5ad.');
  expect(captionOf([])).toEqual([]);
});
