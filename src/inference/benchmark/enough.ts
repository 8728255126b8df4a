/**
 * How many perturbations would decide an open comparison, and how many cells of each would raise their effects above the noise
 * (docs/decisions/0105-what-would-decide.md).
 */
import { mean, median, variance, NORMAL_QUANTILE } from '../../numerics/statistics';
import type { NoiseLimit } from './noise';
import type { PairedSums } from './pairedErrors';
import { TIE } from './standing';

/** What would decide whether the model predicts. */
export interface Enough {
  /** Further perturbations of this kind; null: cannot be told, as the model is hardly better so far. */
  readonly perturbations: number | null;
  /** Cells of each perturbation with which its effects would be three times the noise; null: noise is not what hides them, or is unknown. */
  readonly cells: number | null;
}

/** A comparison of the model with a simpler prediction that is not decided. */
export interface OpenComparison {
  readonly judged: number;
  /** Perturbations that would decide it; Infinity: none would. */
  readonly enough: number;
}

/**
 * Number of perturbations at which the 95 % interval of the differences e′ − e of n squared errors would lie above a tie: if their mean d and standard
 * deviation s stayed, N = (1.96 s/d)². Where that is more than n the geometric mean √(n N): models learn from what is added, and of comparisons that are
 * still open d came out too small. Infinity where the model is not better, or with fewer than two.
 */
export function perturbationsToDecide(items: readonly PairedSums[]): number {
  const differences = items.map(({ model, other, change }) => other - model - TIE * change);
  if (differences.length < 2) return Infinity;
  const difference = mean(differences);
  if (!(difference > 0)) return Infinity;
  const judged = differences.length;
  const unchanged = (NORMAL_QUANTILE ** 2 * variance(differences, judged - 1)) / difference ** 2;
  return unchanged > judged ? Math.sqrt(judged * unchanged) : unchanged;
}

/** Beyond this multiple of those that were judged, the difference is too uncertain to tell a number. */
const MOST_TIMES = 5;
/** Signal over noise below which noise hides the effects, and at which predictions are possible. */
const [HIDDEN, CLEAR] = [1, 3];
/** Noise over signal beyond which the signal is too uncertain. */
const MOST_NOISE = 10;

/** `cells`: [judged], of each perturbation; `noise`: null where it is unknown. */
export function enoughOf(
  open: readonly OpenComparison[],
  cells: readonly number[],
  noise: NoiseLimit | null,
): Enough {
  const isTold = open.every(({ judged, enough }) => enough <= MOST_TIMES * judged);
  const further = open.map(({ judged, enough }) => Math.ceil(enough) - judged);
  const needed = noise && cellsForSignal(median(cells), noise.perfect);
  return {
    perturbations: isTold ? roundedUp(Math.max(1, ...further)) : null,
    cells: needed === null ? null : roundedUp(Math.ceil(needed)),
  };
}

/**
 * Cells of each perturbation, with controls in proportion, at which the signal would be CLEAR times the noise. Of Σ D² = S + N, the sum of signal and noise, p
 * is the share of noise; N falls as one over the cells c, so that S/N is r at r c p/(1 − p) cells. null where noise is the smaller part, or so much the
 * larger one that the signal cannot be told.
 */
function cellsForSignal(cells: number, perfect: number): number | null {
  const noiseOverSignal = perfect / (1 - perfect);
  return noiseOverSignal <= 1 / HIDDEN || noiseOverSignal > MOST_NOISE
    ? null
    : CLEAR * cells * noiseOverSignal;
}

/** To two digits, the second 0 or 5; numbers up to 10 as they are. */
function roundedUp(value: number): number {
  const step = Math.max(1, 10 ** Math.floor(Math.log10(value)) / 2);
  return value <= 10 ? value : Math.ceil(value / step) * step;
}
