/**
 * What measuring confidence needs of memory (docs/method.md, "Memory"): every worker has the cells to itself and makes one fit after the
 * other, and what the fits found is kept until it is put together. Where there is less, fewer fits are made at a time. Bytes.
 */
import { fitBytes, instanceBytes } from '../../dynamics/device/wasm/memory';
import { parameterLayout } from '../../dynamics/parameters';
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
} from '../training/memory';

/** Of one worker: the cells and those drawn from them, one fit with what computes it, and what groups its genes. */
export function resampledFitBytes(size: RunSize, settings: TrainingSettings): number {
  const { genes, regulators, cells } = size;
  const problem = problemOfRun(size, settings);
  const batch = batchOfRun(problem, settings);
  const fit =
    preparedBytes(size, settings) +
    fitBytes(problem, batch, false) +
    4 * CHECKPOINT_VECTORS * parameterLayout(problem.shape).total;
  // Of two passing things the larger: what a fit is prepared with, or similarities of genes twice, a network and its answers.
  const passing = Math.max(
    preparingBytes(size, problem.cellRows),
    2 * 8 * genes ** 2 + FOUND * regulators * genes,
  );
  return 2 * 4 * cells * genes + fit + instanceBytes(problem, batch) + passing;
}

/** Bytes per pair of a fit that ended: its weight and the predicted answer. */
const FOUND = 8;

/**
 * How many workers have room at a time, one of them for the check with shuffled labels, which trains all that the run trained; at least
 * that one, since the run had room.
 */
export function workersWithRoom(
  size: RunSize,
  settings: TrainingSettings,
  fits: number,
  { inAll, copies }: Pick<MemoryHere, 'inAll' | 'copies'>,
): number {
  const { base, instance } = memoryOfRun(size, settings, { copies: copies + 1, workers: 0 });
  const held = base + instance + fits * FOUND * size.regulators * size.genes;
  return Math.max(1, 1 + Math.floor((inAll - held) / resampledFitBytes(size, settings)));
}
