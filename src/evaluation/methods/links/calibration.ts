/** Scores of pairs as probabilities of an edge. */
import type { Prior } from '../../../network/prior';
import { labelled } from './link';
import { fittedLogistic, sigmoid } from './logistic';

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
