/** `modulode contexts FILE… --out DIR`: a network for each context of a screen, learned with what the others know, and what differs between them. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { type ContextPlan, type ContextSize, contextPlan } from '../dataset/contextSizes';
import type { Knowledge } from '../dataset/knowledge';
import type { Mapping } from '../dataset/mapping';
import { DEFAULT_FITS, MAX_FITS, MIN_FITS } from '../inference/run/confidence';
import { program as thisProgram } from '../inference/run/program';
import { contextRuns } from '../inference/run/contextRuns';
import { differencesTsv, knownNetworkTsv } from '../network/formats/edgeLists';
import { differencesSvg, drawnDifferences } from '../present/figure/differences';
import { paletteOf } from '../present/figure/palette';
import {
  contextsFault,
  contextText,
  differencesText,
  leftOutText,
  runText,
} from '../present/text/contextNetworks';
import { badUsage } from './failure';
import { jsonText, namesIn, writeWhole } from './files';
import type { Host } from './host';
import { compareOption, inputsAt } from './infer/configFile';
import { inferOne } from './infer/infer';
import { commaSeparated } from './infer/methodOptions';
import { type InferOptions, requestOf } from './infer/request';
import { addSettingsOptions } from './infer/settings';
import { addMappingOptions } from './mappingOptions';
import { wholeNumber } from './numberOptions';
import { openData, readingProgress } from './openData';
import { openRun, runFileName } from './runs';

interface ContextsOptions extends InferOptions {
  readonly contexts?: readonly string[];
  readonly fits?: number;
  readonly out: string;
}

const help = `
Writes a run folder for all cells (common/), one for each context by itself
(alone/NAME/), and one for each context with the edges of the others as a known
network (NAME/, the network to use), whose strength cross-validation chooses;
differences.tsv, every edge of each two contexts with the test of its
difference, and differences-A-B.svg, the edges that differ. Every run is one of
modulode infer: its config.json makes it again. Interrupted, the same command
goes on with the runs that are missing.

Example:
  $ modulode contexts screen.h5ad --context-column cell_type --out contexts`;

export function addContexts(program: Command, host: Host): void {
  const command = program
    .command('contexts')
    .summary('learn a network for each context of a screen, and what differs')
    .description(
      'Learns a network for each context (cell type, stimulation) of a screen, and tests which edges differ between contexts. Each network borrows from the others as far as that predicts unseen perturbations better.',
    )
    .argument('<file...>', 'data set, as for infer')
    .requiredOption('--out <folder>', 'folder to write; must not exist')
    .option(
      '--contexts <names>',
      'contexts, separated by commas (default: all with enough cells)',
      commaSeparated,
    )
    .option(
      '--fits <n>',
      `resampled fits of each context, by which differences are tested (default: ${DEFAULT_FITS})`,
      wholeNumber(MIN_FITS, MAX_FITS),
    );
  addSettingsOptions(addMappingOptions(command))
    .option('--threads <n>', 'CPU threads (default: all cores)', wholeNumber(1, 1024))
    .addOption(compareOption())
    .option('--force', 'replace run folders of the same names once the new runs are finished')
    .option('--quiet', 'print no progress')
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action(async (files: string[], options: ContextsOptions) => {
      const made = await contextNetworks(files, options, host);
      host.out(
        options.json
          ? jsonText(made)
          : `${made.findings.join('\n')}\n${made.folder}: ${made.files.join(', ')}\n`,
      );
    });
}

/** What `--json` prints. */
export type ContextsDocument = Awaited<ReturnType<typeof contextNetworks>>;

/** What a context has of the networks of the others: their strength (0: none), and the gain that chose it. */
interface LearnedContext extends Context {
  readonly strength: number;
  readonly gain: Knowledge['gain'];
}

/** A context, and the name of its folder. */
interface Context extends ContextSize {
  readonly folder: string;
}

