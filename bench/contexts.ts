/**
 * Networks of two contexts that differ in a tenth of the edges, or in none: `node scripts/run.mjs bench/contexts.ts [--screens N] [--seed N] FAMILY …`.
 * AUPRC of |difference| over its error for the edges that differ, differences that are supported, and errors on unseen perturbations of each context by
 * itself and with the edges of the other. Knobs were chosen on seeds below 2000.
 */
import { parseArgs } from 'node:util';
import { fitResampled } from '../src/inference/confidence/fitResampled';
import { summarise } from '../src/inference/confidence/summarise';
import { compareContexts } from '../src/inference/run/contextComparison';
import { createThreadDevice } from '../src/inference/run/fit';
import { DEFAULT_FITS } from '../src/inference/run/confidence';
import { withKnowledge } from '../src/inference/knowledge/withKnowledge';
import { presets, type TrainingData } from '../src/dynamics/settings';
import { averagePrecision } from '../src/evaluation/networks/metrics';
import { priorOn } from '../src/network/prior';
import { sharedEdges } from '../src/network/sharedEdges';
import type { Network } from '../src/network/network';
import { drain } from '../src/numerics/lazy';
import { mean } from '../src/numerics/statistics';
import { type ContextSettings, twoContexts } from './accuracy/contextScreens';
import { fitted } from './accuracy/measure';
import { loops } from './accuracy/screens';

type Family = Omit<ContextSettings, 'seed'>;

const whole: Family = { ...loops, topology: 'cyclic', changed: 0.1 };
const counts: Family = { ...whole, depths: [300, 300] };

export const families: Readonly<Record<string, Family>> = {
  loops: whole,
  acyclic: { ...whole, topology: 'acyclic', genes: 40, edges: 80 },
  half: { ...whole, perturbations: 10 },
  few: { ...whole, share: 0.2 },
  counts,
  deep: { ...counts, cellsPerPerturbation: 300, controls: 1200 },
  'same loops': { ...whole, changed: 0 },
  'same half': { ...whole, perturbations: 10, changed: 0 },
  'same, unlike depths': { ...counts, depths: [600, 150], changed: 0 },
  unrelated: { ...whole, changed: 1 },
};

const columns = 'auprc supported false found any cvA cvB withB withA strengths'.split(' ');

export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { screens: { type: 'string', default: '10' }, seed: { type: 'string', default: '2000' } },
  });
  console.log(['family', 'screens', ...columns].join('\t'));
  for (const name of positionals.length > 0 ? positionals : Object.keys(families)) {
    const family = families[name];
    if (!family) throw new Error(`there is no family ${name}`);
    const rows: (readonly number[])[] = [];
    for (let screen = 0; screen < Number(values.screens); screen++)
      rows.push(await measured({ ...family, seed: Number(values.seed) + screen }));
    const means = columns.map((_, at) => mean(rows.map((row) => row[at] ?? NaN)).toFixed(2));
    console.log([name, rows.length, ...means].join('\t'));
  }
  return 0;
}

export async function measured(settings: ContextSettings): Promise<readonly number[]> {
  const { first: a, second: b, changed } = await twoContexts(settings);
  const [first, second] = [await aloneIn(a), await aloneIn(b)];
  const [compared] = compareContexts([
    { name: 'A', result: first },
    { name: 'B', result: second },
  ]);
  const edges = compared?.edges ?? [];
  const isChanged = edges.map(({ source, target }) => changed.has(`${source} ${target}`));
  const found = edges.filter(({ supported }, at) => supported && isChanged[at]).length;
  const supported = edges.filter((edge) => edge.supported).length;
  const sureness = edges.map(({ difference, error }) => Math.abs(difference) / error);
  const [withB, withA] = [await withEdgesOf(second.network, a), await withEdgesOf(first.network, b)];
  return [
    averagePrecision(Uint8Array.from(isChanged, Number), Float64Array.from(sureness)) ?? NaN,
    supported,
    supported - found,
    found / Math.max(1, changed.size),
    Number(supported > 0),
    first.crossValidation?.shrunkError ?? NaN,
    second.crossValidation?.shrunkError ?? NaN,
    withB.error,
    withA.error,
    (withB.strength + withA.strength) / 2,
  ];
}

async function aloneIn(dataset: TrainingData) {
  const settings = presets.default;
  const result = await fitted(dataset, settings);
  const run = { dataset, settings, result };
  const fits = [];
  for (let index = 0; index < DEFAULT_FITS; index++)
    fits.push(await fitResampled(run, index, createThreadDevice, () => undefined));
  return { ...result, confidence: summarise(result, dataset, fits, null) };
}

async function withEdgesOf(other: Network, dataset: TrainingData) {
  const regulators = Array.from(dataset.candidates, (gene) => dataset.genes[gene] ?? '');
  const prior = priorOn(sharedEdges([other]), 'other context', dataset.genes, regulators);
  if (!prior.ok) throw new Error('the networks share no gene');
  const informed = drain(withKnowledge(dataset, presets.default, prior.value, 'auto'));
  const { crossValidation } = await fitted(informed, presets.default);
  return { error: crossValidation?.shrunkError ?? NaN, strength: informed.knowledge.strength };
}
