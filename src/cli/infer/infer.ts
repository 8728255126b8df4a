/** `modulode infer FILE… --out DIR`: from data files to a run folder, with one run or one per seed. */
import { join } from 'node:path';
import { type TrainingData, settingsFor } from '../../dynamics/settings';
import { wordsOfFormats } from '../../dataset/formats';
import { type Command, Option } from 'commander';
import { DEFAULT_FITS, MAX_FITS, MIN_FITS } from '../../inference/run/confidence';
import { deviceChoices } from '../../present/text/run';
import { type Host, Interruption } from '../host';
import { type InferOptions, type Request, requestOf, takenFromCheckpoint } from './request';
import { addSettingsOptions } from './settings';
import { addMappingOptions, cellsOption, repeatable, tableReading } from '../mappingOptions';
import { inferByMethod } from './byMethod';
import { embeddingsOption, isFileOfPrior, priorFor, priorOption, strengthOf } from '../prior';
import { withKnowledge } from '../../inference/knowledge/withKnowledge';
import { knowledgeText } from '../../present/text/prior';
import { commaSeparated } from './methodOptions';
import { wholeNumber } from '../numberOptions';
import { truthFor } from '../truth';
import { program as thisProgram } from '../../inference/run/program';
import { type Dataset, cellCount, perturbationLabels } from '../../dataset/dataset';
import { candidatesText } from '../../present/text/candidates';
import { rowNoun } from '../../dataset/rows';
import { count, listOf, plural } from '../../present/text/format';
import { renamedText } from '../../present/text/evaluation';
import { effectsHeadline } from '../../present/text/effects';
import { describeNotes } from '../../present/text/notes';
import { badUsage } from '../failure';
import { type RunConfig, changedInputs, compareOption, inputsAt } from './configFile';
import {
  type Inferred,
  type Learning,
  inferredRun,
  learn,
  learnAndCompare,
  networksFor,
  printInferred,
  resumePointOf,
  threadsOf,
  writeOrKeep,
} from './learn';
import { readData, type ReadData } from './readData';
import type { ReadyData } from '../preparedFile';
import type { OtherNetworks } from '../../inference/benchmark/otherNetworks';
import { allEffectsFiles } from '../effectsFiles';
import { type FolderFile, effectsFolder, expectFree, runFiles, writeFolder } from './runFolder';
import { RunLog } from './runLog';
import { openRun } from '../runs';
import { type Shard, fittedShare, shardOf } from './shard';
import type { RunCheckpoint } from '../../share/checkpointFile';
import { runSeeds } from './seeds';

const help = `
The run folder contains edges.tsv, modules.tsv, modules.gmt, predictions.tsv,
metrics.json, report.html, run.modulode.json (opens on the page and with every
command), config.json, log.txt, and in effects/ what modulode effects writes
(not for prepared data and shards); with --method only edges.tsv, metrics.json,
config.json, log.txt, effects/, and predictions.tsv where the method predicts.
It is written when the run is finished, never partially. The same data, settings
and seed give the same files byte for byte, except for times in log.txt and
run.modulode.json.

On Ctrl-C, and every few seconds, progress is saved to checkpoint.modulode.json
in the folder; the same command, or --resume, continues from there.

Examples:
  $ modulode infer screen.h5ad --out run1
  $ modulode infer screen.h5ad --out run2 --control NT,scramble \\
      --kind knockdown --holdout GATA1,SPI1 --seed 1
  $ modulode infer screen.h5ad --out run3 --seeds 5 --truth network.tsv
  $ modulode infer screen.h5ad --out run4 --confidence 20
  $ modulode infer screen.h5ad --out lasso --method cell-lasso
  $ modulode infer screen.h5ad --out run5 --prior trrust-human
  $ modulode infer screen.h5ad --out links --prior trrust-human \\
      --method genelink
  $ modulode infer --config run1/config.json --out again
  $ modulode infer --resume run3

Exit code: 0 if the run is finished, 1 if it failed or was interrupted, 2 if it
could not start.`;

