/**
 * The response that perturbations share, each in its own strength, as to stress or to a vector: perturbation k multiplies the genes by
 * e^(b_k u). Such changes tell nothing of what is particular to a perturbation. u is estimated for each perturbation from the others
 * (docs/method.md, "Effects before any model"; docs/decisions/0041).
 */
import { becomesCholeskyFactor, choleskySolveInPlace } from '../numerics/linearAlgebra';
import { median } from '../numerics/statistics';
import type { OwnWeights, Variances } from './comparison';
import type { GeneCorrelation } from './correlation';
import type { Design, Fit } from './fit';
import { foldAgainst, LEAST_FOLD, levelOfFold, type Levels } from './folds';
import type { ResidualSums } from './residuals';
import { combinedEvidence, MEDIAN_VARIANCE } from './whole';

export interface SharedResponse {
  /** Share of the squared changes from the controls, beyond noise, that the response explains; at most about 1. */
  readonly explained: number;
  /** Share of the perturbations that clearly have the response. */
  readonly sharing: number;
  /** [perturbations] p of any change beyond the response; NaN for the control and those without cells. */
  readonly beyond: Float64Array;
  /** [perturbations × genes] what the response changes in the levels of each. */
  readonly response: Float64Array;
}

/** Shares of what is explained, and of the perturbations that have it, from which these mostly share a response. */
const [MOSTLY, BY_MOST] = [0.6, 0.5];
/** Genes from which the size of the whole change, and the spread of the response between cells, are told beside the strength. */
const ENOUGH_GENES = 20;
/** Standard errors of a clear strength. */
const CLEAR = 3;

export function isMostlyShared(shared: SharedResponse | null): shared is SharedResponse {
  return shared !== null && shared.explained >= MOSTLY && shared.sharing >= BY_MOST;
}

/** Fewer other perturbations do not tell what is shared. */
const ENOUGH_OTHERS = 6;
/** Perturbations with less than this multiple of the median strength say little of the response; those with more have another. */
const [WEAK, STRONG] = [0.2, 5];
const ITERATIONS = 3;
/** Standard deviation of normal values over their median absolute deviation. */
const NORMAL_MAD = 1.4826;

interface Screen {
  readonly fit: Fit;
  readonly variances: Variances;
  readonly weights: OwnWeights;
  /** [perturbations × genes] 1: a target. */
  readonly own: Uint8Array;
  readonly correlation: GeneCorrelation;
  readonly levels: Levels;
}

