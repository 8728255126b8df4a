/**
 * Memory of the benchmark of a finished run (docs/method.md, "Memory"): copies of the cells, effects of all perturbations on all genes with
 * six labellings, and a network of each method. In a browser the page holds the cells as well. Bytes.
 */
import { methodNames } from '../../evaluation/methods/methodNames';
import { resultBytes, type MemoryHere, type RunSize } from '../run/memory';

/** The labels of the screen, and five shuffles. */
const LABELLINGS = 6;

/** Held until the last method is done: the cells in both orders, the training cells, effects, networks. */
export function retainedBytes({ genes, regulators, cells, trainingCells, conditions }: RunSize): number {
  const copies = 4 * genes * (2 * cells + trainingCells);
  const effects = 2 * 8 * genes * LABELLINGS * conditions;
  return copies + effects + methodNames.length * 4 * regulators * genes;
}

/**
 * Temporary memory, the largest of three: three more copies while cells are put in order; training and held-out cells with controls, and
 * their sorted reference in double precision; or, for one method, the coefficients of all genes twice and the input of a tree.
 */
function passingBytes({ genes, regulators, cells, trainingCells, controlCells }: RunSize): number {
  const compared = controlCells > 0 ? controlCells : cells;
  return Math.max(
    3 * 4 * cells * genes,
    4 * (cells + controlCells) * genes + 8 * compared * genes,
    2 * 8 * regulators * genes + regulators * trainingCells,
  );
}

/** A worker that computes networks: the cells as sent and in canonical order, training cells, and what passes. */
function networkWorkerBytes(size: RunSize): number {
  const { genes, cells, trainingCells } = size;
  return 4 * genes * (2 * cells + trainingCells) + passingBytes(size);
}

/** Total with one worker for networks of other methods, including what the page holds. */
export function benchmarkBytes(size: RunSize, { copies }: Pick<MemoryHere, 'copies'>): number {
  const { cells, genes } = size;
  const elsewhere = (copies - 1) * 4 * cells * genes + copies * resultBytes(size);
  return elsewhere + retainedBytes(size) + passingBytes(size) + networkWorkerBytes(size);
}

/** How many such workers fit, at least one. */
export function networkWorkersWithRoom(
  size: RunSize,
  { inAll, copies }: Pick<MemoryHere, 'inAll' | 'copies'>,
): number {
  const left = inAll - benchmarkBytes(size, { copies });
  return 1 + Math.max(0, Math.floor(left / networkWorkerBytes(size)));
}

export interface BenchmarkShortage {
  readonly bytes: number;
  readonly limit: number;
}

/** null where the memory suffices. */
export function benchmarkShortage(
  size: RunSize,
  { inAll, copies }: Pick<MemoryHere, 'inAll' | 'copies'>,
): BenchmarkShortage | null {
  const bytes = benchmarkBytes(size, { copies });
  return bytes > inAll ? { bytes, limit: inAll } : null;
}
