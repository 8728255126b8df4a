/**
 * The response that perturbations share, each in its own strength, as to stress or to a vector: perturbation k multiplies the genes by
 * e^(b_k u). Such changes tell nothing of what is particular to a perturbation. u is estimated for each perturbation from the others
 * (docs/method.md, "Effects before any model"; docs/decisions/0041).
 */
import { becomesCholeskyFactor, choleskySolveInPlace } from '../numerics/linearAlgebra';
import { median, NORMAL_MAD } from '../numerics/statistics';
import { ownNoise, type OwnWeights, type Variances } from './comparison';
import type { GeneCorrelation } from './correlation';
import type { Design, Fit } from './fit';
import { foldAgainst, LEAST_FOLD, levelOfFold, scaleIn, type Scales } from './folds';
import type { ResidualSums } from './residuals';
import { combinedEvidence, MEDIAN_VARIANCE } from './whole';

export interface SharedResponse {
  /** Share of the squared changes from the controls, beyond noise, that the response explains; at most about 1. */
  readonly explained: number;
  /** [perturbations] b, 1: typical; 0 where it is not clear. */
  readonly strength: Float64Array;
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
  if (shared === null || shared.explained < MOSTLY) return false;
  const { strength, beyond } = shared;
  const present = beyond.filter((p) => !Number.isNaN(p)).length;
  return strength.filter((b) => b > 0).length >= BY_MOST * present;
}

/** Perturbations with less than this multiple of the median strength say little of the response; those with more have another. */
const [WEAK, STRONG] = [0.2, 5];
const isTypical = (strength: number) => strength > WEAK && strength < STRONG;
const ITERATIONS = 3;

interface Screen {
  readonly fit: Fit;
  readonly variances: Variances;
  readonly weights: OwnWeights;
  /** [perturbations × genes] 1: a target. */
  readonly own: Uint8Array;
  readonly correlation: GeneCorrelation;
  readonly scales: Scales;
  /** Whether a perturbation differs from the controls at all. */
  readonly differs: (k: number) => boolean;
}

/** Changes from the controls, by perturbation and gene. */
interface Changes {
  readonly genes: number;
  readonly perturbations: number;
  /** Perturbations with cells; genes that vary. */
  readonly present: readonly number[];
  readonly used: readonly number[];
  /** [perturbations × genes] ln of the fold changes, and their precisions. */
  readonly change: Float64Array;
  readonly precision: Float64Array;
  readonly levelOf: (k: number, gene: number) => number;
  /** Variance of a level. */
  readonly noiseOf: (k: number, gene: number) => number;
  readonly isOwn: (k: number, gene: number) => boolean;
  /** Of a fold change from the controls. */
  readonly foldedLevel: (k: number, gene: number, fold: number) => ReturnType<typeof levelOfFold>;
}

function changesFrom(
  { genes }: ResidualSums,
  { perturbations }: Design,
  { fit, variances, weights, own, scales }: Screen,
): Changes {
  const all = Array.from({ length: perturbations }, (_, k) => k);
  const present = all.filter((k) => k > 0 && (fit.weights[k] as number) > 0);
  const used = Array.from(variances.cells.keys()).filter((gene) => (variances.cells[gene] as number) > 0);
  const levelOf = (k: number, gene: number) => fit.level[k * genes + gene] as number;
  const noiseOf = (k: number, gene: number) => {
    const { cells, guides } = ownNoise({ weights, variances }, k, gene);
    return cells + guides;
  };
  const scale = (k: number, gene: number) => scaleIn({ scales, isPooled: false }, k, gene);
  const foldedLevel = (k: number, gene: number, fold: number) =>
    levelOfFold(levelOf(0, gene), fold, scale(k, gene));
  const [change, precision] = [new Float64Array(own.length), new Float64Array(own.length)];
  for (const k of present)
    for (const gene of used) {
      const { fold } = foldAgainst(levelOf(0, gene), levelOf(k, gene), scale(k, gene));
      change[k * genes + gene] = Math.log(fold);
      precision[k * genes + gene] = foldedLevel(k, gene, fold).growth ** 2 / noiseOf(k, gene);
    }
  const isOwn = (k: number, gene: number) => own[k * genes + gene] === 1;
  return { genes, perturbations, present, used, change, precision, levelOf, noiseOf, isOwn, foldedLevel };
}

/** b of a change b u, by least squares, and its standard error. @param direction [genes] u */
function strengthAlong(
  { genes, used, change, precision, isOwn }: Changes,
  direction: Float64Array,
  k: number,
): readonly [b: number, error: number] {
  let [product, square] = [0, 0];
  for (const gene of used) {
    if (isOwn(k, gene)) continue;
    const weighted = (direction[gene] as number) * (precision[k * genes + gene] as number);
    product += weighted * (change[k * genes + gene] as number);
    square += weighted * (direction[gene] as number);
  }
  return square > 0 ? [product / square, 1 / Math.sqrt(square)] : [0, Infinity];
}

