/**
 * Throughput and remaining time of a run, from the durations of its own steps, of which recent ones count more: the first are slow, and other
 * programs come and go. Knows no clock.
 */

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
