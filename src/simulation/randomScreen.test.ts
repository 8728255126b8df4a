import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import type { CapturedScreen } from './capture';
import {
  type RandomScreenSettings,
  demoScreens,
  simulateGivenScreen,
  simulateRandomScreen,
} from './randomScreen';
import { type KnownRegulation, givenNetwork } from './signedNetwork';
import { sha256 } from '../dataset/readers/fingerprint';
import { screenH5ad } from './screenFile';

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

const screens = {
  hundred: simulateRandomScreen(demoScreens.hundred),
  loops: simulateRandomScreen(demoScreens.loops),
};

/** [genes] mean over the cells of a label, and its squared standard error. */
function momentsOf({ genes, labels, values }: CapturedScreen, label: string) {
  const cells = [...labels.keys()].filter((cell) => labels[cell] === label);
  return genes.map((_, gene) => {
    const column = cells.map((cell) => values[cell * genes.length + gene] ?? 0);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const squares = column.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    return { mean, error: squares / (column.length - 1) / column.length };
  });
}

/** |z| of each gene's change against control, per knocked-out gene. */
function changes(screen: CapturedScreen): ReadonlyMap<string, readonly number[]> {
  const control = momentsOf(screen, 'control');
  const knockedOut = [...new Set(screen.labels)].filter((label) => label !== 'control');
  return new Map(
    knockedOut.map((label) => [
      label,
      momentsOf(screen, label).map(({ mean, error }, gene) => {
        const { mean: before = 0, error: beforeError = 0 } = control[gene] ?? {};
        return Math.abs(mean - before) / Math.sqrt(error + beforeError || 1);
      }),
    ]),
  );
}

function shareMoved(sizes: readonly number[]): number {
  return sizes.filter((z) => z > 3).length / sizes.length;
}

/** First digits of the SHA-256 of all values. */
function sumOf({ values }: CapturedScreen): string {
  return sha256(new Uint8Array(values.buffer)).slice(0, 16);
}

describe.each([
  { demo: 'hundred', cells: 400 + 40 * 60, genes: 100, knockouts: 40 },
  { demo: 'loops', cells: 400 + 16 * 80, genes: 24, knockouts: 16 },
] as const)('the demo $demo', ({ demo, cells, genes, knockouts }) => {
  const screen = screens[demo];
  const moved = changes(screen);

  it('has the announced size', () => {
    expect(screen.labels).toHaveLength(cells);
    expect(screen.genes).toHaveLength(genes);
    expect([...moved.keys()]).toHaveLength(knockouts);
  });

  it('changes most direct targets of a knocked-out regulator, and more than other genes', () => {
    const direct: number[] = [];
    const others: number[] = [];
    for (const [source, sizes] of moved) {
      const targets = screen.truth.filter((edge) => edge.source === source).map(({ target }) => target);
      for (const [gene, name] of screen.genes.entries()) {
        if (name === source) continue;
        (targets.includes(name) ? direct : others).push(sizes[gene] ?? 0);
      }
    }
    expect(shareMoved(direct)).toBeGreaterThan(0.8);
    expect(shareMoved(direct)).toBeGreaterThan(2 * shareMoved(others));
  });
});

it('gives the same bytes for the same seed: existing links of these demos still match', async () => {
  const again = simulateRandomScreen(demoScreens.loops);
  expect(await screenH5ad(again)).toEqual(await screenH5ad(screens.loops));
  expect({ hundred: sumOf(screens.hundred), loops: sumOf(screens.loops) }).toEqual({
    hundred: '5a1a706104d4c3d3',
    loops: '9336620707a9b885',
  });
});

it('has feedback loops in the demo of that name, and none in the other', () => {
  expect(hasLoop(screens.loops)).toBe(true);
  expect(hasLoop(screens.hundred)).toBe(false);
});

/** Removes genes without regulators until none is left, or only loops. */
function hasLoop({ truth }: CapturedScreen): boolean {
  let left = truth.filter(({ source, target }) => source !== target);
  for (;;) {
    const regulated = new Set(left.map(({ target }) => target));
    const next = left.filter(({ source }) => regulated.has(source));
    if (next.length === left.length) return left.length > 0;
    left = next;
  }
}
