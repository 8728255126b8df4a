/**
 * The page's ends of its workers. A handle keeps its comlink remote alive as long as the worker, turns a crash into data and settles
 * every waiting question when the worker ends. Layout, share and runs workers live long and are replaced when they are lost.
 */
import { proxy, releaseProxy, type Remote, wrap } from 'comlink';
import { sendDataset } from '../../../workers/sendDataset';
import type {
  ConfidenceApi,
  DownloadApi,
  EmbeddingApi,
  EnrichmentApi,
  EvaluationApi,
  IngestApi,
  LayoutApi,
  PredictionsApi,
  RunToBenchmark,
  RunsApi,
  ShareApi,
  SimulationApi,
  TrainerApi,
  VideoApi,
} from '../../../workers/protocol';
import type { Outcome } from '../../dataset/errors';
import type { Dataset } from '../../dataset/dataset';
import type { Embedding } from '../../dataset/embedding';
import type { TrainingSettings } from '../../dynamics/settings';
import { workersWithRoom } from '../../inference/confidence/memory';
import type { FitWorker } from '../../inference/confidence/pool';
import { memoryOfBrowser, runSizeOf } from '../../inference/training/memory';
import ingestScript from '../../../workers/ingest.ts?worker&url';
import simulationScript from '../../../workers/simulation.ts?worker&url';
import evaluationScript from '../../../workers/evaluation.ts?worker&url';
import predictionsScript from '../../../workers/predictions.ts?worker&url';
import trainerScript from '../../../workers/trainer.ts?worker&url';
import layoutScript from '../../../workers/layout.ts?worker&url';
import shareScript from '../../../workers/share.ts?worker&url';
import enrichmentScript from '../../../workers/enrichment.ts?worker&url';
import runsScript from '../../../workers/runs.ts?worker&url';
import embeddingScript from '../../../workers/embedding.ts?worker&url';
import confidenceScript from '../../../workers/confidence.ts?worker&url';
import downloadScript from '../../../workers/download.ts?worker&url';
import videoScript from '../../../workers/video.ts?worker&url';
import { startDownloadWorker, startWorker } from '../../../workers/startWorker';

/** Why a question got no answer: the worker crashed, or was ended on purpose. */
export type WorkerEnd =
  | { readonly tag: 'worker-lost'; readonly detail: string }
  | { readonly tag: 'worker-ended' };

export interface WorkerHandle<Api> {
  /** Never rejects: a call that throws in the worker, or a worker that crashes, gives `worker-lost`. */
  ask<Answer>(call: (remote: Remote<Api>) => Answer): Promise<Outcome<Awaited<Answer>, WorkerEnd>>;
  /** Settles, with the browser's message, when the worker crashes; never when it is ended on purpose. */
  readonly crashed: Promise<string>;
  end(): void;
}

/** A worker that is replaced when it crashes; nobody ends it. */
type LastingWorker<Api> = Pick<WorkerHandle<Api>, 'ask'>;

// How long each lives is said in protocol.ts.
export const ingestWorker = (): WorkerHandle<IngestApi> => handle(startWorker(ingestScript, 'ingest'));
export const simulationWorker = (): WorkerHandle<SimulationApi> =>
  handle(startWorker(simulationScript, 'simulation'));
export const downloadWorker = (): WorkerHandle<DownloadApi> =>
  handle(startDownloadWorker(downloadScript, 'download'));
export const videoWorker = (): WorkerHandle<VideoApi> => handle(startWorker(videoScript, 'video'));
export const evaluationWorker = (): WorkerHandle<EvaluationApi> =>
  handle(startWorker(evaluationScript, 'evaluation'));
export const predictionsWorker = (): WorkerHandle<PredictionsApi> =>
  handle(startWorker(predictionsScript, 'predictions'));
export const trainerWorker = (): WorkerHandle<TrainerApi> => handle(startWorker(trainerScript, 'trainer'));
export const layoutWorker: LastingWorker<LayoutApi> = lasting(() =>
  handle(startWorker(layoutScript, 'layout')),
);
export const shareWorker: LastingWorker<ShareApi> = lasting(() => handle(startWorker(shareScript, 'share')));
export const enrichmentWorker: LastingWorker<EnrichmentApi> = lasting(() =>
  handle(startWorker(enrichmentScript, 'enrichment')),
);
export const runsWorker: LastingWorker<RunsApi> = lasting(() => handle(startWorker(runsScript, 'runs')));

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
  const worker = handle<EmbeddingApi>(startWorker(embeddingScript, 'embedding'));
  const answer = await worker.ask((remote) => remote.embed(sendDataset(dataset)));
  worker.end();
  if (answer.ok) return answer.value;
  embeddings.delete(dataset);
  return null;
}

