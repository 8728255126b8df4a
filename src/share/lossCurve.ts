/** The loss of the main fit at every step, whenever somebody looked: what came again after going back takes the place of what was. */
import type { TrainingSnapshot } from '../inference/result';
import { DecimatedSeries } from './series';
import type { Series } from './summary';

/** As many as the page keeps. */
const mostPoints = 2000;

export class LossCurve {
  #values: number[];

  /** `values`: of the steps already made, the first one's first. */
  constructor(values: ArrayLike<number>) {
    this.#values = Array.from(values);
  }

  take({ step, recentLoss }: Pick<TrainingSnapshot, 'step' | 'recentLoss'>): void {
    this.#values.length = Math.min(this.#values.length, step - recentLoss.length);
    this.#values.push(...recentLoss);
  }

  /** Of the first `steps` steps. */
  upTo(steps: number): Float64Array {
    return Float64Array.from(this.#values.slice(0, steps));
  }

  read(): Series {
    const series = new DecimatedSeries(mostPoints);
    for (const [i, value] of this.#values.entries()) series.push(i + 1, value);
    return series.read();
  }
}
