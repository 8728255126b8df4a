/** `modulode infer FILE… --out DIR`: from data files to a run folder, with one run or one per seed. */
import { Option, type Command } from 'commander';
import { MIN_FITS, DEFAULT_FITS, MAX_FITS } from '../../inference/confidence/confidence';
import { deviceChoices } from '../../present/text/run';
import { jsonText } from '../files';
import { type Host, Interruption } from '../host';
import { requestOf, takenFromCheckpoint, type InferOptions, type Request } from './request';
import { addSettingsOptions } from './settings';
import { addMappingOptions, repeatable, tableReading } from '../mappingOptions';
import { inferByMethod } from './byMethod';
import { isFileOfPrior, priorFor, priorOption, strengthOf } from '../prior';
import { withKnowledge } from '../../inference/knowledge/withKnowledge';
import { knowledgeText } from '../../present/text/prior';
import { commaSeparated } from './methodOptions';
import { wholeNumber } from '../numberOptions';
import { matchTruth } from '../../evaluation/networks/matchTruth';
import { version } from '../../../package.json';
import { cellCount, type Dataset, perturbationLabels } from '../../dataset/dataset';
import { candidatesText } from '../../present/text/candidates';
import { verdictLines } from '../../present/text/verdict';
import { listOf, sentence, count } from '../../present/text/format';
import { renamedText } from '../../present/text/evaluation';
import { describeNotes } from '../../present/text/notes';
import { noiseLimit } from '../../inference/benchmark/noise';
import { runVerdict } from '../../inference/diagnosis/runVerdict';
import { findingBeside } from '../../present/text/benchmark';
import { readiness } from '../../present/text/mapping';
import { guessReasonText } from '../../present/text/recognition';
import { badUsage } from '../failure';
import { type RunConfig, changedInputs, inputsAt } from './configFile';
import { benchmarkForReport, learn, resumePointOf, type Learning, type Inferred } from './learn';
import { readData, type ReadyData } from './readData';
import { metricsJson } from '../../present/report/metrics';
import { writeFolder, runFiles } from './runFolder';
import { RunLog } from './runLog';
import { runSeeds } from './seeds';

const help = `
DIR contains edges.tsv, modules.tsv, modules.gmt, predictions.tsv, metrics.json, report.html, run.modulode.json (opens on the page
and with every command), config.json and log.txt; with --method only edges.tsv, metrics.json, config.json, log.txt, and
predictions.tsv where the method predicts. It is written when the run is finished, never partially. The same data, settings
and seed give the same files byte for byte, except for times in log.txt and run.modulode.json.

On Ctrl-C, and every two minutes, progress is saved to DIR/checkpoint.modulode.json; --resume continues from there.

Examples:
  $ modulode infer screen.h5ad --out run1
  $ modulode infer screen.h5ad --out run2 --control NT,scramble --kind knockdown --holdout GATA1,SPI1 --seed 1
  $ modulode infer screen.h5ad --out run3 --seeds 5 --truth network.tsv --set cellWeight=0.5
  $ modulode infer screen.h5ad --out run4 --confidence 20
  $ modulode infer screen.h5ad --out lasso --method cell-lasso
  $ modulode infer screen.h5ad --out run5 --prior trrust-human
  $ modulode infer screen.h5ad --out links --prior trrust-human --method genelink
  $ modulode infer --config run1/config.json --out again
  $ modulode infer --resume run3

Exit code: 0 if the run is finished, 1 if it failed or was interrupted, 2 if it could not start.`;

export function addInfer(program: Command, host: Host): void {
  const command = program
    .command('infer')
    .summary('learn a network from a data file')
    .description('Learns a gene regulatory network from a perturbation screen and writes a run folder.')
    .argument(
      '[file...]',
      'data set: .h5ad, .h5seurat, 10x .h5, .mtx with its names, .loom, Zarr, .csv, .tsv, .txt, .zip',
    )
    .option('--out <folder>', 'run folder to write; must not exist')
    .option('--force', 'replace an existing run folder')
    .option('--config <file>', 'take options that are not given from a config.json')
    .addOption(new Option('--resume <folder>', 'continue an interrupted run').conflicts(takenFromCheckpoint));
  addMappingOptions(command).option('--truth <file>', 'reference network, stored in the run for comparison');
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
      `number of resampled fits that measure the confidence of edges (on the page: ${DEFAULT_FITS})`,
      wholeNumber(MIN_FITS, MAX_FITS),
    )
    .option(
      '--causalbench',
      'also compare all methods on held-out cells, with the statistics of CausalBench (one more training, on one core)',
    )
    .addOption(
      new Option(
        '--method <name>',
        'another method in place of the model (modulode methods lists them)',
      ).conflicts(['seeds', 'confidence', 'causalbench']),
    )
    .option('--setting <name=value>', 'a setting of that method; repeatable', repeatable)
    .option(
      '--of <methods>',
      'with --method consensus: methods beside the closed forms; with --method jacobian: groups of cells (“cluster: early”); separated by commas',
      commaSeparated,
    )
    .option('--top <n>', 'number of strongest edges in edges.tsv (default: all)', wholeNumber(1, 100_000_000))
    .option('--quiet', 'print no progress')
    .option('--json', 'print the metrics as one JSON document')
    .addHelpText('after', help)
    .action(async (files: string[], options: InferOptions) => {
      const request = await requestOf(files, options);
      const { findings, ...made } = await infer(request, host, options.quiet === true);
      const lines = [...findings, `${made.folder}: ${made.files.join(', ')}`];
      host.out(options.json ? jsonText(made) : `${lines.join('\n')}\n`);
    });
}

