/**
 * The curves of the loss chart, computed from measurements. Pure. Training loss is shown relative to its first value and
 * held-out error relative to predicting no change, so that both start near 1 and share one axis.
 */
import type { Series } from '../../../share/finishedRun';

export interface Curves {
  /** Steps with any measurement, ascending; the other columns are null where they have none. */
  readonly steps: readonly number[];
  readonly training: readonly (number | null)[];
  readonly smoothed: readonly (number | null)[];
  readonly heldOut: readonly (number | null)[];
  /** The error as the page states it, printed at the end of the line; null before the first measurement. */
  readonly stated: number | null;
}

/** Weight of earlier points in the smoothed curve. */
const memory = 0.95;

/** Exponential moving average without the bias towards 0 at the start (Kingma and Ba 2015, section 3): m_t / (1 − β^t). */
export function debiasedAverage(values: Iterable<number>, beta = memory): number[] {
  const averages: number[] = [];
  let [mean, bias] = [0, 1];
  for (const value of values) {
    mean = beta * mean + (1 - beta) * value;
    bias *= beta;
    averages.push(mean / (1 - bias));
  }
  return averages;
}

export function curvesOf(loss: Series, heldOut: Series, stated: number | null): Curves {
  const first = loss.values[0] ?? 1;
  const relative = Array.from(loss.values, (value) => value / (first || 1));
  const smoothed = debiasedAverage(relative);
  const steps = [...new Set([...loss.steps, ...heldOut.steps])].toSorted((a, b) => a - b);
  const place = new Map(steps.map((step, i) => [step, i]));
  const spread = (at: Float64Array, values: ArrayLike<number>) => {
    const column: (number | null)[] = steps.map(() => null);
    for (const [i, step] of at.entries()) column[place.get(step) ?? 0] = values[i] ?? null;
    return column;
  };
  return {
    steps,
    training: spread(loss.steps, relative),
    smoothed: spread(loss.steps, smoothed),
    heldOut: spread(heldOut.steps, heldOut.values),
    stated: stated ?? heldOut.values.at(-1) ?? null,
  };
}

/** Step and value of the lowest held-out error; null before the first measurement. */
export function lowest({ steps, heldOut }: Curves) {
  const measured = heldOut.flatMap((value, i) => (value === null ? [] : [{ step: steps[i] ?? 0, value }]));
  return measured.toSorted((a, b) => a.value - b.value)[0] ?? null;
}

/** Last known value of a column, or null. */
export function latest(column: readonly (number | null)[]): number | null {
  return column.findLast((value) => value !== null) ?? null;
}

/**
 * Ticks of a logarithmic axis, ascending and few: 1, 2, 3 and 5 times powers of ten (only the powers where that would be
 * many), or even steps where they would be less than three.
 */
export function logTicks(low: number, high: number): number[] {
  if (!(low > 0 && high > low)) return [];
  const powers = range(Math.floor(Math.log10(low)), Math.floor(Math.log10(high)));
  for (const digits of [[1, 2, 3, 5], [1, 3], [1]]) {
    const ticks = powers
      .flatMap((power) => digits.map((digit) => Number((digit * 10 ** power).toPrecision(1))))
      .filter((tick) => tick >= low && tick <= high);
    if (ticks.length >= 3 && (ticks.length <= 7 || digits.length === 1)) return ticks;
  }
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((one) => (high - low) / one <= 5) ?? 1;
  return range(Math.ceil(low / step), Math.floor(high / step)).map((i) => Number((i * step).toFixed(2)));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** Label heights moved apart to at least `gap`, in the same order and close to their original positions. */
export function apart(heights: readonly number[], gap: number): number[] {
  const order = heights.map((height, i) => ({ height, i })).toSorted((a, b) => a.height - b.height);
  const moved = order.map(({ height }) => height);
  for (let round = 0; round < 8; round++)
    for (let i = 1; i < moved.length; i++) {
      const short = gap - ((moved[i] ?? 0) - (moved[i - 1] ?? 0));
      if (short <= 0) continue;
      moved[i - 1] = (moved[i - 1] ?? 0) - short / 2;
      moved[i] = (moved[i] ?? 0) + short / 2;
    }
  const result = heights.map(() => 0);
  for (const [place, { i }] of order.entries()) result[i] = moved[place] ?? 0;
  return result;
}

/** Text alternative of the chart. */
export function chartInWords(curves: Curves): string {
  const step = curves.steps.at(-1);
  const training = latest(curves.smoothed);
  if (step === undefined || training === null) return 'No steps yet.';
  const best = lowest(curves);
  const kept = best ? `, lowest ${best.value.toFixed(2)} at step ${Math.round(best.step)}` : '';
  const unseen =
    curves.stated === null
      ? 'The cross-validated error is not measured yet.'
      : `Cross-validated error ${curves.stated.toFixed(2)} (no change = 1)${kept}.`;
  return `After step ${Math.round(step)} the training loss is ${training.toFixed(2)} (start = 1). ${unseen}`;
}
