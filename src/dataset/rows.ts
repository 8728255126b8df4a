/** What the rows of a data set are: cells, or samples of many cells each. */
import { median } from '../numerics/statistics';
import type { MatrixInfo, OpenedFile } from './annotation';
import { isControl, measuredCells, type Dataset } from './dataset';
import { isRatio, type Mapping, type ScreenSize } from './mapping';

export type RowNoun = 'cell' | 'sample';

/** Bulk experiments have few replicates of a condition, and in a screen of single cells some condition has more cells. */
export const MOST_REPLICATES = 10;

/**
 * Of a single cell most values are 0, and some two thirds of the others are one count, its smallest value, also after normalisation; of a sample
 * most genes have many counts.
 */
const LEAST_ZEROS = 0.5;
const LEAST_ONES = 0.4;

/** `largest`: rows of the perturbation that has most. */
const areReplicates = (largest: number) => largest > 0 && largest <= MOST_REPLICATES;

function areOfCells({ valuesOfCells, shape }: Pick<MatrixInfo, 'valuesOfCells' | 'shape'>): boolean {
  const shares = valuesOfCells.filter((values) => values.length > 0).map(shareOfSmallest);
  return shape.zeros > LEAST_ZEROS && shares.length > 0 && median(shares) >= LEAST_ONES;
}

function shareOfSmallest(values: Float32Array): number {
  const smallest = values.reduce((least, value) => Math.min(least, value), Infinity);
  return values.filter((value) => value <= smallest * (1 + 1e-4)).length / values.length;
}

/** Whether no perturbation has more rows than an experiment has replicates, and the values are those of single cells. */
export function hasFewCellsEach(
  { matrices }: Pick<OpenedFile, 'matrices'>,
  { largest }: Pick<ScreenSize, 'largest'>,
  { values, matrix }: Mapping,
): boolean {
  const chosen = matrices.find(({ path }) => path === matrix);
  return !isRatio(values) && areReplicates(largest) && chosen !== undefined && areOfCells(chosen);
}

export function rowNoun(dataset: Pick<Dataset, 'scale' | 'conditions' | 'moments' | 'notes'>): RowNoun {
  if (dataset.notes.some(({ tag }) => tag === 'few-cells-each')) return 'cell';
  const cells = measuredCells(dataset);
  const largest = dataset.conditions.reduce(
    (most, condition, at) => (isControl(condition) ? most : Math.max(most, cells[at] ?? 0)),
    0,
  );
  return dataset.scale === 'log-ratio' || areReplicates(largest) ? 'sample' : 'cell';
}

/** The same of an opened file, before its values are read. `size`: the screen with this mapping. */
export function rowNounOfFile(
  opened: Pick<OpenedFile, 'matrices'>,
  size: Pick<ScreenSize, 'largest'>,
  mapping: Mapping,
): RowNoun {
  if (isRatio(mapping.values)) return 'sample';
  return areReplicates(size.largest) && !hasFewCellsEach(opened, size, mapping) ? 'sample' : 'cell';
}

/** Every perturbation is a single sample. */
export function hasOneSampleEach({ notes }: Pick<Dataset, 'notes'>): boolean {
  return notes.some(({ tag }) => tag === 'one-sample-per-condition');
}
