/**
 * The worker that trains, its signs of life, and when it counts as lost (docs/decisions/0035-when-a-worker-counts-as-lost.md).
 * runner.ts goes on in another one then.
 */
import type { Remote } from 'comlink';
import type { TrainerApi } from '../../../../workers/protocol';
import type { Outcome } from '../../../dataset/errors';
import type { WorkerEnd, WorkerHandle } from '../clients';
import { type SilenceWatch, watchSilence } from '../data/silence';

/** A silent worker counts as lost after the time of so many of its longest steps, within these bounds in seconds. */
const SILENT_STEPS = 5;
/** For an answer that a person waits for. */
const ANSWERING = { min: 5, max: 120 };
/** While it trains unasked. */
const TRAINING = { min: 60, max: 600 };

export class Heartbeat {
  readonly #waiting = new Set<SilenceWatch>();
  #last: number | null = null;
  #longestMs = 0;
  #timer: ReturnType<typeof setInterval> | null = null;
  /** Seconds since the last sign in which the page was awake. */
  #silent = 0;

  /** `stepMs`: measured time of a step, where the sign tells it. */
  beat(stepMs = 0): void {
    const now = performance.now();
    const gap = this.#last === null ? 0 : now - this.#last;
    // A computer that slept has told no length of a step.
    const awake = this.#timer === null ? gap : Math.min(gap, 1000 * (this.#silent + 2));
    this.#longestMs = Math.max(this.#longestMs, stepMs, awake);
    this.#last = now;
    this.#silent = 0;
    for (const watch of this.#waiting) watch.sign();
  }

  /** Calls `onSilence` once where a worker that trains gives no sign of life for too long. */
  watch(onSilence: () => void): void {
    this.#timer ??= setInterval(() => {
      this.#silent += 1;
      if (this.#silent < this.#patience(TRAINING)) return;
      this.rest();
      onSilence();
    }, 1000);
  }

  /** Ends the watch: the result of a large run is computed in one piece. */
  rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #patience({ min, max }: { readonly min: number; readonly max: number }): number {
    return Math.min(Math.max(Math.ceil((SILENT_STEPS * this.#longestMs) / 1000), min), max);
  }

  /** False where the worker falls silent before it has answered, or is lost. */
  async outlasts(answer: Promise<{ readonly ok: boolean }>): Promise<boolean> {
    const patience = this.#patience(ANSWERING);
    return new Promise((resolve) => {
      const watch = watchSilence([{ seconds: patience, act: () => resolve(false) }]);
      this.#waiting.add(watch);
      const settle = (ok: boolean) => {
        watch.end();
        this.#waiting.delete(watch);
        resolve(ok);
      };
      void answer.then(({ ok }) => settle(ok));
    });
  }
}

type Asked<Answer> = Promise<Outcome<Awaited<Answer>, WorkerEnd>>;

/** Started when first asked, and again after it was ended. `crashed`: told once it has ended by itself. */
export function createTrainerWorker(
  startTrainer: () => WorkerHandle<TrainerApi>,
  crashed: (detail: string) => void,
) {
  let worker: WorkerHandle<TrainerApi> | null = null;
  let heartbeat = new Heartbeat();

  function load(): WorkerHandle<TrainerApi> {
    if (worker) return worker;
    const made = startTrainer();
    worker = made;
    void watch(made);
    return made;
  }

  async function watch(made: WorkerHandle<TrainerApi>): Promise<void> {
    const detail = await made.crashed;
    if (worker !== made) return;
    end();
    crashed(detail);
  }

  function end(): void {
    heartbeat.rest();
    worker?.end();
    worker = null;
  }

  /** No sign of life is expected. */
  function rest(): void {
    heartbeat.rest();
  }

  function newHeartbeat(): Heartbeat {
    heartbeat.rest();
    heartbeat = new Heartbeat();
    return heartbeat;
  }

  function ask<Answer>(question: (trainer: Remote<TrainerApi>) => Answer): Asked<Answer> {
    return load().ask(question);
  }

  /**
   * The browser's words where the worker was lost before it answered, unless its watch has told them: the second to tell would count them against the
   * worker that replaced this one.
   */
  async function lossOf(question: (trainer: Remote<TrainerApi>) => unknown): Promise<string | null> {
    const answer = ask(question);
    const asked = worker;
    const outcome = await answer;
    const isLost = !outcome.ok && outcome.error.tag === 'worker-lost' && worker === asked;
    return isLost ? outcome.error.detail : null;
  }

  /** False where the worker gives no sign of life for too long; one that crashed meanwhile has been replaced already. */
  async function answered(question: (trainer: Remote<TrainerApi>) => Promise<void>): Promise<boolean> {
    const answer = ask(question);
    const asked = worker;
    return (await heartbeat.outlasts(answer)) || worker !== asked;
  }

  return { load, end, rest, newHeartbeat, ask, lossOf, answered };
}

export type TrainerWorker = ReturnType<typeof createTrainerWorker>;
