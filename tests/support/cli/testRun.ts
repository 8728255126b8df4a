/** Small runs on disk for tests of commands. Not used by the program. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createDevice } from '../../../src/dynamics/device/createDevice';
import { presets, type TrainingSettings } from '../../../src/dynamics/settings';
import { chain } from '../inference/chain';
import { Inference } from '../../../src/inference/run/inference';
import { type FinishedRun, finishedRunOf } from '../../../src/share/finishedRun';
import { writeRunFile } from '../../../src/share/runFile';
import { runFileName } from '../../../src/cli/runs';

/** The screen of five genes, G0 → G1 ⊣ G2, trained for a moment; `change` makes another run of it. */
export async function trainedRun(
  change: Partial<TrainingSettings> = {},
  dataset = chain(),
): Promise<FinishedRun> {
  const settings = { ...presets.H, steps: 30, cellBatch: 32, ...change };
  const inference = await Inference.create(dataset, settings, (problem) => createDevice('wasm', problem));
  for (let step = 0; step < settings.steps; step++) await inference.advance();
  const nothing = { steps: new Float64Array(), values: new Float64Array() };
  return finishedRunOf({
    dataset,
    settings,
    truth: null,
    result: { ...(await inference.result()), seconds: 0 },
    loss: nothing,
    savedAt: 0,
  });
}

const made: string[] = [];

afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true });
});

/** An empty folder of its own, which goes when the tests of the file have ended. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modulode-test-'));
  made.push(folder);
  return folder;
}

/** A run folder that holds the run file alone. */
export async function savedRun(run: FinishedRun): Promise<string> {
  const folder = await emptyFolder();
  await writeFile(join(folder, runFileName), writeRunFile(run).join(''));
  return folder;
}