const MAX_CONFIDENCE_WORKERS = 4;

/** `cores`: logical processors, of which one is left to the page. `room`: workers that fit into memory. */
export function workersFor(cores: number, room: number): number {
  return Math.max(1, Math.min(cores - 1, MAX_CONFIDENCE_WORKERS, room));
}

/** Number of workers on this machine. */
export function workersHere(dataset: Dataset, settings: TrainingSettings, fits: number): number {
  const room = workersWithRoom(runSizeOf(dataset), settings, fits, memoryOfBrowser(navigator));
  return workersFor(navigator.hardwareConcurrency, room);
}

/** A worker of the pool of inference/confidence. The run is sent first; where that fails, the next call rejects. */
export function confidenceFitWorker({ dataset, ...rest }: Omit<RunToBenchmark, 'budget'>): FitWorker {
  const worker = handle<ConfidenceApi>(startWorker(confidenceScript, 'confidence'));
  const ask = async <Answer>(question: (remote: Remote<ConfidenceApi>) => Promise<Answer>) => {
    const answer = await worker.ask(question);
    if (answer.ok) return answer.value;
    throw new Error(answer.error.tag === 'worker-lost' ? answer.error.detail : '');
  };
  void worker.ask((remote) => remote.use(sendDataset(dataset), rest));
  return {
    fit: (index, onProgress) => ask((remote) => remote.fit(index, proxy(onProgress))),
    shuffled: (onProgress) => ask((remote) => remote.shuffled(proxy(onProgress))),
    summarise: (fits, shuffled) => ask((remote) => remote.summarise(fits, shuffled)),
    end: () => worker.end(),
  };
}

/** Made when first asked. A question that meets a crash is asked once more, of the new worker. */
function lasting<Api>(make: () => WorkerHandle<Api>): LastingWorker<Api> {
  let current: WorkerHandle<Api> | null = null;
  const forget = (crashed: WorkerHandle<Api>) => {
    if (current === crashed) current = null;
  };
  const present = () => {
    if (current) return current;
    const made = make();
    current = made;
    void made.crashed.then(() => forget(made));
    return made;
  };
  return {
    ask: async (call) => {
      const asked = present();
      const answer = await asked.ask(call);
      return answer.ok || asked === current ? answer : present().ask(call);
    },
  };
}

export function handle<Api>(worker: Worker): WorkerHandle<Api> {
  const remote = wrap<Api>(worker);
  /** Questions without an answer. Each raced against one promise of the end, that promise would keep every answer. */
  const waiting = new Set<(end: Outcome<never, WorkerEnd>) => void>();
  let ended: Outcome<never, WorkerEnd> | null = null;
  const endWith = (end: Outcome<never, WorkerEnd>) => {
    if (ended) return;
    ended = end;
    worker.terminate();
    // comlink's registry of proxies holds the worker, whose listeners hold the proxy: neither would ever be collected.
    remote[releaseProxy]();
    for (const settle of waiting) settle(end);
    waiting.clear();
  };
  const crashed = new Promise<string>((resolve) => {
    const crash = (detail: string) => {
      if (!ended) resolve(detail);
      endWith(lost(detail));
    };
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      crash(event.message);
    });
    worker.addEventListener('messageerror', () => crash('a message could not be read'));
  });
  return {
    ask: (call) =>
      new Promise((resolve) => {
        if (ended) {
          resolve(ended);
          return;
        }
        waiting.add(resolve);
        const settle = (outcome: Parameters<typeof resolve>[0]) => {
          waiting.delete(resolve);
          resolve(outcome);
        };
        const answer = async () => settle({ ok: true, value: await call(remote) });
        answer().catch((error: unknown) =>
          settle(lost(error instanceof Error ? error.message : String(error))),
        );
      }),
    crashed,
    end: () => endWith({ ok: false, error: { tag: 'worker-ended' } }),
  };
}

function lost(detail: string): Outcome<never, WorkerEnd> {
  return { ok: false, error: { tag: 'worker-lost', detail } };
}