async function contextNetworks(files: readonly string[], options: ContextsOptions, host: Host) {
  const { out, fits = DEFAULT_FITS, quiet = false } = options;
  const asked = await askedFor(files, options);
  const finished = options.force === true ? [] : await finishedIn(out, asked);
  const { leftOut, ...plan } = await planOf(files, options, host);
  const chosen = withFolders(plan.chosen);
  const folderOf = ({ name }: Pick<ContextSize, 'name'>) =>
    chosen.find((context) => context.name === name)?.folder ?? name;
  // The plan has settled these, and the run of all cells the genes.
  const ofAll = without(options, ['contexts', 'json', 'contextColumn', 'batchColumn']);
  const ofOne = without(ofAll, ['nGenes', 'genes', 'regulators']);
  const findings = leftOut.length > 0 ? [leftOutText(leftOut)] : [];
  const learned: LearnedContext[] = [];
  const noteFinished = () => writeWhole(join(out, begunName), jsonText({ asked, finished }));
  await noteFinished();
  const runIn = async (name: string, settled: Partial<Mapping>, own: InferOptions) => {
    const folder = join(out, name);
    if (finished.includes(name)) return openRun(folder);
    // Not of this command, or finished in the moment in which it was interrupted.
    const replaces = existsSync(join(folder, runFileName));
    const request = await requestOf(files, { ...own, out: folder, ...(replaces && { force: true }) });
    const mapping = { ...request.given.mapping, ...settled };
    await inferOne({ ...request, given: { ...request.given, mapping } }, host, quiet);
    finished.push(name);
    await noteFinished();
    return openRun(folder);
  };
  const { common, differences: compared } = await contextRuns({ ...plan, chosen }, async (run) => {
    const { context, known, mapping } = run;
    if (!quiet) host.message(`${runText(context?.name ?? null, known !== null, run)}.`);
    if (context === null) return runIn('common', mapping, { ...ofAll, compare: 'none' });
    const folder = folderOf(context);
    if (known === null)
      return runIn(join('alone', folder), mapping, { ...ofOne, confidence: fits, compare: 'none' });
    const prior = join(out, `known-for-${folder}.tsv`);
    await writeWhole(prior, knownNetworkTsv(known));
    const made = await runIn(folder, mapping, { ...ofOne, prior });
    const { strength, gain } = made.dataset.knowledge ?? { strength: 0, gain: null };
    findings.push(contextText(context, { strength, gain }));
    learned.push({ ...context, folder, strength, gain });
    return made;
  });
  await writeWhole(join(out, 'differences.tsv'), differencesTsv(compared));
  const figures: string[] = [];
  for (const one of compared) {
    const text = differencesText(one);
    const figure = `differences-${folderOf({ name: one.first })}-${folderOf({ name: one.second })}.svg`;
    const drawn = drawnDifferences(one, common.view.edgeBudget);
    await writeWhole(join(out, figure), differencesSvg(common, drawn, paletteOf('light'), [text]).svg);
    findings.push(text);
    figures.push(figure);
  }
  await rm(join(out, begunName));
  const folders = ['common', 'alone', ...chosen.map(({ folder }) => folder)];
  const differences = compared.map(({ first, second, edges }) => ({
    first,
    second,
    edges: edges.length,
    supported: edges.filter(({ supported }) => supported),
  }));
  return {
    folder: out,
    files: [...folders, 'differences.tsv', ...figures],
    metrics: { contexts: learned, leftOut, differences },
    findings,
  };
}

function without<Options extends object, Name extends keyof Options>(
  options: Options,
  names: readonly Name[],
): Omit<Options, Name> {
  const left = { ...options };
  for (const name of names) Reflect.deleteProperty(left, name);
  return left;
}

/** File in the folder while its runs are learned: what was asked for, and which runs are finished, so that the same command goes on. */
const begunName = 'contexts.json';

const begunSchema = z.object({ asked: z.string(), finished: z.array(z.string()) });

/** What decides about the runs, with the content of the files. */
async function askedFor(files: readonly string[], options: ContextsOptions): Promise<string> {
  const deciding = without(options, ['out', 'force', 'quiet', 'json', 'threads']);
  return JSON.stringify({ program: thisProgram, options: deciding, inputs: await inputsAt(files) });
}

/** Runs that the same command finished before it was interrupted. Throws Failure where the folder holds anything else. */
async function finishedIn(folder: string, asked: string): Promise<string[]> {
  const names = existsSync(folder) ? await namesIn(folder) : [];
  if (names.length === 0) return [];
  if (!names.includes(begunName))
    throw badUsage(
      `${folder} is not empty`,
      'Runs in it would be replaced.',
      'Give --out another folder, or replace them with --force.',
    );
  const begun = begunSchema.safeParse(JSON.parse(await readFile(join(folder, begunName), 'utf8')));
  if (begun.success && begun.data.asked === asked) return begun.data.finished;
  throw badUsage(
    `${folder} holds interrupted runs`,
    'They were begun with other data or options, or by another version.',
    'Give the same ones, or replace the runs with --force.',
  );
}

/** Throws Failure where no two contexts can be compared. */
async function planOf(files: readonly string[], options: ContextsOptions, host: Host): Promise<ContextPlan> {
  if (options.context !== undefined)
    throw badUsage(
      '--context chooses one context',
      'Differences need two.',
      'Choose them with --contexts A,B.',
    );
  const { data, opened, recognition } = await openData(files, options, readingProgress(host, files));
  data.close();
  host.status?.('');
  const plan = contextPlan(opened, recognition, options.contexts);
  const fault = contextsFault(plan);
  if (fault === null) return plan;
  throw badUsage(
    fault.title,
    fault.why,
    'Name the column with --context-column and its values with --contexts; modulode infer learns one network.',
  );
}

/** Each with a name that every file system takes, unlike the others. */
function withFolders(sizes: readonly ContextSize[]): readonly Context[] {
  const taken = new Set(['common', 'alone']);
  return sizes.map((size) => {
    const plain = size.name.replaceAll(/[^\p{L}\p{N}_+-]+/gu, '_');
    let folder = plain;
    for (let again = 2; taken.has(folder.toLowerCase()); again++) folder = `${plain}-${again}`;
    taken.add(folder.toLowerCase());
    return { ...size, folder };
  });
}
