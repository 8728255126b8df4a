/** Size and cost of the next run, estimated before training: possible edges, hidden modules, steps, time and memory. */
import { type Dataset, ENOUGH_CONTROLS } from '../../../../dataset/dataset';
import {
  type CandidateChoice,
  candidatesAre,
  defaultCandidates,
} from '../../../../dataset/factors/candidates';
import type { ScreenSize } from '../../../../dataset/mapping';
import { hiddenUnits } from '../../../../dynamics/prepare/assembleProblem';
import { ensembleSettings, type TrainingSettings } from '../../../../dynamics/settings';
import { type RunSize, runSizeOf } from '../../../../inference/training/memory';
import { count, timeRange } from '../../../../present/text/format';
import { consecutiveFits } from '../../../../inference/confidence/pool';

/** Measured on one core of an idle desktop; a busy or slow machine takes up to SLOWDOWN times as long. */
const SECONDS_PER_LOGISTIC = 1.3e-9;
const SECONDS_PER_PRODUCT = 5e-11;
const SECONDS_PER_STEP = 1e-3;
const SLOWDOWN = 3;
/** RK4 evaluates the field four times a step; forward, backward and gradient are three passes. */
const EVALUATIONS_PER_STEP = 4;
const PASSES = 3;
/** Updates of the four potentials of a pair of clouds until they converge. */
const POTENTIAL_UPDATES = 4 * 40;
const LONG_SECONDS = 600;

interface ModelSize {
  readonly genes: number;
  /** Number of candidate regulators; null for the default choice. */
  readonly regulators: number | null;
  /** Perturbations in the data, and in the training set. */
  readonly perturbations: number;
  readonly trained: number;
}

/** Number of candidate regulators of an open file. Listed factors among the modelled genes are known only once its values are read. */
export function candidateCount(
  choice: CandidateChoice,
  { genes, perturbations }: Pick<ModelSize, 'genes' | 'perturbations'>,
): number {
  return candidatesAre(choice, null, genes) === 'all' ? genes : Math.min(perturbations, genes);
}

export function modelCost(size: ModelSize, settings: TrainingSettings): string {
  const { candidates, modules } = shapeOf(size, settings);
  const edges = candidates * Math.max(size.genes - 1, 0);
  return `${count(size.genes)} genes and ${count(candidates)} candidate regulators give ${count(edges)} possible edges; ${count(modules)} hidden modules learn them in ${count(settings.steps)} steps.`;
}

/** [idle, busy machine] seconds of a run; `cores`: logical processors. */
export function trainingSeconds(
  size: ModelSize,
  settings: TrainingSettings,
  cores: number,
): readonly [number, number] {
  const { trained } = size;
  const sideBySide = 1 + (trained < 3 ? 0 : trained >= 6 ? 3 : trained);
  const companions = ensembleSettings(settings, size.genes).map((one) => secondsOf(size, one, 1, cores));
  const shortest = companions.reduce((sum, one) => sum + one, secondsOf(size, settings, sideBySide, cores));
  return [shortest, SLOWDOWN * shortest];
}

/** [idle, busy machine] seconds of resampled fits and the training on shuffled labels. */
export function confidenceSeconds(
  size: ModelSize,
  settings: TrainingSettings,
  fits: number,
  workers: number,
): readonly [number, number] {
  const one = [settings, ...ensembleSettings(settings, size.genes)].reduce(
    (sum, own) => sum + secondsOf(size, own, 1, 1),
    0,
  );
  const shortest = one * consecutiveFits(fits, workers);
  return [shortest, SLOWDOWN * shortest];
}

function secondsOf(size: ModelSize, settings: TrainingSettings, fits: number, cores: number): number {
  const { candidates, modules } = shapeOf(size, settings);
  const { cloudEndpoints, cloudCells } = settings;
  const clouds = settings.endpoint === 'clouds' ? Math.min(cloudEndpoints, size.trained) : 0;
  const cells = settings.cellWeight > 0 ? settings.cellBatch : 0;
  const cellTerm = SECONDS_PER_LOGISTIC * cells * candidates * modules;
  const rows = clouds > 0 ? clouds * cloudCells : size.trained;
  const fields = rows * settings.solverSteps * EVALUATIONS_PER_STEP * PASSES;
  const endpointTerm = SECONDS_PER_PRODUCT * fields * modules * (candidates + size.genes);
  const transport = SECONDS_PER_LOGISTIC * clouds * cloudCells ** 2 * POTENTIAL_UPDATES;
  // One core is left to the page; fewer than two others train in one thread.
  const threads = cores - 1 >= 2 ? cores - 1 : 1;
  return settings.steps * (SECONDS_PER_STEP + (fits * (cellTerm + endpointTerm + transport)) / threads);
}

/** 'About 5–15 s on this processor.', and whether to warn. */
export function timeSentence([shortest, longest]: readonly [number, number]): {
  readonly text: string;
  readonly long: boolean;
} {
  return {
    text: `About ${timeRange([Math.max(1, shortest), Math.max(1, longest)])} on this processor.`,
    long: longest > LONG_SECONDS,
  };
}

function candidatesOf(size: ModelSize): number {
  return size.regulators ?? candidateCount(defaultCandidates, size);
}

function shapeOf(size: ModelSize, settings: TrainingSettings) {
  const candidates = candidatesOf(size);
  return { candidates, modules: hiddenUnits(settings, candidates) };
}

/** Size of a run on the open file, from its columns alone; `left`: cells and conditions after the quality rules. */
export function sizeOfOpened(left: ScreenSize, model: ModelSize): RunSize {
  const { cells, trainingCells, controlCells, conditions, times } = left;
  return {
    genes: model.genes,
    regulators: candidatesOf(model),
    cells,
    trainingCells,
    controlCells: controlCells >= ENOUGH_CONTROLS ? controlCells : 0,
    perturbations: model.trained,
    deltas: 0,
    times,
    conditions,
    // Known only once the values are read.
    isCorrected: true,
  };
}

/** Size of another run on the current data set. */
export function sizeOfDataset(dataset: Dataset, model: ModelSize): RunSize {
  return {
    ...runSizeOf(dataset),
    regulators: model.regulators ?? dataset.candidates.length,
    perturbations: model.trained,
  };
}
