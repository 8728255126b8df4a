/** `modulode contexts FILE… --out DIR`: a network for each context of a screen, learned with what the others know, and what differs between them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type ContextPlan, type ContextSize, contextPlan, genesOfCommon } from '../dataset/contextSizes';
import type { Mapping } from '../dataset/mapping';
import { DEFAULT_FITS, MAX_FITS, MIN_FITS } from '../inference/run/confidence';
import { compareContexts } from '../inference/run/contextComparison';
import { differencesTsv, knownNetworkTsv } from '../network/formats/edgeLists';
import { sharedEdges } from '../network/sharedEdges';
import { differencesSvg } from '../present/figure/differences';
import { paletteOf } from '../present/figure/palette';
import { contextsFault, contextText, differencesText, leftOutText } from '../present/text/contextNetworks';
import type { FinishedRun } from '../share/finishedRun';
import { badUsage } from './failure';
import { jsonText, namesIn, writeWhole } from './files';
import type { Host } from './host';
import { compareOption } from './infer/configFile';
import { inferOne } from './infer/infer';
import { commaSeparated } from './infer/methodOptions';
import { type InferOptions, requestOf } from './infer/request';
import { addSettingsOptions } from './infer/settings';
import { addMappingOptions } from './mappingOptions';
import { wholeNumber } from './numberOptions';
import { openData, readingProgress } from './openData';
import { openRun } from './runs';

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
modulode infer: its config.json makes it again.

Example:
  $ modulode contexts screen.h5ad --context-column cell_type --out contexts`;

export function addContexts(program: Command, host: Host): void {
  const command = program
    .command('contexts')
    .summary('learn a network for each context of a screen, and what differs')
    .description(
      'Learns a network for each context (cell type, stimulation) of a screen, drawn towards those of the others as far as that predicts unseen perturbations better, and tests which edges differ between contexts.',
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

/** A context, and the name of its folder. */
interface Context extends ContextSize {
  readonly folder: string;
}

async function contextNetworks(files: readonly string[], options: ContextsOptions, host: Host) {
  const { out, fits = DEFAULT_FITS, quiet = false } = options;
  await expectEmpty(out, options.force === true);
  const { column: contextColumn, batchColumn, leftOut, ...plan } = await planOf(files, options, host);
  const chosen = withFolders(plan.chosen);
  const say = quiet ? () => undefined : host.message;
  const { contexts: _, json: __, contextColumn: ___, batchColumn: ____, ...ofAll } = options;
  const { nGenes: _____, genes: ______, regulators: _______, ...ofOne } = ofAll;
  const runIn = async (folder: string, settled: Partial<Mapping>, asked: InferOptions) => {
    const request = await requestOf(files, { ...asked, out: join(out, folder) });
    const mapping = { ...request.given.mapping, ...settled };
    await inferOne({ ...request, given: { ...request.given, mapping } }, host, quiet);
    return openRun(join(out, folder));
  };
  say('All contexts together.');
  const common = await runIn('common', { contextColumn, batchColumn }, { ...ofAll, compare: 'none' });
  const shared = {
    contextColumn,
    ...genesOfCommon(common.dataset),
    ...(batchColumn !== contextColumn && { batchColumn }),
  };
  const alone: FinishedRun[] = [];
  for (const { name, folder } of chosen) {
    say(`${name} by itself.`);
    const asked = { ...ofOne, confidence: fits, compare: 'none' } as const;
    alone.push(await runIn(join('alone', folder), { ...shared, context: name }, asked));
  }
  const findings = leftOut.length > 0 ? [leftOutText(leftOut)] : [];
  const learned: object[] = [];
  for (const [at, context] of chosen.entries()) {
    say(`${context.name} with the edges of the others.`);
    const others = alone.toSpliced(at, 1).map(({ result }) => result.network);
    const prior = join(out, `known-for-${context.folder}.tsv`);
    await writeWhole(prior, knownNetworkTsv(sharedEdges(others)));
    const run = await runIn(context.folder, { ...shared, context: context.name }, { ...ofOne, prior });
    const { strength, gain } = run.dataset.knowledge ?? { strength: 0, gain: null };
    findings.push(contextText(context, { strength, gain }));
    learned.push({ ...context, strength, gain });
  }
  const compared = compareContexts(alone.map(({ result }, at) => ({ name: chosen[at]?.name ?? '', result })));
  await writeWhole(join(out, 'differences.tsv'), differencesTsv(compared));
  const folderOf = (name: string) => chosen.find((context) => context.name === name)?.folder ?? name;
  const figures: string[] = [];
  for (const one of compared) {
    const text = differencesText(one);
    const figure = `differences-${folderOf(one.first)}-${folderOf(one.second)}.svg`;
    await writeWhole(join(out, figure), differencesSvg(common, one, paletteOf('light'), [text]).svg);
    findings.push(text);
    figures.push(figure);
  }
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

async function expectEmpty(folder: string, force: boolean): Promise<void> {
  if (force || !existsSync(folder) || (await namesIn(folder)).length === 0) return;
  throw badUsage(
    `${folder} is not empty`,
    'Runs in it would be replaced.',
    'Give --out another folder, or replace them with --force.',
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