export function addInfer(program: Command, host: Host): void {
  const command = program
    .command('infer')
    .summary('learn a network from a data file')
    .description('Learns a gene regulatory network from a perturbation screen and writes a run folder.')
    .argument(
      '[file...]',
      `data set: ${wordsOfFormats()}, .zip, a folder of one of these, or a file of modulode prepare`,
    )
    .option('--out <folder>', 'run folder to write; must not exist')
    .option(
      '--force',
      'replace an existing run folder once the new run is finished; never a folder with other files',
    )
    .option(
      '--config <file>',
      'take options that are not given from a config.json, in which every key is optional',
    )
    .addOption(
      new Option(
        '--resume <folder>',
        'continue an interrupted run; data files are given only where they moved',
      ).conflicts(takenFromCheckpoint),
    );
  addMappingOptions(command)
    .addOption(cellsOption())
    .option(
      '--truth <file>',
      'reference network, stored in the run: metrics.json, report and page compare with it',
    );
  addSettingsOptions(command)
    .option('--seeds <list>', 'several runs: comma-separated seeds, or their number, starting at --seed')
    .addOption(
      new Option('--device <device>', 'compute device (default: auto)').choices(
        deviceChoices.map(({ value }) => value),
      ),
    )
    .addOption(priorOption())
    .addOption(
      new Option(
        '--prior-strength <strength>',
        'how strongly the known network counts: auto (by cross-validation, default), or 0 (not at all) to 5',
      )
        .argParser(strengthOf)
        .conflicts('method'),
    )
    .option('--threads <n>', 'CPU threads (default: all cores)', wholeNumber(1, 1024))
    .option(
      '--confidence <fits>',
      `number of resampled fits that measure the confidence of edges (on the page: ${DEFAULT_FITS}); on Ctrl-C the run is kept, and the finished fits if there are at least ${MIN_FITS}`,
      wholeNumber(MIN_FITS, MAX_FITS),
    )
    .addOption(
      new Option(
        '--shard <i/n>',
        'do the i-th of n parts of the resampled fits or seeds; modulode ensemble merges them',
      )
        .argParser(shardOf)
        .conflicts(['method', 'causalbench']),
    )
    .addOption(
      new Option(
        '--main <run>',
        'with --shard: the finished run whose fits are made, in place of a data file; it is not trained again',
      ).conflicts(mainConflicts),
    )
    .addOption(compareOption().conflicts('method'))
    .option(
      '--causalbench',
      'also compare all methods on held-out cells, with the statistics of CausalBench (one more training, on one core)',
    )
    .addOption(
      new Option(
        '--method <name>',
        'another method in place of the model, on the same cells and held-out perturbations (modulode methods lists them)',
      ).conflicts(['seeds', 'confidence', 'causalbench', 'preset', 'steps', 'modules', 'horizon', 'set']),
    )
    .option('--setting <name=value>', 'a setting of that method; repeatable', repeatable)
    .option(
      '--of <methods>',
      'with --method consensus: methods beside the closed forms; with --method jacobian: groups of cells (“cluster: early”); separated by commas',
      commaSeparated,
    )
    .addOption(embeddingsOption())
    .option('--top <n>', 'number of strongest edges in edges.tsv (default: all)', wholeNumber(1))
    .option('--quiet', 'print warnings only')
    .option('--json', 'print the metrics as one JSON document')
    .addHelpText('after', help)
    .action(async (files: string[], options: InferOptions) => {
      const made =
        options.main === undefined
          ? await inferOne(await requestOf(files, options), host, options.quiet === true)
          : await fitsOfMain(files, options, options.main, host);
      printInferred(made, host, options.json === true);
    });
}

/** One request: one run, or one for each seed. Throws Failure. An interrupted run leaves a checkpoint, a failed one leaves nothing. */
export async function inferOne(asked: Request, host: Host, quiet: boolean): Promise<Inferred> {
  const interruption = new Interruption(host);
  const early: { begun: OtherNetworks | null } = { begun: null };
  try {
    const data = await readData(asked, host, interruption, (dataset) => {
      early.begun = networksMeanwhile(asked, dataset, host);
    });
    interruption.expectNone();
    const config = await configOf(asked, data);
    const request = { ...asked, checkpoint: asked.checkpoint ?? continued(asked, config, data.dataset) };
    expectSame(asked, config, data.dataset);
    const log = new RunLog(host, quiet, request.checkpoint?.log);
    if (asked.left) log.say(`${asked.folder} holds this run, interrupted: it continues.`);
    logData(log, request, config, data);
    const { truth } = request;
    const named = { ...request, truth: truth && (await truthFor(truth, data.dataset)) };
    if (named.truth?.renamed) log.note(renamedText(named.truth.renamed));
    const dataset = await informed(request, config, data.dataset, log, interruption);
    const found = data.found === null || asked.shard ? [] : await allEffectsFiles(data.found);
    const effects = found.map(({ name, content }) => ({ name: join(effectsFolder, name), content }));
    const learning = {
      request: named,
      config,
      dataset,
      effects,
      carried: data.effects,
      begun: early.begun,
      log,
      host,
      quiet,
      interruption,
    };
    if (config.method !== undefined) return await inferByMethod(learning, config.method);
    return await (config.seeds === null ? runOnce(learning) : runSeeds(learning, config.seeds));
  } finally {
    early.begun?.end();
    interruption.end();
  }
}

