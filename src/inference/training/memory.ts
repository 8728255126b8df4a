/**
 * What a run needs of memory, before anything of it is made (docs/method.md, "Memory"): its data, its fits side by side, and what
 * they compute in; and whether there is as much. Bytes.
 */
import { fitBytes, instanceBytes } from '../../dynamics/device/wasm/memory';
import type { BatchShape, ProblemArrays } from '../../dynamics/device/device';
import type { SmallerRun } from '../../dynamics/errors';
import { parameterLayout } from '../../dynamics/parameters';
import { HAS_SPECTRUM_UP_TO } from '../../dynamics/prepare/cappedCells';
import { hiddenUnits } from '../../dynamics/prepare/assembleProblem';
import { mostTrainingCells } from '../../dynamics/prepare/trainingCells';
import { dampsSharedFactor, type TrainingSettings } from '../../dynamics/settings';
import { foldCount } from '../../evaluation/splits';
import { ENOUGH_CONTROLS, isControl, type Dataset } from '../../dataset/dataset';

/** What there is where a run computes. */
export interface MemoryHere {
  /** Most bytes of a run, and of the memory of one kernel instance. */
  readonly inAll: number;
  readonly inOne: number;
  /** Copies of the data set that are held: the page has one of its own. */
  readonly copies: number;
  /** Workers that could compute shards. */
  readonly workers: number;
}

interface RunMemory {
  /** Everything but kernel instances. */
  readonly base: number;
  /** One kernel instance, of which each worker has one; at least one is there. */
  readonly instance: number;
}

/** As prepare/ will make it. */
export function problemOfRun(size: RunSize, settings: TrainingSettings): ProblemArrays {
  const { genes, regulators, perturbations, times, deltas, controlCells } = size;
  const endpoints = Math.round(perturbations * times);
  const cellRows = Math.min(size.trainingCells, mostTrainingCells(genes));
  const hasClouds = settings.endpoint === 'clouds';
  return {
    shape: { genes, regulators, modules: hiddenUnits(settings, regulators), deltas },
    perturbations,
    horizon: settings.horizon,
    solverSteps: settings.solverSteps,
    adjoint: settings.adjoint,
    cellWeight: settings.cellWeight,
    pathWeight: settings.pathWeight,
    deltaPrior: 0,
    endpoints: Array.from({ length: endpoints }, (_, e) => ({
      perturbation: Math.floor(e / Math.max(1, times)),
    })),
    clouds: hasClouds ? { weight: 0, blur: settings.blur, iterations: 0, tolerance: 0 } : null,
    cellRows,
    maskRows: endpoints + (controlCells > 0 ? 1 : 0),
    startRows: hasClouds ? Math.min(controlCells || cellRows, cellRows) : 0,
  };
}

/** What every step of the run looks at. */
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

/** [G] arrays of each condition's measurement: as trained on and as measured, where that differs, with their errors. */
function measuredRows({ isCorrected, controlCells }: RunSize): number {
  return (isCorrected ? 5 : 3) + (controlCells > 0 ? 0 : 1);
}

/** What was measured of every condition; fits that compare with controls have it in common. */
function measuredBytes(size: RunSize): number {
  return 8 * size.genes * measuredRows(size) * size.conditions;
}

/** What one fit keeps of its preparation: Problem, Measured, TrainingCells and Spread. */
export function preparedBytes(size: RunSize, settings: TrainingSettings): number {
  const { genes } = size;
  const problem = problemOfRun(size, settings);
  const { perturbations, endpoints, cellRows, maskRows, startRows } = problem;
  const hasSpectrum = genes <= HAS_SPECTRUM_UP_TO && cellRows > maskRows;
  const isCapped = hasSpectrum && dampsSharedFactor(settings, genes) && cellRows >= 2 * genes;
  const single =
    2 * perturbations +
    2 * endpoints.length +
    maskRows +
    startRows +
    (isCapped ? 2 : 1) * cellRows +
    parameterLayout(problem.shape).total / genes;
  const double = maskRows + (hasSpectrum ? genes : 0);
  return genes * (4 * single + 8 * double) + measuredBytes(size);
}

/** What comes and goes while a fit is prepared: corrected values, sums over conditions, residuals, the spectrum's work. */
export function preparingBytes({ genes, cells, conditions, isCorrected }: RunSize, cellRows: number): number {
  const spectrum = genes <= HAS_SPECTRUM_UP_TO ? 4 * 8 * genes ** 2 : 0;
  return (
    genes * (4 * (isCorrected ? 2 * cells : 0) + 8 * (isCorrected ? 5 : 2) * conditions + 4 * cellRows) +
    spectrum
  );
}

/** What a run found: each condition, and each trained on once more, as predicted and measured, with its error. */
export function foundBytes({ genes, conditions, perturbations, times }: RunSize): number {
  return 3 * 4 * genes * (conditions + perturbations * times);
}

/** What comes and goes while that is gathered: predictions in double precision, and similarities of genes of two networks, one of them being clustered. */
function gatheringBytes({ genes, conditions, perturbations, times }: RunSize): number {
  return 2 * 8 * genes * (conditions + perturbations * times) + 3 * 8 * genes ** 2;
}

/** Parameters with both moments, to go back to; and of the kept steps the parameters alone. */
export const CHECKPOINT_VECTORS = 3;
const KEPT_VECTORS = 2;

