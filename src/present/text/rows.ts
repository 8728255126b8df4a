/** What the rows of a data set are: cells, or samples of many cells each. */
import { isControl, measuredCells, type Dataset } from '../../dataset/dataset';
import { isRatio, type Mapping, type ScreenSize } from '../../dataset/mapping';

export type RowNoun = 'cell' | 'sample';

/** Bulk experiments have few replicates of a condition, and in a screen of single cells some condition has more cells. */
const MOST_REPLICATES = 10;

const areReplicates = (largest: number) => largest > 0 && largest <= MOST_REPLICATES;

export function rowNoun(dataset: Pick<Dataset, 'scale' | 'conditions' | 'moments'>): RowNoun {
  const cells = measuredCells(dataset);
  const largest = dataset.conditions.reduce(
    (most, condition, at) => (isControl(condition) ? most : Math.max(most, cells[at] ?? 0)),
    0,
  );
  return dataset.scale === 'log-ratio' || areReplicates(largest) ? 'sample' : 'cell';
}

/** The same of an opened file, before its values are read. `size`: the screen with this mapping. */
export function rowNounOfFile(size: Pick<ScreenSize, 'largest'>, { values }: Mapping): RowNoun {
  return isRatio(values) || areReplicates(size.largest) ? 'sample' : 'cell';
}

/** Every perturbation is a single sample. */
export function hasOneSampleEach({ notes }: Pick<Dataset, 'notes'>): boolean {
  return notes.some(({ tag }) => tag === 'one-sample-per-condition');
}