/** Networks that the run will be compared with, on the threads that measuring its effects leaves; null where it is none or not one run. */
function networksMeanwhile(asked: Request, dataset: Dataset, host: Host): OtherNetworks | null {
  const { seeds, method, shard, knowledge } = asked;
  if (seeds !== null || method !== undefined || shard !== undefined || knowledge !== null) return null;
  const { seed } = settingsFor(dataset, asked.settings, asked.named);
  const others = networksFor({ config: asked }, { dataset, seed });
  others?.use(threadsOf({ config: asked, host }) - 1);
  return others;
}

/** The data set with the known network of the request, if any. Throws Failure where the network has no edge for it. */
async function informed(
  { knowledge }: Request,
  { settings, method }: RunConfig,
  dataset: Dataset,
  log: RunLog,
  interruption: Interruption,
): Promise<TrainingData> {
  if (!knowledge) return dataset;
  const prior = await priorFor(knowledge.source, dataset, (line) => log.say(line));
  // Another method takes its edges as labels; how much they help the model is not measured.
  const computation = withKnowledge(dataset, settings, prior, method ? 0 : knowledge.strength);
  let step = computation.next();
  for (; step.done !== true; step = computation.next()) {
    // Ctrl-C is read.
    await new Promise((resolve) => setImmediate(resolve));
    interruption.expectNone();
  }
  if (step.value.knowledge && !method) {
    const { title, text } = knowledgeText(step.value.knowledge);
    log.say(`${title}. ${text}`);
  }
  return step.value;
}

async function configOf(request: Request, { dataset, mapping }: ReadyData): Promise<RunConfig> {
  const { files, truthPath, seeds, device, threads, top, mappingOptions } = request;
  const { confidence, causalBench, method, prior, priorStrength, shard, compare } = request;
  const { controlsFile = null } = mappingOptions;
  const table = tableReading(mappingOptions, request.given.table);
  const priorPath = prior !== undefined && isFileOfPrior(prior) ? prior : null;
  const embeddingsPath = method?.embeddings ?? null;
  const paths = [...files, controlsFile, truthPath, priorPath, embeddingsPath].filter(
    (path) => path !== null,
  );
  return {
    files,
    controlsFile,
    truth: truthPath,
    ...(prior === undefined ? {} : { prior, priorStrength: priorStrength ?? 'auto' }),
    ...(Object.keys(table).length === 0 ? {} : { table }),
    mapping,
    settings: settingsFor(dataset, request.settings, request.named),
    seeds,
    device,
    threads,
    confidence,
    causalBench,
    ...(shard && { shard }),
    ...(compare && { compare }),
    ...(method === undefined ? {} : { method }),
    top,
    inputs: await inputsAt(paths),
  };
}

/** The interrupted run in the folder, which the same command continues; null without one. Throws Failure where it is another run. */
function continued(
  { left, folder }: Request,
  config: RunConfig,
  { fingerprint }: Dataset,
): RunCheckpoint | null {
  if (!left) return null;
  const isSame = JSON.stringify(left.config) === JSON.stringify(config) && left.fingerprint === fingerprint;
  if (isSame) return left;
  throw badUsage(
    `${folder} holds an interrupted run`,
    'It was begun with other data or options.',
    `Continue it with --resume ${folder}, or start again with --force.`,
  );
}

/** A resumed run needs the same data; a configuration may be used with other data. */
function expectSame({ checkpoint, given }: Request, { inputs }: RunConfig, dataset: Dataset): void {
  if (!checkpoint) return;
  const [changed] = changedInputs(given.inputs ?? [], inputs);
  if (changed === undefined && checkpoint.fingerprint === dataset.fingerprint) return;
  throw badUsage(
    `${changed ?? dataset.name} is not the file the run began with`,
    'Its content differs, so the run cannot continue.',
    'Restore the original file, or start again with --out and --force.',
  );
}

