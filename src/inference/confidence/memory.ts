/**
 * Memory of a confidence measurement (docs/method.md, "Memory"): every worker holds the cells and makes one fit at a time, and the outcomes
 * of the fits are held until the summary. Less memory means fewer parallel fits. Bytes.
 */
import { fitBytes, instanceBytes } from '../../dynamics/device/wasm/memory';
import { parameterLayout } from '../../dynamics/problem';
import type { TrainingSettings } from '../../dynamics/settings';
import {
  batchOfRun,
  CHECKPOINT_VECTORS,
  memoryOfRun,
  preparedBytes,
  preparingBytes,
  problemOfRun,
  type MemoryHere,
  type RunSize,
} from '../run/memory';

/** One worker: the cells and a resample, one fit with its device, and the clustering of its genes. */
export function resampledFitBytes(size: RunSize, settings: TrainingSettings): number {
  const { genes, regulators, cells } = size;
  const problem = problemOfRun(size, settings);
  const batch = batchOfRun(problem, settings);
  const fit =
    preparedBytes(size, settings) +
    fitBytes(problem, batch, false) +
    4 * CHECKPOINT_VECTORS * parameterLayout(problem.shape).total;
  // Temporary memory, the larger of preparing a fit, and two similarity matrices with a network and its responses.
  const temporary = Math.max(
    preparingBytes(size, problem.cellRows),
    2 * 8 * genes ** 2 + BYTES_PER_PAIR * regulators * genes,
  );
  return 2 * 4 * cells * genes + fit + instanceBytes(problem, batch) + temporary;
}

/** Bytes per pair of a finished fit: its weight and predicted response. */
const BYTES_PER_PAIR = 8;

/**
 * Number of workers that fit into memory at a time, one of them for the check with shuffled labels, which needs as much as the run; at
 * least that one, because the run had enough.
 */
export function workersWithRoom(
  size: RunSize,
  settings: TrainingSettings,
  fits: number,
  { inAll, copies }: Pick<MemoryHere, 'inAll' | 'copies'>,
): number {
  const { base, instance } = memoryOfRun(size, settings, { copies: copies + 1, workers: 0 });
  const held = base + instance + fits * BYTES_PER_PAIR * size.regulators * size.genes;
  return Math.max(1, 1 + Math.floor((inAll - held) / resampledFitBytes(size, settings)));
}
