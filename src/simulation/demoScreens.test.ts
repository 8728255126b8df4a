import { describe, expect, it } from 'vitest';
import { sha256 } from '../dataset/readers/fingerprint';
import type { CapturedScreen } from './capture';
import { demoScreens } from './demoScreens';
import { simulateRandomScreen } from './randomScreen';
import { screenH5ad } from './screenFile';

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
