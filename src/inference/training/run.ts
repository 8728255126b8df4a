/**
 * One training run, in the trainer worker or a terminal: advances the inference step by step, reads messages between steps, holds the
 * pace, and reports with at most one unacknowledged snapshot. Knows the clock, not comlink. Throughput and remaining time of a run, from
 * the durations of its own steps, of which recent ones count more: the first are slow, and other programs come and go. Knows no clock.
 */
import { program } from '../run/program';
import { type DatasetError, DatasetFailure } from '../../dataset/errors';
import { DeviceLost } from '../../dynamics/device/device';
import type { TrainingError } from '../../dynamics/errors';
import { Inference } from '../run/inference';
import type { Signal } from '../diagnosis/signal';
import { NotFinite } from '../run/divergence';
import type { DeviceChooser, RunningDevice } from './chooseDevice';
import type { FitResult, TrainingSnapshot } from '../run/result';
import { macrotask } from '../run/macrotask';
import { InsufficientMemory, type RunSize, runSizeOf } from '../run/memory';
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';

/** Each step counts half after so many further seconds or steps, whichever are more. */
const HALF_SECONDS = 5;
const HALF_STEPS = 5;

/** Range of the remaining time, relative to the estimate from the steps so far. */
const RANGE = [0.9, 1.2] as const;

export class ThroughputEstimate {
  /** Steps and the seconds they took, weighted by age. */
  #recent = { steps: 0, seconds: 0 };
  #seconds = 0;

  step(seconds: number): void {
    const weight = 0.5 ** Math.min(seconds / HALF_SECONDS, 1 / HALF_STEPS);
    this.#recent = {
      steps: weight * this.#recent.steps + 1,
      seconds: weight * this.#recent.seconds + seconds,
    };
    this.#seconds += seconds;
  }

  /** Of all steps together. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Recent steps per second; 0 before the first. */
  get rate(): number {
    const { steps, seconds } = this.#recent;
    return seconds > 0 ? steps / seconds : 0;
  }

  /** Range of the seconds left for so many steps; null before the first step. */
  left(steps: number): readonly [number, number] | null {
    if (steps === 0) return [0, 0];
    const { rate } = this;
    return rate > 0 ? [(RANGE[0] * steps) / rate, (RANGE[1] * steps) / rate] : null;
  }
}

export interface RunListener {
  /** Resolves when it was received; the next one is sent only then. */
  snapshot(snapshot: TrainingSnapshot): Promise<void>;
  /** All steps are done; the result is computed next, in this thread. */
  trained?(): void;
  finished(result: FitResult, reason: 'finished' | 'stopped'): void;
  failed(error: TrainingError | DatasetError): void;
  /** The device was lost; the run returned to `step` and continues on this one. */
  moved(device: RunningDevice, step: number): void;
  /** Awaited before the next step: steps of a minute would leave a file that is being written a moment each. */
  written?(): Promise<void>;
}
export type RunDevices = Pick<DeviceChooser, 'create' | 'describe' | 'replace'>;

const SNAPSHOT_INTERVAL_MS = 250;
/** Snapshots take at most one part in so many of the time: with millions of pairs one takes seconds. */
const SNAPSHOT_SHARE = 10;

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

export class Run {
  readonly inference: Inference;
  readonly #devices: RunDevices;
  readonly #listener: RunListener;
  /** Maximum optimiser steps per second; null: unlimited. */
  readonly #pace: number | null;
  #ended: 'no' | 'stopped' | 'discarded' = 'no';
  #paused = false;
  /** Remaining single steps while paused. */
  #singleSteps = 0;
  #wake: (() => void) | null = null;
  /** A loss reported from outside the loop. */
  #lost: DeviceLost | null = null;
  #unacknowledged = false;
  /** Resolves once the last snapshot was received. */
  #received: Promise<void> = Promise.resolve();
  #nextSnapshot = -Infinity;
  readonly #throughput = new ThroughputEstimate();

