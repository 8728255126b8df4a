/**
 * Guides beside the others of their target: whether a guide does what they do, and whether it does anything that they do not. A guide that
 * differs is a candidate for an effect off its target; one that does nothing dilutes its perturbation.
 */
import type { GeneCorrelation } from './correlation';
import { normalQuantile, studentScore } from '../numerics/distributions';
import { median } from '../numerics/statistics';
import { withoutSkewness, type OwnWeights } from './comparison';
import { adjusted, type EffectTests, type GuideLevels } from './effects';
import type { Design } from './fit';
import type { ResidualSums } from './residuals';
import { combinedEvidence } from './whole';

/**
 * `agrees`: nothing speaks against it; `inert`: it does less than half of what the others do, and perhaps nothing; `weak`: less than half, but
 * something; `differs`: it changes genes otherwise than the others at its own strength; `one differs`: either of two guides may be inert or act off its target; `not told`: it is the
 * only guide, has no cells, or is one of the controls.
 */
export type GuideVerdict = 'agrees' | 'inert' | 'weak' | 'differs' | 'one differs' | 'not told';

export interface GuideEffects {
  /** [guides] */
  readonly cells: Float64Array;
  readonly perturbationOfGuide: Int32Array;
  /** [guides × genes] mean level, batches taken out. */
  readonly level: Float32Array;
  /** [genes] by which a residual grows with the fold change. */
  readonly slope: Float64Array;
  /** [guides] what it does of what the others do, which is 1, and 95 % interval; NaN where they do too little to tell. */
  readonly strength: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** [guides] p of differing from the others at its own strength; NaN for single guides. */
  readonly p: Float64Array;
  readonly verdict: readonly GuideVerdict[];
}

type Tested = EffectTests & GuideLevels;

interface Facts {
  /** [perturbations × genes] 1: a target of the perturbation, left out. */
  readonly own: Uint8Array;
  /** [genes] share of the variance between cells that is counting noise. */
  readonly counting: Float64Array;
  readonly weights: OwnWeights;
  /** [perturbations × genes] log2 fold changes, with which variances grow; null where levels are logarithms. */
  readonly folds: Float64Array | null;
  /** Of genes between cells of a guide. */
  readonly correlation: GeneCorrelation;
}

/** Largest standard error at which the strength of a guide is told. */
const LARGEST_ERROR = 0.25;
/** Strength below which a guide is inert, if its interval also reaches 0. */
const HALF = 0.5;
/** False discovery rate of guides that differ. */
const RATE = 0.05;
/** Guides of other perturbations whose strength along an effect shows how far chance goes. */
const UNRELATED = 20;

