/** Time and size of a run before training, from the size of its data alone. */
import { ENOUGH_CONTROLS, type Dataset } from '../../dataset/dataset';
import { type CandidateChoice, candidatesAre, defaultCandidates } from '../../dataset/factors/candidates';
import type { ScreenSize } from '../../dataset/mapping';
import { canBeSummed } from '../../dataset/cellMoments';
import { canBeKept } from '../../dataset/outsideGenes';
import { hiddenUnits } from '../../dynamics/prepare/assembleProblem';
import { fewestSteps } from '../../dynamics/prepare/prepare';
import { trainingScheme, type TrainingSettings } from '../../dynamics/settings';
import { EVALUATIONS_PER_RUN } from '../run/progress';
import { consecutiveFits } from '../confidence/pool';
import { type RunSize, runSizeOf } from '../run/memory';

/** Measured on one core of an idle desktop; a busy or slow machine takes up to SLOWDOWN times as long. */
const SECONDS_PER_LOGISTIC = 1.3e-9;
const SECONDS_PER_PRODUCT = 4e-11;
const SECONDS_PER_STEP = 1e-3;
/** Of preparing the fits of a run and testing its signal, for a value of the training cells; of a predicted value of a left-out perturbation. */
const SECONDS_PER_CELL_VALUE = 1.2e-6;
const SECONDS_PER_PREDICTION = 5e-7;
export const SLOWDOWN = 3;
/** Evaluations of a solver step of predictions (RK4). */
const CLASSICAL_STAGES = 4;
/** Forward, backward and gradient. */
const PASSES = 3;
/** Of a pair of clouds: matrices of distances, each with its exponentials, and updates of the four potentials until they converge. */
const DISTANCES = 3;
const POTENTIAL_UPDATES = 4 * 40;

export interface ModelSize {
  readonly genes: number;
  /** Number of candidate regulators; null for the default choice. */
  readonly regulators: number | null;
  /** Perturbations in the data, and in the training set. */
  readonly perturbations: number;
  readonly trained: number;
  /** Mean number of time points per perturbation. */
  readonly times: number;
  /** With enough of them their fluctuations may end training early; left out where its steps are known. */
  readonly trainingCells?: number;
}

/** Number of candidate regulators of an open file. Listed factors among the modelled genes are known only once its values are read. */
export function candidateCount(
  choice: CandidateChoice,
  { genes, perturbations }: Pick<ModelSize, 'genes' | 'perturbations'>,
): number {
  return candidatesAre(choice, null, genes) === 'all' ? genes : Math.min(perturbations, genes);
}

/** [fewest, most] optimiser steps of the main fit: the same where its start does not depend on values. */
export function trainingSteps(size: ModelSize, settings: TrainingSettings): readonly [number, number] {
  const { genes, trained, times, trainingCells = 0 } = size;
  const conditions = 1 + trained * times;
  const { candidates: regulators } = shapeOf(size, settings);
  const freedom = trainingCells - conditions;
  return [fewestSteps(settings, { genes, regulators, perturbations: trained, freedom }), settings.steps];
}

/** Seconds of a run with the fewest steps on an idle machine, and with all on a busy one; `cores`: logical processors. */
export function trainingSeconds(
  size: ModelSize,
  settings: TrainingSettings,
  cores: number,
): readonly [number, number] {
  const { trained } = size;
  const sideBySide = 1 + (trained < 3 ? 0 : trained >= 6 ? 3 : trained);
  const [fewest, most] = fewestOnIdleToMostOnBusy(size, settings, sideBySide, cores);
  const beside = secondsBeside(size, settings);
  return [fewest + beside, most + SLOWDOWN * beside];
}