/** The main fit, and the leave-out fits without a fold of the perturbations each. */
function fitSizes(size: RunSize): readonly RunSize[] {
  const folds = foldCount(size.perturbations);
  const share = 1 - 1 / folds;
  const leaveOut = {
    ...size,
    perturbations: size.perturbations * share,
    trainingCells: size.controlCells + (size.trainingCells - size.controlCells) * share,
  };
  return [size, ...Array.from({ length: folds }, () => leaveOut)];
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
  const inCommon = size.controlCells > 0 ? (fits.length - 1) * measuredBytes(size) : 0;
  const kept = fits.reduce((sum, fit) => sum + preparedBytes(fit, settings), 0) - inCommon;
  const computing = fitBytes(problem, batch, workers >= 2) + 4 * (CHECKPOINT_VECTORS + KEPT_VECTORS) * total;
  const data = 4 * copies * size.cells * size.genes;
  return {
    base:
      data +
      kept +
      fits.length * computing +
      copies * foundBytes(size) +
      Math.max(preparingBytes(size, problem.cellRows), gatheringBytes(size)),
    instance: instanceBytes(problem, batch),
  };
}

/** Of the workers that could compute, as many as have room; the bits are the same for any number. */
export function workersThatFit({ base, instance }: RunMemory, { inAll, workers }: MemoryHere): number {
  return Math.max(0, Math.min(workers, Math.floor((inAll - base) / instance) - 1));
}

/** Bytes with the workers that fit, or with shards in this thread; it has an instance of its own either way. */
export function bytesInAll(memory: RunMemory, here: MemoryHere): number {
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

/** A run that was refused before anything of it was made. */
export class InsufficientMemory extends Error {
  override readonly name = 'InsufficientMemory';
  readonly shortage: Shortage;
  constructor(shortage: Shortage) {
    super(`The run needs ${shortage.bytes} bytes of ${shortage.limit}`);
    this.shortage = shortage;
  }
}

/** null where the run has room. */
export function shortageOf(size: RunSize, settings: TrainingSettings, here: MemoryHere): Shortage | null {
  if (hasRoom(size, settings, here)) return null;
  const most = (count: number, least: number, at: (smaller: number) => RunSize): number | null =>
    largest(least, count, (smaller) => hasRoom(at(smaller), settings, here));
  const { genes, regulators, perturbations, conditions } = size;
  const share = (smaller: number) => (size.cells * smaller) / Math.max(1, perturbations);
  return {
    bytes: bytesInAll(memoryOfRun(size, settings, here), here),
    limit: here.inAll,
    smaller: {
      genes: most(genes, FEWEST_GENES, (smaller) => ({
        ...size,
        genes: smaller,
        regulators: Math.min(regulators, smaller),
      })),
      regulators: most(regulators, 1, (smaller) => ({ ...size, regulators: smaller })),
      perturbations: most(perturbations, FEWEST_PERTURBATIONS, (smaller) => ({
        ...size,
        perturbations: smaller,
        conditions: (conditions * smaller) / perturbations,
        cells: share(smaller),
        trainingCells: Math.min(size.trainingCells, share(smaller)),
      })),
    },
  };
}

/** Below these a run is another one than was asked for. */
const FEWEST_GENES = 20;
const FEWEST_PERTURBATIONS = 6;

/** The largest whole number from `least` up to below `count` of two leading digits that does; null where the least does not. */
function largest(least: number, count: number, does: (number: number) => boolean): number | null {
  if (least >= count || !does(least)) return null;
  let [low, high] = [least, count];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (does(middle)) low = middle;
    else high = middle;
  }
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(low)) - 1);
  return Math.max(least, Math.floor(low / unit) * unit);
}

/** How much memory a run may take in a browser. */

/** A page is ended by some browsers not far beyond. */
const MOST_OF_A_PAGE = 4e9;
/** Of the memory of the machine: the browser and others need some too. */
const SHARE = 0.5;
/** Of one WebAssembly memory. */
export const MOST_OF_AN_INSTANCE = 2 ** 31;

/** `navigator` as it is in a page or worker: few browsers tell the machine's memory, and none more than 8 GB of it. */
export function memoryOfBrowser(navigator: object): Omit<MemoryHere, 'workers'> {
  const told = 'deviceMemory' in navigator ? navigator.deviceMemory : undefined;
  const machine = typeof told === 'number' && told > 0 ? told * 1e9 : Infinity;
  return { inAll: Math.min(MOST_OF_A_PAGE, SHARE * machine), inOne: MOST_OF_AN_INSTANCE, copies: 2 };
}

/** How large a run is, known from a data set or from what the page knows of one: what its memory follows from. */

export interface RunSize {
  readonly genes: number;
  readonly regulators: number;
  /** Cells of the data set, of what is trained on (controls included), and controls. */
  readonly cells: number;
  readonly trainingCells: number;
  readonly controlCells: number;
  /** Perturbations trained on. */
  readonly perturbations: number;
  /** Distinct overexpressed genes. */
  readonly deltas: number;
  /** Time points of a perturbation, on average. */
  readonly times: number;
  /** Perturbations at each of their time points and controls, whether trained on or not. */
  readonly conditions: number;
  /** Whether values are corrected before they are learned from. */
  readonly isCorrected: boolean;
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
  };
}

/** Largest buffer of common graphics processors, in bytes. */
const MAX_GPU_BUFFER = 2 ** 31;

/** Bytes of the GPU buffers of all fits; null where one exceeds the largest buffer. Loads the buffer plan, which brings the shaders along. */
export async function graphicsBytes(size: RunSize, settings: TrainingSettings): Promise<number | null> {
  const { gpuBuffers, planLimits } = await import('../../dynamics/device/webgpu/memory');
  const problem = problemOfRun(size, settings);
  const limits = planLimits({ maxBufferSize: MAX_GPU_BUFFER, maxStorageBufferBindingSize: MAX_GPU_BUFFER });
  try {
    const buffers = gpuBuffers(problem, batchOfRun(problem, settings), limits);
    return (1 + foldCount(size.perturbations)) * [...buffers.values()].reduce((sum, bytes) => sum + bytes, 0);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
