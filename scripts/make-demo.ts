/**
 * Writes the bundled demo from its seed: `node scripts/run.mjs scripts/make-demo.ts`. The files are part of the repository; a test
 * reproduces them byte for byte. With seeds, `… scripts/make-demo.ts 1 2 3`, it writes nothing: it learns the screen of each and prints both
 * verdicts, as the design must hold whatever the seed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { runVerdict } from '../src/inference/verdict/runVerdict';
import { infer, parseTruth } from '../src/library';
import { MYELOID_SEED, simulateMyeloidScreen } from '../src/simulation/ruleScreens';
import { screenH5ad, truthTsv } from '../src/simulation/screenFile';

export const demoFolder = 'public/demo';

/** File name → contents. */
export async function demoFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const screen = simulateMyeloidScreen(MYELOID_SEED);
  return new Map([
    ['myeloid.h5ad', await screenH5ad(screen)],
    ['myeloid.truth.tsv', new TextEncoder().encode(truthTsv(screen))],
  ]);
}

async function printVerdict(seed: number): Promise<void> {
  const screen = simulateMyeloidScreen(seed);
  const learned = await infer({ files: [new File([await screenH5ad(screen)], 'myeloid.h5ad')] });
  const { predicts, edges } = runVerdict(learned.run);
  const error = learned.run.result.crossValidation?.shrunkError?.toFixed(2);
  const truth = parseTruth(truthTsv(screen), 'myeloid.truth.tsv');
  const auprc = truth.ok ? learned.evaluate(truth.truth)?.auprc.toFixed(2) : '–';
  const reasons = [...predicts.reasons, ...edges.reasons].map(({ tag }) => tag).join(', ');
  console.log(
    `seed ${seed}: predictions ${predicts.level}, edges ${edges.level}; error ${error}, AUPRC ${auprc} (${reasons})`,
  );
}

export async function main(seeds: readonly string[] = []): Promise<void> {
  if (seeds.length > 0) {
    for (const seed of seeds) await printVerdict(Number(seed));
    return;
  }
  await mkdir(demoFolder, { recursive: true });
  for (const [name, bytes] of await demoFiles()) {
    await writeFile(`${demoFolder}/${name}`, bytes);
    console.log(`${demoFolder}/${name}: ${bytes.length} bytes`);
  }
}