/** What a run takes beside its steps, on one core: preparation, and predictions of every left-out perturbation at intervals. */
function secondsBeside(size: ModelSize, settings: TrainingSettings): number {
  const { genes, trained, trainingCells = 0 } = size;
  const { modules } = shapeOf(size, settings);
  const products = modules * (CLASSICAL_STAGES * settings.solverSteps * modules + size.times * genes);
  const predicting = trained * (SECONDS_PER_PRODUCT * products + SECONDS_PER_PREDICTION * genes);
  return SECONDS_PER_CELL_VALUE * trainingCells * genes + EVALUATIONS_PER_RUN * predicting;
}

/** Seconds of resampled fits and the training on shuffled labels, as those of a run. */
export function confidenceSeconds(
  size: ModelSize,
  settings: TrainingSettings,
  fits: number,
  workers: number,
): readonly [number, number] {
  const [idle, busy] = resampledFitSeconds(size, settings);
  const consecutive = consecutiveFits(fits, workers);
  return [consecutive * idle, consecutive * busy];
}

/** Seconds of one resampled fit on one core, as those of a run. */
export function resampledFitSeconds(size: ModelSize, settings: TrainingSettings): readonly [number, number] {
  return fewestOnIdleToMostOnBusy(size, settings, 1, 1);
}

/** `fits`: those that train side by side. */
function fewestOnIdleToMostOnBusy(
  size: ModelSize,
  settings: TrainingSettings,
  fits: number,
  cores: number,
): readonly [number, number] {
  const all = secondsOf(size, settings, fits, cores);
  const [fewest, most] = trainingSteps(size, settings);
  return [(fewest / most) * all, SLOWDOWN * all];
}

function secondsOf(size: ModelSize, settings: TrainingSettings, fits: number, cores: number): number {
  const { candidates, modules } = shapeOf(size, settings);
  const { cloudEndpoints, cloudCells } = settings;
  const clouds = settings.endpoint === 'clouds' ? Math.min(cloudEndpoints, size.trained) : 0;
  const cells = settings.cellWeight > 0 ? settings.cellBatch : 0;
  const cellTerm =
    SECONDS_PER_LOGISTIC * cells * candidates * modules +
    SECONDS_PER_PRODUCT * cells * modules * (2 * candidates + PASSES * size.genes);
  const rows = clouds > 0 ? clouds * cloudCells : size.trained;
  // Modules are integrated, and genes computed where trajectories are compared (docs/decisions/0024).
  const { solverSteps, stages } = trainingScheme(settings, size.times <= 1);
  const fields = rows * solverSteps * stages;
  const products = PASSES * modules * (fields * modules + rows * size.genes);
  const endpointTerm = SECONDS_PER_PRODUCT * products + SECONDS_PER_LOGISTIC * fields * modules;
  const secondsPerPair =
    DISTANCES * (SECONDS_PER_LOGISTIC + SECONDS_PER_PRODUCT * size.genes) +
    POTENTIAL_UPDATES * SECONDS_PER_PRODUCT;
  const transport = clouds * cloudCells ** 2 * secondsPerPair;
  // One core is left to the page; fewer than two others train in one thread.
  const threads = cores - 1 >= 2 ? cores - 1 : 1;
  return settings.steps * (SECONDS_PER_STEP + (fits * (cellTerm + endpointTerm + transport)) / threads);
}

function candidatesOf(size: ModelSize): number {
  return size.regulators ?? candidateCount(defaultCandidates, size);
}

function shapeOf(size: ModelSize, settings: TrainingSettings) {
  const candidates = candidatesOf(size);
  return { candidates, modules: hiddenUnits(settings, candidates) };
}

/** Size of a run on the open file, from its columns alone; `left`: cells and conditions after the quality rules; `measured`: genes. */
export function sizeOfOpened(left: ScreenSize, model: ModelSize, measured: number): RunSize {
  const { cells, trainingCells, controlCells, conditions, times, summed } = left;
  const outside = Math.max(0, measured - model.genes);
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
    outside: canBeKept(conditions, outside) ? outside : 0,
    summed: canBeSummed(summed, model.genes) ? summed : 0,
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
