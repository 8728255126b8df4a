/** `infer --seeds`: a run folder for each seed inside the one that was named, and their mean beside them. Finished ones are kept. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { edgesTsv } from '../../network/formats/tsv';
import { countPairs, strongestPairs } from '../../network/ranking';
import { viewFor } from '../../share/view';
import { plural } from '../../present/text/format';
import { count } from '../../present/text/numbers';
import { badUsage } from '../failure';
import { writeWhole } from '../files';
import { checkpointName, openRun, runFileName } from '../runs';
import { besideOthersOf } from './besideOthers';
import { writeConfig } from './configFile';
import type { Inferred } from './infer';
import { learn, saveStanding, standingOf, type Learning } from './learn';
import { runFiles } from './runFiles';
import { isThere, writeFolder } from './runFolder';
import { meanNetwork, seedRunOf, seedsTsv, type SeedRun } from './seedTables';

export async function runSeeds(learning: Learning, seeds: readonly number[]): Promise<Inferred> {
  const { folder, checkpoint } = learning.request;
  // What the folder held of another run would be taken for this one's.
  if (!checkpoint) await rm(folder, { recursive: true, force: true });
  const runs: SeedRun[] = [];
  for (const seed of seeds) runs.push((await finished(learning, seed)) ?? (await trained(learning, seed)));
  return { folder, files: await writeTogether(learning, runs), ...together(runs) };
}

function folderOf({ request }: Learning, seed: number): string {
  return join(request.folder, `seed-${seed}`);
}

/** The run of this seed where it was finished before; null: it has to be trained. Throws Failure where it is of another run. */
async function finished(learning: Learning, seed: number): Promise<SeedRun | null> {
  const folder = folderOf(learning, seed);
  if (!(await isThere(join(folder, runFileName)))) return null;
  const run = await openRun(folder);
  const { dataset, config } = learning;
  const isSame =
    run.dataset.fingerprint === dataset.fingerprint &&
    JSON.stringify(run.settings) === JSON.stringify({ ...config.settings, seed });
  if (isSame) return seedRunOf(run);
  throw badUsage(
    `${folder} holds a run of other data or settings`,
    'It cannot be one of the seeds of this run.',
    'Take it away, or start anew with --out and --force.',
  );
}

async function trained(learning: Learning, seed: number): Promise<SeedRun> {
  const { request, config, log } = learning;
  const { checkpoint } = request;
  const settings = { ...config.settings, seed };
  const from = checkpoint?.seed === seed ? standingOf(checkpoint) : null;
  log.say(`Seed ${seed}.`);
  if (!from) await saveStanding(learning, seed, null);
  const run = await learn(learning, settings, from);
  const beside = await besideOthersOf(learning, run);
  const files = runFiles(run, beside, { ...config, settings, seeds: null }, log);
  await writeFolder(folderOf(learning, seed), files);
  return seedRunOf(run);
}

/** The checkpoint goes last: until then the run can be taken up again. */
async function writeTogether(
  { request: { folder }, config, log }: Learning,
  runs: readonly SeedRun[],
): Promise<readonly string[]> {
  const files = [
    { name: 'edges.tsv', content: edgesTsv(meanNetwork(runs), config.top ?? Infinity) },
    { name: 'seeds.tsv', content: seedsTsv(runs) },
    { name: 'config.json', content: writeConfig(config) },
    { name: 'log.txt', content: log.text },
  ];
  for (const { name, content } of files) await writeWhole(join(folder, name), [content]);
  await rm(join(folder, checkpointName), { force: true });
  return [...files.map(({ name }) => name), ...runs.map(({ seed }) => `seed-${seed}`)];
}

function together(runs: readonly SeedRun[]): Pick<Inferred, 'said' | 'metrics'> {
  const mean = meanNetwork(runs);
  const budget = Math.min(viewFor(mean.genes.length).edgeBudget, countPairs(mean));
  const agreed = strongestPairs(mean, budget).filter((pair) => mean.stability?.[pair] === 1).length;
  return {
    said: [
      `Of the ${plural(budget, 'strongest edge')} of the mean network ${count(agreed)} have the same sign with every one of ${count(runs.length)} seeds.`,
    ],
    metrics: runs.map(({ seed, measured }) => ({ seed, ...measured })),
  };
}
