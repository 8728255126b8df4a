import { describe, expect, it } from 'vitest';
import { plainScene } from '../../../tests/support/present/sampleRun';
import { type Layers, layersOf, pathsThrough } from './layers';
import type { ViewedScene } from './scene';

const edge = (source: number, target: number, weight: number, unstable = false) => ({
  source,
  target,
  weight,
  strength: 1,
  stability: 1,
  unstable,
});

const room = { width: 700, height: 400 };

// A and B regulate the module {C, D, E}, in which E goes the other way, and A regulates F, in none.
const scene: ViewedScene = {
  ...plainScene,
  genes: ['A', 'B', 'C', 'D', 'E', 'F'],
  edges: [edge(0, 2, 3), edge(0, 3, 1), edge(0, 4, -2, true), edge(1, 2, -2), edge(0, 5, -1)],
  modules: [{ name: 'M1', genes: [2, 3, 4], regulators: [0], stability: null }],
};
const loadings = Float32Array.of(0, 0, 0.9, 0.8, -0.7, 0);
const layers = layersOf(scene, loadings, new Set(), room);
const namesIn = (layer: string, of: Layers = layers) =>
  of.nodes
    .filter((node) => node.layer === layer)
    .toSorted((a, b) => a.y - b.y)
    .map(({ name }) => name);
const line = (from: string, to: string) => layers.lines.find((one) => one.from === from && one.to === to);

const x = (layer: string) => layers.nodes.find((node) => node.layer === layer)?.x ?? 0;

describe('the layers of a network', () => {
  it('are regulators, hubs first, modules, and their targets, those in no module last', () => {
    expect(namesIn('regulator')).toEqual(['A', 'B']);
    expect(namesIn('module')).toEqual(['M1']);
    expect(namesIn('gene')).toEqual(['C', 'E', 'D', 'F']);
    expect(x('regulator')).toBeLessThan(x('module'));
    expect(x('module')).toBeLessThan(x('gene'));
  });

  it('are joined by the summed edges, and signs along a path multiply to the sign of the edge', () => {
    // 3 + 1 + 2 of A, −2 of B; 5 into C.
    expect(line('regulator 0', 'module 0')).toMatchObject({ sign: 1, strength: 1, unstable: false });
    expect(line('regulator 1', 'module 0')).toMatchObject({ sign: -1, strength: 2 / 6 });
    expect(line('module 0', 'gene 2')).toMatchObject({ sign: 1, strength: 5 / 6 });
    expect(line('module 0', 'gene 4')).toMatchObject({ sign: -1, strength: 2 / 6, unstable: true });
    for (const { source, target, weight } of scene.edges.slice(0, 4)) {
      const [into, out] = [line(`regulator ${source}`, 'module 0'), line('module 0', `gene ${target}`)];
      expect((into?.sign ?? 0) * (out?.sign ?? 0)).toBe(Math.sign(weight));
    }
    expect(line('regulator 0', 'gene 5')).toMatchObject({ sign: -1 });
  });

  it('show the paths through a gene: its own edges, and no others', () => {
    const paths = pathsThrough(layers, 'gene 2');
    expect(paths?.edges).toEqual(new Set(['0>2', '1>2']));
    expect(paths?.nodes).toEqual(new Set(['gene 2', 'module 0', 'regulator 0', 'regulator 1']));
    expect(pathsThrough(layers, '0>4')?.nodes).toEqual(new Set(['regulator 0', 'module 0', 'gene 4']));
    expect(pathsThrough(layers, 'gene 0')).toBeNull();
  });

  it('cut long modules unless they are opened, and lose no gene when they are', () => {
    const targets = Array.from({ length: 80 }, (_, i) => i + 1);
    const large: ViewedScene = {
      ...plainScene,
      genes: Array.from({ length: 81 }, (_, i) => `G${i}`),
      edges: targets.map((target) => edge(0, target, 81 - target)),
      modules: [
        { name: 'M1', genes: targets.slice(0, 60), regulators: [], stability: null },
        { name: 'M2', genes: targets.slice(60), regulators: [], stability: null },
      ],
    };
    const ones = new Float32Array(162).fill(1);
    const cut = layersOf(large, ones, new Set(), room);
    expect(namesIn('gene', cut)).toEqual(['G1', 'G2', 'G3', 'G4', 'G5', 'G61', 'G62', 'G63', 'G64', 'G65']);
    expect(namesIn('more', cut)).toEqual(['55 more', '15 more']);
    // Their edges end at what stands for them.
    const standsFor = cut.lines.find(({ from, to }) => from === 'module 0' && to === 'more 0');
    expect(standsFor?.edges.size).toBe(55);
    const drawn = cut.lines.flatMap((one) => (one.from.startsWith('module') ? [...one.edges] : []));
    expect(new Set(drawn).size).toBe(80);
    const opened = layersOf(large, ones, new Set([0]), room);
    expect(namesIn('gene', opened)).toHaveLength(65);
    const ys = opened.nodes.filter(({ layer }) => layer === 'gene' || layer === 'more').map(({ y }) => y);
    expect(new Set(ys).size).toBe(ys.length);
    expect(Math.max(...ys)).toBeLessThan(opened.height);
  });
});
