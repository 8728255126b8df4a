/** Presets SH and S0 on known networks: accuracy must not fall below the measured values. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../src/dataset/dataset';
import { createDevice } from '../src/dynamics/device/createDevice';
import { prepare } from '../src/dynamics/prepare/prepare';
import { presets, type TrainingSettings } from '../src/dynamics/settings';
import { trainStep } from '../src/dynamics/train';
import { compareWithTruth } from '../src/evaluation/networks/truthComparison';
import { type Truth, parseTruth } from '../src/evaluation/networks/truth';
import { readNetwork } from '../src/inference/run/readout';
import { simulateRandomScreen } from '../src/simulation/randomScreen';
import { screenH5ad, truthTsv } from '../src/simulation/screenFile';
import { datasetOf } from './knownSet';

interface Known {
  readonly dataset: Dataset;
  readonly truth: Truth;
}

async function known(file: File, table: string): Promise<Known> {
  const dataset = await datasetOf(file, {});
  const parsed = parseTruth(table, 'truth.tsv');
  if (!parsed.ok) throw new Error('the truth can be read');
  return { dataset, truth: parsed.truth };
}

/** The network of one fit to all perturbations. */
async function networkOf(dataset: Dataset, settings: TrainingSettings) {
  const prepared = prepare(dataset, settings, new Set(dataset.conditions.map(({ label }) => label)));
  const device = await createDevice('wasm', prepared.problem);
  device.setParameters(prepared.initial);
  for (let step = 0; step < prepared.steps; step++) await trainStep(device, settings, step, prepared.rate);
  const parameters = await device.readParameters();
  device.dispose();
  const { regulators, shape } = prepared.problem;
  return readNetwork({ ...prepared, ...prepared.ranges(), regulators, shape, parameters });
}

async function accuracyOf({ dataset, truth }: Known, settings: TrainingSettings) {
  return compareWithTruth(await networkOf(dataset, settings), truth, 0);
}

describe('on a simulated screen of eight genes with loops', async () => {
  const screen = simulateRandomScreen({
    topology: 'cyclic',
    kind: 'knockout',
    genes: 8,
    regulators: 6,
    edges: 14,
    repressing: 0.3,
    perturbations: 6,
    controls: 200,
    cellsPerPerturbation: 80,
    seed: 5,
  });
  const simulated = await known(new File([await screenH5ad(screen)], 'simulated.h5ad'), truthTsv(screen));

  it.each([
    ['SH', 0.8],
    ['S0', 0.65],
  ] as const)(
    'preset %s ranks true edges first, a quarter of all pairs being edges',
    async (preset, minimum) => {
      const found = await accuracyOf(simulated, presets[preset]);
      expect(found?.density).toBe(0.25);
      expect(found?.auprc).toBeGreaterThan(minimum);
    },
  );
});

const folder = '../shared/data/boolode-knockouts';
const boolode = (name: string): Promise<Known> =>
  known(
    new File([readFileSync(`${folder}/${name}.h5ad`)], `${name}.h5ad`),
    readFileSync(`${folder}/${name}.truth.tsv`, 'utf8'),
  );

/** Minimum AUPRC: the value of another implementation of the same method, less .03. */
describe.skipIf(!existsSync(folder))('on knockouts of another simulator in ../shared/data', () => {
  it.each([
    ['SH', 'dyn-FN4', 0.887],
    ['SH', 'dyn-BF', 0.64],
    ['S0', 'dyn-FN4', 0.797],
  ] as const)('preset %s reaches its reference on %s', async (preset, name, minimum) => {
    const found = await accuracyOf(await boolode(name), presets[preset]);
    expect(found?.auprc).toBeGreaterThan(minimum);
  });
});
