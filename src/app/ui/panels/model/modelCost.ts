/** What a model will cost, said before it is trained: possible edges, hidden modules, steps, and the time they take. */
import { type Dataset, ENOUGH_CONTROLS } from '../../../../dataset/dataset';
import type { ScreenSize } from '../../../../dataset/mapping';
import { hiddenUnits } from '../../../../dynamics/prepare/assembleProblem';
import { companionsOf, type TrainingSettings } from '../../../../dynamics/settings';
import { type RunSize, runSizeOf } from '../../../../inference/training/memory';
import { count, timeRange } from '../../../../present/text/format';
import { consecutiveFits } from '../../../../inference/confidence/pool';

const allGenesUpTo = 150;
/** Measured on one core of an idle desktop; a busy or slow one takes up to `slowest` times as long. */
const secondsPerLogistic = 1.3e-9;
const secondsPerProduct = 5e-11;
const secondsPerStep = 1e-3;
const slowest = 3;
/** RK4 evaluates the field four times a step; forward, backward and gradient are three passes. */
const evaluationsPerStep = 4;
const passes = 3;
/** Of the four potentials of a pair of clouds, until they hardly move. */
const updatesOfPotentials = 4 * 40;
const longSeconds = 600;

interface ModelSize {
  readonly genes: number;
  /** Chosen candidate regulators, or null for the default rule. */
  readonly regulators: number | null;
  /** Perturbations in the data, and those of them that are trained on. */
  readonly perturbations: number;
  readonly trained: number;
}

export function modelCost(size: ModelSize, settings: TrainingSettings): string {
  const { candidates, modules } = shapeOf(size, settings);
  const edges = candidates * Math.max(size.genes - 1, 0);
  return `${count(size.genes)} genes and ${count(candidates)} candidate regulators give ${count(edges)} possible edges; ${count(modules)} hidden modules learn them in ${count(settings.steps)} steps.`;
}

/** Seconds a run takes, from an idle machine to a busy one; `cores`: logical processors. */
export function trainingSeconds(
  size: ModelSize,
  settings: TrainingSettings,
  cores: number,
): readonly [number, number] {
  const { trained } = size;
  const sideBySide = 1 + (trained < 3 ? 0 : trained >= 6 ? 3 : trained);
  const companions = companionsOf(settings, size.genes).map((one) => secondsOf(size, one, 1, cores));
  const least = companions.reduce((sum, one) => sum + one, secondsOf(size, settings, sideBySide, cores));
  return [least, slowest * least];
}

/** Seconds that so many fits to resampled data take, and the same training on shuffled labels, as trainingSeconds. */
export function confidenceSeconds(
  size: ModelSize,
  settings: TrainingSettings,
  fits: number,
  workers: number,
): readonly [number, number] {
  const one = [settings, ...companionsOf(settings, size.genes)].reduce(
    (sum, own) => sum + secondsOf(size, own, 1, 1),
    0,
  );
  const least = one * consecutiveFits(fits, workers);
  return [least, slowest * least];
}

function secondsOf(size: ModelSize, settings: TrainingSettings, fits: number, cores: number): number {
  const { candidates, modules } = shapeOf(size, settings);
  const { cloudEndpoints, cloudCells } = settings;
  const clouds = settings.endpoint === 'clouds' ? Math.min(cloudEndpoints, size.trained) : 0;
  const cells = settings.cellWeight > 0 ? settings.cellBatch : 0;
  const cellTerm = secondsPerLogistic * cells * candidates * modules;
  const rows = clouds > 0 ? clouds * cloudCells : size.trained;
  const fields = rows * settings.solverSteps * evaluationsPerStep * passes;
  const endpointTerm = secondsPerProduct * fields * modules * (candidates + size.genes);
  const transport = secondsPerLogistic * clouds * cloudCells ** 2 * updatesOfPotentials;
  // One core is left to the page; with fewer than two others all is computed in one thread.
  const threads = cores - 1 >= 2 ? cores - 1 : 1;
  return settings.steps * (secondsPerStep + (fits * (cellTerm + endpointTerm + transport)) / threads);
}

/** 'about 5–15 s on this processor', and whether to think again first. */
export function timeSentence([least, most]: readonly [number, number]): {
  readonly text: string;
  readonly long: boolean;
} {
  return {
    text: `About ${timeRange([Math.max(1, least), Math.max(1, most)])} on this processor.`,
    long: most > longSeconds,
  };
}

function candidatesOf({ genes, regulators, perturbations }: ModelSize): number {
  return regulators ?? (genes <= allGenesUpTo ? genes : Math.min(perturbations, genes));
}

function shapeOf(size: ModelSize, settings: TrainingSettings) {
  const candidates = candidatesOf(size);
  return { candidates, modules: hiddenUnits(settings, candidates) };
}

/** How large the next run will be, from what is open or on screen: before its values are read, from the columns alone. */

/** `left`: what the rules leave. */
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
    // Whether values keep a total is seen when they are read.
    isCorrected: true,
  };
}

/** A data set that is trained on again with other choices. */
export function sizeOfDataset(dataset: Dataset, model: ModelSize): RunSize {
  return {
    ...runSizeOf(dataset),
    regulators: model.regulators ?? dataset.candidates.length,
    perturbations: model.trained,
  };
}
