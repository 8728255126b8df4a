/**
 * Accuracy on known networks: trains a preset (H unless `preset=NAME`) on each data set as the page would, without the
 * held-out perturbations and with the listed regulators, and prints AUPRC over regulator × gene next to the value recorded
 * with the set (reference implementation of the same method) and the target.
 * `node scripts/run.mjs bench/accuracy.ts FOLDER [NAME …] [SETTING=VALUE …]`, FOLDER holding simulated/ and
 * boolode-knockouts/.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { presets, type PresetName, type TrainingSettings } from '../src/dynamics/settings';
import { compareWithTruth } from '../src/evaluation/networks/truthComparison';
import { fitted } from './accuracy/measure';
import { fileOfSet, loadKnownSet } from './knownSet';

/** Target AUPRC of a preset on a set; elsewhere the recorded value less this margin. */
const margin = 0.03;
const targets: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  H: { dagKO_1: 0.92, cycKO_0: 0.94, dagTECH_1: 0.78, dagEXT_0: 0.85, hsc: 0.566 },
};
const small = ['dyn-BF', 'dyn-CY', 'dyn-FN4', 'hsc'];

const presetName = z.enum(['default', 'H', 'SH', 'S0', 'compact']);

/** The recorded value, from the set's .json or from the table of its folder. */
function recordedOf(
  preset: PresetName,
  file: string,
  beside: Readonly<Record<string, { readonly auprc?: number | undefined }>>,
): number | undefined {
  const key = preset === 'H' || preset === 'default' ? 'H.default' : `${preset}.FDm`;
  const table = join(dirname(file), 'reference.tsv');
  if (!existsSync(table)) return beside[key]?.auprc;
  const method = `${preset === 'default' ? 'H' : preset}_FDm`;
  const row = readFileSync(table, 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .find(([set, name]) => set === basename(file, '.h5ad') && name === method);
  return row?.[2] === undefined ? undefined : Number(row[2]);
}

async function measure(file: string, change: Partial<TrainingSettings>, preset: PresetName): Promise<string> {
  const { name, dataset, truth, about: set } = await loadKnownSet(file);
  const transient = set?.time === 'transient' ? { horizon: 1.5, solverSteps: 5 } : {};
  const started = Date.now();
  const result = await fitted(dataset, { ...presets[preset], ...transient, ...change });
  const seconds = (Date.now() - started) / 1000;
  const { network } = result;
  const comparison = compareWithTruth(network, truth, 0);
  if (!comparison) throw new Error(`${file}: no edge of its truth is between genes of ${name}`);
  const { auprc, density } = comparison;
  const cross = result.crossValidation;
  const recorded = recordedOf(preset, file, set?.reference ?? {});
  const { signal, agreement, sharedFactor } = result.diagnosis;
  const cells = [
    name,
    auprc.toFixed(3),
    (auprc / density).toFixed(2),
    (targets[preset]?.[name] ?? (recorded === undefined ? undefined : recorded - margin))?.toFixed(3) ?? '',
    recorded?.toFixed(3) ?? '',
    result.heldOut ? `${result.heldOut.error.toFixed(2)} → ${result.heldOut.shrunkError.toFixed(2)}` : '',
    (preset === 'H' ? set?.reference['H.default']?.heldout_error_over_no_change?.toFixed(2) : null) ?? '',
    cross ? `${cross.error.toFixed(2)} → ${cross.shrunkError.toFixed(2)}` : '',
    (cross?.kappa ?? 1).toFixed(2),
    String(result.model.stepsKept),
    [signal, agreement, sharedFactor].map((value) => value?.toFixed(2) ?? '–').join(' '),
    seconds.toFixed(0),
  ];
  return cells.join('\t');
}

export async function main([folder = '../shared/data', ...names]: readonly string[]): Promise<number> {
  const pairs = names.filter((name) => name.includes('=')).map((pair) => pair.split('='));
  const preset = presetName.parse(pairs.find(([key]) => key === 'preset')?.[1] ?? 'H');
  const change = Object.fromEntries(
    pairs.filter(([key]) => key !== 'preset').map(([key, value]) => [key, Number(value)]),
  );
  const wanted = names.filter((name) => !name.includes('='));
  const usual = preset === 'default' ? small : Object.keys(targets['H'] ?? {});
  console.log(
    'set\tAUPRC\t/density\ttarget\trecorded\theld-out → κ\trecorded\tCV → κ\tκ\tstep kept\tT a rank s\tseconds',
  );
  for (const name of wanted.length > 0 ? wanted : usual) {
    const file = fileOfSet(folder, name);
    if (!file) {
      console.log(`${name}\tabsent from ${folder}`);
      continue;
    }
    console.log(await measure(file, change, preset));
  }
  return 0;
}
