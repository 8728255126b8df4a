/**
 * Writes the bundled demo from its seed: `node scripts/run.mjs scripts/make-demo.ts`, as `modulode simulate --demo myeloid` does, whose test
 * reproduces the files byte for byte. With seeds, `… scripts/make-demo.ts 1 2 3`, it writes nothing: it learns the screen of each and prints
 * both verdicts, as the design must hold whatever the seed.
 */
import { writeFile } from 'node:fs/promises';
import { runVerdict } from '../src/inference/verdict/runVerdict';
import { infer, parseTruth } from '../src/library';
import { MYELOID_SEED, simulateMyeloidScreen } from '../src/simulation/ruleScreens';
import { screenH5ad, truthTsv } from '../src/simulation/screenFile';

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

export async function main(seeds: readonly string[]): Promise<void> {
  for (const seed of seeds) await printVerdict(Number(seed));
  if (seeds.length > 0) return;
  const screen = simulateMyeloidScreen(MYELOID_SEED);
  await writeFile('public/demo/myeloid.h5ad', await screenH5ad(screen));
  await writeFile('public/demo/myeloid.truth.tsv', truthTsv(screen));
}
