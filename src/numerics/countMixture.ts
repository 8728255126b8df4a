/** Two components in counts of one kind: background, Poisson, and signal, normal in ln count, as guides are called in screens (Braunger et al. 2024). */
import { logGamma } from './distributions';

/** How often each count above 0 occurs, and how many are 0. */
export interface CountHistogram {
  readonly counts: Float64Array;
  readonly times: Float64Array;
  readonly zeros: number;
}

export function histogramOf(values: Iterable<number>): CountHistogram {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  const zeros = times.get(0) ?? 0;
  times.delete(0);
  return { counts: Float64Array.from(times.keys()), times: Float64Array.from(times.values()), zeros };
}

export interface CountMixture {
  /** Share of signal, mean of the background, mean and variance of ln count in the signal. */
  readonly share: number;
  readonly background: number;
  readonly mean: number;
  readonly variance: number;
}

/** Counts at which signal may begin, from each of which the fit is tried. */
const STARTS = [2, 5, 20, 100];
const [ROUNDS, SETTLED] = [100, 1e-6];
const LEAST_VARIANCE = 0.01;

/** ln of the probability of a count in each component, with its share. */
function lnSignal({ share, mean, variance }: CountMixture, count: number): number {
  const log = Math.log(count);
  return Math.log(share / Math.sqrt(2 * Math.PI * variance)) - (log - mean) ** 2 / (2 * variance) - log;
}

function lnBackground({ share, background }: CountMixture, count: number): number {
  return Math.log1p(-share) + count * Math.log(background) - background - logGamma(count + 1);
}

/** The most likely mixture, by expectation and maximisation; null where nothing is counted. */
export function countMixture(histogram: CountHistogram): CountMixture | null {
  const fits = STARTS.flatMap((start) => fittedFrom(histogram, start) ?? []);
  return fits.toSorted((a, b) => b.likelihood - a.likelihood)[0]?.mixture ?? null;
}

function fittedFrom({ counts, times, zeros }: CountHistogram, start: number) {
  /** [counts] probability of signal. */
  let signal = counts.map((count) => Number(count >= start));
  if (!signal.includes(1)) return null;
  const logs = counts.map((count) => Math.log(count));
  const all = times.reduce((sum, n) => sum + n, zeros);
  for (let [round, likelihood] = [0, -Infinity]; ; round++) {
    const sumOf = (value: (at: number) => number) =>
      times.reduce((sum, n, at) => sum + n * (signal[at] as number) * value(at), 0);
    const n = sumOf(() => 1);
    const mean = sumOf((at) => logs[at] as number) / n;
    const rest = times.reduce(
      (sum, of, at) => sum + of * (1 - (signal[at] as number)) * (counts[at] as number),
      0,
    );
    const mixture = {
      share: (n + 0.5) / (all + 1),
      background: (rest + 0.5) / (all - n + 1),
      mean,
      variance: Math.max(sumOf((at) => ((logs[at] as number) - mean) ** 2) / n, LEAST_VARIANCE),
    };
    let next = zeros * lnBackground(mixture, 0);
    signal = counts.map((count, at) => {
      const odds = lnSignal(mixture, count) - lnBackground(mixture, count);
      next +=
        (times[at] as number) *
        (lnBackground(mixture, count) + Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))));
      return 1 / (1 + Math.exp(-odds));
    });
    if (round === ROUNDS || next - likelihood < SETTLED * Math.abs(next))
      return { mixture, likelihood: next };
    likelihood = next;
  }
}

/** Below so many counts of signal, so large a mean of ln count, or so many times the background, signal is not told from what scatters in the background. */
const [FEWEST, LEAST_COUNT, LEAST_RATIO] = [5, 4, 3];

/** The smallest count from which signal is the likelier at every larger one that occurs; null where the two are not told apart. */
export function signalFrom(histogram: CountHistogram): number | null {
  const mixture = countMixture(histogram);
  if (mixture === null) return null;
  const all = histogram.times.reduce((sum, n) => sum + n, histogram.zeros);
  const typical = Math.exp(mixture.mean);
  if (mixture.share * all < FEWEST || typical < Math.max(LEAST_COUNT, LEAST_RATIO * mixture.background))
    return null;
  let from: number | null = null;
  const most = Math.ceil(Math.max(...histogram.counts));
  for (let count = most; count >= 1 && lnSignal(mixture, count) > lnBackground(mixture, count); count--)
    from = count;
  return from;
}
