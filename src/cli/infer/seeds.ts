/** `infer --seeds`: a run folder per seed and their mean network. Finished seeds are kept when the run is resumed. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { edgesTsv } from '../../network/formats/edgeLists';
import { countPairs, strongestPairs } from '../../network/ranking';
import { viewFor } from '../../share/view';
import { plural, count } from '../../present/text/format';
import { badUsage } from '../failure';
import { writeWhole } from '../files';
import { checkpointName, openRun, runFileName } from '../runs';
import {
  learnAndCompare,
  saveResumePoint,
  resumePointOf,
  writeOrKeep,
  type Learning,
  type Inferred,
} from './learn';
import { writeConfig } from './configFile';
import { type FolderFile, runFiles } from './runFolder';
import { shareOf } from './shard';
import { compareWithTruth } from '../../evaluation/networks/truthComparison';
import type { Network } from '../../network/network';
import { rankMean } from '../../network/rankMean';
import type { FinishedRun } from '../../share/finishedRun';

export async function runSeeds(learning: Learning, seeds: readonly number[]): Promise<Inferred> {
  const { folder, checkpoint } = learning.request;
  // Finished seeds of another run must not be taken for seeds of this one.
  if (!checkpoint) await rm(folder, { recursive: true, force: true });
  const { shard } = learning.config;
  const runs: SeedRun[] = [];
  for (const seed of shard ? shareOf(seeds, shard) : seeds)
    runs.push((await finished(learning, seed)) ?? (await trained(learning, seed)));
  return {
    folder,
    files: await writeTogether(learning, runs),
    metrics: measuredBySeed(runs),
    findings: [agreementText(runs)],
  };
}

export function measuredBySeed(runs: readonly SeedRun[]): readonly Readonly<Record<string, number | null>>[] {
  return runs.map(({ seed, measured }) => ({ seed, ...measured }));
}

export function agreementText(runs: readonly SeedRun[]): string {
  const mean = meanNetwork(runs);
  const budget = Math.min(viewFor(mean.genes.length).edgeBudget, countPairs(mean));
  const agreed = strongestPairs(mean, budget).filter((pair) => mean.stability?.[pair] === 1).length;
  return `Of the ${plural(budget, 'strongest edge')} of the mean network, ${count(agreed)} have the same sign in all ${count(runs.length)} seeds.`;
}

/** Network and metrics of all seeds together. `top`: number of edges; null: all. */
export function filesOfSeeds(runs: readonly SeedRun[], top: number | null): readonly FolderFile[] {
  return [
    { name: 'edges.tsv', content: edgesTsv(meanNetwork(runs), top ?? Infinity) },
    { name: 'seeds.tsv', content: seedsTsv(runs) },
  ];
}

function folderOf({ request }: Learning, seed: number): string {
  return join(request.folder, `seed-${seed}`);
}

/** The finished run of this seed, or null. Throws Failure if it belongs to another run. */
async function finished(learning: Learning, seed: number): Promise<SeedRun | null> {
  const folder = folderOf(learning, seed);
  if (!existsSync(join(folder, runFileName))) return null;
  const run = await openRun(folder);
  const { dataset, config } = learning;
  const isSame =
    run.dataset.fingerprint === dataset.fingerprint &&
    JSON.stringify(run.settings) === JSON.stringify({ ...config.settings, seed });
  if (isSame) return seedRunOf(run);
  throw badUsage(
    `${folder} holds a run with other data or settings`,
    'It cannot be a seed of this run.',
    'Remove it, or start again with --out and --force.',
  );
}

async function trained(learning: Learning, seed: number): Promise<SeedRun> {
  const { request, config, log } = learning;
  const { checkpoint } = request;
  const { shard: _, ...ofAll } = config;
  const settings = { ...config.settings, seed };
  const from = checkpoint?.seed === seed ? resumePointOf(checkpoint) : null;
  log.say(`Seed ${seed}.`);
  if (!from) await saveResumePoint(learning, seed, null);
  const { run, benchmark } = await learnAndCompare(learning, settings, from);
  const files = await runFiles(run, benchmark, { ...ofAll, settings, seeds: null }, log);
  await writeOrKeep(learning, folderOf(learning, seed), files);
  return seedRunOf(run);
}

/** Removes the checkpoint last, so that the run can be resumed until then. */
async function writeTogether(
  { request: { folder }, config, effects, log }: Learning,
  runs: readonly SeedRun[],
): Promise<readonly string[]> {
  const files = [
    ...filesOfSeeds(runs, config.top),
    ...effects,
    { name: 'config.json', content: writeConfig(config) },
    { name: 'log.txt', content: log.text },
  ];
  for (const { name, content } of files) await writeWhole(join(folder, name), content);
  await rm(join(folder, checkpointName), { force: true });
  return [...files.map(({ name }) => name), ...runs.map(({ seed }) => `seed-${seed}`)];
}

/** Network and metrics of one seed. */
export interface SeedRun {
  readonly seed: number;
  readonly network: Network;
  /** Metrics by column of seeds.tsv; null if not measured. */
  readonly measured: Readonly<Record<string, number | null>>;
}

export function seedRunOf({ settings, result, truth, view }: FinishedRun): SeedRun {
  const { crossValidation, heldOut, diagnosis, model, network } = result;
  const compared = truth && compareWithTruth(network, truth, view.edgeBudget);
  return {
    seed: settings.seed,
    network,
    measured: {
      steps_kept: model.stepsKept,
      kappa: crossValidation?.kappa ?? null,
      cross_validated_error: crossValidation?.error ?? null,
      cross_validated_shrunk_error: crossValidation?.shrunkError ?? null,
      held_out_error: heldOut?.error ?? null,
      held_out_shrunk_error: heldOut?.shrunkError ?? null,
      held_out_pearson: heldOut?.pearson ?? null,
      signal: diagnosis.signal,
      agreement: diagnosis.agreement,
      auprc: compared?.auprc ?? null,
      density: compared?.density ?? null,
      auroc: compared?.auroc ?? null,
      early_precision: compared?.earlyPrecision ?? null,
    },
  };
}

/**
 * Mean of the seeds' ranks with the sizes of the first network (docs/method.md, "Rank mean"). Stability is the share of seeds that agree
 * with the sign of the mean. `runs`: at least one, of the same data.
 */
export function meanNetwork(runs: readonly SeedRun[]): Network {
  const [first] = runs;
  if (!first) throw new Error('there is no mean of no networks');
  const members = runs.map(({ network }) => network.weights);
  const weights = rankMean(first.network, first.network.weights, members);
  const stability = weights.map((weight, pair) => {
    const agreeing = members.filter((member) => (member[pair] ?? 0) * weight > 0);
    return agreeing.length / members.length;
  });
  return { ...first.network, weights, stability };
}

/** One line per seed; missing numbers are empty. */
export function seedsTsv(runs: readonly SeedRun[]): string {
  const columns = Object.keys(runs[0]?.measured ?? {});
  const lines = runs.map(({ seed, measured }) =>
    [seed, ...columns.map((column) => measured[column] ?? '')].join('\t'),
  );
  return `${[['seed', ...columns].join('\t'), ...lines].join('\n')}\n`;
}
