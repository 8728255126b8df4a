import { describe, expect, it } from 'vitest';
import { plainScene } from '../../../../tests/support/present/sampleRun';
import type { Scene } from '../../../present/figure/scene';
import { describeEdge, describeGene, edgesAt, nextGene } from './walker';

const places = new Map([
  [0, { x: 0, y: 0 }],
  [1, { x: 100, y: 10 }],
  [2, { x: 60, y: 55 }],
  [3, { x: -5, y: -80 }],
]);
const edge = (source: number, target: number, weight: number) => {
  return { source, target, weight, strength: 1, stability: 1, unstable: weight < 0 };
};
const scene: Scene = {
  ...plainScene,
  genes: ['GATA1', 'SPI1', 'KLF1', 'JUN'],
  edges: [edge(0, 1, -0.95), edge(2, 0, 0.5), edge(0, 2, 0.4)],
  modules: [{ name: 'M2', genes: [0, 2], regulators: [], stability: null }],
};

describe('keyboard navigation of the network', () => {
  it('goes to the nearest gene that lies in the direction', () => {
    expect(nextGene(places, 0, 'right')).toBe(1);
    expect(nextGene(places, 0, 'up')).toBe(3);
    expect(nextGene(places, 1, 'left')).toBe(0);
  });

  it('stays at the gene where none lies in the direction', () => {
    expect(nextGene(places, 0, 'down')).toBe(0);
    expect(nextGene(places, 3, 'up')).toBe(3);
  });

  it('reaches every gene from any other', () => {
    for (const start of places.keys()) {
      const reached = new Set([start]);
      for (const gene of reached)
        for (const direction of ['left', 'right', 'up', 'down'] as const)
          reached.add(nextGene(places, gene, direction));
      expect(reached.size).toBe(places.size);
    }
  });

  it('goes through outgoing edges first, then incoming ones', () => {
    expect(edgesAt(scene.edges, 0).map(({ source, target }) => `${source}>${target}`)).toEqual([
      '0>1',
      '0>2',
      '2>0',
    ]);
  });

  it('describes a gene and an edge in words', () => {
    expect(describeGene(scene, 0)).toBe('GATA1, 2 targets, 1 regulator, module M2, perturbed in the screen');
    expect(describeGene(scene, 3)).toBe('JUN, no targets, no regulators');
    expect(describeEdge(scene, edge(0, 1, -0.95))).toBe('GATA1 represses SPI1, weight -0.95, unstable');
  });
});
