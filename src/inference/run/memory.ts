/** Memory of a run before anything is created (docs/method.md, "Memory"): data, fits and devices, against what is available. Bytes. */
import { fitBytes, instanceBytes } from '../../dynamics/device/wasm/memory';
import type { BatchShape, ProblemArrays } from '../../dynamics/device/device';
import type { SmallerRun } from '../../dynamics/errors';
import { MAX_COMPONENTS } from '../../dynamics/loadings';
import { parameterLayout } from '../../dynamics/problem';
import { MAX_SPECTRUM_GENES } from '../../dynamics/prepare/cappedCells';
import { hiddenUnits } from '../../dynamics/prepare/assembleProblem';
import { isChosen } from '../../dynamics/prepare/startChoice';
import { systemsBytes } from '../../dynamics/prepare/steadyFluctuations';
import { maxTrainingCells } from '../../dynamics/prepare/trainingCells';
import { dampsSharedFactor, trainingScheme, type TrainingSettings } from '../../dynamics/settings';
import { foldCount } from '../../evaluation/predictions/predictionError';
import { ENOUGH_CONTROLS, isControl, type Dataset } from '../../dataset/dataset';

/** Memory available to a run. */
export interface MemoryHere {
  /** Maximum bytes of a run, and of one kernel instance. */
  readonly inAll: number;
  readonly inOne: number;
  /** Copies of the data set in memory; the page has one of its own. */
  readonly copies: number;
  /** Workers available for shards. */
  readonly workers: number;
}

interface RunMemory {
  /** Everything but kernel instances. */
  readonly base: number;
  /** One kernel instance; each worker has one, and there is at least one. */
  readonly instance: number;
  /** Fits of the run, which step together. */
  readonly fits: number;
}

/** As prepare/ will create it. */
export function problemOfRun(size: RunSize, settings: TrainingSettings): ProblemArrays {
  const { genes, regulators, perturbations, times, deltas, controlCells } = size;
  const endpoints = Math.round(perturbations * times);
  const cellRows = Math.min(size.trainingCells, maxTrainingCells(genes));
  const hasClouds = settings.endpoint === 'clouds';
  const scheme = trainingScheme(settings, times <= 1);
  return {
    shape: { genes, regulators, modules: hiddenUnits(settings, regulators), deltas },
    perturbations,
    horizon: settings.horizon,
    ...scheme,
    cellWeight: settings.cellWeight,
    pathWeight: settings.pathWeight,
    deltaPrior: 0,
    endpoints: Array.from({ length: endpoints }, (_, e) => ({
      perturbation: Math.floor(e / Math.max(1, times)),
      step: Math.min(scheme.solverSteps, 1 + Math.floor(e % Math.max(1, times))),
    })),
    clouds: hasClouds ? { weight: 0, blur: settings.blur, iterations: 0, tolerance: 0 } : null,
    cellRows,
    maskRows: endpoints + (controlCells > 0 ? 1 : 0),
    startRows: hasClouds ? Math.min(controlCells || cellRows, cellRows) : 0,
    hasPathFactors: false,
    clampedTogether: 1,
  };
}

/** Batch of every step of the run. */
export function batchOfRun(
  problem: Pick<ProblemArrays, 'clouds' | 'endpoints' | 'cellWeight'>,
  settings: TrainingSettings,
): BatchShape {
  const clouds = problem.clouds ? Math.min(settings.cloudEndpoints, problem.endpoints.length) : 0;
  return {
    cells: problem.cellWeight > 0 ? settings.cellBatch : 0,
    clouds,
    cloudCells: clouds > 0 ? settings.cloudCells : 0,
  };
}

/** [G] arrays of each condition's measurement: for training and as measured, where these differ, with their errors. */
function measuredRows({ isCorrected, controlCells }: RunSize): number {
  return (isCorrected ? 5 : 3) + (controlCells > 0 ? 0 : 1);
}

/** Measurements of every condition; fits that predict unseen perturbations have their own, since they know other controls. */
function measuredBytes(size: RunSize): number {
  return 8 * size.genes * measuredRows(size) * size.conditions;
}