/** Of a screen with controls. null with fewer than seven perturbations, or without a direction that most share. */
export function sharedResponse(
  sums: ResidualSums,
  design: Design,
  { fit, variances, weights, own, correlation, levels }: Screen,
): SharedResponse | null {
  const { genes, slope } = sums;
  const { perturbations } = design;
  const present = Array.from({ length: perturbations }, (_, k) => k).filter(
    (k) => k > 0 && (fit.weights[k] as number) > 0,
  );
  if (present.length <= ENOUGH_OTHERS) return null;
  const used = Array.from({ length: genes }, (_, gene) => gene).filter(
    (gene) => (variances.cells[gene] as number) > 0,
  );
  const levelOf = (k: number, gene: number) => fit.level[k * genes + gene] as number;
  const scaleOf = (gene: number) => ({ levels, slope: slope[gene] as number });
  // [perturbations × genes] ln of the fold changes from the controls, and their weights: precisions.
  const [change, precision] = [0, 0].map(() => new Float64Array(perturbations * genes)) as [
    Float64Array,
    Float64Array,
  ];
  const noiseOf = (k: number, gene: number) =>
    (weights.cells[k] as number) * (variances.cells[gene] as number) +
    (weights.guides[k] as number) * (variances.guides[gene] as number);
  const isOwn = (k: number, gene: number) => own[k * genes + gene] === 1;
  for (const k of present)
    for (const gene of used) {
      const { fold } = foldAgainst(levelOf(0, gene), levelOf(k, gene), scaleOf(gene));
      change[k * genes + gene] = Math.log(fold);
      precision[k * genes + gene] =
        levelOfFold(levelOf(0, gene), fold, scaleOf(gene)).growth ** 2 / noiseOf(k, gene);
    }
  const changeOf = (k: number, gene: number) => change[k * genes + gene] as number;

  /** b of a change b u, by least squares, and its standard error. */
  const strengthAlong = (direction: Float64Array, k: number): readonly [b: number, error: number] => {
    let [product, square] = [0, 0];
    for (const gene of used) {
      if (isOwn(k, gene)) continue;
      const weighted = (direction[gene] as number) * (precision[k * genes + gene] as number);
      product += weighted * changeOf(k, gene);
      square += weighted * (direction[gene] as number);
    }
    return square > 0 ? [product / square, 1 / Math.sqrt(square)] : [0, Infinity];
  };

  /** a + c u² of a change (b + b') u + a + c u², by least squares: what a change of the composition, and a spread of the strength between cells, add. */
  const changeBesides = (direction: Float64Array, k: number, b: number): ((u: number) => number) => {
    const free = used.filter((gene) => !isOwn(k, gene));
    if (free.length < ENOUGH_GENES) return () => 0;
    const normal = new Float64Array(9);
    const right = new Float64Array(3);
    for (const gene of free) {
      const u = direction[gene] as number;
      const terms = [1, u, u * u] as const;
      const weight = precision[k * genes + gene] as number;
      terms.forEach((one, i) => {
        (right[i] as number) += weight * one * (changeOf(k, gene) - b * u);
        terms.forEach((other, j) => ((normal[3 * i + j] as number) += weight * one * other));
      });
    }
    if (!becomesCholeskyFactor(normal, 3)) return () => 0;
    choleskySolveInPlace(normal, 3, right);
    return (u) => (right[0] as number) + (right[1] as number) * u + (right[2] as number) * u * u;
  };

  let strength = new Float64Array(perturbations).fill(1);
  const takesPart = (k: number) => (strength[k] as number) > WEAK && (strength[k] as number) < STRONG;
  /** Changes of a gene over their strengths, of those that take part and do not target it. */
  const aligned = (gene: number) => present.filter((k) => takesPart(k) && !isOwn(k, gene));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const direction = new Float64Array(genes);
    for (const gene of used) {
      const changes = aligned(gene).map((k) => changeOf(k, gene) / (strength[k] as number));
      direction[gene] = changes.length > 0 ? median(changes) : 0;
    }
    const found = present.map((k) => strengthAlong(direction, k)[0]);
    const typical = median(found);
    if (!(typical > 0)) return null;
    strength = new Float64Array(perturbations);
    present.forEach((k, at) => (strength[k] = (found[at] as number) / typical));
  }

  // [perturbations × used genes] the response as the others have it, and the variance of that.
  const width = used.length;
  const [direction, doubt] = [0, 0].map(() => new Float64Array(perturbations * width)) as [
    Float64Array,
    Float64Array,
  ];
  used.forEach((gene, at) => {
    const part = aligned(gene);
    const changes = part.map((k) => changeOf(k, gene) / (strength[k] as number));
    const sorted = Float64Array.from(changes).toSorted();
    const middle = changes.length > 0 ? median(changes) : 0;
    const spread = (NORMAL_MAD * median(changes.map((one) => Math.abs(one - middle)))) ** 2 || 0;
    const noise =
      median(part.map((k) => 1 / ((precision[k * genes + gene] as number) * (strength[k] as number) ** 2))) ||
      0;
    for (const k of present) {
      const place = part.indexOf(k);
      direction[k * width + at] = place < 0 ? middle : medianWithout(sorted, changes[place] as number);
      const others = part.length - Number(place >= 0);
      doubt[k * width + at] = others === 0 ? Infinity : (MEDIAN_VARIANCE * Math.max(spread, noise)) / others;
    }
  });

  const beyond = new Float64Array(perturbations).fill(NaN);
  const response = new Float64Array(perturbations * genes);
  let [all, left, sharing] = [0, 0, 0];
  for (const k of present) {
    const along = new Float64Array(genes);
    used.forEach((gene, at) => (along[gene] = direction[k * width + at] as number));
    const [found, error] = strengthAlong(along, k);
    const b = found > 0 && found < STRONG ? found : 0;
    sharing += Number(b > CLEAR * error);
    const scores: number[] = [];
    const besides = b > 0 ? changeBesides(along, k, b) : () => 0;
    used.forEach((gene, at) => {
      const u = along[gene] as number;
      const fold = Math.max(Math.exp(b * u + besides(u)), LEAST_FOLD);
      const { level, growth, variance: spread } = levelOfFold(levelOf(0, gene), fold, scaleOf(gene));
      response[k * genes + gene] = level - levelOf(0, gene);
      if (isOwn(k, gene) || doubt[k * width + at] === Infinity) return;
      const [noise, ofControls] = [spread * noiseOf(k, gene), noiseOf(0, gene)];
      const ofOthers = (growth * b) ** 2 * (doubt[k * width + at] as number);
      const variance = noise + ofOthers + (1 - b) ** 2 * ofControls;
      const rest = levelOf(k, gene) - level;
      const whole = levelOf(k, gene) - levelOf(0, gene);
      all += whole ** 2 / (noise + ofControls) - 1;
      left += (rest ** 2 - variance) / (noise + ofControls);
      scores.push(rest / Math.sqrt(variance));
    });
    beyond[k] = combinedEvidence(Float64Array.from(scores), correlation);
  }
  return {
    explained: all > 0 ? 1 - left / all : 0,
    sharing: sharing / present.length,
    beyond,
    response,
  };
}

/** Median of ascending values without one that equals `value`; 0 where none is left. */
function medianWithout(ascending: Float64Array, value: number): number {
  const left = ascending.length - 1;
  if (left < 1) return 0;
  const at = (place: number): number => {
    const own = ascending[place] as number;
    return own < value ? own : (ascending[place + 1] as number);
  };
  const upper = at(left >> 1);
  return left % 2 === 1 ? upper : (at((left >> 1) - 1) + upper) / 2;
}
