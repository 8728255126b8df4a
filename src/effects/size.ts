/**
 * How much a perturbation changes as a whole: the root mean square of its log fold changes with the noise of the measurement taken out, so
 * that it is the same whatever the depth and the number of cells. The variance of true effects is what TRADE estimates by a mixture (Nadig et
 * al. 2025); here by moments.
 */
import { digamma, normalQuantile, trigamma } from '../numerics/distributions';

export interface EffectSizes {
  /** [perturbations] root mean square of log2 fold changes; NaN for the control and where no gene is measured well enough. */
  readonly size: Float64Array;
  /** [perturbations] 95 % interval. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Standard error of a fold change of 1 up to which a gene counts: the logarithm of a fold that may be 0 says little. */
const LARGEST_ERROR = 0.2;
const FEWEST_GENES = 10;

/** Rounds in which weights and mean square come to agree. */
const ROUNDS = 5;

/**
 * The estimate of a fold change F̂ is taken for a gamma variable of variance v = 1/k at F = 1, whose logarithm has mean ψ(k) − ln k and variance
 * n = ψ′(k). Mean square Q of ln F: Σ w ((ln F̂ − mean)² − n) / Σ w with w = 1/(Q + n)². Its variance is that between genes (infinitesimal
 * jackknife), and 2 r² n n′ for two genes that vary together. @param left [perturbations × genes] 1: left out, as own targets are
 * @param correlation mean squared correlation r² of two genes
 */
export function effectSizes(
  { log2, error }: { readonly log2: Float64Array; readonly error: Float64Array },
  left: Uint8Array,
  genes: number,
  correlation: number,
): EffectSizes {
  const perturbations = log2.length / genes;
  const [size, low, high] = [0, 0, 0].map(() => new Float64Array(perturbations).fill(NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [squares, noises] = [new Float64Array(genes), new Float64Array(genes)];
  for (let k = 1; k < perturbations; k++) {
    let used = 0;
    for (let at = k * genes; at < (k + 1) * genes; at++) {
      const ln = (log2[at] as number) * Math.LN2;
      const se = (error[at] as number) * Math.exp(ln) * Math.LN2;
      if (left[at] === 1 || !(se > 0 && se <= LARGEST_ERROR)) continue;
      const shape = 1 / se ** 2;
      squares[used] = (ln - digamma(shape) + Math.log(shape)) ** 2;
      noises[used++] = trigamma(shape);
    }
    if (used < FEWEST_GENES) continue;
    const { square, variance } = meanSquare(squares.subarray(0, used), noises.subarray(0, used), correlation);
    const [least, most] = intervalOf(square, variance);
    size[k] = Math.sqrt(Math.max(square, 0)) / Math.LN2;
    low[k] = Math.sqrt(least) / Math.LN2;
    high[k] = Math.sqrt(most) / Math.LN2;
  }
  return { size, low, high };
}

/** Root mean squares with the noise in them, without interval: there are no replicates that tell it. */
export function untestedSizes(
  { log2 }: { readonly log2: Float64Array },
  left: Uint8Array,
  genes: number,
): EffectSizes {
  const none = new Float64Array(log2.length / genes).fill(NaN);
  const size = none.map((_, k) => {
    let [sum, used] = [0, 0];
    for (let at = k * genes; at < (k + 1) * genes; at++) {
      if (left[at] === 1) continue;
      sum += (log2[at] as number) ** 2;
      used += 1;
    }
    return k === 0 ? NaN : Math.sqrt(sum / used);
  });
  return { size, low: none, high: none };
}

/** Mean of `squares` without their `noises`, and its variance. */
function meanSquare(squares: Float64Array, noises: Float64Array, correlation: number) {
  const weights = new Float64Array(squares.length);
  let [square, variance] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    let [total, beyond, together] = [0, 0, 0];
    for (let at = 0; at < weights.length; at++) {
      const noise = noises[at] as number;
      const weight = 1 / (Math.max(square, 0) + noise) ** 2;
      weights[at] = weight;
      total += weight;
      beyond += weight * ((squares[at] as number) - noise);
      together += weight * noise;
    }
    square = beyond / total;
    let [between, own] = [0, 0];
    for (let at = 0; at < weights.length; at++) {
      const noise = noises[at] as number;
      const weight = (weights[at] as number) / total;
      between += (weight * ((squares[at] as number) - noise - square)) ** 2;
      own += (weight * noise) ** 2;
    }
    variance = between + 2 * correlation * Math.max((together / total) ** 2 - own, 0);
  }
  return { square, variance };
}

/** As of a gamma variable (Wilson and Hilferty 1931) where the mean square stands two errors above 0, else as of a normal one. */
function intervalOf(square: number, variance: number): readonly [number, number] {
  const z = normalQuantile(0.025);
  if (!(square > 2 * Math.sqrt(variance))) return [0, Math.max(square + z * Math.sqrt(variance), 0)];
  const part = variance / (9 * square * square);
  const end = (sign: number) => square * (1 - part + sign * z * Math.sqrt(part)) ** 3;
  return [end(-1), end(1)];
}