/** Preparation of one fit: Problem, Measured, TrainingCells and Spread. */
export function preparedBytes(size: RunSize, settings: TrainingSettings): number {
  const { genes } = size;
  const problem = problemOfRun(size, settings);
  const { perturbations, endpoints, cellRows, maskRows, startRows } = problem;
  const hasSpectrum = hasSpectrumOf(genes, problem);
  const single =
    2 * perturbations +
    2 * endpoints.length +
    maskRows +
    startRows +
    copiesOfCells(settings, genes, problem) * cellRows +
    parameterLayout(problem.shape).total / genes;
  const double = maskRows + (hasSpectrum ? genes : 0);
  return genes * (4 * single + 8 * double) + measuredBytes(size);
}

type CellRows = Pick<ProblemArrays, 'cellRows' | 'maskRows'>;

function hasSpectrumOf(genes: number, { cellRows, maskRows }: CellRows): boolean {
  return genes <= MAX_SPECTRUM_GENES && cellRows > maskRows;
}

/** Two where shared variation is capped: as measured, and capped. */
function copiesOfCells(settings: TrainingSettings, genes: number, rows: CellRows): number {
  const isCapped =
    hasSpectrumOf(genes, rows) && dampsSharedFactor(settings, genes) && rows.cellRows >= 2 * genes;
  return isCapped ? 2 : 1;
}

/** Temporary memory of preparing a fit: corrected values, sums over conditions, residuals, the spectrum. */
export function preparingBytes({ genes, cells, conditions, isCorrected }: RunSize, cellRows: number): number {
  const spectrum = genes <= MAX_SPECTRUM_GENES ? 4 * 8 * genes ** 2 : 0;
  return (
    genes * (4 * (isCorrected ? 2 * cells : 0) + 8 * (isCorrected ? 5 : 2) * conditions + 4 * cellRows) +
    spectrum
  );
}

/**
 * Temporary memory of choosing the start: corrected values, the cells as deviations, with and without the cap, the means of all conditions,
 * covariances of the regulators with every gene, beside as many weights, and the systems of the regulators as far as they are kept. 0 where the
 * start is given.
 */
export function startChoiceBytes(size: RunSize, settings: TrainingSettings): number {
  const { genes, regulators, perturbations, cells, isCorrected } = size;
  const rows = problemOfRun(size, settings);
  const { cellRows, maskRows } = rows;
  if (settings.start === 'cold' || !isChosen(genes, regulators, perturbations, cellRows - maskRows)) return 0;
  const single = (isCorrected ? 2 * cells : 0) + copiesOfCells(settings, genes, rows) * cellRows;
  const double = maskRows + 4 * regulators;
  return genes * (4 * single + 8 * double) + 3 * 8 * regulators ** 2 + systemsBytes(regulators);
}

/** Outcome of a run: each condition, and each training condition twice, as predicted and measured, with its error. */
export function resultBytes({ genes, conditions, perturbations, times }: RunSize): number {
  return 3 * 4 * genes * (conditions + perturbations * times);
}

/** Means of the genes outside in every condition, in single precision, and their loadings, with the mean of controls, error and margin. */
export function outsideBytes(size: RunSize, settings: TrainingSettings): number {
  const { outside, conditions, perturbations, times, regulators } = size;
  const components = Math.min(MAX_COMPONENTS, perturbations * times, hiddenUnits(settings, regulators));
  return outside * (4 * (conditions + 1) + 4 * components + 8 + 2 * 4);
}

/** Temporary memory of building the result: predictions in double precision, and gene similarities of two networks, one being clustered. */
function gatheringBytes({ genes, conditions, perturbations, times }: RunSize): number {
  return 2 * 8 * genes * (conditions + perturbations * times) + 3 * 8 * genes ** 2;
}

/** Vectors of a checkpoint: parameters with both moments; of a kept step the parameters only. */
export const CHECKPOINT_VECTORS = 3;
const KEPT_VECTORS = 2;

/** Arrays of CellMoments with a composition. */
const MOMENTS = 6;

/** The main fit, the leave-out fits, each without one fold of the perturbations, and that of held-out perturbations. */
function fitSizes(size: RunSize): readonly RunSize[] {
  const folds = foldCount(size.perturbations);
  const share = 1 - 1 / folds;
  const leaveOut = {
    ...size,
    perturbations: size.perturbations * share,
    trainingCells: size.controlCells + (size.trainingCells - size.controlCells) * share,
  };
  return [size, ...Array.from({ length: folds }, () => leaveOut), ...(hasHeldOutFit(size) ? [size] : [])];
}

