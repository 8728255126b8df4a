/** Cells in which a simulated perturbation did nothing are found, and only where there are some. */
import { expect, test } from 'vitest';
import { createImport } from '../dataset/import';
import { alone } from '../dataset/readers/group';
import type { ExperimentSettings } from './experiment';
import { simulateRandomScreen } from './randomScreen';
import { screenH5ad } from './screenFile';

const PERTURBATIONS = 8;

async function escapingIn(settings: Partial<ExperimentSettings>): Promise<readonly number[]> {
  const screen = simulateRandomScreen({
    topology: 'cyclic',
    genes: 30,
    regulators: 12,
    edges: 60,
    repressing: 0.3,
    kind: 'knockout',
    perturbations: PERTURBATIONS,
    controls: 150,
    cellsPerPerturbation: 80,
    seed: 1,
    ...settings,
  });
  const session = createImport();
  const main = new File([await screenH5ad(screen)], 'screen.h5ad');
  const opened = await session.open(alone(main), () => {});
  if (!opened.ok) throw new Error(opened.error.tag);
  const loaded = await session.load(opened.value.recognition.mapping, () => {});
  session.close();
  if (!loaded.ok) throw new Error(loaded.error.tag);
  return loaded.value.notes.flatMap((note) =>
    note.tag === 'escaping-cells' ? note.perturbations.map(({ share }) => share) : [],
  );
}

test.each([1, 2, 3])(
  'of a clean screen the planted shares are found, none where none was planted (seed %i)',
  async (seed) => {
    expect(await escapingIn({ seed })).toEqual([]);
    for (const escaping of [0.2, 0.5]) {
      const found = await escapingIn({ seed, escaping });
      expect(found.length).toBeGreaterThan(PERTURBATIONS / 2);
      const mean = found.reduce((sum, share) => sum + share, 0) / found.length;
      expect(Math.abs(mean - escaping)).toBeLessThan(0.08);
    }
  },
);

test('levels that differ between batches are not taken for escapes', async () => {
  expect(await escapingIn({ capture: { batches: 2, batchSpread: 0.5 } })).toEqual([]);
});

test('a shared factor between cells, weak knockdowns and technical noise are not taken for escapes', async () => {
  expect(await escapingIn({ hidden: { factors: 2, strength: 0.5 } })).toEqual([]);
  expect(await escapingIn({ kind: 'knockdown', doses: [0.6] })).toEqual([]);
  expect(
    await escapingIn({
      depth: 300,
      capture: { dropout: 0.3, depthSpread: 0.4, ambient: 0.1, written: 'counts' },
    }),
  ).toEqual([]);
});