/** a + b' u + c u² beside b u, by least squares: what a change of the composition, and a spread of the strength between cells, add. */
function changeBesides(
  { genes, used, change, precision, isOwn }: Changes,
  direction: Float64Array,
  k: number,
  b: number,
): (u: number) => number {
  const free = used.filter((gene) => !isOwn(k, gene));
  if (free.length < ENOUGH_GENES) return () => 0;
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  for (const gene of free) {
    const u = direction[gene] as number;
    const terms = [1, u, u * u] as const;
    const weight = precision[k * genes + gene] as number;
    const rest = (change[k * genes + gene] as number) - b * u;
    terms.forEach((one, i) => {
      (right[i] as number) += weight * one * rest;
      terms.forEach((other, j) => ((normal[3 * i + j] as number) += weight * one * other));
    });
  }
  if (!becomesCholeskyFactor(normal, 3)) return () => 0;
  choleskySolveInPlace(normal, 3, right);
  return (u) => (right[0] as number) + (right[1] as number) * u + (right[2] as number) * u * u;
}

/** Perturbations whose strength tells of a gene's response: neither weak nor of another kind, and not of the gene itself. */
function tellingOf({ present, isOwn }: Changes, strength: Float64Array, gene: number): readonly number[] {
  return present.filter((k) => isTypical(strength[k] as number) && !isOwn(k, gene));
}

/** [perturbations] strengths, of which the median is 1; null without a direction that most share. */
function strengthsOf(changes: Changes): Float64Array | null {
  const { genes, perturbations, present, used, change } = changes;
  let strength = new Float64Array(perturbations).fill(1);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const direction = new Float64Array(genes);
    for (const gene of used) {
      const telling = tellingOf(changes, strength, gene);
      const aligned = telling.map((k) => (change[k * genes + gene] as number) / (strength[k] as number));
      direction[gene] = aligned.length > 0 ? median(aligned) : 0;
    }
    const found = present.map((k) => strengthAlong(changes, direction, k)[0]);
    const typical = median(found);
    if (!(typical > 0)) return null;
    strength = new Float64Array(perturbations);
    present.forEach((k, at) => (strength[k] = (found[at] as number) / typical));
  }
  const typical = present.filter((k) => isTypical(strength[k] as number)).length;
  return typical < BY_MOST * present.length ? null : strength;
}

/** [perturbations × genes] u as the others of a perturbation have it, and its variance, Infinity where none tells. */
function ofOthers(changes: Changes, strength: Float64Array) {
  const { genes, present, used, change, precision } = changes;
  const [direction, doubt] = [new Float64Array(change.length), new Float64Array(change.length)];
  for (const gene of used) {
    const telling = tellingOf(changes, strength, gene);
    const aligned = telling.map((k) => (change[k * genes + gene] as number) / (strength[k] as number));
    const sorted = Float64Array.from(aligned).toSorted();
    const middle = aligned.length > 0 ? median(aligned) : 0;
    const spread = (NORMAL_MAD * median(aligned.map((one) => Math.abs(one - middle)))) ** 2 || 0;
    const noises = telling.map(
      (k) => 1 / ((precision[k * genes + gene] as number) * (strength[k] as number) ** 2),
    );
    const noise = median(noises) || 0;
    for (const k of present) {
      const place = telling.indexOf(k);
      const others = telling.length - Number(place >= 0);
      direction[k * genes + gene] = place < 0 ? middle : medianWithout(sorted, aligned[place] as number);
      doubt[k * genes + gene] =
        others === 0 ? Infinity : (MEDIAN_VARIANCE * Math.max(spread, noise)) / others;
    }
  }
  return { direction, doubt };
}

/** Of a screen with controls, and enough perturbations to tell what they share. null without a direction that half of them clearly have. */
export function sharedResponse(sums: ResidualSums, design: Design, screen: Screen): SharedResponse | null {
  const changes = changesFrom(sums, design, screen);
  const { genes, present, used, levelOf, noiseOf, isOwn, foldedLevel } = changes;
  const strength = strengthsOf(changes);
  if (strength === null) return null;
  const { direction, doubt } = ofOthers(changes, strength);
  const beyond = new Float64Array(design.perturbations).fill(NaN);
  const response = new Float64Array(direction.length);
  const clear = new Float64Array(design.perturbations);
  let [all, left] = [0, 0];
  for (const k of present) {
    const along = direction.subarray(k * genes, (k + 1) * genes);
    const [found, error] = strengthAlong(changes, along, k);
    const b = found > 0 && found < STRONG ? found : 0;
    clear[k] = b > CLEAR * error ? b : 0;
    const besides = b > 0 ? changeBesides(changes, along, k, b) : () => 0;
    const scores: number[] = [];
    for (const gene of used) {
      const u = along[gene] as number;
      const { level, growth, variance } = foldedLevel(
        k,
        gene,
        Math.max(Math.exp(b * u + besides(u)), LEAST_FOLD),
      );
      const [own, control] = [levelOf(k, gene), levelOf(0, gene)];
      response[k * genes + gene] = level - control;
      const ofDirection = doubt[k * genes + gene] as number;
      if (isOwn(k, gene) || ofDirection === Infinity) continue;
      const [noise, ofControls] = [variance * noiseOf(k, gene), noiseOf(0, gene)];
      const total = noise + (growth * b) ** 2 * ofDirection + (1 - b) ** 2 * ofControls;
      all += (own - control) ** 2 / (noise + ofControls) - 1;
      left += ((own - level) ** 2 - total) / (noise + ofControls);
      scores.push((own - level) / Math.sqrt(total));
    }
    beyond[k] = combinedEvidence(Float64Array.from(scores), screen.correlation);
  }
  // Else it is that of chance, or of a group whose members are alike.
  if (clear.filter((b) => b > 0).length < BY_MOST * present.length) return null;
  return {
    explained: all > 0 ? 1 - left / all : 0,
    strength: clear.map((b, k) => (screen.differs(k) ? b : 0)),
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