/** Held-out perturbations, measured against controls, have a fit of their own. */
function hasHeldOutFit({ perturbations, trainingCells, cells, controlCells }: RunSize): boolean {
  return controlCells > 0 && trainingCells < cells && foldCount(perturbations) > 0;
}

export function memoryOfRun(
  size: RunSize,
  settings: TrainingSettings,
  { copies, workers }: Pick<MemoryHere, 'copies' | 'workers'>,
): RunMemory {
  const problem = problemOfRun(size, settings);
  const batch = batchOfRun(problem, settings);
  const fits = fitSizes(size);
  const { total } = parameterLayout(problem.shape);
  const kept = fits.reduce((sum, fit) => sum + preparedBytes(fit, settings), 0);
  const computing = fitBytes(problem, batch, workers >= 2) + 4 * (CHECKPOINT_VECTORS + KEPT_VECTORS) * total;
  const data = 4 * copies * size.genes * (size.cells + MOMENTS * size.summed);
  return {
    base:
      data +
      kept +
      fits.length * computing +
      copies * (resultBytes(size) + outsideBytes(size, settings)) +
      Math.max(
        preparingBytes(size, problem.cellRows),
        startChoiceBytes(size, settings),
        gatheringBytes(size),
      ),
    instance: instanceBytes(problem, batch),
    fits: fits.length,
  };
}

type Instances = Pick<RunMemory, 'base' | 'instance'>;

/** Number of workers that fit; the bits are the same for any number. */
export function workersThatFit({ base, instance }: Instances, { inAll, workers }: MemoryHere): number {
  return Math.max(0, Math.min(workers, Math.floor((inAll - base) / instance) - 1));
}

/** Bytes with the workers that fit, or with shards in this thread, which has an instance in either case. */
export function bytesInAll(memory: Instances, here: MemoryHere): number {
  const workers = workersThatFit(memory, here);
  return memory.base + memory.instance * (workers >= 2 ? workers + 1 : 1);
}

function hasRoom(size: RunSize, settings: TrainingSettings, here: MemoryHere): boolean {
  const memory = memoryOfRun(size, settings, here);
  return memory.instance <= here.inOne && memory.base + memory.instance <= here.inAll;
}

interface Shortage {
  readonly bytes: number;
  readonly limit: number;
  readonly smaller: SmallerRun;
}

/** A run refused before anything was created. */
export class InsufficientMemory extends Error {
  override readonly name = 'InsufficientMemory';
  readonly shortage: Shortage;
  constructor(shortage: Shortage) {
    super(`The run needs ${shortage.bytes} bytes of ${shortage.limit}`);
    this.shortage = shortage;
  }
}

/** null where the memory suffices. */
export function shortageOf(size: RunSize, settings: TrainingSettings, here: MemoryHere): Shortage | null {
  if (hasRoom(size, settings, here)) return null;
  const largestThatFits = (count: number, min: number, at: (smaller: number) => RunSize): number | null =>
    largestInteger(min, count, (smaller) => hasRoom(at(smaller), settings, here));
  const { genes, regulators, perturbations, conditions } = size;
  const share = (smaller: number) => (size.cells * smaller) / Math.max(1, perturbations);
  return {
    bytes: bytesInAll(memoryOfRun(size, settings, here), here),
    limit: here.inAll,
    smaller: {
      genes: largestThatFits(genes, MIN_GENES, (smaller) => ({
        ...size,
        genes: smaller,
        regulators: Math.min(regulators, smaller),
      })),
      regulators: largestThatFits(regulators, 1, (smaller) => ({ ...size, regulators: smaller })),
      perturbations: largestThatFits(perturbations, MIN_PERTURBATIONS, (smaller) => ({
        ...size,
        perturbations: smaller,
        conditions: (conditions * smaller) / perturbations,
        summed: (size.summed * smaller) / perturbations,
        cells: share(smaller),
        trainingCells: Math.min(size.trainingCells, share(smaller)),
      })),
    },
  };
}

/** With fewer, a run is no longer the requested one. */
const MIN_GENES = 20;
const MIN_PERTURBATIONS = 6;

