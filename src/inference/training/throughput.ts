/**
 * How fast a run goes and how long it still takes, from what its steps took so far. The main fit and the fits that refine its
 * network take steps of different length, and only the main fit's are held to a pace. Knows no clock.
 */
type Part = 'main' | 'companions';

interface Taken {
  readonly steps: number;
  readonly seconds: number;
  /** Without what was waited for the pace. */
  readonly busy: number;
}

const nothing: Taken = { steps: 0, seconds: 0, busy: 0 };

/** What is left is told as a range around what the steps so far suggest. */
const range = [0.9, 1.2] as const;
/** Before any was made: a refining step over the work of one of the main and leave-out fits; 0.9 to 1.6 on 6 to 11 genes. */
const companionOverMain = [0.9, 1.8] as const;

export class ThroughputEstimate {
  readonly #taken: Record<Part, Taken> = { main: nothing, companions: nothing };

  step(part: Part, seconds: number, busy: number): void {
    const before = this.#taken[part];
    this.#taken[part] = {
      steps: before.steps + 1,
      seconds: before.seconds + seconds,
      busy: before.busy + busy,
    };
  }

  get seconds(): number {
    return this.#taken.main.seconds + this.#taken.companions.seconds;
  }

  /** Steps per second; 0 before the first. */
  rate(part: Part): number {
    const { steps, seconds } = this.#taken[part];
    return seconds > 0 ? steps / seconds : 0;
  }

  /** Seconds left as a range, for so many steps of each part; null before the first step. */
  left(steps: Readonly<Record<Part, number>>): readonly [number, number] | null {
    const main = this.#perStep('main');
    const companions = this.#perStep('companions') ?? this.#expected();
    if ((steps.main > 0 && !main) || (steps.companions > 0 && !companions)) return null;
    const sum = (bound: 0 | 1) =>
      steps.main * (main?.[bound] ?? 0) + steps.companions * (companions?.[bound] ?? 0);
    return [sum(0), sum(1)];
  }

  #perStep(part: Part): readonly [number, number] | null {
    const { steps, seconds } = this.#taken[part];
    return steps > 0 ? [(range[0] * seconds) / steps, (range[1] * seconds) / steps] : null;
  }

  #expected(): readonly [number, number] | null {
    const { steps, busy } = this.#taken.main;
    if (steps === 0) return null;
    return [(companionOverMain[0] * busy) / steps, (companionOverMain[1] * busy) / steps];
  }
}
