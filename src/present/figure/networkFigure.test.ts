import { describe, expect, it } from 'vitest';
import type { Network } from '../../network/network';
import { compose, setLabel } from './compose';
import type { Scene } from './scene';
import { EdgeMemory, withoutHidden } from './scene';
import { changeColor, inkOn, mix, moduleColor, moduleLine, paletteOf } from './palette';
import { referenceOf } from './scene';
import { plainScene } from '../../../tests/support/present/sampleRun';

const genes = ['A', 'B', 'C', 'D'];

/** Every gene regulates every other; weights in reading order. */
function networkOf(weights: number[], stability: number[] | null = null): Network {
  return {
    genes,
    regulators: Int32Array.of(0),
    weights: Float32Array.from([0, ...weights]),
    stability: stability && Float32Array.from([0, ...stability]),
  };
}

const learned = { name: 'M1', genes: [1, 2], regulators: [0], stability: null };

function sceneOf(change: Partial<Scene>): Scene {
  return {
    ...plainScene,
    genes,
    edges: [
      { source: 0, target: 1, weight: 1, strength: 1, stability: 1, unstable: false },
      { source: 0, target: 2, weight: -0.5, strength: 0.5, stability: 0.3, unstable: true },
    ],
    modules: [learned],
    ...change,
  };
}

const palette = paletteOf('light');
const draw = (change: Partial<Scene>) => compose(sceneOf(change), palette);

describe('a figure of many genes', () => {
  const many = Array.from({ length: 501 }, (_, i) => `G${i}`);

  it('omits genes without a drawn edge and says how many; a figure of few genes draws all', () => {
    const { nodes, legend, modules, waiting } = draw({
      genes: many,
      modules: [{ ...learned, genes: [1, 2, 300] }],
    });
    expect(nodes.map(({ gene }) => gene)).toEqual([0, 1, 2]);
    expect(legend.at(-1)).toEqual({ kind: 'note', label: 'not drawn: 498 genes without an edge shown' });
    expect(modules[0]?.members).toEqual([1, 2]);
    expect(waiting).toHaveLength(498);
    expect(draw({ genes: many, hiddenGenes: [7] }).waiting).toEqual(waiting.filter((gene) => gene !== 7));
    const few = draw({ genes: many.slice(0, 30) });
    expect(few.nodes).toHaveLength(30);
    expect(few.waiting).toEqual([]);
    expect(few.legend.some(({ kind }) => kind === 'note')).toBe(false);
  });

  it('draws hubs larger, and prints their names first', () => {
    const { nodes } = draw({ genes: many });
    const [hub, target] = nodes;
    expect(hub?.width ?? 0).toBeGreaterThan(2 * (target?.width ?? 99));
    expect(hub?.fontSize ?? 0).toBeGreaterThan(target?.fontSize ?? 99);
    expect(hub?.rank).toBe(0);
  });

  it('keeps selected, pinned and set genes, and the 50 genes with the largest predicted change', () => {
    const change = { log2FoldChange: Float32Array.from(many, (_, g) => g), set: [{ gene: 7, value: 0 }] };
    const { nodes } = draw({
      genes: many,
      change,
      selection: { kind: 'gene', gene: 9 },
      pinned: new Set([11]),
      modules: [],
    });
    const expected = [0, 1, 2, 7, 9, 11, ...Array.from({ length: 50 }, (_, i) => 451 + i)];
    expect(nodes.map(({ gene }) => gene)).toEqual(expected);
  });
});

