/**
 * One training run in the trainer worker: advances src/inference step by step, yields to messages between steps, keeps
 * the pace, and reports to the page with at most one unacknowledged snapshot. Knows the clock; knows no comlink.
 */
import type { DatasetError } from '../src/dataset/errors';
import { DatasetFailure } from '../src/dataset/errors';
import type { TrainingError } from '../src/dynamics/errors';
import { NotFinite, type Inference } from '../src/inference/inference';
import type { TrainerListener } from './protocol';

export type RunListener = Pick<TrainerListener, 'snapshot' | 'finished' | 'failed'>;

const snapshotInterval = 250;

/** A macrotask, so that pause, stop and predict are taken between any two steps. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

export class Run {
  readonly inference: Inference;
  readonly #listener: RunListener;
  /** Optimiser steps per second at most; null: as fast as it goes. */
  readonly #pace: number | null;
  #ended: 'no' | 'stopped' | 'discarded' = 'no';
  #paused = false;
  /** Steps still to make while paused. */
  #singleSteps = 0;
  #wake: (() => void) | null = null;
  #unacknowledged = false;
  #lastSnapshot = -Infinity;
  #activeSeconds = 0;
  #activeSteps = 0;

  constructor(inference: Inference, listener: RunListener, pace: number | null) {
    this.inference = inference;
    this.#listener = listener;
    this.#pace = pace;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake?.();
  }

  singleStep(): void {
    this.#paused = true;
    this.#singleSteps++;
    this.#wake?.();
  }

  /** `stopped` keeps what was learned, `discarded` ends silently. */
  end(how: 'stopped' | 'discarded'): void {
    this.#ended = how;
    this.#wake?.();
  }

  /** Resolves when the run is over and everything was reported. */
  async train(): Promise<void> {
    try {
      await this.#loop();
      if (this.#ended === 'discarded') return;
      await this.#listener.snapshot(await this.#snapshot());
      const result = { ...(await this.inference.result()), seconds: this.#activeSeconds };
      this.#listener.finished(result, this.#ended === 'stopped' ? 'stopped' : 'finished');
    } catch (error) {
      this.#listener.failed(asTrainingError(error));
    }
  }

  async #loop(): Promise<void> {
    while (!this.inference.isDone && this.#ended === 'no') {
      if (this.#paused && this.#singleSteps === 0) {
        await this.#report(true);
        await this.#untilWoken();
        continue;
      }
      if (this.#singleSteps > 0) this.#singleSteps--;
      const started = performance.now();
      await this.inference.advance();
      await this.#report(this.#paused);
      await macrotask();
      await this.#holdPace(started);
      this.#activeSeconds += (performance.now() - started) / 1000;
      this.#activeSteps++;
    }
  }

  #untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }

  async #holdPace(started: number): Promise<void> {
    if (this.#pace === null) return;
    const left = 1000 / this.#pace - (performance.now() - started);
    if (left > 1) await sleep(left);
  }

  /** Sends a snapshot where the last was taken and a quarter of a second has passed, or at once where `now`. */
  async #report(now: boolean): Promise<void> {
    const time = performance.now();
    if (this.#unacknowledged || (!now && time - this.#lastSnapshot < snapshotInterval)) return;
    this.#lastSnapshot = time;
    this.#unacknowledged = true;
    const snapshot = await this.#snapshot();
    void this.#listener
      .snapshot(snapshot)
      .catch(() => undefined)
      .finally(() => {
        this.#unacknowledged = false;
      });
  }

  async #snapshot() {
    const rate = this.#activeSeconds > 0 ? this.#activeSteps / this.#activeSeconds : 0;
    const left = rate > 0 ? (this.inference.settings.steps - this.inference.step) / rate : null;
    const secondsLeft: readonly [number, number] | null = left === null ? null : [left * 0.9, left * 1.2];
    return { ...(await this.inference.snapshot()), stepsPerSecond: rate, secondsLeft };
  }
}

export function asTrainingError(error: unknown): TrainingError | DatasetError {
  if (error instanceof DatasetFailure) return error.problem;
  if (error instanceof NotFinite) return { tag: 'training-not-finite', step: error.step };
  if (error instanceof RangeError) return { tag: 'training-out-of-memory', megabytes: 0 };
  return { tag: 'worker-lost', detail: error instanceof Error ? error.message : String(error) };
}
