/**
 * The signs of life of a worker that trains, and when it counts as lost (docs/decisions/0035-when-a-worker-counts-as-lost.md).
 * runner.ts replaces it then.
 */
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
