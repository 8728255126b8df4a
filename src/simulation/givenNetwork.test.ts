import { expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { givenNetwork, type KnownRegulation } from './givenNetwork';
import { simulateGivenScreen } from './randomScreen';

const edges: readonly KnownRegulation[] = [
  { source: 'TP53', target: 'MDM2', sign: 1 },
  { source: 'MDM2', target: 'TP53', sign: -1 },
  { source: 'MDM2', target: 'TP53', sign: 1 },
  { source: 'TP53', target: 'TP53', sign: 1 },
  { source: 'TP53', target: 'CDKN1A', sign: 0 },
];

it('has the regulations and signs that are known, each once, and none of a gene by itself', () => {
  const { genes, regulations } = givenNetwork(edges, 1, new Random(1));
  expect(genes).toEqual(['TP53', 'MDM2', 'CDKN1A']);
  expect(regulations.map(({ source, target, strength }) => [source, target, Math.sign(strength)])).toEqual([
    [0, 1, 1],
    [1, 0, -1],
    [0, 2, -1],
  ]);
  for (const { strength } of regulations) {
    expect(Math.abs(strength)).toBeGreaterThanOrEqual(1);
    expect(Math.abs(strength)).toBeLessThan(5);
  }
});

it('makes a screen in which its regulators are perturbed', () => {
  const screen = simulateGivenScreen(edges, {
    kind: 'knockout',
    repressing: 0,
    perturbations: 2,
    controls: 100,
    cellsPerPerturbation: 100,
    seed: 3,
  });
  expect(new Set(screen.labels)).toEqual(new Set(['control', 'TP53', 'MDM2']));
  expect(screen.truth).toContainEqual({ source: 'TP53', target: 'CDKN1A', sign: 1 });
  const meanOf = (gene: number, label: string) => {
    const cells = [...screen.labels.keys()].filter((cell) => screen.labels[cell] === label);
    return cells.reduce((sum, cell) => sum + (screen.values[cell * 3 + gene] ?? 0), 0) / cells.length;
  };
  expect(meanOf(0, 'TP53')).toBe(0);
  expect(meanOf(1, 'TP53')).toBeLessThan(meanOf(1, 'control') - 0.1);
  expect(meanOf(0, 'MDM2')).toBeGreaterThan(meanOf(0, 'control') + 0.1);
});
