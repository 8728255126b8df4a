/** `modulode export`: a run in the format of another program. */
import { programOf } from '../inference/run/program';
import { Option, type Command } from 'commander';
import { networkText } from '../present/report/tables';
import { exportTexts } from '../present/text/exports';
import { exportAnnData } from '../share/exports/annData';
import type { FinishedRun } from '../share/finishedRun';
import { beeline, causalBench } from '../network/formats/edgeLists';
import {
  drawnEdges,
  type EdgeChoice,
  edgesOfChoice,
  exportFormats,
  type ExportFormat,
} from '../share/exports/networkExport';
import { notebookText } from '../share/exports/notebook';
import { parametersNpz } from '../share/exports/parameters';
import { sbml } from '../share/exports/sbml';
import { methodsOf, methodsText } from '../present/text/methods';
import { bibtex, ris } from '../present/text/sources';
import { jsonText, writeWhole } from './files';
import { badUsage, type Failure } from './failure';
import type { Host } from './host';
import { numberWithin, wholeNumber } from './numberOptions';
import { openRun, runArgument } from './runs';

interface ExportOptions {
  readonly format: AnyFormat;
  readonly out?: string;
  readonly top?: number;
  readonly minimumStability?: number;
  readonly json?: true;
}

/** What `--json` prints. */
export interface ExportDocument {
  readonly format: AnyFormat;
  readonly file: string;
  readonly bytes: number;
}

/** What only the terminal writes: the model for simulators, networks for scorers, and what a paper says of the run. */
const furtherTexts = {
  sbml: { name: 'Fitted equation (SBML)', hint: 'COPASI, libRoadRunner, AMICI' },
  npz: { name: 'Parameters (NumPy)', hint: 'A, B, β and what belongs to them' },
  beeline: { name: 'Edges for BEELINE', hint: 'rankedEdges.csv' },
  causalbench: { name: 'Edges for CausalBench', hint: 'output_network.csv' },
  methods: { name: 'Methods paragraph (text)', hint: 'with its sources' },
  bibtex: { name: 'Sources (BibTeX)', hint: 'of the methods paragraph' },
  ris: { name: 'Sources (RIS)', hint: 'for EndNote, Zotero, Mendeley' },
} as const;
type FurtherFormat = keyof typeof furtherTexts;
const furtherFormats: readonly FurtherFormat[] = [
  'sbml',
  'npz',
  'beeline',
  'causalbench',
  'methods',
  'bibtex',
  'ris',
];

type AnyFormat = ExportFormat | FurtherFormat;
type BinaryFormat = 'h5ad' | 'npz';

function isBinary(format: AnyFormat): format is BinaryFormat {
  return format === 'h5ad' || format === 'npz';
}

export function addExport(program: Command, host: Host): void {
  program
    .command('export')
    .summary('write a run in the format of another program')
    .description('Prints or saves the network or the predictions of a run in the format of another program.')
    .addArgument(runArgument())
    .addOption(
      new Option('--format <name>', 'format')
        .choices([...exportFormats, ...furtherFormats])
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'file to write (default: standard output; required for h5ad and npz)')
    .option('--top <edges>', 'number of strongest edges', wholeNumber(1))
    .option(
      '--minimum-stability <share>',
      'minimum share of leave-out fits that agree on an edge, 0 to 1',
      numberWithin(0, 1),
    )
    .option('--json', 'print file name and size as JSON; requires --out')
    .addHelpText('after', helpText())
    .action((run: string, options: ExportOptions) => exportRun(run, options, host));
}

/** Formats whose content no choice of edges changes. */
const withoutEdges: ReadonlySet<AnyFormat> = new Set([
  'gmt',
  'ipynb',
  'sbml',
  'npz',
  'methods',
  'bibtex',
  'ris',
]);

async function exportRun(path: string, options: ExportOptions, host: Host): Promise<void> {
  const { format, out, json } = options;
  if (withoutEdges.has(format) && (options.top !== undefined || options.minimumStability !== undefined))
    throw badUsage(
      `${options.top === undefined ? '--minimum-stability' : '--top'} has no effect on ${format}`,
      'It chooses edges, and this format has no list of them.',
      'Leave it out, or choose a format of edges, such as tsv.',
    );
  const choice = { top: options.top ?? null, minimumStability: options.minimumStability ?? null };
  if (out === undefined) {
    if (isBinary(format)) throw withoutFile(`An ${format} file cannot be printed.`);
    if (json) throw withoutFile('With --json, standard output reports what was written.');
    host.out(await textOf(format, await openRun(path), choice));
    return;
  }
  const run = await openRun(path);
  const content = isBinary(format)
    ? await bytesOf(format, run, choice)
    : new TextEncoder().encode(await textOf(format, run, choice));
  await writeWhole(out, content);
  if (json) host.out(jsonText({ format, file: out, bytes: content.length } satisfies ExportDocument));
  else host.message(`Written to ${out}`);
}

function bytesOf(
  format: BinaryFormat,
  run: FinishedRun,
  choice: EdgeChoice,
): Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer> {
  return format === 'h5ad' ? exportAnnData(run, choice) : parametersNpz(run);
}

async function textOf(
  format: Exclude<AnyFormat, BinaryFormat>,
  run: FinishedRun,
  choice: EdgeChoice,
): Promise<string> {
  const { genes } = run.dataset;
  if (format === 'sbml') return sbml(run);
  if (format === 'beeline') return beeline({ genes, edges: edgesOfChoice(run.result.network, choice) });
  if (format === 'causalbench')
    return causalBench({ genes, edges: drawnEdges({ network: run.result.network, view: run.view }, choice) });
  if (format === 'ipynb') {
    const { name, fingerprint } = run.dataset;
    return notebookText({ data: name, fingerprint, program: programOf(run.result) });
  }
  if (format === 'methods') return methodsText(methodsOf(run));
  if (format === 'bibtex') return bibtex(methodsOf(run).sources);
  if (format === 'ris') return ris(methodsOf(run).sources);
  return networkText(format, run, choice);
}

function withoutFile(why: string): Failure {
  return badUsage('--out is missing', why, 'Add --out and a file name.');
}

function helpText(): string {
  const texts = { ...exportTexts, ...furtherTexts };
  const lines = [...exportFormats, ...furtherFormats].map((format) => {
    const { name, hint } = texts[format];
    return `  ${format.padEnd(11)} ${name}: ${hint}`;
  });
  return `
Formats:
${lines.join('\n')}

Without --top, network formats contain the edges drawn in the figure, tables
contain all; pairs of weight 0 are in tsv, h5ad and beeline only. sbml and npz
hold the whole model.

Examples:
  $ modulode export run1 --format cx2 --out run1.cx2
  $ modulode export run1 --format sif --top 100
  $ modulode export screen.modulode.json --format h5ad --out run1.h5ad
  $ modulode export screen.modulode.json --format ipynb --out run1.ipynb`;
}
