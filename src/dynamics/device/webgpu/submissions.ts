/**
 * Batches short steps into common submissions, which saves the driver's overhead per submission; their number follows
 * from the time of the last ones. Results do not depend on it.
 */

/** Unfinished submissions: the next one is encoded while one runs, and reads do not wait long. */
const IN_FLIGHT = 2;
/** Milliseconds per submission; drivers time out after seconds, and people notice a delay of a tenth of one. */
const MAX_SUBMISSION_MS = 50;

/** Steps per submission after steps that took `msPerStep`, at most `max`. */
export function stepsTogether(msPerStep: number, max: number): number {
  return Math.max(1, Math.min(max, Math.floor(MAX_SUBMISSION_MS / msPerStep)));
}

export class Submissions {
  /** Maximum number of steps per submission. */
  readonly max: number;
  readonly #device: GPUDevice;
  readonly #clock: () => number;
  readonly #inFlight: Promise<void>[] = [];
  #encoder: GPUCommandEncoder | null = null;
  #waiting = 0;
  #together = 1;
  #lastDone = -Infinity;

  /** `clock`: milliseconds from an arbitrary origin. */
  constructor(device: GPUDevice, clock: () => number, max: number) {
    this.#device = device;
    this.#clock = clock;
    this.max = max;
  }

  /** Resolves when another step can be added. */
  async room(): Promise<void> {
    while (!this.#encoder && this.#inFlight.length >= IN_FLIGHT) await this.#inFlight.shift();
  }

  /**
   * `encode` gets the step's place in its submission, below `max`; what it writes must not be used by steps at other
   * places.
   */
  add(encode: (encoder: GPUCommandEncoder, place: number) => void): void {
    this.#encoder ??= this.#device.createCommandEncoder();
    encode(this.#encoder, this.#waiting++);
    if (this.#waiting >= this.#together) this.flush();
  }

  /** Submits pending steps; to be called before any other use of the GPU. */
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
      // The GPU is lost; other calls report it.
      return;
    }
    const done = this.#clock();
    this.#together = stepsTogether((done - Math.max(submitted, this.#lastDone)) / steps, this.max);
    this.#lastDone = done;
  }
}
