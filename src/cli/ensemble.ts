/** `modulode ensemble RUN… --out DIR`: what the shards of a run made, merged to the bits of one run that did all. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { withConfidence } from '../inference/run/confidence';
import { summarise } from '../inference/confidence/summarise';
import { placementOfRun } from '../present/figure/runFigure';
import { plural } from '../present/text/format';
import type { FinishedRun } from '../share/finishedRun';
import { type SharedFits, fitsSuit, readFits } from '../share/fitsFile';
import { viewFor } from '../share/view';
import { type Failure, badUsage } from './failure';
import { isFolder, namesIn, typedJsonAt } from './files';
import { type Host, Interruption } from './host';
import { type Compare, type RunConfig, compareOption, configOfRunAt } from './infer/configFile';
import { type Inferred, benchmarkForReport, inferredRun, printInferred } from './infer/learn';
import { expectFree, runFiles, writeFolder } from './infer/runFolder';
import { RunLog } from './infer/runLog';
import { agreementText, filesOfSeeds, measuredBySeed, seedRunOf } from './infer/seeds';
import { fitsFileName, keyOf } from './infer/shard';
import { openRun, runFileName } from './runs';

interface EnsembleOptions {
  readonly out: string;
  readonly force?: true;
  readonly compare?: Compare;
  readonly quiet?: true;
  readonly json?: true;
}

const help = `
Resampled fits: the run and the shards of infer --confidence N --shard i/n (the
shards are enough where they trained the run themselves). Seeds: runs of the
same data and settings with different seeds, or the shards of infer --seeds N
--shard i/n.

Examples:
  $ modulode ensemble main shard-1 shard-2 --out run
  $ modulode ensemble seed-1 seed-2 seed-3 --out mean`;

export function addEnsemble(program: Command, host: Host): void {
  program
    .command('ensemble')
    .summary('merge shards of resampled fits, or runs with different seeds')
    .description(
      'Merges what several computers made. Resampled fits become a run folder with the confidence of edges and modules; seeds become edges.tsv, the mean of their ranks, and seeds.tsv. Both have the same bytes as one run that did all.',
    )
    .argument('<run...>', 'run folders and shards')
    .requiredOption('--out <folder>', 'folder to write; must not exist')
    .option('--force', 'replace an existing run folder')
    .addOption(compareOption())
    .option('--quiet', 'print no progress')
    .option('--json', 'print the metrics as one JSON document')
    .addHelpText('after', help)
    .action(async (paths: readonly string[], options: EnsembleOptions) => {
      await expectFree(options.out, options.force === true);
      const folders = (await Promise.all(paths.map(foldersIn))).flat();
      const hasFits = folders.some((folder) => existsSync(join(folder, fitsFileName)));
      const merged = await (hasFits ? mergeFits : mergeSeeds)(folders, options, host);
      printInferred(merged, host, options.json === true);
    });
}

/** The folder, or those of its seeds. Throws Failure where it is none. */
async function foldersIn(path: string): Promise<readonly string[]> {
  if (!(await isFolder(path)))
    throw badUsage(`${path} is a file`, 'Shards and runs are folders.', 'Give folders written by infer.');
  const seeds = (await namesIn(path)).filter((name) => /^seed-\d+$/.test(name));
  return seeds.length === 0 ? [path] : seeds.map((seed) => join(path, seed));
}

async function mergeFits(
  folders: readonly string[],
  { out, quiet, compare }: EnsembleOptions,
  host: Host,
): Promise<Inferred> {
  const main = folders.find((folder) => existsSync(join(folder, runFileName)));
  if (main === undefined)
    throw badUsage(
      'The run of these shards is missing',
      'They were made with --main, and belong to a run.',
      'Give that run too: modulode ensemble RUN SHARD… --out DIR.',
    );
  const trained = await openRun(main);
  const { of, fits, labels } = joined(await sharesIn(folders, trained));
  const log = new RunLog(host, quiet === true);
  log.say(`${plural(of, 'resampled fit')} of ${plural(folders.length, 'folder')}.`);
  const confident = withConfidence(
    trained.result,
    summarise(trained.result, trained.dataset, fits, labels?.shuffled ?? null),
  );
  // In the order of keys of a new run, since the bytes are to be the same.
  const view = { ...viewFor(trained.dataset.genes.length), ...trained.view };
  const merged: FinishedRun = { ...trained, view, result: confident, savedAt: host.now() };
  const run = { ...merged, placement: placementOfRun(merged) };
  const config = { ...(await configOf(main, of)), ...(compare && { compare }) };
  const interruption = new Interruption(host);
  try {
    const benchmark = await benchmarkForReport(
      { config, log, host, quiet: quiet === true, interruption },
      run,
    );
    const files = await runFiles(run, benchmark, config, log);
    await writeFolder(out, files);
    return inferredRun(out, files, run, benchmark);
  } finally {
    interruption.end();
  }
}