/** Every guide beside the others of its perturbation; control guides too, which have a p. */
export function guideEffects(
  sums: ResidualSums,
  { perturbations, perturbationOfGuide }: Design,
  tested: Tested,
  facts: Facts,
): GuideEffects {
  const { cellsOfGuide, guides } = sums;
  const screen = new Guides(sums, perturbationOfGuide, tested, facts);
  const [strength, low, high, p] = [0, 0, 0, 0].map(() => new Float64Array(guides).fill(NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const scores = new Map<number, Float64Array>();
  const inflation = screen.inflation(perturbations);
  const z = normalQuantile(0.025);
  for (let k = 0; k < perturbations; k++)
    for (const guide of screen.guidesOf[k] ?? []) {
      const others = screen.othersOf(guide);
      if (others.length === 0) continue;
      const direction = screen.direction(k, others);
      const told = k === 0 ? null : screen.strength(guide, k, direction);
      const error = (told?.error ?? Infinity) * Math.sqrt(inflation);
      const isTold = told !== null && error <= LARGEST_ERROR;
      if (isTold) {
        strength[guide] = told.strength;
        low[guide] = told.strength - z * error;
        high[guide] = told.strength + z * error;
      }
      const at = isTold ? Math.min(Math.max(told.strength, 0), 2) : 1;
      scores.set(guide, screen.differences(guide, k, direction, k === 0 ? 0 : at));
    }
  // Most guides are no outliers: what they differ by is more than the variances tell where genes vary together.
  const sizes = [...scores].map(([, of]) => of.reduce((sum, x) => sum + x * x, 0) / of.length);
  const spread = Math.max(1, sizes.length > 0 ? median(sizes) : 1);
  for (const [guide, of] of scores) p[guide] = combinedEvidence(of, facts.correlation, spread);
  const q = adjusted(p.map((value, guide) => (perturbationOfGuide[guide] === 0 ? NaN : value)));
  const isWeak = (guide: number) => (high[guide] as number) < HALF;
  const doesNothing = (guide: number) => (low[guide] as number) <= 0 && isWeak(guide);
  const verdict = Array.from({ length: guides }, (_, guide): GuideVerdict => {
    if (Number.isNaN(q[guide])) return 'not told';
    const others = screen.othersOf(guide);
    const isOne = (q[guide] as number) < RATE;
    if (others.length === 1) return isOne || [guide, ...others].some(doesNothing) ? 'one differs' : 'agrees';
    // What a single other guide does may lie off the target.
    const isLess = isWeak(guide) && screen.haveCommon(others, inflation);
    if (isLess && doesNothing(guide)) return 'inert';
    // One that differs makes the others differ from it, half as much.
    if (isOne && others.every((other) => (p[other] as number) >= (p[guide] as number))) return 'differs';
    return isLess ? 'weak' : 'agrees';
  });
  const level = Float32Array.from(screen.means);
  const { slope } = sums;
  return { cells: cellsOfGuide, perturbationOfGuide, level, slope, strength, low, high, p, verdict };
}

/** What some guides of a perturbation do, beyond its reference: [genes] and variance. */
interface Direction {
  readonly level: Float64Array;
  readonly variance: Float64Array;
  /** Variance of the reference, which they share with every guide. */
  readonly shared: Float64Array;
}

class Guides {
  readonly means: Float64Array;
  readonly guidesOf: readonly (readonly number[])[];
  readonly #sums: ResidualSums;
  readonly #ofGuide: Int32Array;
  readonly #tested: Tested;
  readonly #facts: Facts;

  constructor(sums: ResidualSums, ofGuide: Int32Array, tested: Tested, facts: Facts) {
    this.means = tested.means;
    this.#sums = sums;
    this.#ofGuide = ofGuide;
    this.#tested = tested;
    this.#facts = facts;
    const guidesOf = Array.from(tested.fit.weights, () => [] as number[]);
    ofGuide.forEach((k, guide) => {
      if ((sums.cellsOfGuide[guide] as number) > 0) guidesOf[k]?.push(guide);
    });
    this.guidesOf = guidesOf;
  }

  othersOf(guide: number): readonly number[] {
    return (this.guidesOf[this.#ofGuide[guide] as number] ?? []).filter((other) => other !== guide);
  }

  /** Variance of a guide's level. */
  #noise(guide: number, gene: number): number {
    const { cells, guides } = this.#tested.variances;
    return (cells[gene] as number) / (this.#sums.cellsOfGuide[guide] as number) + (guides[gene] as number);
  }

  #isUsed(k: number, gene: number): boolean {
    return (
      (this.#tested.variances.cells[gene] as number) > 0 && this.#facts.own[k * this.#sums.genes + gene] !== 1
    );
  }

  /** Level of the reference of a perturbation. */
  #zero(at: number): number {
    return (this.#tested.fit.level[at] as number) - (this.#tested.tests.effect[at] as number);
  }

  direction(k: number, of: readonly number[]): Direction {
    const { genes } = this.#sums;
    const { fit, tests, variances } = this.#tested;
    const { weights } = this.#facts;
    const [level, variance, shared] = [0, 0, 0].map(() => new Float64Array(genes)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const total = of.reduce((sum, guide) => sum + (fit.weightOfGuide[guide] as number), 0);
    for (let gene = 0; gene < genes; gene++) {
      const at = k * genes + gene;
      for (const guide of of) {
        const weight = (fit.weightOfGuide[guide] as number) / total;
        (level[gene] as number) += weight * (this.means[guide * genes + gene] as number);
        (variance[gene] as number) += weight * weight * this.#noise(guide, gene);
      }
      (level[gene] as number) -= this.#zero(at);
      const ownPart =
        (weights.cells[k] as number) * (variances.cells[gene] as number) +
        (weights.guides[k] as number) * (variances.guides[gene] as number);
      shared[gene] = k === 0 ? 0 : Math.max((tests.error[at] as number) ** 2 - ownPart, 0);
    }
    return { level, variance, shared };
  }

  /**
   * Slope of a guide on what others of `k` do, the noise of these and the shared reference taken out of its sums, and its standard error; null
   * where they do nothing beyond noise.
   */
  strength(
    guide: number,
    k: number,
    direction: Direction,
  ): { readonly strength: number; readonly error: number } | null {
    const { genes } = this.#sums;
    const { level, variance, shared } = direction;
    const isUnrelated = this.#ofGuide[guide] !== k;
    let [top, bottom] = [0, 0];
    for (let gene = 0; gene < genes; gene++) {
      if (!this.#isUsed(k, gene)) continue;
      const [x, r] = [level[gene] as number, shared[gene] as number];
      const weight = 1 / this.#noise(guide, gene);
      // A control guide shares no error with the others after its own part of the reference is taken out.
      top += weight * (this.#deviation(guide, k, gene) * x - (isUnrelated ? 0 : r));
      bottom += weight * (x * x - (variance[gene] as number) - r);
    }
    if (!(bottom > 0)) return null;
    const strength = top / bottom;
    const at = Math.min(Math.max(strength, 0), 1);
    let square = 0;
    for (let gene = 0; gene < genes; gene++) {
      if (!this.#isUsed(k, gene)) continue;
      const v = this.#noise(guide, gene);
      const rest = isUnrelated
        ? 0
        : at * at * (variance[gene] as number) + (1 - at) ** 2 * (shared[gene] as number);
      square += ((level[gene] as number) / v) ** 2 * (v + rest);
    }
    return { strength, error: Math.sqrt(square) / bottom };
  }

  /** Whether at least two of these guides of one perturbation do something that the rest of them does. */
  haveCommon(guides: readonly number[], inflation: number): boolean {
    const doing = guides.filter((guide) => {
      const k = this.#ofGuide[guide] as number;
      const rest = guides.filter((other) => other !== guide);
      const found = this.strength(guide, k, this.direction(k, rest));
      return found !== null && found.strength > normalQuantile(0.025) * Math.sqrt(inflation) * found.error;
    });
    return doing.length > 1;
  }

  /** What a guide does beyond the reference of `k`; a control guide beside the other controls. */
  #deviation(guide: number, k: number, gene: number): number {
    const { genes } = this.#sums;
    const { fit, isPooled } = this.#tested;
    const beyond = (this.means[guide * genes + gene] as number) - this.#zero(k * genes + gene);
    if (this.#ofGuide[guide] !== 0 || isPooled) return beyond;
    const [all, own] = [fit.weights[0] as number, fit.weightOfGuide[guide] as number];
    return (beyond * all) / Math.max(all - own, 1e-9);
  }

  /** How far strengths of unrelated guides along the effects of perturbations scatter, over their variance; ≥ 1. */
  inflation(perturbations: number): number {
    const { isPooled } = this.#tested;
    const ratios: number[] = [];
    for (let k = 1; k < perturbations; k++) {
      const own = this.guidesOf[k] ?? [];
      if (own.length < 2) continue;
      const direction = this.direction(k, own);
      const all = isPooled
        ? this.guidesOf.filter((_, other) => other !== k).flat()
        : (this.guidesOf[0] ?? []);
      const step = Math.max(1, all.length / UNRELATED);
      for (let at = 0; at < all.length; at += step) {
        const found = this.strength(all[Math.floor(at)] as number, k, direction);
        if (found && found.error <= LARGEST_ERROR) ratios.push((found.strength / found.error) ** 2);
      }
    }
    // The median of χ² with one degree of freedom.
    return ratios.length > 0 ? Math.max(1, median(ratios) / 0.4549) : 1;
  }

  /** Scores of all used genes for what a guide does beyond `strength` times what the others do. */
  differences(
    guide: number,
    k: number,
    { level, variance, shared }: Direction,
    strength: number,
  ): Float64Array {
    const { genes, cellsOfGuide } = this.#sums;
    const { variances } = this.#tested;
    const { counting, folds } = this.#facts;
    const scores = new Float64Array(genes);
    let used = 0;
    const n = cellsOfGuide[guide] as number;
    for (let gene = 0; gene < genes; gene++) {
      if (!this.#isUsed(k, gene)) continue;
      // A rise has more variance (power.ts).
      const fold = folds ? Math.max(1, 1 + strength * (2 ** (folds[k * genes + gene] as number) - 1)) : 1;
      const a = counting[gene] as number;
      const byCells = ((variances.cells[gene] as number) / n) * fold * (a + (1 - a) * fold);
      const byGuides = (variances.guides[gene] as number) * fold * fold;
      const difference = this.#deviation(guide, k, gene) - strength * (level[gene] as number);
      const others =
        k === 0
          ? (variance[gene] as number)
          : strength * strength * (variance[gene] as number) +
            (1 - strength) * (1 - strength) * (shared[gene] as number);
      const total = byCells + byGuides + others;
      const error = Math.sqrt(total);
      const third = (variances.third[gene] as number) / n ** 2 + (variances.thirdOfGuides[gene] as number);
      const score = withoutSkewness(difference / error, third / (total * error));
      const doubt = fold ** 4 * (variances.doubtOfGuides[gene] as number);
      scores[used++] = studentScore(score, doubt > 0 ? (total * total) / doubt : Infinity);
    }
    return scores.subarray(0, used);
  }
}
