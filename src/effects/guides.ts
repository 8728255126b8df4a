/**
 * Guides beside the others of their target: whether a guide does what they do, and whether it does anything that they do not. A guide that
 * differs is a candidate for an effect off its target; one that does nothing dilutes its perturbation.
 */
import type { GeneCorrelation } from './correlation';
import { normalQuantile, studentScore } from '../numerics/distributions';
import { dot } from '../numerics/linearAlgebra';
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
  const sizes = [...scores].map(([, of]) => dot(of, of) / of.length);
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
  const level = new Float32Array(screen.means);
  return { cells: cellsOfGuide, perturbationOfGuide, level, strength, low, high, p, verdict };
}

/** What a perturbation is compared with: [genes] level, and the variance that all its guides share by it; 0 in its targets. */
interface Reference {
  readonly zero: Float64Array;
  readonly shared: Float64Array;
}

/** What some guides of a perturbation do, beyond its reference: [genes] and variance; 0 in its targets. */
interface Direction extends Reference {
  readonly level: Float64Array;
  readonly variance: Float64Array;
}

class Guides {
  readonly means: Float64Array;
  readonly guidesOf: readonly (readonly number[])[];
  readonly #sums: ResidualSums;
  readonly #ofGuide: Int32Array;
  readonly #tested: Tested;
  readonly #facts: Facts;
  readonly #precisions: Float64Array;
  readonly #change: Float64Array;
  #changesOf = -1;
  #reference: (Reference & { readonly of: number }) | null = null;
  readonly #level: Float64Array;
  readonly #variance: Float64Array;

  constructor(sums: ResidualSums, ofGuide: Int32Array, tested: Tested, facts: Facts) {
    this.means = tested.means;
    this.#sums = sums;
    this.#ofGuide = ofGuide;
    this.#tested = tested;
    this.#facts = facts;
    this.#precisions = new Float64Array(sums.genes);
    this.#change = new Float64Array(sums.genes);
    this.#level = new Float64Array(sums.genes);
    this.#variance = new Float64Array(sums.genes);
    const guidesOf = Array.from(tested.fit.weights, () => [] as number[]);
    ofGuide.forEach((k, guide) => {
      if ((sums.cellsOfGuide[guide] as number) > 0) guidesOf[k]?.push(guide);
    });
    this.guidesOf = guidesOf;
  }

