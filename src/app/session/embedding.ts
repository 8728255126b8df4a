/** The cells of a data set on two axes, computed once in a worker of its own that ends with the answer. */
import type { Dataset } from '../../dataset/dataset';
import type { Embedding } from '../../dataset/embedding';
import { embeddingWorker } from './clients';

const known = new WeakMap<Dataset, Promise<Embedding | null>>();

/** null where there are no cells to draw (those of a link stayed with the sender) or the worker was lost. */
export function embeddingOf(dataset: Dataset): Promise<Embedding | null> {
  if (dataset.values.length === 0) return Promise.resolve(null);
  const asked = known.get(dataset) ?? ask(dataset);
  known.set(dataset, asked);
  return asked;
}

async function ask(dataset: Dataset): Promise<Embedding | null> {
  const worker = embeddingWorker();
  const answer = await worker.ask((remote) => remote.embed(dataset));
  worker.end();
  return answer.ok ? answer.value : null;
}
