/**
 * Throughput and remaining time of a run, from the durations of its own steps, of which recent ones count more: the first are slow, and other
 * programs come and go. Steps of the main fit and of the ensemble differ in length, and only the main fit has a pace. Knows no clock.
 */
type Part = 'main' | 'ensemble';

/** Each step counts half after so many further seconds or steps, whichever are more. */
const HALF_SECONDS = 5;
const HALF_STEPS = 5;

/** Weighted by age. */
interface Taken {
  readonly steps: number;
  readonly seconds: number;
  /** Without the time waited for the pace. */
  readonly busy: number;
}

const NO_STEPS: Taken = { steps: 0, seconds: 0, busy: 0 };

/** Range of the remaining time, relative to the estimate from the steps so far. */
const RANGE = [0.9, 1.2] as const;
/** Prior for the ensemble: a step relative to the work of one of the main and leave-out fits; 0.9 to 1.6 on 6 to 11 genes. */
const ENSEMBLE_PRIOR = [0.9, 1.8] as const;

export class ThroughputEstimate {
  readonly #taken: Record<Part, Taken> = { main: NO_STEPS, ensemble: NO_STEPS };
  #seconds = 0;

  step(part: Part, seconds: number, busy: number): void {
    const before = this.#taken[part];
    const weight = 0.5 ** Math.min(seconds / HALF_SECONDS, 1 / HALF_STEPS);
    this.#taken[part] = {
      steps: weight * before.steps + 1,
      seconds: weight * before.seconds + seconds,
      busy: weight * before.busy + busy,
    };
    this.#seconds += seconds;
  }

  /** Of all steps together. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Recent steps per second; 0 before the first. */
  rate(part: Part): number {
    const { steps, seconds } = this.#taken[part];
    return seconds > 0 ? steps / seconds : 0;
  }

  /** Range of the seconds left for so many steps of each part; null before the first step. */
  left(steps: Readonly<Record<Part, number>>): readonly [number, number] | null {
    const main = this.#perStep('main');
    const ensemble = this.#perStep('ensemble') ?? this.#expected();
    if ((steps.main > 0 && !main) || (steps.ensemble > 0 && !ensemble)) return null;
    const sum = (bound: 0 | 1) =>
      steps.main * (main?.[bound] ?? 0) + steps.ensemble * (ensemble?.[bound] ?? 0);
    return [sum(0), sum(1)];
  }

  #perStep(part: Part): readonly [number, number] | null {
    const { steps, seconds } = this.#taken[part];
    return steps > 0 ? [(RANGE[0] * seconds) / steps, (RANGE[1] * seconds) / steps] : null;
  }

  #expected(): readonly [number, number] | null {
    const { steps, busy } = this.#taken.main;
    if (steps === 0) return null;
    return [(ENSEMBLE_PRIOR[0] * busy) / steps, (ENSEMBLE_PRIOR[1] * busy) / steps];
  }
}