/** One run, or one for each seed. Throws Failure. An interrupted run leaves a checkpoint, a failed one leaves nothing. */
async function infer(request: Request, host: Host, quiet: boolean): Promise<Inferred> {
  const interruption = new Interruption(host);
  try {
    const data = await readData(request, host);
    interruption.expectNone();
    const config = await configOf(request, data);
    expectSame(request, config, data.dataset);
    const log = new RunLog(host, quiet, request.checkpoint?.log);
    logData(log, request, config, data);
    const { truth } = request;
    const named = { ...request, truth: truth && (await matchTruth(truth, data.dataset.genes)) };
    if (named.truth?.renamed) log.note(renamedText(named.truth.renamed));
    const dataset = await informed(request, config, data.dataset, log, interruption);
    const learning = { request: named, config, dataset, log, host, quiet, interruption };
    if (config.method !== undefined) return await inferByMethod(learning, config.method);
    return await (config.seeds === null ? runOnce(learning) : runSeeds(learning, config.seeds));
  } finally {
    interruption.end();
  }
}

/** The data set with the known network of the request, if any. Throws Failure where the network has no edge for it. */
async function informed(
  { knowledge }: Request,
  { settings, method }: RunConfig,
  dataset: Dataset,
  log: RunLog,
  interruption: Interruption,
): Promise<Dataset> {
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

async function configOf(request: Request, { recognition }: ReadyData): Promise<RunConfig> {
  const { files, truthPath, settings, seeds, device, threads, top, mappingOptions } = request;
  const { confidence, causalBench, method, prior, priorStrength } = request;
  const { controlsFile = null } = mappingOptions;
  const table = tableReading(mappingOptions, request.given.table);
  const priorPath = prior !== undefined && isFileOfPrior(prior) ? prior : null;
  const paths = [...files, controlsFile, truthPath, priorPath].filter((path) => path !== null);
  return {
    files,
    controlsFile,
    truth: truthPath,
    ...(prior === undefined ? {} : { prior, priorStrength: priorStrength ?? 'auto' }),
    ...(Object.keys(table).length === 0 ? {} : { table }),
    mapping: recognition.mapping,
    settings,
    seeds,
    device,
    threads,
    confidence,
    causalBench,
    ...(method === undefined ? {} : { method }),
    top,
    inputs: await inputsAt(paths),
  };
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
  { dataset, opened, recognition }: ReadyData,
): void {
  if (checkpoint) return;
  log.note(`Modulode ${version}.`);
  const genes = opened.genes[recognition.mapping.matrix]?.index.length ?? 0;
  log.note(`Opened ${opened.name}: ${count(opened.cells)} cells × ${count(genes)} genes.`);
  for (const { field, reason, samples } of recognition.guesses)
    log.note(`  ${field}: ${guessReasonText(reason)}${samples.length > 0 ? ` (${samples.join(', ')})` : ''}`);
  log.say(`${opened.name}: ${readiness(recognition, recognition.mapping).text}.`);
  log.note(
    `Modelled: ${count(cellCount(dataset))} cells, ${count(dataset.genes.length)} genes, ${count(dataset.candidates.length)} candidate regulators, ${count(perturbationLabels(dataset).length)} perturbations.`,
  );
  const sources = `Candidate regulators: ${candidatesText(dataset)}.`;
  if (dataset.candidateSource?.are === 'factors') log.say(sources);
  else log.note(sources);
  for (const { title, detail, attention } of describeNotes(dataset.notes))
    log.write(`${title}. ${detail}`, attention);
  const others = changedInputs(given.inputs ?? inputs, inputs);
  if (others.length > 0) log.say(`Not what the configuration was made with: ${listOf(others)}.`);
}

async function runOnce(learning: Learning): Promise<Inferred> {
  const { request, config, log } = learning;
  const { folder, checkpoint } = request;
  const run = await learn(learning, config.settings, checkpoint && resumePointOf(checkpoint));
  const benchmark = await benchmarkForReport(learning, run);
  const files = runFiles(run, benchmark, config, log);
  await writeFolder(folder, files);
  const metrics: unknown = JSON.parse(metricsJson(run, benchmark));
  const finding = findingBeside(run.result, benchmark?.card.predictions ?? null);
  return {
    folder,
    files: files.map(({ name }) => name),
    metrics,
    findings: [sentence(finding), ...verdictLines(runVerdict(run), noiseLimit(run.result, run.dataset))],
  };
}
