/**
 * Writes the bundled demo from its seed: `node scripts/run.mjs scripts/make-demo.ts`. The files are part of the repository; a test
 * reproduces them byte for byte.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { simulateMyeloidScreen } from '../src/simulation/ruleScreens';
import { screenH5ad, truthTsv } from '../src/simulation/screenFile';

export const demoFolder = 'public/demo';

/** File name → contents. */
export async function demoFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const screen = simulateMyeloidScreen(7);
  return new Map([
    ['myeloid.h5ad', await screenH5ad(screen)],
    ['myeloid.truth.tsv', new TextEncoder().encode(truthTsv(screen))],
  ]);
}

export async function main(): Promise<void> {
  await mkdir(demoFolder, { recursive: true });
  for (const [name, bytes] of await demoFiles()) {
    await writeFile(`${demoFolder}/${name}`, bytes);
    console.log(`${demoFolder}/${name}: ${bytes.length} bytes`);
  }
}
