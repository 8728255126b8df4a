/**
 * Mixture of the standard normal distribution with one other normal distribution, fitted by expectation maximisation
 * (Dempster, Laird & Rubin 1977), and its gain in likelihood over a single normal distribution.
 */
import * as statistics from './statistics';

interface NormalMixture {
  /** Share of the standard normal, 0 to 1. */
  readonly share: number;
  /** Mean and standard deviation of the other component. */
  readonly mean: number;
  readonly deviation: number;
  /** Log likelihood (natural) minus that of one normal distribution fitted to all values. */
  readonly gain: number;
}

const ROUNDS = 300;
const SETTLED = 1e-8;
/**
 * Bounds of the standard deviation: a component around one value would have infinite likelihood, a very wide one
 * would cover everything.
 */
const NARROWEST = 0.5;
const WIDEST = 3;

/** `values`: at least two. */
export function fitNormalMixture(values: Float64Array): NormalMixture {
  const { length } = values;
  const average = statistics.mean(values);
  const spread = Math.sqrt(statistics.variance(values));
  let [share, mean, deviation] = [0.3, average + 0.5 * spread, bounded(spread)];
  const ofStandard = new Float64Array(length);
  let before = -Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    let likelihood = 0;
    let expected = 0;
    values.forEach((value, at) => {
      const standard = share * density(value, 0, 1);
      const all = standard + (1 - share) * density(value, mean, deviation);
      ofStandard[at] = all > 0 ? standard / all : 0;
      expected += ofStandard[at];
      likelihood += Math.log(Math.max(all, Number.MIN_VALUE));
    });
    if (likelihood - before < SETTLED) break;
    before = likelihood;
    share = expected / length;
    const others = Math.max(length - expected, Number.MIN_VALUE);
    mean = values.reduce((sum, value, at) => sum + (1 - (ofStandard[at] as number)) * value, 0) / others;
    deviation = bounded(
      Math.sqrt(
        values.reduce((sum, value, at) => sum + (1 - (ofStandard[at] as number)) * (value - mean) ** 2, 0) /
          others,
      ),
    );
  }
  const alone = values.reduce(
    (sum, value) => sum + Math.log(Math.max(density(value, average, spread), Number.MIN_VALUE)),
    0,
  );
  return { share, mean, deviation, gain: before - alone };
}

function bounded(deviation: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, deviation));
}

function density(value: number, mean: number, deviation: number): number {
  return Math.exp(-(((value - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));
}
