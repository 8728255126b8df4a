/** Seconds a run has been at work, pauses left out. The clock (milliseconds) is passed in. */
export class Stopwatch {
  readonly #now: () => number;
  #seconds = 0;
  #since: number | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  restart(seconds: number): void {
    this.#seconds = seconds;
    this.#since = this.#now();
  }

  pause(): void {
    this.#seconds = this.seconds();
    this.#since = null;
  }

  resume(): void {
    this.#since ??= this.#now();
  }

  seconds(): number {
    return this.#since === null ? this.#seconds : this.#seconds + (this.#now() - this.#since) / 1000;
  }
}
