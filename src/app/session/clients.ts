/**
 * The page's ends of its workers. A handle keeps its comlink remote alive, turns a crash into data and ends every
 * waiting question when the worker is ended. ingest and simulation: one per import; trainer, layout and share live long.
 */
import { wrap, type Remote } from 'comlink';
import { sendCellsInPieces } from '../../../workers/cellsInPieces';
import type {
  ConfidenceApi,
  EmbeddingApi,
  EvaluationApi,
  IngestApi,
  LayoutApi,
  ShareApi,
  SimulationApi,
  TrainerApi,
} from '../../../workers/protocol';
import type { Outcome } from '../../dataset/outcome';

sendCellsInPieces();

/** Why a question got no answer: the worker crashed, or was ended on purpose. */
export type WorkerEnd =
  | { readonly tag: 'worker-lost'; readonly detail: string }
  | { readonly tag: 'worker-ended' };

export interface WorkerHandle<Api> {
  /** Never rejects: a call that throws in the worker, or a worker that crashes, answers `worker-lost`. */
  ask<Answer>(call: (remote: Remote<Api>) => Answer): Promise<Outcome<Awaited<Answer>, WorkerEnd>>;
  /** Settles, with what the browser said, when the worker crashes; never when it is ended on purpose. */
  readonly crashed: Promise<string>;
  end(): void;
}

export function ingestWorker(): WorkerHandle<IngestApi> {
  return handle<IngestApi>(
    new Worker(new URL('../../../workers/ingest.ts', import.meta.url), { type: 'module', name: 'ingest' }),
  );
}

export function simulationWorker(): WorkerHandle<SimulationApi> {
  return handle<SimulationApi>(
    new Worker(new URL('../../../workers/simulation.ts', import.meta.url), {
      type: 'module',
      name: 'simulation',
    }),
  );
}

/** One per data set, ended after its answer. */
export function embeddingWorker(): WorkerHandle<EmbeddingApi> {
  return handle<EmbeddingApi>(
    new Worker(new URL('../../../workers/embedding.ts', import.meta.url), {
      type: 'module',
      name: 'embedding',
    }),
  );
}

/** One per run that has ended; it keeps what it found until the run leaves the screen. */
export function evaluationWorker(): WorkerHandle<EvaluationApi> {
  return handle<EvaluationApi>(
    new Worker(new URL('../../../workers/evaluation.ts', import.meta.url), {
      type: 'module',
      name: 'evaluation',
    }),
  );
}

/** Several at once; ended when all fits are done. */
export function confidenceWorker(): WorkerHandle<ConfidenceApi> {
  return handle<ConfidenceApi>(
    new Worker(new URL('../../../workers/confidence.ts', import.meta.url), {
      type: 'module',
      name: 'confidence',
    }),
  );
}

export function trainerWorker(): WorkerHandle<TrainerApi> {
  return handle<TrainerApi>(
    new Worker(new URL('../../../workers/trainer.ts', import.meta.url), { type: 'module', name: 'trainer' }),
  );
}

let layout: WorkerHandle<LayoutApi> | null = null;

/** The one layout worker, made when first asked for. */
export function layoutWorker(): WorkerHandle<LayoutApi> {
  layout ??= handle<LayoutApi>(
    new Worker(new URL('../../../workers/layout.ts', import.meta.url), { type: 'module', name: 'layout' }),
  );
  return layout;
}

let share: WorkerHandle<ShareApi> | null = null;

/** The one share worker, made when first asked for. */
export function shareWorker(): WorkerHandle<ShareApi> {
  share ??= handle<ShareApi>(
    new Worker(new URL('../../../workers/share.ts', import.meta.url), { type: 'module', name: 'share' }),
  );
  return share;
}

function handle<Api>(worker: Worker): WorkerHandle<Api> {
  const remote = wrap<Api>(worker);
  const ended = new AbortController();
  const crashed = new Promise<string>((resolve) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      worker.terminate();
      resolve(event.message);
    });
    worker.addEventListener('messageerror', () => resolve('a message could not be read'));
  });
  const ending = new Promise<Outcome<never, WorkerEnd>>((resolve) => {
    void crashed.then((detail) => resolve(lost(detail)));
    ended.signal.addEventListener('abort', () => {
      worker.terminate();
      resolve({ ok: false, error: { tag: 'worker-ended' } });
    });
  });
  return {
    ask: (call) =>
      Promise.race([
        ending,
        Promise.resolve(call(remote)).then(
          (value) => ({ ok: true, value }) as const,
          (error: unknown) => lost(error instanceof Error ? error.message : String(error)),
        ),
      ]),
    crashed,
    end: () => ended.abort(),
  };
}

function lost(detail: string): Outcome<never, WorkerEnd> {
  return { ok: false, error: { tag: 'worker-lost', detail } };
}
