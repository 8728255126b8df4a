import { expect, it } from 'vitest';
import { simulateMyeloidScreen } from './myeloidScreen';
import { screenH5ad, truthTsv } from './screenFile';

const screen = simulateMyeloidScreen(7);

it('simulates what anndata finds in the bundled demo', () => {
  // Recorded by scripts/references/simulation_demo.py from the file.
  expect(screen.values).toHaveLength(2800 * 11);
  expect(screen.values.reduce((sum, x) => sum + x, 0)).toBeCloseTo(43385.86011403799, 3);
  expect(Math.max(...screen.values)).toBe(4.068992614746094);
  expect(screen.values.filter((x) => x === 0)).toHaveLength(10388);
  expect(screen.labels.filter((label) => label === 'EGRNAB')).toHaveLength(200);
});

it('shows all four lineages among its control cells', () => {
  const marks = ['KLF1', 'FLI1', 'EGRNAB', 'GFI1'].map((name) => screen.genes.indexOf(name));
  const lineages = Array.from({ length: 600 }, (_, cell) => {
    const on = marks.filter((gene) => (screen.values[cell * 11 + gene] ?? 0) > Math.log1p(16));
    return on.length === 1 ? on[0] : -1;
  });
  // Counted by scripts/references/simulation_demo.py.
  expect(marks.map((mark) => lineages.filter((lineage) => lineage === mark).length)).toEqual([
    60, 84, 78, 89,
  ]);
});

it('writes the regulations without those of a gene by itself', () => {
  const lines = truthTsv(screen).trimEnd().split('\n');
  expect(lines.slice(0, 2)).toEqual(['source\ttarget\tsign', 'GATA1\tGATA2\t-']);
  expect(lines).toHaveLength(27);
});

it('stays small enough to load with the page', async () => {
  expect((await screenH5ad(screen)).length).toBeLessThan(250_000);
});
