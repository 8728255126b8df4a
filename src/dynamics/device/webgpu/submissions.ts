/**
 * Steps on their way to the GPU: short ones go together, several to a submission, which spares the driver's work for each; how many is
 * seen from how long the last ones took. What a step computes does not depend on its company.
 */

/** Submissions that are not done: the next one is made ready while one runs, and nobody waits long for what was asked last. */
const IN_FLIGHT = 2;
/** Milliseconds of a submission; a driver takes seconds for a hang, and a person a tenth of one for a delay. */
const MAX_SUBMISSION_MS = 50;

/** How many steps go together after some that took `msPerStep`, of at max `max`. */
export function stepsTogether(msPerStep: number, max: number): number {
  return Math.max(1, Math.min(max, Math.floor(MAX_SUBMISSION_MS / msPerStep)));
}

export class Submissions {
  /** Steps of a submission at max. */
  readonly max: number;
  readonly #device: GPUDevice;
  readonly #clock: () => number;
  readonly #inFlight: Promise<void>[] = [];
  #encoder: GPUCommandEncoder | null = null;
  #waiting = 0;
  #together = 1;
  #lastDone = -Infinity;

  /** `clock`: milliseconds, from any beginning. */
  constructor(device: GPUDevice, clock: () => number, max: number) {
    this.#device = device;
    this.#clock = clock;
    this.max = max;
  }

  /** Resolves when there is room for another step. */
  async room(): Promise<void> {
    while (!this.#encoder && this.#inFlight.length >= IN_FLIGHT) await this.#inFlight.shift();
  }

  /** `encode` is told the step's place in its submission, below `max`; nothing it writes to may be needed by steps at other places. */
  add(encode: (encoder: GPUCommandEncoder, place: number) => void): void {
    this.#encoder ??= this.#device.createCommandEncoder();
    encode(this.#encoder, this.#waiting++);
    if (this.#waiting >= this.#together) this.flush();
  }

  /** Submits what waits: before anything else is asked of the GPU. */
  flush(): void {
    if (!this.#encoder) return;
    const steps = this.#waiting;
    this.#device.queue.submit([this.#encoder.finish()]);
    this.#encoder = null;
    this.#waiting = 0;
    this.#inFlight.push(this.#watch(steps, this.#clock()));
  }

  async #watch(steps: number, submitted: number): Promise<void> {
    try {
      await this.#device.queue.onSubmittedWorkDone();
    } catch {
      // Nobody may be waiting for it when the GPU is lost; whoever asks for anything else is told.
      return;
    }
    const done = this.#clock();
    this.#together = stepsTogether((done - Math.max(submitted, this.#lastDone)) / steps, this.max);
    this.#lastDone = done;
  }
}
