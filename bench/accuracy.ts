/**
 * Accuracy against known networks: trains preset H on each data set as the page would, without what `heldOut` names and
 * with the listed regulators, and prints AUPRC over regulator × gene beside the prototype's value and the required one.
 * `node scripts/run.mjs bench/accuracy.ts FOLDER [NAME …]`, FOLDER holding simulated/ and boolode-knockouts/.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { createDevice } from '../src/dynamics/device/createDevice';
import { presets, type TrainingSettings } from '../src/dynamics/settings';
import { compareWithTruth } from '../src/evaluation/compare';
import { parseTruth } from '../src/evaluation/truthFile';
import { Inference } from '../src/inference/inference';
import { loadDataset } from './load';

const required: Readonly<Record<string, number>> = {
  dagKO_1: 0.92,
  cycKO_0: 0.94,
  dagTECH_1: 0.78,
  dagEXT_0: 0.85,
  hsc: 0.566,
};

const description = z.object({
  mode: z.string(),
  time: z.string(),
  regulators: z.array(z.string()),
  heldOut: z.array(z.string()),
  reference: z.record(
    z.string(),
    z.object({ auprc: z.number().optional(), heldout_error_over_no_change: z.number().optional() }),
  ),
});

async function measure(file: string, change: Partial<TrainingSettings>): Promise<string> {
  const name = basename(file, '.h5ad');
  const about = file.replace('.h5ad', '.json');
  const set = existsSync(about) ? description.parse(JSON.parse(readFileSync(about, 'utf8'))) : null;
  const dataset = await loadDataset(
    file,
    set
      ? {
          regulators: set.regulators,
          heldOut: set.heldOut,
          kind: set.mode === 'oe' ? 'overexpression' : 'knockout',
        }
      : {},
  );
  const transient = set?.time === 'transient' ? { horizon: 1.5, solverSteps: 5 } : {};
  const started = Date.now();
  const inference = await Inference.create(dataset, { ...presets.H, ...transient, ...change }, (problem) =>
    createDevice('wasm', problem),
  );
  while (!inference.isDone) await inference.advance();
  const result = await inference.result();
  inference.dispose();
  const seconds = (Date.now() - started) / 1000;
  const truthFile = file.replace('.h5ad', '.truth.tsv');
  const truth = parseTruth(readFileSync(truthFile, 'utf8'), basename(truthFile));
  if (!truth.ok) throw new Error(`${file}: the truth could not be read`);
  const comparison = compareWithTruth(result.network, truth.truth, 0);
  if (!comparison) throw new Error(`${truthFile}: no edge of it is between genes of ${name}`);
  const { auprc, density } = comparison;
  const cross = result.crossValidation;
  const cells = [
    name,
    auprc.toFixed(3),
    (auprc / density).toFixed(2),
    required[name]?.toFixed(3) ?? '',
    set?.reference['H.default']?.auprc?.toFixed(3) ?? '',
    result.heldOut ? `${result.heldOut.error.toFixed(2)} → ${result.heldOut.shrunkError.toFixed(2)}` : '',
    set?.reference['H.default']?.heldout_error_over_no_change?.toFixed(2) ?? '',
    cross ? `${cross.error.toFixed(2)} → ${cross.shrunkError.toFixed(2)}` : '',
    (cross?.kappa ?? 1).toFixed(2),
    String(result.model.stepsKept),
    Object.values(result.diagnosis)
      .map((value) => value?.toFixed(2) ?? '–')
      .join(' '),
    seconds.toFixed(0),
  ];
  return cells.join('\t');
}

export async function main([folder = '../shared/data', ...names]: readonly string[]): Promise<number> {
  const settings = names.filter((name) => name.includes('='));
  const change = Object.fromEntries(settings.map((pair) => [pair.split('=')[0], Number(pair.split('=')[1])]));
  const wanted = names.filter((name) => !name.includes('='));
  const sets = wanted.length > 0 ? wanted : Object.keys(required);
  console.log(
    'set\tAUPRC\t/density\trequired\tprototype\theld-out → κ\tprototype\tCV → κ\tκ\tstep kept\tT a rank s\tseconds',
  );
  for (const name of sets) {
    const file = ['simulated', 'boolode-knockouts']
      .map((part) => join(folder, part, `${name}.h5ad`))
      .find(existsSync);
    if (!file) {
      console.log(`${name}\tabsent from ${folder}`);
      continue;
    }
    console.log(await measure(file, change));
  }
  return 0;
}