  constructor(inference: Inference, devices: RunDevices, listener: RunListener, pace: number | null) {
    this.inference = inference;
    this.#devices = devices;
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

  /** `stopped` keeps the result, `discarded` ends silently. */
  end(how: 'stopped' | 'discarded'): void {
    this.#ended = how;
    this.#wake?.();
  }

  /** Reports a loss found elsewhere, possibly during a pause. */
  deviceLost(lost: DeviceLost): void {
    this.#lost = lost;
    this.#wake?.();
  }

  /** Resolves when the run is over and everything was reported. */
  async train(): Promise<void> {
    try {
      for (let lost = await this.#untilLost(null); lost;) lost = await this.#untilLost(lost);
    } catch (error) {
      this.#listener.failed(asTrainingError(error));
    }
  }

  /** Continues after the previous loss, if any; null when the run is over, else the next loss. */
  async #untilLost(before: DeviceLost | null): Promise<DeviceLost | null> {
    try {
      if (before) await this.#replaceDevice(before);
      await this.#finish();
      return null;
    } catch (error) {
      if (error instanceof DeviceLost) return error;
      throw error;
    }
  }

  async #replaceDevice(lost: DeviceLost): Promise<void> {
    await this.#devices.replace(lost);
    await this.inference.moveTo((problem) => this.#devices.create(problem));
    // Losses reported meanwhile concern the old device.
    this.#lost = null;
    this.#listener.moved(this.#devices.describe(this.inference.main.device), this.inference.step);
  }

  async #finish(): Promise<void> {
    await this.#loop();
    if (this.#ended === 'discarded') return;
    this.#listener.trained?.();
    await this.#listener.snapshot(await this.#snapshot());
    const result = { ...(await this.inference.result()), seconds: this.#throughput.seconds, program };
    this.#listener.finished(result, this.#ended === 'stopped' ? 'stopped' : 'finished');
  }

  async #loop(): Promise<void> {
    while (!this.inference.isDone && this.#ended === 'no') {
      if (this.#lost) throw this.#lost;
      if (this.#isIdle()) {
        await this.#report(true);
        if (this.#isIdle()) await this.#untilWoken();
        continue;
      }
      if (this.#singleSteps > 0) this.#singleSteps--;
      const started = performance.now();
      await this.inference.advance();
      await this.#report(this.#paused);
      await this.#listener.written?.();
      // Pause, stop and predict are read between any two steps.
      await macrotask();
      await this.#holdPace(started);
      this.#throughput.step((performance.now() - started) / 1000);
    }
  }

  /** Paused, with nothing else to do. */
  #isIdle(): boolean {
    return this.#paused && this.#singleSteps === 0 && this.#ended === 'no' && !this.#lost;
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

  /** Sends a snapshot when the last one was received and a quarter of a second has passed; with `now`, as soon as it was received. */
  async #report(now: boolean): Promise<void> {
    if (now && this.#unacknowledged) await Promise.race([this.#received, this.#untilWoken()]);
    const time = performance.now();
    if (this.#unacknowledged || (!now && time < this.#nextSnapshot)) return;
    const snapshot = await this.#snapshot();
    const taken = performance.now() - time;
    this.#nextSnapshot = time + Math.max(SNAPSHOT_INTERVAL_MS, SNAPSHOT_SHARE * taken);
    this.#unacknowledged = true;
    this.#received = this.#listener
      .snapshot(snapshot)
      .catch(() => undefined)
      .finally(() => {
        this.#unacknowledged = false;
      });
  }

  async #snapshot() {
    return {
      ...(await this.inference.snapshot()),
      stepsPerSecond: this.#throughput.rate,
      secondsLeft: this.#throughput.left(this.inference.stepsLeft),
    };
  }
}

const NO_SMALLER_RUN = { genes: null, regulators: null, perturbations: null };

export function asTrainingError(error: unknown): TrainingError | DatasetError {
  if (error instanceof DatasetFailure) return error.problem;
  if (error instanceof NotFinite) return { tag: 'training-not-finite', step: error.step };
  if (error instanceof InsufficientMemory) return { tag: 'training-out-of-memory', ...error.shortage };
  if (error instanceof RangeError)
    return { tag: 'training-out-of-memory', bytes: 0, limit: 0, smaller: NO_SMALLER_RUN };
  return { tag: 'worker-lost', detail: error instanceof Error ? error.message : String(error) };
}

export interface PreparingDevices extends Pick<RunDevices, 'create' | 'replace'> {
  /** Throws InsufficientMemory before anything is created. */
  requireMemory(size: RunSize): unknown;
}

/** Creates the inference of a run; repeats where a device is lost before the run begins, in the end on the CPU, which cannot be lost. `signal`: where the effects of the whole file are measured. */
export async function prepareRun(
  devices: PreparingDevices,
  dataset: TrainingData,
  settings: TrainingSettings,
  signal?: Signal,
): Promise<Inference> {
  devices.requireMemory(runSizeOf(dataset));
  try {
    return await Inference.create(dataset, settings, (problem) => devices.create(problem), { signal });
  } catch (error) {
    if (!(error instanceof DeviceLost)) throw error;
    await devices.replace(error);
    return prepareRun(devices, dataset, settings, signal);
  }
}
