import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import type { CapturedScreen } from './capture';
import { simulateGivenScreen, simulateRandomScreen, type RandomScreenSettings } from './randomScreen';
import { givenNetwork, type KnownRegulation } from './signedNetwork';

const settings: RandomScreenSettings = {
  topology: 'cyclic',
  kind: 'knockout',
  genes: 24,
  regulators: 12,
  edges: 50,
  repressing: 0.3,
  perturbations: 6,
  controls: 200,
  cellsPerPerturbation: 80,
  seed: 3,
};

function meanIn({ genes, labels, values }: CapturedScreen, gene: number, label: string): number {
  const cells = [...labels.keys()].filter((cell) => labels[cell] === label);
  return cells.reduce((sum, cell) => sum + (values[cell * genes.length + gene] ?? 0), 0) / cells.length;
}

describe('simulateRandomScreen', () => {
  const screen = simulateRandomScreen(settings);
  const meanOf = (gene: number, label: string) => meanIn(screen, gene, label);
  const perturbed = [...new Set(screen.labels)].filter((label) => label !== 'control');

  it('has the requested cells', () => {
    expect(screen.values).toHaveLength((200 + 6 * 80) * 24);
    expect(perturbed).toHaveLength(6);
    expect(screen.kinds.filter((kind) => kind === 'knockout')).toHaveLength(480);
  });

  it('knocks each target out and changes its target genes in the direction of the edge', () => {
    let right = 0;
    let all = 0;
    for (const { source, target, sign } of screen.truth) {
      if (!perturbed.includes(source)) continue;
      expect(meanOf(screen.genes.indexOf(source), source)).toBe(0);
      const gene = screen.genes.indexOf(target);
      all++;
      if (Math.sign(meanOf(gene, source) - meanOf(gene, 'control')) === -sign) right++;
    }
    // Indirect effects may outweigh a weak direct one.
    expect(right / all).toBeGreaterThan(0.85);
  });

  it('raises the targets of an overexpression screen and is the same for the same seed', () => {
    const raised = simulateRandomScreen({ ...settings, kind: 'overexpression', topology: 'acyclic' });
    expect(raised.values).toEqual(
      simulateRandomScreen({ ...settings, kind: 'overexpression', topology: 'acyclic' }).values,
    );
    const rises = raised.genes.flatMap((name, gene) =>
      raised.labels.includes(name) ? [meanIn(raised, gene, name) - meanIn(raised, gene, 'control')] : [],
    );
    expect(rises).toHaveLength(6);
    expect(Math.min(...rises)).toBeGreaterThan(0);
  });
});

const edges: readonly KnownRegulation[] = [
  { source: 'TP53', target: 'MDM2', sign: 1 },
  { source: 'MDM2', target: 'TP53', sign: -1 },
  { source: 'MDM2', target: 'TP53', sign: 1 },
  { source: 'TP53', target: 'TP53', sign: 1 },
  { source: 'TP53', target: 'CDKN1A', sign: 0 },
];

it('a network from known edges has each regulation and sign once, without self-regulation', () => {
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

it('a screen of a known network perturbs its regulators', () => {
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
