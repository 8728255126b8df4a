/** `modulode inspect FILE…`: the content of a data set and the recognised meaning of its columns, before training. */
import { wordsOfFormats } from '../../dataset/formats';
import type { Command } from 'commander';
import { jsonText } from '../files';
import type { OpenedFile } from '../../dataset/annotation';
import type { Recognition } from '../../dataset/recognition';
import type { Words } from '../advice';
import { Ended, Failure } from '../failure';
import { expectAnswered } from '../infer/readData';
import type { Host } from '../host';
import { findingsOf, measured } from './findings';
import { findingsText } from './findingsText';
import { forecastOf, forecastText } from './forecast';
import { wholeNumber } from '../numberOptions';
import { addMappingOptions, type MappingOptions } from '../mappingOptions';
import { openData, readingProgress } from '../openData';

const help = `
Several files can form one data set: a matrix.mtx with its features and
barcodes, or data and a table with a label per cell. The options override the
recognised meaning of columns, as in infer.

Examples:
  $ modulode inspect screen.h5ad
  $ modulode inspect matrix.mtx.gz features.tsv.gz barcodes.tsv.gz \\
      cell_identities.csv
  $ modulode inspect screen.h5ad --perturbation-column guide --control NT --json

Exit code: 0 if the data set can be trained with this mapping, 2 if not.`;

type InspectOptions = MappingOptions & {
  readonly json?: true;
  readonly quality?: boolean;
  readonly forecast?: true;
  readonly threads?: number;
};

export function addInspect(program: Command, host: Host): void {
  addMappingOptions(
    program
      .command('inspect')
      .summary('show what a data file contains')
      .description(
        'Prints what was recognised in a data file, why and how certainly, and whether it can be trained on.',
      )
      .argument('<file...>', `a data set: ${wordsOfFormats()}, .zip, or a folder of one of these`),
  )
    .option(
      '--quality',
      'read all values and report cell quality and target effects (default for files up to 30 MB)',
    )
    .option('--no-quality', 'read only samples of the values')
    .option('--forecast', 'add memory and time of a run with default settings')
    .option('--threads <n>', 'CPU threads of that run (default: all cores)', wholeNumber(1, 1024))
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action(async (files: string[], options: InspectOptions) => {
      const onProgress = readingProgress(host, files);
      const { data, opened, recognition } = await openData(files, options, onProgress);
      const { mapping, blocked } = recognition;
      const quality =
        blocked === null ? await measured(data, mapping, opened.bytes, options.quality, onProgress) : null;
      data.close();
      host.status?.('');
      const findings = findingsOf(opened, recognition, quality, questionOf(options, opened, recognition));
      const threads = options.threads ?? host.cores;
      const forecast = options.forecast
        ? forecastOf(opened, recognition, quality?.report ?? null, threads)
        : null;
      const document = { ...findings, ...(forecast && { forecast }) };
      host.out(options.json ? jsonText(document) : findingsText(findings, host.columns));
      if (forecast && !options.json) host.out(forecastText(forecast));
      if (!findings.ready) throw new Ended();
    });
}

/** The question that infer would refuse to answer by itself, or null. */
function questionOf(
  mappingOptions: InspectOptions,
  opened: OpenedFile,
  recognition: Recognition,
): Words | null {
  try {
    expectAnswered({ mappingOptions, given: {} }, opened, recognition);
    return null;
  } catch (error) {
    if (error instanceof Failure) return error.words;
    throw error;
  }
}
