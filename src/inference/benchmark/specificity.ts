/** Whether predictions fit their own perturbation better than others, by exchange: what all predictions share has no part in it. */
import { scoreDiagonal } from '../../numerics/significance';
import type { Comparison } from '../run/result';

/** With more perturbations the intervals of errors are narrow, and a matrix of all pairs is large. */
const MAX_PERTURBATIONS = 400;
const MIN_PERTURBATIONS = 4;

/**
 * z of the correlations of predictions with the change measured in their own perturbation, against exchanged perturbations (Hoeffding
 * 1951), over the genes that neither sets; at the latest time of each. null with fewer than 4 or more than 400 perturbations.
 */
export function specificity(judged: readonly Comparison[]): number | null {
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