describe('drawn edges', () => {
  it('enter within the budget and stay to 1.2 times the budget while learning; afterwards only those within the budget', () => {
    const memory = new EdgeMemory();
    const many = Array.from({ length: 12 }, (_, i) => `G${i}`);
    const ranked = (order: number[]): Network => ({
      genes: many,
      regulators: Int32Array.of(0),
      weights: Float32Array.from(many, (_, gene) => (gene === 0 ? 0 : 20 - order.indexOf(gene))),
      stability: null,
    });
    const order = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    const targets = (network: Network, learning = true) =>
      memory
        .draw(network, null, 5, 0, learning)
        .map(({ target }) => target)
        .toSorted((a, b) => a - b);
    expect(targets(ranked(order))).toEqual([1, 2, 3, 4, 5]);
    const oneDown = [1, 2, 3, 4, 6, 5, 7, 8, 9, 10, 11];
    expect(targets(ranked(oneDown))).toEqual([1, 2, 3, 4, 5, 6]);
    const twoDown = [1, 2, 3, 4, 6, 7, 5, 8, 9, 10, 11];
    expect(targets(ranked(twoDown))).toEqual([1, 2, 3, 4, 6]);
    expect(targets(ranked(oneDown))).toEqual([1, 2, 3, 4, 6]);
    expect(targets(ranked(order))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(targets(ranked(order), false)).toEqual([1, 2, 3, 4, 5]);
  });

  it('are unstable below half agreement, or after a change of sign in the last ten snapshots', () => {
    const memory = new EdgeMemory();
    memory.add(networkOf([-1, 1, 1]).weights);
    for (let i = 0; i < 9; i++) memory.add(networkOf([1, 1, 1]).weights);
    const unstable = () =>
      memory
        .draw(networkOf([3, 2, 1]), Float32Array.of(0, 0.9, 0.4, 0.9), 3, 0, true)
        .filter((edge) => edge.unstable)
        .map(({ target }) => target);
    expect(unstable()).toEqual([1, 2]);
    memory.add(networkOf([1, 1, 1]).weights);
    expect(unstable()).toEqual([2]);
  });

  it('are omitted below the minimum stability', () => {
    const network = networkOf([3, 2, 1], [1, 0.2, 0.7]);
    const drawn = new EdgeMemory().draw(network, network.stability, 3, 0.5, false);
    expect(drawn.map(({ target, strength }) => [target, strength])).toEqual([
      [1, 1],
      [3, 1 / 3],
    ]);
  });
});

describe('a figure', () => {
  it('shows sign by head, stability by dashes and strength by width', () => {
    expect(draw({}).edges.map(({ head, dashed, width }) => [head, dashed, width])).toEqual([
      ['activates', false, 4],
      ['represses', true, 2.55],
    ]);
  });

  it('bends mutual edges more than single ones, and by the same share on both sides', () => {
    const edges = [
      { source: 0, target: 1, weight: 1, strength: 1, stability: 1, unstable: false },
      { source: 1, target: 0, weight: 1, strength: 1, stability: 1, unstable: false },
      { source: 0, target: 2, weight: 1, strength: 1, stability: 1, unstable: false },
    ];
    const [there, back, single] = draw({ edges }).edges.map(({ bow }) => bow);
    expect(there).toBe(back);
    expect(there ?? 0).toBeGreaterThan(single ?? 0);
  });

  it('fades genes and edges outside the focus of the selected gene', () => {
    const figure = draw({ selection: { kind: 'gene', gene: 1 } });
    expect(figure.nodes.map(({ opacity }) => opacity)).toEqual([1, 1, 0.4, 0.4]);
    expect(figure.edges.map(({ opacity }) => opacity)).toEqual([0.95, 0.13]);
  });

  it('removes hidden modules with their edges', () => {
    const figure = draw({ hiddenModules: [0] });
    expect(figure.nodes.map(({ name }) => name)).toEqual(['A', 'D']);
    expect(figure.edges).toEqual([]);
    expect(figure.modules).toEqual([]);
  });

  it('marks found, missed and wrong edges; an edge of the opposite sign is wrong', () => {
    const reference = referenceOf(
      {
        name: 'truth',
        edges: [
          { source: 'A', target: 'B', sign: 1 },
          { source: 'A', target: 'C', sign: 1 },
          { source: 'D', target: 'A', sign: 0 },
          { source: 'A', target: 'A', sign: 1 },
          { source: 'A', target: 'unknown', sign: 1 },
        ],
      },
      genes,
    );
    expect(draw({ reference }).edges.map(({ id, mark }) => [id, mark])).toEqual([
      ['0>1', 'found'],
      ['0>2', 'wrong'],
      ['3>0', 'missed'],
    ]);
  });

  it('has no sign colours, no modules and only dashed edges if the run does not beat no change, and says so', () => {
    const figure = draw({ doubt: 'Not better' });
    expect(figure.ribbon).toBe('Not better');
    expect(figure.modules).toEqual([]);
    for (const { color, dashed } of figure.edges) {
      expect(dashed).toBe(true);
      expect([palette.activates, palette.represses]).not.toContain(color);
    }
  });

  it('of a doubtful run draws every edge grey, dashed and with a contrast of 3:1, also beside a reference; heads tell signs', () => {
    const truth = { name: 'truth', edges: [{ source: 'A', target: 'B', sign: 1 as const }] };
    for (const scheme of ['light', 'dark'] as const) {
      const colors = paletteOf(scheme);
      for (const reference of [null, referenceOf(truth, genes)]) {
        const { edges, legend } = compose(sceneOf({ doubt: 'Not better', reference }), colors);
        expect(edges.map(({ head }) => head)).toEqual(['activates', 'represses']);
        expect(Math.min(...edges.map(({ width }) => width))).toBeGreaterThanOrEqual(1);
        for (const { color, dashed, opacity } of edges) {
          expect([dashed, opacity]).toEqual([true, 1]);
          expect(contrast(color, colors.canvas)).toBeGreaterThan(3);
          expect(saturation(color)).toBeLessThan(0.1);
        }
        const solid = legend.filter((entry) => entry.kind === 'edge' && !entry.dashed);
        expect(solid.map((entry) => entry.kind === 'edge' && entry.mark)).toEqual(
          reference ? ['missed'] : [],
        );
      }
    }
    expect(labelsOf({ doubt: 'Not better' })).toContain('dashed = not reliable');
    expect(labelsOf({})).toContain('dashed = unstable');
  });

  it('of a doubtful run draws edges among many genes grey without dashes, which would hide heads, and says what grey means', () => {
    const many = Array.from({ length: 60 }, (_, i) => `G${i}`);
    const edge = { source: 0, target: 1, weight: 1, strength: 1, stability: 0, unstable: true };
    const scene = sceneOf({ genes: many, modules: [], edges: [edge], doubt: 'Not better' });
    const { edges, legend } = compose(scene, palette);
    expect(edges.map(({ dashed }) => dashed)).toEqual([false]);
    expect(saturation(edges[0]?.color ?? '')).toBeLessThan(0.1);
    expect(legend.filter((entry) => entry.kind === 'edge' && entry.dashed)).toEqual([]);
    expect(legend.map(({ label }) => label)).toContain('grey = not reliable');
  });

  it('of a doubtful run draws no edge thinner than a pixel among many genes', () => {
    const many = Array.from({ length: 60 }, (_, i) => `G${i}`);
    const weak = { source: 0, target: 1, weight: 0.01, strength: 0.01, stability: 1, unstable: false };
    const widthIn = (doubt: string | null) =>
      draw({ genes: many, modules: [], edges: [weak], doubt }).edges[0]?.width ?? 0;
    expect(widthIn(null)).toBeLessThan(1);
    expect(widthIn('Not better')).toBeGreaterThan(1);
  });

  it('of a doubtful run shows predicted changes in muted colours that still tell their sign', () => {
    const change = { log2FoldChange: Float32Array.of(-2, 2, 0, 0), set: [] };
    const vivid = draw({ change }).nodes.map(({ fill }) => fill);
    const muted = draw({ change, doubt: 'Not better' }).nodes.map(({ fill }) => fill);
    for (const gene of [0, 1])
      expect(saturation(muted[gene] ?? '')).toBeLessThan(0.4 * saturation(vivid[gene] ?? ''));
    expect(muted[0]).not.toBe(muted[1]);
    expect(muted[2]).toBe(vivid[2]);
  });

  it('colours genes by predicted change or by the level set, leaves knocked-out genes uncoloured, and labels set genes', () => {
    const log2FoldChange = Float32Array.of(-5, 2, -1, 0);
    const figure = draw({
      change: {
        log2FoldChange,
        set: [
          { gene: 0, value: 0 },
          { gene: 3, value: 2 },
        ],
      },
    });
    expect(figure.nodes.map(({ fill, badge }) => [fill, badge])).toEqual([
      [palette.panel.toLowerCase(), 'out'],
      [palette.activates.toLowerCase(), null],
      [mix(palette.represses, palette.panel, 0.5), null],
      [mix(palette.activates, palette.panel, 0.5), '× 2'],
    ]);
  });

  it('fades all but what was changed, what responds and the paths between, and names responders first', () => {
    const step = { weight: 1, strength: 1, stability: 1, unstable: false };
    const edges = [
      { ...step, source: 0, target: 1 },
      { ...step, source: 1, target: 2 },
      { ...step, source: 3, target: 2 },
    ];
    const change = { log2FoldChange: Float32Array.of(-5, 0.01, -2, 0), set: [{ gene: 0, value: 0 }] };
    const figure = draw({ edges, change });
    expect(figure.nodes.map(({ opacity }) => opacity)).toEqual([1, 1, 1, 0.4]);
    expect(figure.edges.map(({ opacity }) => opacity)).toEqual([0.95, 0.95, 0.13]);
    const ranks = figure.nodes.map(({ rank }) => rank);
    expect(ranks[0]).toBe(0);
    expect(ranks[2]).toBe(1);
  });

  it('limits the colour scale to a factor of four', () => {
    expect(changeColor(palette, 7)).toBe(changeColor(palette, 2));
    expect(changeColor(palette, Number.NaN)).toBe(palette.panel);
  });

  it('chooses the text colour with the higher contrast', () => {
    expect(inkOn('#FFFFFF')).toBe('#000000');
    expect(inkOn('#0072B2')).toBe('#FFFFFF');
  });
});

it('fifteen modules have colours that stay apart, also from those of the signs, with a contrast of 3:1 on the canvas', () => {
  for (const scheme of ['light', 'dark'] as const) {
    const colors = paletteOf(scheme);
    const modules = Array.from({ length: 15 }, (_, i) => moduleColor(colors, i));
    for (const [i, color] of modules.entries()) {
      expect(contrast(color, colors.canvas)).toBeGreaterThan(3);
      for (const other of [...modules.slice(i + 1), colors.activates, colors.represses])
        expect(distance(color, other), `${color} ${other}`).toBeGreaterThan(0.07);
    }
  }
  // A second cue beside the printed name.
  expect(new Set([0, 4, 8, 12].map((i) => moduleLine(i) ?? 'solid')).size).toBe(4);
});

it('an outline is labelled with the regulators of the module or with its given name', () => {
  expect(draw({}).modules[0]?.name).toBe('Module 1 (regulator A)');
  expect(draw({ moduleNames: { 0: 'erythroid' } }).modules[0]?.name).toBe('M1 · erythroid');
});

it('what is under the pointer and its neighbours stay bright, the rest fades lightly, a selection still more', () => {
  const [plain, hovered] = [opacities({}), opacities({ hovered: { kind: 'gene', gene: 1 } })];
  // Gene 0 regulates 1 and 2; gene 3 stands alone.
  for (const bright of [0, 1, 4]) expect(hovered[bright]).toBeGreaterThanOrEqual(plain[bright] ?? 1);
  for (const faded of [2, 3, 5]) expect(hovered[faded]).toBeLessThan(plain[faded] ?? 0);
  const both = opacities({ selection: { kind: 'gene', gene: 3 }, hovered: { kind: 'gene', gene: 1 } });
  expect(both[3]).toBeLessThan(1);
  expect(both[2]).toBeLessThan(hovered[2] ?? 0);
  expect(both[1]).toBe(1);
});

it('several selected genes are marked and shown with their neighbours', () => {
  const { nodes } = draw({ selection: { kind: 'genes', genes: [1, 3] } });
  expect(nodes.map(({ selected }) => selected)).toEqual([false, true, false, true]);
  expect(nodes.map(({ opacity }) => opacity === 1)).toEqual([true, true, false, true]);
});

it('hidden genes and edges are drawn nowhere', () => {
  const hidden = { hiddenGenes: [1], hiddenEdges: [{ source: 0, target: 3 }] };
  const reference = [
    { source: 0, target: 3, sign: 1 as const },
    { source: 3, target: 0, sign: 1 as const },
  ];
  const edges = withoutHidden(sceneOf({}).edges, hidden);
  const { nodes, modules, ...figure } = draw({ ...hidden, edges, reference });
  expect(nodes.map(({ gene }) => gene)).toEqual([0, 2, 3]);
  expect(figure.edges.map(({ id }) => id)).toEqual(['0>2', '3>0']);
  expect(modules[0]?.members).toEqual([2]);
});

it('colours show an amount, a change or yes and no, and the legend says which', () => {
  const shading = { label: 'degree', values: Float32Array.of(4, 1, 0, NaN), most: 4, printed: '4' };
  const { nodes, legend } = draw({ shading: { ...shading, scale: 'amount' } });
  expect(nodes.map(({ fill }) => fill)).toEqual([
    mix(palette.accent, palette.panel, 1),
    mix(palette.accent, palette.panel, 0.25),
    mix(palette.accent, palette.panel, 0),
    mix(palette.accent, palette.panel, 0),
  ]);
  expect(legend[0]).toMatchObject({ kind: 'scale', label: 'degree', low: '0', high: '4', hasMiddle: false });
  const change = draw({ shading: { ...shading, label: 'measured change', scale: 'change' } });
  expect(change.nodes[0]?.fill).toBe(changeColor(palette, 2));
  // The colours of signs are left to the changes.
  expect(change.edges[0]?.color).toBe(palette.neutralEdge);
  expect(draw({ shading: { ...shading, scale: 'yes-or-no' } }).legend[0]?.kind).toBe('fill');
});

it('sizes of circles follow the given shares in place of the numbers of targets', () => {
  const many = Array.from({ length: 40 }, (_, i) => `G${i}`);
  const edges = many.slice(1).map((_, i) => {
    return { source: 0, target: i + 1, weight: 1, strength: 1, stability: 1, unstable: false };
  });
  const byTargets = draw({ genes: many, edges }).nodes;
  expect(byTargets[0]?.width).toBeGreaterThan(byTargets[1]?.width ?? Infinity);
  const equal = draw({ genes: many, edges, sizes: new Float64Array(40).fill(0.2) }).nodes;
  expect(new Set(equal.map(({ width }) => width)).size).toBe(1);
});

function opacities(change: Partial<Scene>): number[] {
  const { nodes, edges } = draw(change);
  return [...nodes, ...edges].map(({ opacity }) => opacity);
}

function labelsOf(change: Partial<Scene>): string[] {
  return draw(change).legend.flatMap((entry) => (entry.kind === 'scale' ? [] : [entry.label]));
}

/** Difference of the largest and the smallest channel of a colour #RRGGBB, 0 to 1. */
function saturation(color: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  return Math.max(...channels) - Math.min(...channels);
}

/** Euclidean distance of two colours #RRGGBB in OKLab (Ottosson 2020). */
function distance(first: string, second: string): number {
  const [a, b] = [oklab(first), oklab(second)];
  return Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)));
}

