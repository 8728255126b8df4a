import { describe, expect, it } from 'vitest';
import type { CapturedScreen } from './capture';
import { simulateRandomScreen, type RandomScreenSettings } from './randomScreen';

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

  it('has the cells asked for', () => {
    expect(screen.values).toHaveLength((200 + 6 * 80) * 24);
    expect(perturbed).toHaveLength(6);
    expect(screen.kinds.filter((kind) => kind === 'knockout')).toHaveLength(480);
  });

  it('knocks each target out and moves the genes it regulates the way the edge says', () => {
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
