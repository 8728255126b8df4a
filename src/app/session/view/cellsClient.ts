/** The page's end of the worker of the Cells view. Loads with the view; the worker holds one data set until it is ended. */
import { sendDataset } from '../../../../workers/sendDataset';
import type { Dataset } from '../../../dataset/dataset';
import type { Embedding } from '../../../dataset/embedding';
import type { GeneContrast } from '../../../dataset/pickedCells';
import type { FlowArrow } from '../../../dynamics/cellFlow';
import type { FittedModel } from '../../../dynamics/fitted';
import type { Change } from '../../../dynamics/predict';
import { newWorker } from '../clients';

export interface CellsOnComponents {
  /** [cells × 2] */
  readonly points: Float32Array;
  readonly shares: readonly [number, number];
}

/** Every answer is null where the worker was lost or ended. */
export interface CellsWorker {
  /** 'none': fewer than three cells or two genes. */
  components(): Promise<CellsOnComponents | 'none' | null>;
  /** `places`: of the file; null: components. */
  flow(
    model: FittedModel,
    changes: readonly Change[],
    places: string | null,
  ): Promise<readonly FlowArrow[] | null>;
  /** [cells] level of a module; place along a predicted change. */
  moduleLevels(genes: readonly number[]): Promise<Float32Array | null>;
  alongChange(delta: Float32Array, set: readonly number[]): Promise<Float32Array | null>;
  /** Picked cells against the others. */
  contrast(isPicked: Uint8Array): Promise<readonly GeneContrast[] | null>;
  end(): void;
}

export function cellsWorker(dataset: Dataset): CellsWorker {
  const worker = newWorker('cells');
  void worker.ask((remote) => remote.use(sendDataset(dataset)));
  return {
    async components() {
      const answer = await worker.ask((remote) => remote.components());
      return answer.ok ? (answer.value ?? 'none') : null;
    },
    async flow(model, changes, places) {
      const answer = await worker.ask((remote) => remote.flow(model, changes, places));
      return answer.ok ? answer.value : null;
    },
    async moduleLevels(genes) {
      const answer = await worker.ask((remote) => remote.moduleLevels(genes));
      return answer.ok ? answer.value : null;
    },
    async alongChange(delta, set) {
      const answer = await worker.ask((remote) => remote.alongChange(delta, set));
      return answer.ok ? answer.value : null;
    },
    async contrast(isPicked) {
      const answer = await worker.ask((remote) => remote.contrast(isPicked));
      return answer.ok ? answer.value : null;
    },
    end: () => worker.end(),
  };
}

const embeddings = new WeakMap<Dataset, Promise<Embedding | null>>();

/**
 * The cells of a data set on two axes, computed once in a worker of its own. null where there are no cells to draw (a link
 * carries none) or the worker was lost; after a loss the next call computes again.
 */
export function embeddingOf(dataset: Dataset): Promise<Embedding | null> {
  if (dataset.values.length === 0) return Promise.resolve(null);
  const computed = embeddings.get(dataset) ?? computeEmbedding(dataset);
  embeddings.set(dataset, computed);
  return computed;
}

async function computeEmbedding(dataset: Dataset): Promise<Embedding | null> {
  const worker = newWorker('embedding');
  const answer = await worker.ask((remote) => remote.embed(sendDataset(dataset)));
  worker.end();
  if (answer.ok) return answer.value;
  embeddings.delete(dataset);
  return null;
}
