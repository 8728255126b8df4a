/** `modulode export`: a run in the formats of other programs. */
import { version } from '../../package.json';
import { Option, type Command } from 'commander';
import { networkText } from '../present/report/networkText';
import { exportTexts } from '../present/text/share';
import { exportAnnData } from '../share/exports/annData';
import { exportFormats, type ExportFormat } from '../share/exports/networkExport';
import { jsonText, writeWhole } from './files';
import { badUsage, type Failure } from './failure';
import type { Host } from './host';
import { numberWithin, wholeNumber } from './numberOptions';
import { openRun, runArgument } from './runs';

interface ExportOptions {
  readonly format: ExportFormat;
  readonly out?: string;
  readonly top?: number;
  readonly minimumStability?: number;
  readonly json?: true;
}

export function addExport(program: Command, host: Host): void {
  program
    .command('export')
    .summary('write a run in the format of another program')
    .description(
      'Writes the network of a run, or its predictions, in the format of another program, and prints it or saves it.',
    )
    .addArgument(runArgument())
    .addOption(new Option('--format <name>', 'which format').choices(exportFormats).makeOptionMandatory())
    .option('--out <file>', 'the file to write; h5ad needs it, the others go to standard output')
    .option('--top <edges>', 'only so many of the strongest edges', wholeNumber(1, 1e9))
    .option(
      '--minimum-stability <share>',
      'only edges that at least this share of the leave-out fits agree on, 0 to 1',
      numberWithin(0, 1),
    )
    .option('--json', 'print what was written as JSON; needs --out')
    .addHelpText('after', helpText())
    .action((run: string, options: ExportOptions) => exportRun(run, options, host));
}

async function exportRun(path: string, options: ExportOptions, host: Host): Promise<void> {
  const { format, out, json } = options;
  const choice = { top: options.top ?? null, minimumStability: options.minimumStability ?? null };
  if (out === undefined) {
    if (format === 'h5ad') throw withoutFile('An h5ad file is no text for a terminal.');
    if (json) throw withoutFile('With --json standard output tells what was written.');
    host.out(await networkText(format, await openRun(path), choice));
    return;
  }
  const run = await openRun(path);
  const content =
    format === 'h5ad'
      ? await exportAnnData(run, choice, version)
      : new TextEncoder().encode(await networkText(format, run, choice));
  await writeWhole(out, content);
  if (json) host.out(jsonText({ format, file: out, bytes: content.length }));
  else host.tell(`Written to ${out}`);
}

function withoutFile(why: string): Failure {
  return badUsage('--out is missing', why, 'Add --out and a file name.');
}

function helpText(): string {
  const lines = exportFormats.map((format) => {
    const { name, hint } = exportTexts[format];
    return `  ${format.padEnd(10)} ${name}: ${hint}`;
  });
  return `
Formats:
${lines.join('\n')}

The strongest edges are as many as the picture of the run shows, unless --top says otherwise.

Examples:
  $ modulode export run1 --format cx2 --out run1.cx2
  $ modulode export run1 --format sif --top 100
  $ modulode export screen.modulode.json --format h5ad --out run1.h5ad`;
}
