import { describe, expect, it } from 'vitest';
import { plainScene } from '../../../tests/support/present/sampleRun';
import type { Network } from '../../network/network';
import { matrixOf, weightColor } from './matrix';
import { paletteOf } from './palette';
import type { ViewedScene } from './scene';

const genes = ['A', 'B', 'C', 'D', 'E'];
// Regulators A, B and D.
const network: Network = {
  genes,
  regulators: Int32Array.of(0, 1, 3),
  weights: Float32Array.of(0, 1, -2, 3, 4, 5, 0, 6, 7, 8, 9, -10, 11, 0, 12),
  stability: null,
};
const edge = (source: number, target: number, weight: number) => ({
  source,
  target,
  weight,
  strength: 1,
  stability: 1,
  unstable: false,
});
const scene: ViewedScene = {
  ...plainScene,
  genes,
  edges: [edge(3, 1, -10), edge(1, 2, 6), edge(0, 2, -2), edge(1, 4, 8)],
  modules: [
    { name: 'M1', genes: [2, 3], regulators: [], stability: null },
    { name: 'M2', genes: [1, 4], regulators: [], stability: null },
  ],
};

describe('the heat map of a network', () => {
  it('has the regulators and targets of the shown edges, by module, then by strength', () => {
    const matrix = matrixOf(scene, network, 'shown');
    expect(matrix.rows.map((gene) => genes[gene])).toEqual(['D', 'B', 'A']);
    expect(matrix.columns.map((gene) => genes[gene])).toEqual(['C', 'B', 'E']);
    expect(matrix.columnBands).toEqual([
      { module: 0, from: 0, to: 1 },
      { module: 1, from: 1, to: 3 },
    ]);
    expect(matrix.rowBands.map(({ module }) => module)).toEqual([0, 1, null]);
    expect([...matrix.weights]).toEqual([NaN, -10, NaN, 6, NaN, 8, -2, NaN, NaN]);
    expect(matrix.largest).toBe(10);
  });

  it('has all weights of the same genes where these are asked for, but none of a gene to itself', () => {
    const { weights } = matrixOf(scene, network, 'all');
    expect([...weights]).toEqual([11, -10, 12, 6, NaN, 8, -2, 1, 4]);
  });

  it('leaves out what the network hides', () => {
    const hidden = { ...scene, hiddenGenes: [4], hiddenModules: [0], edges: scene.edges };
    expect(matrixOf(hidden, network, 'shown').rows).toEqual([]);
    const pair = { ...scene, hiddenEdges: [{ source: 0, target: 1 }] };
    expect([...matrixOf(pair, network, 'all').weights].slice(6)).toEqual([-2, NaN, 4]);
  });
});

it('colours tell the sign, and deepen with the weight', () => {
  const palette = paletteOf('light');
  expect(weightColor(palette, 1)).toBe(palette.activates.toLowerCase());
  expect(weightColor(palette, -1)).toBe(palette.represses.toLowerCase());
  const blue = (share: number) => Number.parseInt(weightColor(palette, share).slice(5), 16);
  expect(blue(0.2)).toBeGreaterThan(blue(0.6));
  expect(weightColor(palette, 0.001)).not.toBe(palette.panel.toLowerCase());
});
