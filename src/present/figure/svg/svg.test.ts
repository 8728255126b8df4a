import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose } from '../compose';
import type { Scene } from '../scene';
import { paletteOf } from '../palette';
import { edgeCurve } from '../geometry';
import { writeSvg } from './svg';
import { plainScene } from '../../../../tests/support/present/sampleRun';

const edge = (source: number, target: number, weight: number) => ({
  source,
  target,
  weight,
  strength: Math.abs(weight),
  stability: 1,
  unstable: false,
});

function sceneWith(genes: readonly string[], change: Partial<Scene> = {}): Scene {
  return {
    ...plainScene,
    genes,
    edges: [edge(0, 1, 0.9), edge(1, 0, -0.5)],
    modules: [{ name: 'M1', genes: [0, 1], regulators: [], stability: null }],
    ...change,
  };
}

function figureOf(scene: Scene, caption: readonly string[] = ['seed 7']): string {
  const palette = paletteOf('light');
  const places = new Map(scene.genes.map((_, gene) => [gene, { x: gene * 120, y: (gene % 3) * 90 }]));
  return writeSvg({ figure: compose(scene, palette), places, palette, caption }).svg;
}

/** Checks matching tags, quoted attributes, known entities, and the absence of unescaped < or &. */
function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  let rest = xml.replace(/^<\?xml [^?]*\?>/, '');
  while (rest !== '') {
    const text = /^[^<&]+/.exec(rest)?.[0] ?? /^&(?:amp|lt|gt|quot|#39);/.exec(rest)?.[0];
    if (text !== undefined) {
      rest = rest.slice(text.length);
      continue;
    }
    const close = /^<\/([\w-]+)>/.exec(rest);
    const start = /^<([\w-]+)((?:\s[\w:-]+="(?:[^"<&]|&(?:amp|lt|gt|quot|#39);)*")*)(\/?)>/.exec(rest);
    if (close) {
      if (open.pop() !== close[1]) return false;
    } else if (start) {
      if (start[3] === '' && start[1] !== undefined) open.push(start[1]);
    } else return false;
    rest = rest.slice((close ?? start)?.[0].length ?? rest.length);
  }
  return open.length === 0;
}

function marksOfPerturbed(genes: number): readonly string[] {
  const scene = sceneWith(Array.from({ length: genes }, (_, gene) => `G${gene}`));
  const { legend } = compose({ ...scene, perturbed: new Set([0]) }, paletteOf('light'));
  return legend.flatMap((entry) => (entry.kind === 'ring' ? [entry.shape] : []));
}

describe('the exported figure', () => {
  it('prints no text below 5 points at 18 cm, with a hundred genes and a prediction too', () => {
    const genes = Array.from({ length: 100 }, (_, gene) => `GENE${gene}`);
    const edges = genes
      .map((_, gene) => edge(gene % 7, gene, 0.5))
      .filter(({ source, target }) => source !== target);
    const change = { log2FoldChange: new Float32Array(100).fill(1), set: [{ gene: 3, value: 0 }] };
    for (const scene of [sceneWith(genes, { edges }), sceneWith(genes, { edges, change })]) {
      const svg = figureOf(scene);
      const width = Number(/<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1]);
      const sizes = [...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
      expect(sizes.length).toBeGreaterThan(5);
      const pointsPerPixel = ((18 / 2.54) * 72) / width;
      expect(Math.min(...sizes) * pointsPerPixel).toBeGreaterThanOrEqual(5);
    }
  });

  it('is well-formed for any names of genes, modules and data', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '&amp',
        '"onload="x',
        ']]>',
        '\u0000\u001f',
        '\ud800',
        '-->',
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (first, second, third) => {
        const scene = sceneWith([first, second], { moduleNames: { 0: third }, doubt: third });
        const svg = figureOf(scene, [third]);
        expect(isWellFormed(svg)).toBe(true);
        // oxlint-disable-next-line no-control-regex -- exactly these are forbidden in XML 1.0
        expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
        expect(svg).not.toMatch(/[\u{D800}-\u{DFFF}]/u);
      }),
      { numRuns: 40 },
    );
  });

  it('is checked by a test that detects an unescaped name', () => {
    expect(isWellFormed('<svg><text>a<b</text></svg>')).toBe(false);
    expect(isWellFormed('<svg><text>a&b</text></svg>')).toBe(false);
  });

  it('names every gene and every legend entry exactly once, as text', () => {
    const genes = ['GATA1', 'SPI1', 'KLF1', 'JUN'];
    const texts = [...figureOf(sceneWith(genes)).matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(
      (match) => match[1],
    );
    for (const label of [...genes, 'activates', 'represses', 'perturbed in the screen', 'seed 7'])
      expect(texts.filter((text) => text === label)).toHaveLength(1);
  });

  it('distinguishes activation from repression without colour', () => {
    const grey = figureOf(sceneWith(['A', 'B', 'C'])).replaceAll(/#[0-9a-f]{6}/gi, 'grey');
    const marks = [...grey.matchAll(/<g [^>]*data-sign="(\w+)"[^>]*>(.*?)<\/g>/g)];
    const headOf = (sign: string) => marks.find((mark) => mark[1] === sign)?.[2]?.replaceAll(/[\d.-]+/g, '');
    expect(headOf('activates')).toContain('Z');
    expect(headOf('represses')).not.toContain('Z');
  });

  it('prints the warning of a run that does not beat no change, and has no sign colours', () => {
    const svg = figureOf(sceneWith(['A', 'B'], { doubt: 'Not better than “no change”' }));
    expect(svg).toContain('Not better than “no change”');
    expect(svg).not.toContain(paletteOf('light').activates);
    expect(svg).not.toContain(paletteOf('light').represses);
  });

  it('prints the warning above the network, in as many lines as it needs', () => {
    const doubt = `Not better than “no change”: ${'do not interpret this network, '.repeat(4)}please`;
    const svg = figureOf(sceneWith(['A', 'B'], { doubt }));
    const words = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1] ?? '');
    const first = words.findIndex((text) => text.startsWith('Not better'));
    const last = words.findIndex((text) => text.endsWith('please'));
    expect(words.slice(first, last + 1).join(' ')).toBe(doubt);
    expect(last).toBeGreaterThan(first);
    expect(words.indexOf('A')).toBeGreaterThan(last);
  });

  it('says what the pale and the lone names of responders are', () => {
    const genes = Array.from({ length: 60 }, (_, gene) => `GENE${gene}`);
    const log2FoldChange = Float32Array.from(genes, (_, gene) => (gene < 4 ? 3 : 0));
    const edges = genes.slice(4).map((_, at) => edge(at + 4, ((at + 1) % 56) + 4, 0.5));
    const plain = sceneWith(genes, { edges, modules: [] });
    const change = { ...plain, change: { log2FoldChange, set: [{ gene: 0, value: 0 }], beyond: [] } };
    expect(figureOf(change)).toContain('named without an edge: the gene changes through edges');
    expect(figureOf(change)).toContain('pale: genes that change less');
    expect(figureOf(plain)).not.toMatch(/pale:|named without/);
  });

  it('draws the mark of perturbed genes as these look: two pills among few genes, two circles among many', () => {
    expect([marksOfPerturbed(30), marksOfPerturbed(31)]).toEqual([['pill'], ['circle']]);
  });

  it('ends edges at the outline of the nodes', () => {
    const curve = edgeCurve(
      { x: 0, y: 0, halfWidth: 10, halfHeight: 10 },
      { x: 100, y: 0, halfWidth: 10, halfHeight: 10 },
      0,
    );
    expect(curve.from.x).toBeCloseTo(10, 3);
    expect(curve.to.x).toBeCloseTo(88, 3);
    expect(curve.arrival).toEqual({ x: 1, y: 0 });
  });
});
