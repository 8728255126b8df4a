/**
 * What setting a finished run beside other methods needs of memory (docs/method.md, "Memory"): copies of the cells, what every perturbation
 * does to every gene with six sets of labels, and a network of each method. In a browser the page has the cells too. Bytes.
 */
import { methodNames } from '../../evaluation/methods/methods';
import { foundBytes, type MemoryHere, type RunSize } from '../training/memory';

/** The labels of the screen, and five shuffles of them. */
const LABELLINGS = 6;

/** What is kept until the last method is done: the cells as they came and in canonical order, those trained on, effects, networks. */
export function retainedBytes({ genes, regulators, cells, trainingCells, conditions }: RunSize): number {
  const copies = 4 * genes * (2 * cells + trainingCells);
  const effects = 2 * 8 * genes * LABELLINGS * conditions;
  return copies + effects + methodNames.length * 4 * regulators * genes;
}

/**
 * What comes and goes, the largest of three: three more copies while cells are put in order; the cells trained on and those held out, each
 * with the controls, and what they are compared with, sorted, in double; or of one method coefficients of all genes twice and what a tree
 * looks at.
 */
function passingBytes({ genes, regulators, cells, trainingCells, controlCells }: RunSize): number {
  const compared = controlCells > 0 ? controlCells : cells;
  return Math.max(
    3 * 4 * cells * genes,
    4 * (cells + controlCells) * genes + 8 * compared * genes,
    2 * 8 * regulators * genes + regulators * trainingCells,
  );
}

/** Everything, with what the page holds beside. */
export function benchmarkBytes(size: RunSize, { copies }: Pick<MemoryHere, 'copies'>): number {
  const { cells, genes } = size;
  const elsewhere = (copies - 1) * 4 * cells * genes + copies * foundBytes(size);
  return elsewhere + retainedBytes(size) + passingBytes(size);
}

export interface BenchmarkShortage {
  readonly bytes: number;
  readonly limit: number;
}

/** null where there is room. */
export function benchmarkShortage(
  size: RunSize,
  { inAll, copies }: Pick<MemoryHere, 'inAll' | 'copies'>,
): BenchmarkShortage | null {
  const bytes = benchmarkBytes(size, { copies });
  return bytes > inAll ? { bytes, limit: inAll } : null;
}
