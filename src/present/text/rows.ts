/** What the rows of a data set are: cells, or samples of many cells each. */
import type { Dataset } from '../../dataset/dataset';

export function rowNoun(dataset: Pick<Dataset, 'notes' | 'scale'>): 'cell' | 'sample' {
  return dataset.scale === 'log-ratio' || hasOneSampleEach(dataset) ? 'sample' : 'cell';
}

/** Every perturbation is a single sample. */
export function hasOneSampleEach({ notes }: Pick<Dataset, 'notes'>): boolean {
  return notes.some(({ tag }) => tag === 'one-sample-per-condition');
}