/** Largest integer with two leading digits from `min` to below `count` that satisfies `fits`; null where `min` does not. */
function largestInteger(min: number, count: number, fits: (number: number) => boolean): number | null {
  if (min >= count || !fits(min)) return null;
  let [low, high] = [min, count];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(low)) - 1);
  return Math.max(min, Math.floor(low / unit) * unit);
}

/** Some browsers terminate pages slightly above this. */
const MAX_PAGE_BYTES = 4e9;
/** Share of the machine's memory; the browser and other programs need the rest. */
const SHARE = 0.5;
/** Limit of one WebAssembly memory. */
export const MAX_INSTANCE_BYTES = 2 ** 31;

/** `navigator` of a page or worker: few browsers report the machine's memory, and at most 8 GB of it. */
export function memoryOfBrowser(navigator: object): Omit<MemoryHere, 'workers'> {
  const reported = 'deviceMemory' in navigator ? navigator.deviceMemory : undefined;
  const machine = typeof reported === 'number' && reported > 0 ? reported * 1e9 : Infinity;
  return { inAll: Math.min(MAX_PAGE_BYTES, SHARE * machine), inOne: MAX_INSTANCE_BYTES, copies: 2 };
}

/** Size of a run, from a data set or from the page's summary of one; determines its memory. */
export interface RunSize {
  readonly genes: number;
  readonly regulators: number;
  /** Cells of the data set, training cells (controls included), and controls. */
  readonly cells: number;
  readonly trainingCells: number;
  readonly controlCells: number;
  /** Training perturbations. */
  readonly perturbations: number;
  /** Distinct overexpressed genes. */
  readonly deltas: number;
  /** Mean number of time points per perturbation. */
  readonly times: number;
  /** Perturbations at each of their time points, and controls, in training or not. */
  readonly conditions: number;
  /** Whether values are corrected before training. */
  readonly isCorrected: boolean;
  /** Measured genes that are not modelled, of which the means of conditions are kept. */
  readonly outside: number;
  /** Groups of cells of which sums over all cells are kept; 0 where every cell is kept. */
  readonly summed: number;
}

export function runSizeOf(dataset: Dataset): RunSize {
  const heldOut = new Set(dataset.heldOut);
  const trained = dataset.conditions.filter(({ label }) => !heldOut.has(label));
  const perturbed = trained.filter((condition) => !isControl(condition));
  const cellsOf = (conditions: typeof trained) => conditions.reduce((sum, { cells }) => sum + cells, 0);
  const controlCells = dataset.control.mode === 'others' ? 0 : cellsOf(trained.filter(isControl));
  const perturbations = new Set(perturbed.map(({ label }) => label)).size;
  const raised = perturbed.flatMap(({ interventions }) =>
    interventions.filter(({ kind }) => kind === 'overexpression').map(({ gene }) => gene),
  );
  return {
    genes: dataset.genes.length,
    regulators: dataset.candidates.length,
    cells: dataset.cells,
    trainingCells: cellsOf(trained),
    controlCells: controlCells >= ENOUGH_CONTROLS ? controlCells : 0,
    perturbations,
    deltas: new Set(raised).size,
    times: perturbed.length / Math.max(1, perturbations),
    conditions: dataset.conditions.length,
    isCorrected: dataset.composition !== null,
    outside: dataset.outside?.names.length ?? 0,
    summed: dataset.moments?.cells.length ?? 0,
  };
}

/** Largest buffer of common GPUs. */
const MAX_GPU_BUFFER = 2 ** 31;

/** Bytes of the GPU buffers of all fits; null where one exceeds the largest buffer. Loads the buffer plan with its shaders. */
export async function graphicsBytes(size: RunSize, settings: TrainingSettings): Promise<number | null> {
  const { gpuBuffers, planLimits } = await import('../../dynamics/device/webgpu/memory');
  const problem = problemOfRun(size, settings);
  const limits = planLimits({ maxBufferSize: MAX_GPU_BUFFER, maxStorageBufferBindingSize: MAX_GPU_BUFFER });
  try {
    const buffers = gpuBuffers(problem, batchOfRun(problem, settings), limits);
    return fitSizes(size).length * [...buffers.values()].reduce((sum, bytes) => sum + bytes, 0);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