/** That of the run, as if it had done all fits. Throws Failure where there is none, or a key is missing. */
async function configOf(main: string, fits: number): Promise<RunConfig> {
  const { shard: _, ...config } = await configOfRunAt(join(main, 'config.json'));
  return { ...config, confidence: fits };
}

/** Throws Failure where one is damaged or belongs to another run. */
async function sharesIn(folders: readonly string[], run: FinishedRun): Promise<readonly SharedFits[]> {
  const shares: SharedFits[] = [];
  const key = keyOf(run);
  for (const folder of folders) {
    const path = join(folder, fitsFileName);
    if (!existsSync(path)) continue;
    const read = readFits(await typedJsonAt(path));
    const refused = (why: string) => badUsage(`${path} cannot be read`, why, 'Make this shard again.');
    const modified = 'It is truncated or was modified.';
    if (!read.ok)
      throw refused(read.error.tag === 'too-new' ? 'It was written by a newer version.' : modified);
    if (read.value.run !== key)
      throw badUsage(
        `${folder} belongs to another run`,
        'Its fits repeat the training of other data, settings or parameters.',
        'Give only shards of one run; --device processor gives the same bits on every computer.',
      );
    if (!fitsSuit(read.value, run.result.network)) throw refused(modified);
    shares.push(read.value);
  }
  return shares;
}

/** Throws Failure where fits or the label check are missing. */
function joined(shares: readonly SharedFits[]): SharedFits {
  const [first] = shares;
  if (!first) throw new Error('there are shares');
  const sizes = new Set(shares.map(({ of }) => of));
  const fits = new Map(shares.flatMap((share) => share.fits.map((fit) => [fit.index, fit] as const)));
  const missing = Array.from({ length: first.of }, (_, index) => index).filter((index) => !fits.has(index));
  const checked = shares.find(({ labels }) => labels !== null);
  if (sizes.size > 1) throw notWhole('They were made for different numbers of fits.');
  if (missing.length > 0)
    throw notWhole(
      `${plural(missing.length, 'fit')} of ${first.of} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    );
  if (!checked) throw notWhole('The fits to shuffled labels are missing, which the last shard makes.');
  return { ...first, fits: [...fits.values()], labels: checked.labels };
}

function notWhole(why: string): Failure {
  return badUsage(
    'These are not all shards of a run',
    why,
    'Give every shard i/n, with the same --confidence.',
  );
}

async function mergeSeeds(
  folders: readonly string[],
  { out }: EnsembleOptions,
  host: Host,
): Promise<Inferred> {
  const runs: FinishedRun[] = [];
  for (const folder of folders) runs.push(await openRun(folder));
  const [first] = runs;
  if (!first || runs.length < 2)
    throw badUsage('One run is not an ensemble', 'A mean needs several.', 'Give two runs or more.');
  const other = runs.findIndex((run) => sameButSeed(run) !== sameButSeed(first));
  if (other !== -1)
    throw badUsage(
      `${folders[other] ?? ''} has other data or settings than ${folders[0] ?? ''}`,
      'An ensemble is the mean over seeds of one run.',
      'modulode table compares runs of different data or settings.',
    );
  const seeds = runs.map(seedRunOf).toSorted((a, b) => a.seed - b.seed);
  if (new Set(seeds.map(({ seed }) => seed)).size < seeds.length)
    throw badUsage('A seed was given twice', 'It would count twice in the mean.', 'Give each run once.');
  const files = filesOfSeeds(seeds, null);
  await writeFolder(out, files);
  host.message(`${plural(seeds.length, 'seed')}.`);
  return {
    folder: out,
    files: files.map(({ name }) => name),
    metrics: measuredBySeed(seeds),
    findings: [agreementText(seeds)],
  };
}

/** The same for runs that differ in their seed only. */
function sameButSeed({ dataset, settings }: FinishedRun): string {
  return JSON.stringify([dataset.fingerprint, { ...settings, seed: 0 }]);
}