function logData(
  log: RunLog,
  { given, checkpoint }: Request,
  { inputs }: RunConfig,
  { dataset, reading, ready, found }: ReadData,
): void {
  if (checkpoint) return;
  log.note(`Modulode ${thisProgram}.`);
  for (const line of reading) log.note(line);
  log.say(`${dataset.name}: ${ready}.`);
  const row = rowNoun(dataset);
  log.note(
    `Modelled: ${plural(cellCount(dataset), row)}, ${count(dataset.genes.length)} genes, ${count(dataset.candidates.length)} candidate regulators, ${count(perturbationLabels(dataset).length)} perturbations.`,
  );
  const sources = `Candidate regulators: ${candidatesText(dataset)}.`;
  if (dataset.candidateSource?.are === 'factors') log.say(sources);
  else log.note(sources);
  for (const { title, detail, attention } of describeNotes(dataset.notes, row))
    log.write(`${title}. ${detail}`, attention);
  if (found) log.say(`Effects: ${effectsHeadline(found.lines, found.effects.isTested)}`);
  const others = changedInputs(given.inputs ?? inputs, inputs);
  if (others.length > 0) log.warn(`Different from what the configuration was made with: ${listOf(others)}.`);
}

async function runOnce(learning: Learning): Promise<Inferred> {
  const { request, config, log } = learning;
  const { folder, checkpoint } = request;
  const from = checkpoint && resumePointOf(checkpoint);
  const { shard, confidence } = config;
  if (shard) {
    const run = await learn(learning, config.settings, from);
    const threads = config.threads ?? learning.host.cores;
    const asked = { fits: confidence ?? DEFAULT_FITS, shard, threads };
    const status = learning.quiet ? null : learning.host.status;
    const share = await fittedShare(run, asked, log, status, learning.interruption);
    const files = [...(await runFiles(run, null, config, log)), share];
    await writeOrKeep(learning, folder, files);
    return madeShare(folder, files, shard);
  }
  const { run, benchmark } = await learnAndCompare(learning, config.settings, from);
  const files = [...(await runFiles(run, benchmark, config, log)), ...learning.effects];
  await writeOrKeep(learning, folder, files);
  return inferredRun(folder, files, run, benchmark);
}

/** What comes with data files or the training, which --main replaces. */
const mainConflicts = takenFromCheckpoint.filter(
  (name) => !['out', 'force', 'confidence', 'shard'].includes(name),
);

/** The share of fits of a run that is trained already. Throws Failure. */
async function fitsOfMain(
  files: readonly string[],
  { out, force, confidence, shard, threads, quiet }: InferOptions,
  path: string,
  host: Host,
): Promise<Inferred> {
  if (shard === undefined || confidence === undefined)
    throw badUsage(
      `--main was given without ${shard === undefined ? '--shard' : '--confidence'}`,
      'It says which finished run the resampled fits of a shard belong to.',
      'Write: modulode infer --main RUN --confidence 20 --shard 1/4 --out DIR.',
    );
  if (files.length > 0 || out === undefined)
    throw badUsage(
      out === undefined ? '--out is missing' : '--main was given with a data file',
      'With --main, the data come from the finished run, and a folder is written.',
      'Write: modulode infer --main RUN --confidence 20 --shard 1/4 --out DIR.',
    );
  await expectFree(out, force === true);
  const run = await openRun(path);
  const log = new RunLog(host, quiet === true);
  const interruption = new Interruption(host);
  try {
    const asked = { fits: confidence, shard, threads: threads ?? host.cores };
    const share = await fittedShare(run, asked, log, quiet === true ? null : host.status, interruption);
    const made = [share, { name: 'log.txt', content: log.text }];
    await writeFolder(out, made);
    return madeShare(out, made, shard);
  } finally {
    interruption.end();
  }
}

function madeShare(folder: string, files: readonly FolderFile[], { index, of }: Shard): Inferred {
  return {
    folder,
    files: files.map(({ name }) => name),
    metrics: { shard: index, of },
    findings: [`Shard ${index} of ${of} is ready for modulode ensemble.`],
  };
}
