/**
 * The page's ends of its workers. A handle keeps its comlink remote alive as long as the worker, turns a crash into data and settles
 * every waiting question when the worker ends. Layout, share and runs workers live long and are replaced when they are lost.
 */
import { releaseProxy, type Remote, wrap } from 'comlink';
import type {
  CellsApi,
  ConfidenceApi,
  ContextsApi,
  DownloadApi,
  EmbeddingApi,
  EnrichmentApi,
  EvaluationApi,
  IngestApi,
  KnowledgeApi,
  LayoutApi,
  MethodsApi,
  PredictionsApi,
  RunsApi,
  ShareApi,
  SimulationApi,
  TrainerApi,
  VideoApi,
} from '../../../workers/protocol';
import type { Outcome } from '../../dataset/errors';
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
import contextsScript from '../../../workers/contexts.ts?worker&url';
import downloadScript from '../../../workers/download.ts?worker&url';
import methodsScript from '../../../workers/methods.ts?worker&url';
import knowledgeScript from '../../../workers/knowledge.ts?worker&url';
import cellsScript from '../../../workers/cells.ts?worker&url';
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
export type LastingWorker<Api> = Pick<WorkerHandle<Api>, 'ask'>;

/** How long each lives is said in protocol.ts. */
export interface WorkerApis {
  readonly ingest: IngestApi;
  readonly simulation: SimulationApi;
  readonly download: DownloadApi;
  readonly video: VideoApi;
  readonly evaluation: EvaluationApi;
  readonly predictions: PredictionsApi;
  readonly trainer: TrainerApi;
  readonly layout: LayoutApi;
  readonly share: ShareApi;
  readonly enrichment: EnrichmentApi;
  readonly runs: RunsApi;
  readonly embedding: EmbeddingApi;
  readonly confidence: ConfidenceApi;
  readonly contexts: ContextsApi;
  readonly methods: MethodsApi;
  readonly knowledge: KnowledgeApi;
  readonly cells: CellsApi;
}

export type StartWorker = <Name extends keyof WorkerApis>(name: Name) => WorkerHandle<WorkerApis[Name]>;

const scripts: Readonly<Record<keyof WorkerApis, string>> = {
  ingest: ingestScript,
  simulation: simulationScript,
  download: downloadScript,
  video: videoScript,
  evaluation: evaluationScript,
  predictions: predictionsScript,
  trainer: trainerScript,
  layout: layoutScript,
  share: shareScript,
  enrichment: enrichmentScript,
  runs: runsScript,
  embedding: embeddingScript,
  confidence: confidenceScript,
  contexts: contextsScript,
  methods: methodsScript,
  knowledge: knowledgeScript,
  cells: cellsScript,
};

/** Workers of the page: threads of the browser. */
export const threads: StartWorker = (name) =>
  handle((name === 'download' ? startDownloadWorker : startWorker)(scripts[name], name));

export function workersBy(start: StartWorker) {
  return {
    start,
    layout: lasting(() => start('layout')),
    share: lasting(() => start('share')),
    enrichment: lasting(() => start('enrichment')),
    runs: lasting(() => start('runs')),
  };
}

let workers = workersBy((name) => {
  throw new Error(`no session that could start the worker ${name}`);
});

/** The workers of the session: threads on the page, fakes in a test. */
export function workWith(start: StartWorker): void {
  workers = workersBy(start);
}

export const newWorker: StartWorker = (name) => workers.start(name);
export const layoutWorker: LastingWorker<LayoutApi> = { ask: (call) => workers.layout.ask(call) };
export const shareWorker: LastingWorker<ShareApi> = { ask: (call) => workers.share.ask(call) };
export const enrichmentWorker: LastingWorker<EnrichmentApi> = { ask: (call) => workers.enrichment.ask(call) };
export const runsWorker: LastingWorker<RunsApi> = { ask: (call) => workers.runs.ask(call) };

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

function handle<Api>(worker: Worker): WorkerHandle<Api> {
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
