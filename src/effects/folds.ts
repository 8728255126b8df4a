/** What a level of the fit is as expression, and as a fold change. */

import { type Noisy, ownNoise } from './comparison';
import type { ResidualSums } from './residuals';

/** False discovery rate of genes that surely change. */
export const CHANGED = 0.05;
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

/** How deep the cells of guides and perturbations are: the deeper, the more a fold change moves their residuals. */
export interface Depths {
  /** [genes] share of the variance between cells of average depth that is counting noise. */
  readonly counting: Float64Array;
  /** [guides], [perturbations] (mean of √s)² over cells of size factor s, over that of all cells. */
  readonly ofGuides: Float64Array;
  readonly ofPerturbations: Float64Array;
}

/** By how much residuals of a gene grow with the fold change, in the cells whose level it is and in the reference. */
export interface Scale {
  readonly levels: Levels;
  readonly slope: number;
  /** That of the level unless given. */
  readonly ofReference?: number;
}

/**
 * Slope of a gene in cells of another depth, r times the average. In average cells it is h = √(m / (1 + φ m)) and the share of counting noise
 * a = 1 / (1 + φ m), so that it is h √(r / (a + (1 − a) r)) in these.
 */
export function slopeAtDepth(slope: number, counting: number, depth: number): number {
  return slope * Math.sqrt(depth / (counting + (1 - counting) * depth));
}

/** What scales follow from. */
export interface Scales {
  readonly levels: Levels;
  /** [genes] */
  readonly slope: Float64Array;
  /** null: all cells are taken for alike. */
  readonly depths: Depths | null;
}

/** Depth of the cells of a perturbation, and of what perturbations are compared with: all cells where these are pooled. */
export const depthOf = ({ depths }: Scales, k: number) => depths?.ofPerturbations[k] ?? 1;
export const referenceDepth = (scales: Scales, isPooled: boolean) => (isPooled ? 1 : depthOf(scales, 0));

function scaleOf({ levels, slope: slopes, depths }: Scales, gene: number, own: number, other: number): Scale {
  const slope = slopes[gene] as number;
  if (depths === null) return { levels, slope };
  const counting = depths.counting[gene] as number;
  return {
    levels,
    slope: slopeAtDepth(slope, counting, own),
    ofReference: slopeAtDepth(slope, counting, other),
  };
}

/** What levels were compared with. */
export interface Compared {
  readonly scales: Scales;
  readonly isPooled: boolean;
}

/** Scale of a gene in the cells of a perturbation, or of a guide. */
export function scaleIn({ scales, isPooled }: Compared, k: number, gene: number): Scale {
  return scaleOf(scales, gene, depthOf(scales, k), referenceDepth(scales, isPooled));
}

export function scaleInGuide({ scales, isPooled }: Compared, guide: number, gene: number): Scale {
  return scaleOf(scales, gene, scales.depths?.ofGuides[guide] ?? 1, referenceDepth(scales, isPooled));
}

/**
 * Fold change of a level against that of the reference, and what the reference counts as. Of residuals F = (1 + β/h) / (1 + β₀/h₀), h the slope
 * of the gene; of logarithms F = (e^β − 1) / (e^β₀ − 1) of mean levels β, which is the ratio of shares of expressing cells where few express a
 * gene, and of geometric means where all do; of ratios F = e^(β − β₀).
 */
export function foldAgainst(
  reference: number,
  level: number,
  { levels, slope, ofReference = slope }: Scale,
): { readonly fold: number; readonly base: number } {
  if (levels === 'ratios') return { fold: Math.max(Math.exp(level - reference), LEAST_FOLD), base: 1 };
  const [own, base] =
    levels === 'logarithms'
      ? [expressionOf(level), expressionOf(reference)]
      : [1 + level / slope, Math.max(1 + reference / ofReference, LEAST_REFERENCE)];
  return { fold: Math.max(own / base, LEAST_FOLD), base };
}

/** By which F grows with the level at which foldAgainst gave it. */
export function foldGrowth(
  level: number,
  { fold, base }: ReturnType<typeof foldAgainst>,
  { levels, slope }: Scale,
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
  { levels, slope, ofReference = slope }: Scale,
): { readonly level: number; readonly growth: number; readonly variance: number } {
  if (levels === 'ratios') return { level: reference + Math.log(fold), growth: 1, variance: 1 };
  if (levels === 'logarithms') {
    const before = expressionOf(reference);
    const expression = fold * before;
    const variance = Math.max(1, fold * ((1 + before) / (1 + expression)) ** 2);
    return { level: Math.log1p(expression), growth: expression / (1 + expression), variance };
  }
  const expression = fold * Math.max(1 + reference / ofReference, LEAST_REFERENCE);
  return { level: slope * (expression - 1), growth: slope * expression, variance: Math.max(1, fold) };
}

export interface Changing extends Noisy {
  readonly scales: Pick<Scales, 'levels'>;
  readonly folds: { readonly log2: Float64Array };
  readonly q: Float64Array;
  /** [genes] share of the variance between cells that is counting noise. */
  readonly counting: Float64Array;
}

/**
 * Variance of a level by its own cells and guides if nothing changed, and how many times as much it is. Of residuals of counts that surely
 * change by a factor F counting noise, the share a of that of cells, grows as F, all else as F² (power.ts); of other values nothing does.
 */
export function noiseOfChange(
  effects: Changing,
  at: number,
): { readonly unchanged: number; readonly growth: number } {
  const { scales, folds, q, counting } = effects;
  const [k, gene] = [Math.floor(at / counting.length), at % counting.length];
  const { cells, guides } = ownNoise(effects, k, gene);
  const unchanged = cells + guides;
  if (scales.levels !== 'residuals' || !((q[at] as number) < CHANGED)) return { unchanged, growth: 1 };
  const [fold, share] = [2 ** (folds.log2[at] as number), counting[gene] as number];
  const own = cells * fold * (share + (1 - share) * fold) + guides * fold ** 2;
  return { unchanged, growth: own / unchanged };
}

/** Standard error of a log2 fold change. `folds.error` is that of the noise if nothing changed; that of the reference stays. */
export function errorOfFold(
  effects: Changing & {
    readonly tests: { readonly error: Float64Array };
    readonly folds: { readonly error: Float64Array };
  },
  at: number,
): number {
  const { unchanged, growth } = noiseOfChange(effects, at);
  const square = Math.max((effects.tests.error[at] as number) ** 2, unchanged);
  return (effects.folds.error[at] as number) * Math.sqrt(1 + (unchanged * (growth - 1)) / square);
}
