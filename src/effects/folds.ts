/** What a level of the fit is as expression, and as a fold change. */

import type { ResidualSums } from './residuals';

/** Smallest reference level and smallest fold change that are told, relative to the mean. */
const LEAST_REFERENCE = 0.02;
export const LEAST_FOLD = 2 ** -7;

/** What the levels of a fit are: residuals of counts, ln(1 + expression), or ln of a ratio to control. */
export type Levels = 'residuals' | 'logarithms' | 'ratios';

/** Smallest expression that is told, where levels are ln(1 + expression). */
const LEAST_EXPRESSION = 1e-3;

/** Expression of a level that is ln(1 + expression). */
export const expressionOf = (level: number) => Math.max(Math.expm1(level), LEAST_EXPRESSION);

/** [genes] by how much the level of no expression lies below the mean, in levels that grow as expression does there; of ratios Infinity. */
export function wholes({ slope, first, cells }: ResidualSums, levels: Levels): Float64Array {
  if (levels === 'residuals') return slope;
  return first.map((sum) => (levels === 'logarithms' ? expressionOf(sum / cells) : Infinity));
}

/**
 * Fold change of a level against that of the reference, and what the reference counts as. Of residuals F = (1 + β/h) / (1 + β₀/h), h the slope
 * of the gene; of logarithms F = (e^β − 1) / (e^β₀ − 1) of mean levels β, which is the ratio of shares of expressing cells where few express a
 * gene, and of geometric means where all do; of ratios F = e^(β − β₀).
 */
export function foldAgainst(
  reference: number,
  level: number,
  { levels, slope }: { readonly levels: Levels; readonly slope: number },
): { readonly fold: number; readonly base: number } {
  if (levels === 'ratios') return { fold: Math.max(Math.exp(level - reference), LEAST_FOLD), base: 1 };
  const [own, base] =
    levels === 'logarithms'
      ? [expressionOf(level), expressionOf(reference)]
      : [1 + level / slope, Math.max(1 + reference / slope, LEAST_REFERENCE)];
  return { fold: Math.max(own / base, LEAST_FOLD), base };
}

/** By which F grows with the level at which foldAgainst gave it. */
export function foldGrowth(
  level: number,
  { fold, base }: ReturnType<typeof foldAgainst>,
  { levels, slope }: { readonly levels: Levels; readonly slope: number },
): number {
  if (levels === 'ratios') return fold;
  return (levels === 'logarithms' ? 1 + expressionOf(level) : 1 / slope) / base;
}

/**
 * Level of a fold change against that of the reference, the inverse of foldAgainst, how it grows with ln F, and how many times as much as at
 * the reference counting noise varies there, where that is more.
 */
export function levelOfFold(
  reference: number,
  fold: number,
  { levels, slope }: { readonly levels: Levels; readonly slope: number },
): { readonly level: number; readonly growth: number; readonly variance: number } {
  if (levels === 'ratios') return { level: reference + Math.log(fold), growth: 1, variance: 1 };
  if (levels === 'logarithms') {
    const before = expressionOf(reference);
    const expression = fold * before;
    const variance = Math.max(1, fold * ((1 + before) / (1 + expression)) ** 2);
    return { level: Math.log1p(expression), growth: expression / (1 + expression), variance };
  }
  const expression = fold * Math.max(1 + reference / slope, LEAST_REFERENCE);
  return { level: slope * (expression - 1), growth: slope * expression, variance: Math.max(1, fold) };
}