function oklab(color: string): number[] {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** WCAG 2.2 contrast ratio of two colours #RRGGBB. */
function contrast(first: string, second: string): number {
  const [a, b] = [luminance(first), luminance(second)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(color: string): number {
  return [0.2126, 0.7152, 0.0722].reduce((sum, share, i) => {
    const value = Number.parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16) / 255;
    return sum + share * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  }, 0);
}

it('badges show the level that was set', () => {
  expect([0, 1, 2, 0.5, 0.001].map(setLabel)).toEqual(['out', 'same', '× 2', '× 0.5', '× 0.001']);
});

it('beside known edges with measured responses, colours show what these say, and heads still show signs', () => {
  const reference = [
    { source: 0, target: 1, sign: 1 as const },
    { source: 2, target: 0, sign: -1 as const },
  ];
  const responses = new Map([
    ['0>1', 'confirmed' as const],
    ['2>0', 'contradicted' as const],
  ]);
  const edgesOf = (scene: Partial<Scene>) =>
    new Map(compose(sceneOf(scene), palette).edges.map(({ id, color, head }) => [id, [head, color]]));
  const colored = edgesOf({ reference, responses });
  expect(colored.get('0>1')).toEqual(['activates', palette.confirmed]);
  expect(colored.get('0>2')).toEqual(['represses', palette.neutralEdge]);
  expect(colored.get('2>0')).toEqual(['represses', palette.contradicted]);
  // Without the reference there is nothing to explain the colours.
  expect(edgesOf({ reference: null, responses }).get('0>1')).toEqual(['activates', palette.activates]);
});
