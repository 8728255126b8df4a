/**
 * Logistic regression with a small ridge, by Newton's method. Scores of pairs as probabilities of an edge.
 */
import { choleskyInPlace, choleskySolveInPlace } from '../../../numerics/linearAlgebra';
import type { Prior } from '../../../network/prior';
import { labelled } from './link';

/** Of each coefficient but the intercept, per observation. */
const RIDGE = 1e-3;
const ITERATIONS = 50;
const TOLERANCE = 1e-9;
/** Larger steps are shortened: separated data would send the coefficients away. */
const LONGEST = 3;

/**
 * [columns + 1] coefficients, the intercept last. `rows` [n × columns], of scale 1; `wanted` [n] probabilities in [0, 1].
 */
export function fittedLogistic(rows: Float64Array, columns: number, wanted: ArrayLike<number>): Float64Array {
  const size = columns + 1;
  const count = rows.length / columns;
  const coefficients = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const step = new Float64Array(size);
  const row = new Float64Array(size).fill(1);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    hessian.fill(0);
    step.fill(0);
    for (let n = 0; n < count; n++) {
      row.set(rows.subarray(n * columns, (n + 1) * columns));
      const p = sigmoid(row.reduce((sum, value, c) => sum + value * (coefficients[c] as number), 0));
      const error = p - (wanted[n] as number);
      for (let a = 0; a < size; a++) {
        step[a] = (step[a] as number) + error * (row[a] as number);
        for (let b = 0; b <= a; b++)
          hessian[a * size + b] =
            (hessian[a * size + b] as number) + p * (1 - p) * (row[a] as number) * (row[b] as number);
      }
    }
    for (let a = 0; a < size; a++) {
      const ridge = a < columns ? RIDGE * count : 0;
      step[a] = (step[a] as number) + ridge * (coefficients[a] as number);
      hessian[a * size + a] = (hessian[a * size + a] as number) + ridge + 1e-9 * count;
      for (let b = 0; b < a; b++) hessian[b * size + a] = hessian[a * size + b] as number;
    }
    choleskyInPlace(hessian, size);
    choleskySolveInPlace(hessian, size, step);
    const longest = step.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const share = Math.min(1, LONGEST / longest);
    for (let a = 0; a < size; a++)
      coefficients[a] = (coefficients[a] as number) - share * (step[a] as number);
    if (longest < TOLERANCE) break;
  }
  return coefficients;
}

function sigmoid(value: number): number {
  return value >= 0 ? 1 / (1 + Math.exp(-value)) : Math.exp(value) / (1 + Math.exp(value));
}

/**
 * [G × R] σ(a · score + b), a and b fitted to the labelled pairs of `validation`, with Platt's labels (1999), which keep few pairs from
 * extremes. Where larger scores are not likelier, all pairs have the same probability.
 */
export function calibrated(scores: Float32Array, validation: Prior): Float32Array {
  const places = labelled(validation);
  const trues = places.reduce((sum, at) => sum + Number(validation.known[at] === 1), 0);
  const wanted = Array.from(places, (at) =>
    validation.known[at] === 1 ? (trues + 1) / (trues + 2) : 1 / (places.length - trues + 2),
  );
  const mean = places.reduce((sum, at) => sum + (scores[at] as number), 0) / Math.max(1, places.length);
  const spread =
    Math.sqrt(
      places.reduce((sum, at) => sum + ((scores[at] as number) - mean) ** 2, 0) / Math.max(1, places.length),
    ) || 1;
  const rows = Float64Array.from(places, (at) => ((scores[at] as number) - mean) / spread);
  const [slope = 0, intercept = 0] = fittedLogistic(rows, 1, wanted);
  if (slope <= 0) return scores.map(() => (trues + 1) / (places.length + 2));
  return scores.map((score) => sigmoid((slope * (score - mean)) / spread + intercept));
}

export interface Calibration {
  /** Mean squared error of the probabilities, and that of the density for every pair. */
  readonly brier: number;
  readonly brierOfDensity: number;
  /** Tenths of the pairs, least probable first: mean probability, and share of true edges. */
  readonly bins: readonly { readonly pairs: number; readonly predicted: number; readonly observed: number }[];
}

const BINS = 10;

/** Both [pairs]. */
export function calibrationOf(positive: Uint8Array, probabilities: Float64Array): Calibration {
  const count = positive.length;
  const density = positive.reduce((sum, one) => sum + one, 0) / count;
  const meanOf = (error: (at: number) => number) =>
    positive.reduce((sum, _, at) => sum + error(at) ** 2, 0) / count;
  const order = Int32Array.from(positive.keys()).toSorted(
    (a, b) => (probabilities[a] as number) - (probabilities[b] as number),
  );
  const bins = Array.from({ length: Math.min(BINS, count) }, (_, bin) => {
    const some = order.subarray(
      Math.floor((bin * count) / Math.min(BINS, count)),
      Math.floor(((bin + 1) * count) / Math.min(BINS, count)),
    );
    const mean = (values: ArrayLike<number>) =>
      some.reduce((sum, at) => sum + (values[at] as number), 0) / some.length;
    return { pairs: some.length, predicted: mean(probabilities), observed: mean(positive) };
  });
  return {
    brier: meanOf((at) => (probabilities[at] as number) - (positive[at] as number)),
    brierOfDensity: meanOf((at) => density - (positive[at] as number)),
    bins,
  };
}
