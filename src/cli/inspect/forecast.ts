/** `inspect --forecast`: memory and time of a run on the inspected data, for schedulers. */
import type { OpenedFile } from '../../dataset/annotation';
import { defaultCandidates } from '../../dataset/factors/candidates';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import type { Recognition } from '../../dataset/recognition';
import { presets } from '../../dynamics/settings';
import {
  candidateCount,
  resampledFitSeconds,
  sizeOfOpened,
  trainingSeconds,
  trainingSteps,
} from '../../inference/training/forecast';
import { resampledFitBytes } from '../../inference/confidence/memory';
import { MAX_INSTANCE_BYTES, bytesInAll, memoryOfRun } from '../../inference/training/memory';
import { count, timeRange } from '../../present/text/format';
import { memoryText } from '../../present/text/run';

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

export function forecastOf(
  opened: OpenedFile,
  { mapping, takingPart }: Recognition,
  report: QualityReport | null,
  threads: number,
): Forecast {
  const settings = presets.default;
  const left = report?.takingPart ?? takingPart;
  const measured = opened.genes[mapping.matrix]?.index.length ?? mapping.genes.total;
  const genes = Math.min(mapping.genes.total, measured);
  const { perturbations, trained, times, trainingCells } = left;
  const regulators =
    mapping.regulators?.length ??
    candidateCount(mapping.candidates ?? defaultCandidates, { genes, perturbations });
  const model = { genes, regulators, perturbations, trained, times, trainingCells };
  const size = sizeOfOpened(left, model, measured);
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

export function forecastText(forecast: Forecast): string {
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
