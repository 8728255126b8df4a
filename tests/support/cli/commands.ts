/** Small runs and folders for tests of commands. */
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
import { wholeText } from '../../../src/share/typedJson';
import { runFileName } from '../../../src/cli/runs';
import { testHost, type TestHost } from './testHost';
import { runCli } from '../../../src/cli/program';

/** A short run of the five-gene screen G0 → G1 ⊣ G2; `change` overrides settings. */
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

/** A new empty folder, removed after the tests of the file. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modulode-test-'));
  made.push(folder);
  return folder;
}

/** A folder with the run file only. */
export async function savedRun(run: FinishedRun): Promise<string> {
  const folder = await emptyFolder();
  await writeFile(join(folder, runFileName), wholeText(writeRunFile(run)));
  return folder;
}

/** Gene names that readers of exports may misinterpret. */
export const genes = ['NA', 'a,b "c"', '<b>&amp;', 'γ-globin', 'NKX2-1'];

/** A run with these genes: 6 of 20 edges drawn, two modules. */
export async function oddlyNamedRun(): Promise<FinishedRun> {
  const trained = await trainedRun();
  const { result } = trained;
  return {
    ...trained,
    dataset: { ...trained.dataset, genes },
    result: {
      ...result,
      network: { ...result.network, genes },
      model: { ...result.model, genes },
      modules: [
        { name: 'M1', genes: [1, 2, 3], regulators: [0, 4], stability: 0.75 },
        { name: 'M2', genes: [0], regulators: [], stability: null },
      ],
    },
    view: { ...trained.view, edgeBudget: 6, moduleNames: { 0: 'β cells' } },
  };
}

export async function exported(
  run: string,
  ...options: string[]
): Promise<{ readonly code: number; readonly host: TestHost; readonly text: string }> {
  const host = testHost();
  const code = await runCli(['export', run, ...options], host);
  return { code, host, text: host.printed() };
}
