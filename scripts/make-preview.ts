/**
 * Trains the bundled demo with the default settings and keeps its network and the places of its genes, which the page shows
 * until it has learned them again: `node scripts/run.mjs scripts/make-preview.ts`. Part of the repository; a test trains again
 * and compares.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { perturbedGenes } from '../src/dataset/dataset';
import { infer } from '../src/library';
import { placementOfRun } from '../src/present/figure/runFigure';

export const previewPath = 'src/app/session/data/demoPreview.json';

export async function trainedPreview() {
  const file = new File([await readFile('public/demo/myeloid.h5ad')], 'myeloid.h5ad');
  const { run } = await infer({ files: [file] });
  const { genes, regulators, weights, stability } = run.result.network;
  const { positions, room } = placementOfRun(run);
  return {
    settings: run.settings,
    genes,
    regulators: [...regulators],
    weights: [...weights],
    stability: stability === null ? null : [...stability],
    modules: run.result.modules,
    perturbed: perturbedGenes(run.dataset),
    positions: [...positions],
    room,
  };
}

export async function main(): Promise<void> {
  await writeFile(previewPath, `${JSON.stringify(await trainedPreview(), null, 2)}\n`);
  console.log(`${previewPath} written: npm run format:write formats it`);
}