  othersOf(guide: number): readonly number[] {
    return (this.guidesOf[this.#ofGuide[guide] as number] ?? []).filter((other) => other !== guide);
  }

  /** [genes] 1 over the variance of the guide's level; 0 where genes do not vary. Valid until it is asked for again. */
  #precision(guide: number): Float64Array {
    const { cells, guides } = this.#tested.variances;
    const one = 1 / (this.#sums.cellsOfGuide[guide] as number);
    const precision = this.#precisions;
    for (let gene = 0; gene < precision.length; gene++) {
      const variance = cells[gene] as number;
      precision[gene] = variance > 0 ? 1 / (variance * one + (guides[gene] as number)) : 0;
    }
    return precision;
  }

  /** [genes] F − 1 of a perturbation. Valid until another is asked for. */
  #changes(k: number, folds: Float64Array): Float64Array {
    const { genes } = this.#sums;
    if (this.#changesOf !== k)
      for (let gene = 0; gene < genes; gene++)
        this.#change[gene] = Math.expm1((folds[k * genes + gene] as number) * Math.LN2);
    this.#changesOf = k;
    return this.#change;
  }

  #referenceOf(k: number): Reference {
    if (this.#reference?.of === k) return this.#reference;
    const { genes } = this.#sums;
    const { fit, tests, variances } = this.#tested;
    const { weights, own } = this.#facts;
    const [ownCells, ownGuides] = [weights.cells[k] as number, weights.guides[k] as number];
    const [zero, shared] = [new Float64Array(genes), new Float64Array(genes)];
    for (let gene = 0; gene < genes; gene++) {
      const at = k * genes + gene;
      zero[gene] = (fit.level[at] as number) - (tests.effect[at] as number);
      if (k === 0 || own[at] === 1) continue;
      const error = tests.error[at] as number;
      const ofOwn =
        ownCells * (variances.cells[gene] as number) + ownGuides * (variances.guides[gene] as number);
      shared[gene] = Math.max(error * error - ofOwn, 0);
    }
    this.#reference = { of: k, zero, shared };
    return this.#reference;
  }

  /** Valid until another is asked for. */
  direction(k: number, of: readonly number[]): Direction {
    const { genes, cellsOfGuide } = this.#sums;
    const { fit, variances } = this.#tested;
    const { own } = this.#facts;
    const { zero, shared } = this.#referenceOf(k);
    const [level, variance] = [this.#level.fill(0), this.#variance.fill(0)];
    const total = of.reduce((sum, guide) => sum + (fit.weightOfGuide[guide] as number), 0);
    let [byCells, byGuides] = [0, 0];
    for (const guide of of) {
      const weight = (fit.weightOfGuide[guide] as number) / total;
      byCells += (weight * weight) / (cellsOfGuide[guide] as number);
      byGuides += weight * weight;
      const means = this.means.subarray(guide * genes, (guide + 1) * genes);
      for (let gene = 0; gene < genes; gene++) (level[gene] as number) += weight * (means[gene] as number);
    }
    for (let gene = 0; gene < genes; gene++) {
      if (own[k * genes + gene] === 1) {
        level[gene] = 0;
        continue;
      }
      (level[gene] as number) -= zero[gene] as number;
      variance[gene] =
        byCells * (variances.cells[gene] as number) + byGuides * (variances.guides[gene] as number);
    }
    return { level, variance, shared, zero };
  }

  /**
   * Slope of a guide on what others of `k` do, the noise of these and the shared reference taken out of its sums, and its standard error; null
   * where they do nothing beyond noise.
   */
  strength(
    guide: number,
    k: number,
    { level, variance, shared, zero }: Direction,
  ): { readonly strength: number; readonly error: number } | null {
    const { genes } = this.#sums;
    const precision = this.#precision(guide);
    const means = this.means.subarray(guide * genes, (guide + 1) * genes);
    const beside = this.#besideOthers(guide);
    // A control guide shares no error with the others after its own part of the reference is taken out.
    const sharing = this.#ofGuide[guide] === k ? 1 : 0;
    let [top, bottom] = [0, 0];
    for (let gene = 0; gene < genes; gene++) {
      const x = level[gene] as number;
      const r = shared[gene] as number;
      const weight = precision[gene] as number;
      const deviation = beside * ((means[gene] as number) - (zero[gene] as number));
      top += weight * (deviation * x - sharing * r);
      bottom += weight * (x * x - (variance[gene] as number) - r);
    }
    if (!(bottom > 0)) return null;
    const strength = top / bottom;
    const at = Math.min(Math.max(strength, 0), 1);
    const [ofOthers, ofShared] = [sharing * at * at, sharing * (1 - at) ** 2];
    let square = 0;
    for (let gene = 0; gene < genes; gene++) {
      const x = level[gene] as number;
      const weight = precision[gene] as number;
      const rest = ofOthers * (variance[gene] as number) + ofShared * (shared[gene] as number);
      square += x * x * weight * (1 + rest * weight);
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

  /** By which a guide's distance from its reference is multiplied: a control guide is set beside the other controls. */
  #besideOthers(guide: number): number {
    const { fit, isPooled } = this.#tested;
    if (this.#ofGuide[guide] !== 0 || isPooled) return 1;
    const [all, own] = [fit.weights[0] as number, fit.weightOfGuide[guide] as number];
    return all / Math.max(all - own, 1e-9);
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
    { level, variance, shared, zero }: Direction,
    strength: number,
  ): Float64Array {
    const { genes, cellsOfGuide } = this.#sums;
    const { cells, guides, third, thirdOfGuides, doubtOfGuides } = this.#tested.variances;
    const { counting, folds, own } = this.#facts;
    const scores = new Float64Array(genes);
    let used = 0;
    const one = 1 / (cellsOfGuide[guide] as number);
    const means = this.means.subarray(guide * genes, (guide + 1) * genes);
    const beside = this.#besideOthers(guide);
    const changes = folds && this.#changes(k, folds);
    const ofOthers = k === 0 ? 1 : strength * strength;
    const ofShared = k === 0 ? 0 : (1 - strength) * (1 - strength);
    for (let gene = 0; gene < genes; gene++) {
      if (!((cells[gene] as number) > 0) || own[k * genes + gene] === 1) continue;
      // A rise has more variance (power.ts).
      const fold = changes ? Math.max(1, 1 + strength * (changes[gene] as number)) : 1;
      const a = counting[gene] as number;
      const byCells = (cells[gene] as number) * one * fold * (a + (1 - a) * fold);
      const byGuides = (guides[gene] as number) * fold * fold;
      const deviation = beside * ((means[gene] as number) - (zero[gene] as number));
      const others = ofOthers * (variance[gene] as number) + ofShared * (shared[gene] as number);
      const total = byCells + byGuides + others;
      const error = Math.sqrt(total);
      const skewness = (third[gene] as number) * one * one + (thirdOfGuides[gene] as number);
      const difference = deviation - strength * (level[gene] as number);
      const score = withoutSkewness(difference / error, skewness / (total * error));
      const doubt = fold * fold * fold * fold * (doubtOfGuides[gene] as number);
      scores[used++] = studentScore(score, doubt > 0 ? (total * total) / doubt : Infinity);
    }
    return scores.subarray(0, used);
  }
}
