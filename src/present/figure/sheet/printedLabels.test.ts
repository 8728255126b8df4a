/** At 174 mm, with fonts as printed: of a network of 216 genes and 1,000 edges no label lies on another, and none is below 5 points. */
import { describe, expect, it } from 'vitest';
import { largeNetwork } from '../../../../tests/support/present/largeNetwork';
import { printedArea, textsOf } from '../../../../tests/support/present/printedTexts';
import { compose } from '../compose';
import { overlaps } from '../geometry';
import { matrixOf } from '../matrix';
import { paletteOf } from '../palette';
import { layersOf } from '../layers';
import { inner } from '../svg/page';
import { pairSvg } from '../svg/pairSvg';
import { writeSvg } from '../svg/svg';
import { layersSvg, matrixSvg } from '../svg/viewsSvg';
import { layersPanel, matrixPanel, networkPanel, pairPanel } from './drawables';
import { fontSizes, printSheet } from './sheet';

const WIDTH = 174;
const POINTS = (WIDTH / 25.4) * 72;
const { network, scene, measured, places } = largeNetwork();
const palette = paletteOf('light');
const plain = compose(scene, palette);
const counts = { explained: measured.length, unexplained: 0, unseen: 0, measured: 0 };
const overlay = compose({ ...scene, measured: { lines: measured, counts, sentence: '' } }, palette);
const change = { log2FoldChange: new Float32Array(216).fill(1), set: [{ gene: 3, value: 0 }] };
const predicted = compose({ ...scene, change }, palette);
const loadings = new Float32Array(216 * scene.modules.length).fill(1);
const all = new Set([-1, ...scene.modules.keys()]);
const shown = matrixOf(scene, network, 'shown');

/** Pairs of texts that overlap in print, and texts that are too small or not on the sheet. */
function faultsOf(svg: string) {
  const unit = POINTS / Number(/viewBox="0 0 ([\d.]+)/u.exec(svg)?.[1]);
  const texts = textsOf(svg)
    .filter(({ text }) => text.trim() !== '')
    .map((one) => ({ ...one, size: one.size * unit, x: one.x * unit, y: one.y * unit }));
  const areas = texts.map((one) => ({ text: one.text, area: printedArea(one) }));
  return {
    texts: texts.map(({ text }) => text),
    overlapping: areas.flatMap((one, place) =>
      areas
        .slice(place + 1)
        .filter((other) => overlaps(one.area, other.area))
        .map((other) => [one.text, other.text]),
    ),
    small: texts.filter(({ size }) => size < 4.98).map(({ text }) => text),
    outside: areas.filter(({ area }) => area.left < -1 || area.right > POINTS + 1).map(({ text }) => text),
  };
}

const pair = { sides: [plain, overlay], places, legend: plain.legend, omitted: [] } as const;
const titles = ['Unstimulated cells', 'Stimulated cells'] as const;
const around = { palette, ribbon: null, caption: ['Modulode, seed 7'] };

const panels = {
  network: networkPanel(plain, places),
  'network with measured responses': networkPanel(overlay, places),
  'predicted change': networkPanel(predicted, places),
  pair: pairPanel(pair, titles),
  'heat map': matrixPanel(shown, scene.genes, false),
  'regulators and modules': layersPanel(scene, loadings, new Set()),
  'regulators, modules and all genes': layersPanel(scene, loadings, all),
};

const pages = {
  network: writeSvg({ figure: plain, places, palette, caption: around.caption }),
  'network with measured responses': writeSvg({ figure: overlay, places, palette, caption: around.caption }),
  pair: pairSvg({ figure: pair, titles, ...around }),
  'heat map': matrixSvg(shown, scene.genes, around),
  'regulators and modules': layersSvg(layersOf(scene, loadings, all, { width: inner, height: 0 }), around),
};
const none = { overlapping: [], small: [], outside: [] };

function textAt(x: number, size: number): string {
  return `<text x="${x}" y="9" font-size="${size}">KRAB</text>`;
}

describe('figures of a large network at 174 mm', () => {
  it.each(
    Object.entries(panels).flatMap(([name, draw]) =>
      fontSizes.map((fontSize) => [name, fontSize, draw] as const),
    ),
  )('%s, printed at %i points, has no labels that overlap', async (_, fontSize, draw) => {
    const panel = { draw, span: 1, text: 'A figure.', origin: 'Modulode', doubt: null };
    const { svg } = await printSheet({ width: WIDTH, fontSize, panels: [panel], hasCaption: true });
    const { texts, ...faults } = faultsOf(svg);
    expect(texts.length).toBeGreaterThan(16);
    expect(faults).toEqual(none);
  });

  it.each(Object.entries(pages))('%s, as a file of its own, has none either', (_, { svg }) => {
    const { texts, ...faults } = faultsOf(svg);
    expect(texts.length).toBeGreaterThan(16);
    expect(faults).toEqual(none);
  });

  it('are measured by a check that finds texts on one another, too small or cut', () => {
    const svg = `<svg viewBox="0 0 ${POINTS} 20">${textAt(0, 7)}${textAt(18, 7)}${textAt(60, 4)}${textAt(POINTS - 9, 7)}</svg>`;
    expect(faultsOf(svg)).toMatchObject({
      overlapping: [['KRAB', 'KRAB']],
      small: ['KRAB'],
      outside: ['KRAB'],
    });
  });

  it('say that names are left out', () => {
    const texts = [pages.network, pages['heat map']].map(({ svg }) => faultsOf(svg).texts.join(' '));
    expect(texts[0]).toContain('names without room are left out');
    expect(texts[1]).toContain('names: genes with the largest weights');
  });
});
