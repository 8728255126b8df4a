/**
 * `modulode inspect FILE…`: the content of a data set and the recognised meaning of its columns, before training. `inspect --forecast`:
 * memory and time of a run on the inspected data, for schedulers.
 */
import { wordsOfFormats } from '../../dataset/formats';
import type { Command } from 'commander';
import { jsonText } from '../files';
import type { OpenedFile } from '../../dataset/annotation';
import type { Recognition } from '../../dataset/recognition';
import { Ended, Failure, type Words } from '../failure';
import { expectAnswered } from '../infer/readData';
import type { Host } from '../host';
import { type Findings, findingsOf, measured } from './findings';
import { findingsText } from './findingsText';
import { wholeNumber } from '../numberOptions';
import { type MappingOptions, addMappingOptions } from '../mappingOptions';
import { openData, readingProgress } from '../openData';
import { defaultCandidates } from '../../dataset/factors/candidates';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import { presets } from '../../dynamics/settings';
import {
  candidateCount,
  resampledFitSeconds,
  sizeOfOpened,
  trainingSeconds,
  trainingSteps,
} from '../../inference/training/forecast';
import { resampledFitBytes } from '../../inference/confidence/memory';
import { MAX_INSTANCE_BYTES, bytesInAll, memoryOfRun } from '../../inference/run/memory';
import { count, timeRange } from '../../present/text/format';
import { memoryText } from '../../present/text/run';

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
      const document: InspectDocument = { ...findings, ...(forecast && { forecast }) };
      host.out(options.json ? jsonText(document) : findingsText(findings, host.columns));
      if (forecast && !options.json) host.out(forecastText(forecast));
      if (!findings.ready) throw new Ended();
    });
}

/** What `--json` prints. */
export type InspectDocument = Findings & { readonly forecast?: Forecast };

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

/** Of a run with default settings. Times: seconds with the fewest steps on an idle machine, and with all on a busy one. */
export interface Forecast {
  readonly genes: number;
  readonly regulators: number;
  readonly perturbations: number;
  readonly cells: number;
  readonly threads: number;
  readonly memoryBytes: number;
  /** Optimiser steps: the fewer where training starts from fluctuating cells, which is chosen once values are read. */
  readonly steps: readonly [number, number];
  readonly trainingSeconds: readonly [number, number];
  /** Of each further thread that makes resampled fits. */
  readonly fitBytes: number;
  /** Of one resampled fit, on one thread. */
  readonly fitSeconds: readonly [number, number];
  /** Of reading all values, on one core. */
  readonly readingSeconds: number;
}

/** Compressed bytes of a file read in a second, and seconds for a value of a modelled gene, measured on sparse files of 20 million to a thousand million. */
const READ_BYTES = 20e6;
const SECONDS_PER_VALUE = 4e-8;
/** Of starting the program. */
const START_SECONDS = 2;
/** The program itself, and the largest buffers of readers. */
const PROGRAM_BYTES = 400e6;

function forecastOf(
  opened: OpenedFile,
  { mapping, takingPart }: Recognition,
  report: QualityReport | null,
  threads: number,
): Forecast {
  const settings = presets.default;
  const left = report?.takingPart ?? takingPart;
  const measuredGenes = opened.genes[mapping.matrix]?.index.length ?? mapping.genes.total;
  const genes = Math.min(mapping.genes.total, measuredGenes);
  const { perturbations, trained, times, trainingCells } = left;
  const regulators =
    mapping.regulators?.length ??
    candidateCount(mapping.candidates ?? defaultCandidates, { genes, perturbations });
  const model = { genes, regulators, perturbations, trained, times, trainingCells };
  const size = sizeOfOpened(left, model, measuredGenes);
  const memory = memoryOfRun(size, settings, { copies: 1, workers: threads });
  const room = { inAll: Infinity, inOne: MAX_INSTANCE_BYTES, copies: 1, workers: threads };
  return {
    genes,
    regulators,
    perturbations,
    cells: left.cells,
    threads,
    memoryBytes: Math.round(bytesInAll(memory, room) + PROGRAM_BYTES),
    steps: trainingSteps(model, settings),
    trainingSeconds: trainingSeconds(model, settings, threads + 1),
    fitBytes: Math.round(resampledFitBytes(size, settings)),
    fitSeconds: resampledFitSeconds(model, settings),
    readingSeconds: START_SECONDS + opened.bytes / READ_BYTES + SECONDS_PER_VALUE * opened.cells * genes,
  };
}

function forecastText(forecast: Forecast): string {
  const { genes, regulators, memoryBytes, trainingSeconds: time, fitSeconds: fit } = forecast;
  const [fewest, most] = forecast.steps;
  const steps = fewest === most ? `${most} steps` : `${fewest} or ${most} steps, depending on the data`;
  return [
    `A run with default settings: ${count(genes)} genes, ${count(regulators)} candidate regulators.`,
    memoryText(memoryBytes, null),
    `Training takes about ${timeRange(time)} (${steps}), one resampled fit on one thread ${timeRange(fit)}.`,
    '',
  ].join('\n');
}
