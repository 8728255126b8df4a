/** What the next training knows beforehand; knowledge.ts reads and matches networks. */
import type { Dataset } from '../../../dataset/dataset';
import type { Knowledge } from '../../../dataset/knowledge';

type Informed = Pick<Dataset, 'fingerprint' | 'knowledge'>;

/** What the data set was learned with; of an open file, what the run of it on screen was. */
export function formerKnowledge(dataset: Informed | null, onScreen: Informed | null): Knowledge | undefined {
  const isOnScreen = dataset !== null && dataset.fingerprint === onScreen?.fingerprint;
  return dataset?.knowledge ?? (isOnScreen ? onScreen.knowledge : undefined);
}
