/**
 * Curves of bounded size, for the page and run files. When a curve is full, neighbouring points are averaged in pairs, and later points
 * average twice as many values. Every stored point is the mean of its values and of their steps.
 */
import type { Series } from './finishedRun';
import type { TrainingSnapshot } from '../inference/run/result';

export class DecimatedSeries {
  readonly #capacity: number;
  #steps: number[] = [];
  #values: number[] = [];
  #perPoint = 1;
  #stepSum = 0;
  #valueSum = 0;
  #count = 0;

  /** `capacity`: maximum number of points, even. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(step: number, value: number): void {
    this.#stepSum += step;
    this.#valueSum += value;
    this.#count += 1;
    if (this.#count < this.#perPoint) return;
    this.#steps.push(this.#stepSum / this.#count);
    this.#values.push(this.#valueSum / this.#count);
    this.#clear();
    if (this.#steps.length < this.#capacity) return;
    this.#steps = means(this.#steps);
    this.#values = means(this.#values);
    this.#perPoint *= 2;
  }

  /** Drops points after `step`, which will be pushed again; at most one averaged point before it is lost. */
  rewind(step: number): void {
    const kept = this.#steps.findLastIndex((at) => at + this.#perPoint / 2 <= step + 0.5) + 1;
    this.#steps.length = kept;
    this.#values.length = kept;
    this.#clear();
  }

  read(): Series {
    return { steps: Float64Array.from(this.#steps), values: Float64Array.from(this.#values) };
  }

  #clear(): void {
    this.#stepSum = 0;
    this.#valueSum = 0;
    this.#count = 0;
  }
}

function means(values: readonly number[]): number[] {
  return Array.from(
    { length: values.length / 2 },
    (_, i) => ((values[2 * i] ?? 0) + (values[2 * i + 1] ?? 0)) / 2,
  );
}

/** As on the page. */
const MAX_POINTS = 2000;

export class LossCurve {
  #values: number[];

  /** `values`: losses of the completed steps. */
  constructor(values: ArrayLike<number>) {
    this.#values = Array.from(values);
  }

  take({ step, recentLoss }: Pick<TrainingSnapshot, 'step' | 'recentLoss'>): void {
    this.#values.length = Math.min(this.#values.length, step - recentLoss.length);
    this.#values.push(...recentLoss);
  }

  /** Losses of the first `steps` steps. */
  upTo(steps: number): Float64Array {
    return Float64Array.from(this.#values.slice(0, steps));
  }

  read(): Series {
    const series = new DecimatedSeries(MAX_POINTS);
    for (const [i, value] of this.#values.entries()) series.push(i + 1, value);
    return series.read();
  }
}
