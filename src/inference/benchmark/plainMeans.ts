/**
 * A run beside means of the other perturbations, which know no network, over the same unseen perturbations. Whether predictions fit their
 * own perturbation better than others, by exchange: what all predictions share has no part in it.
 */
import { familyOf } from '../../dataset/dataset';
import type { Interval } from '../../evaluation/bootstrap';
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import { type PlainMean, plainMeans } from './benchmark';
import { shrunkMeans } from './predictions';
import { isClearlyAbove, isClearlyBelow } from './standing';
import { perturbationsToDecide } from './enough';
import { errorsOf, pairedError, pairedSums } from './pairedErrors';
import { type EvaluatedRun, meanOfKnown, type UnseenComparison, unseenShifts } from './unseen';
import { scoreDiagonal } from '../../numerics/significance';
import type { Comparison } from '../run/result';

export interface BesidePlainMeans {
  /** Number of perturbations. */
  readonly judged: number;
  /** Of the model. */
  readonly error: Interval;
  /** Of the mean of the others, as it is. */
  readonly meanError: number;
  /** The means that predict as well as the model or better, over the same perturbations; `better`: clearly. */
  readonly means: readonly {
    readonly rival: PlainMean;
    readonly better: boolean;
    /** Itself surely better than no change: perturbations share a response. */
    readonly predicts: boolean;
    /** Perturbations that would decide the comparison for the model (enough.ts). */
    readonly enough: number;
  }[];
  /** The same beside no change. */
  readonly enough: number;
  /** An error well below no change, of predictions that fit their own perturbations. False also where the intervals decide without it. */
  readonly specific: boolean;
}

/** z from which predictions fit their own perturbations: one in a hundred by chance. */
const MIN_SPECIFICITY = 2.33;
/** An error above this is hardly below no change. */
const HARDLY_BELOW = 0.9;

export function isWellBelowNoChange(error: number): boolean {
  return error < HARDLY_BELOW;
}

/** Over the unseen perturbations that count; null where there are none, or nothing changed. */
export function besidePlainMeans(
  result: EvaluatedRun,
  counts: (one: UnseenComparison) => boolean = () => true,
): BesidePlainMeans | null {
  const { seed } = result.model.settings;
  const unseen = unseenShifts(result);
  const { judged } = unseen;
  if (judged.length === 0) return null;
  const families = judged.map(familyOf);
  const own = errorsOf(
    judged,
    judged.map((one) => (counts(one) ? one.predicted : null)),
  );
  const shifts = { 'shrunk-mean': shrunkMeans(result, unseen), 'mean-of-training': judged.map(meanOfKnown) };
  const compared = plainMeans.map((rival) => {
    const items = pairedSums(families, own, errorsOf(judged, shifts[rival]));
    return { rival, items, paired: pairedError(items, seed) };
  });
  const { items = [], paired: first = null } = compared[0] ?? {};
  if (first === null) return null;
  const { model: error, perturbations } = first;
  const means = compared.flatMap(({ rival, items: both, paired }) => {
    if (paired === null || isClearlyBelow(paired.difference)) return [];
    const alone = pairedError(
      both.map(({ other, change }) => ({ model: other, other: change, change })),
      seed,
    );
    return [
      {
        rival,
        better: isClearlyAbove(paired.difference),
        predicts: alone !== null && beatsNoChange(alone.model.high),
        enough: perturbationsToDecide(both),
      },
    ];
  });
  const isOpen = means.length > 0 || !beatsNoChange(error.high);
  return {
    judged: perturbations,
    error,
    meanError: error.value - (compared[1]?.paired?.difference.value ?? NaN),
    means,
    enough: perturbationsToDecide(items.map((one) => ({ ...one, other: one.change }))),
    specific:
      isOpen &&
      isWellBelowNoChange(error.value) &&
      (specificity(judged.filter(counts)) ?? 0) >= MIN_SPECIFICITY,
  };
}

/** Whether the mean of the other perturbations clearly predicts better than the model. */
export function meanIsBetter(result: EvaluatedRun): boolean {
  const means = besidePlainMeans(result)?.means ?? [];
  return means.some(({ rival, better }) => rival === 'mean-of-training' && better);
}

/** With more perturbations the intervals of errors are narrow, and a matrix of all pairs is large. */
const MAX_PERTURBATIONS = 400;
const MIN_PERTURBATIONS = 4;

/**
 * z of the correlations of predictions with the change measured in their own perturbation, against exchanged perturbations (Hoeffding
 * 1951), over the genes that neither sets; at the latest time of each. null with fewer than 4 or more than 400 perturbations.
 */
function specificity(judged: readonly Comparison[]): number | null {
  const latest = latestOfEach(judged);
  const n = latest.length;
  if (n < MIN_PERTURBATIONS || n > MAX_PERTURBATIONS) return null;
  const fit = new Float64Array(n * n);
  latest.forEach(({ measured, targets }, k) => {
    const own = new Set(targets);
    latest.forEach((other, l) => {
      const isFree = (gene: number) => !own.has(gene) && !other.targets.includes(gene);
      fit[k * n + l] = correlation(measured, other.predicted, isFree);
    });
  });
  return scoreDiagonal(fit, n).score;
}

function latestOfEach(judged: readonly Comparison[]): readonly Comparison[] {
  const latest = new Map<string, Comparison>();
  for (const one of judged) {
    const known = latest.get(one.label);
    if (known === undefined || (one.time ?? 0) > (known.time ?? 0)) latest.set(one.label, one);
  }
  return [...latest.values()];
}

/** 0 where either is constant. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>, isFree: (gene: number) => boolean): number {
  let [n, sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0, 0];
  for (let gene = 0; gene < a.length; gene++) {
    if (!isFree(gene)) continue;
    const [x, y] = [a[gene] as number, b[gene] as number];
    n += 1;
    sumA += x;
    sumB += y;
    squaresA += x * x;
    squaresB += y * y;
    products += x * y;
  }
  const varianceA = squaresA - (sumA * sumA) / n;
  const varianceB = squaresB - (sumB * sumB) / n;
  const spread = varianceA * varianceB;
  return spread > 0 ? (products - (sumA * sumB) / n) / Math.sqrt(spread) : 0;
}
