/** What is said of a perturbation as a whole: whether it does anything, and whether its guides agree. */
import { chiSquareTail, normalQuantile } from '../numerics/distributions';
import { normalTail } from '../numerics/significance';
import { median, NORMAL_MAD } from '../numerics/statistics';
import type { Variances } from './comparison';
import type { GeneCorrelation } from './correlation';
import type { Design } from './fit';
import type { ResidualSums } from './residuals';

/** Cauchy combination of p values, valid under dependence (Liu and Xie 2020, eq. 2). Those that are not finite are left out. */
class CombinedP {
  #sum = 0;
  #used = 0;

  add(p: number): void {
    if (!Number.isFinite(p)) return;
    const bounded = Math.min(Math.max(p, 1e-300), 1 - 1e-12);
    this.#sum += bounded < 1e-12 ? 1 / (bounded * Math.PI) : Math.tan((0.5 - bounded) * Math.PI);
    this.#used += 1;
  }

  /** NaN: of none. */
  value(): number {
    if (this.#used === 0) return NaN;
    const average = this.#sum / this.#used;
    return average > 1e12 ? 1 / (average * Math.PI) : 0.5 - Math.atan(average) / Math.PI;
  }
}

/**
 * p of each perturbation (control: NaN) for changing any gene but its own targets: the Cauchy combination of the genes' p, strong for few
 * large effects, and of their sum of squares, strong for many small ones.
 * @param p, own [perturbations × genes] p, and 1: a target of the perturbation
 */
export function anyEffect(
  p: Float64Array,
  own: Uint8Array,
  { perturbations, genes }: { readonly perturbations: number; readonly genes: number },
  correlation: GeneCorrelation,
): Float64Array {
  return Float64Array.from({ length: perturbations }, (_, k) => {
    if (k === 0) return NaN;
    const combined = new CombinedP();
    let [squares, used] = [0, 0];
    for (let at = k * genes; at < (k + 1) * genes; at++) {
      const value = p[at] as number;
      if (own[at] === 1 || !Number.isFinite(value)) continue;
      combined.add(value);
      squares += normalQuantile(Math.min(Math.max(value, 1e-300), 1) / 2) ** 2;
      used += 1;
    }
    return used === 0 ? NaN : withSquares(combined, squares, used, correlation);
  });
}

/**
 * p of normal scores being more than noise: the Cauchy combination of their p, and of that of their sum of squares.
 * @param variance of a score by chance
 */
export function combinedEvidence(scores: Float64Array, correlation: GeneCorrelation, variance = 1): number {
  if (scores.length === 0) return NaN;
  const combined = new CombinedP();
  const scale = Math.sqrt(variance);
  let squares = 0;
  for (let at = 0; at < scores.length; at++) {
    const score = Math.abs(scores[at] as number) / scale;
    combined.add(2 * normalTail(score));
    squares += score * score;
  }
  return withSquares(combined, squares, scores.length, correlation);
}

function withSquares(ofTests: CombinedP, squares: number, n: number, correlation: GeneCorrelation): number {
  const both = new CombinedP();
  both.add(ofTests.value());
  both.add(sumOfSquaresTail(squares, n, correlation));
  return both.value();
}

/**
 * P(Σ z² ≥ sum) of n correlated normal z, a weighted sum of χ² variables with the eigenvalues λ of their correlations as weights: by the three
 * moments Σ λ^k (Imhof 1961).
 */
function sumOfSquaresTail(sum: number, n: number, { squared, triple }: GeneCorrelation): number {
  const second = n + n * (n - 1) * squared;
  const given = n + 3 * n * (n - 1) * squared + n * (n - 1) * (n - 2) * triple;
  // What the moments of positive weights can be.
  const third = Math.min(Math.max(given, second ** 2 / n), second ** 1.5);
  const freedom = second ** 3 / third ** 2;
  return chiSquareTail(Math.max(0, (sum - n) * Math.sqrt(freedom / second) + freedom), freedom);
}

/** Pairs of unrelated guides that are enough for their spread; of more, evenly drawn ones are taken. */
const UNRELATED_PAIRS = 5000;

/** Variance of a median of normal values over that of their mean. */
export const MEDIAN_VARIANCE = Math.PI / 2;

/** Standardised deviations of guides are clipped here, so that one gene does not decide. */
const CLIP = 5;

interface GuideScores {
  /** [guides] */
  readonly weightOfGuide: Float64Array;
  /** [guides × genes] levels, and the variance of each. */
  readonly means: ArrayLike<number>;
  readonly noise: (guide: number, gene: number) => number;
  readonly isUsed: (gene: number) => boolean;
  /** [perturbations × genes] what all share, which guides do not agree in; null: nothing. */
  readonly response: Float64Array | null;
}

/** Variance of the level of a guide by its cells and by guides. */
export function noiseOfGuides(
  { cellsOfGuide }: Pick<ResidualSums, 'cellsOfGuide'>,
  { cells, guides }: Variances,
): GuideScores['noise'] {
  return (guide, gene) =>
    (cells[gene] as number) / Math.max(cellsOfGuide[guide] as number, 1) + (guides[gene] as number);
}

/**
 * p of each perturbation for having guides that agree (NaN with fewer than two guides): the sum over pairs of its guides of the inner
 * products of their standardised deviations from the controls, the controls' shared error taken out, in units of the spread of the same
 * product between guides of different perturbations. Without controls the median of the guides takes their place.
 * @param own [perturbations × genes] 1: a target
 */
export function guideAgreement(
  { genes, guides, cellsOfGuide }: Pick<ResidualSums, 'genes' | 'guides' | 'cellsOfGuide'>,
  { perturbations, perturbationOfGuide }: Design,
  { weightOfGuide, means, noise, isUsed, response }: GuideScores,
  own: Uint8Array,
): Float64Array {
  const present = Array.from(cellsOfGuide.keys()).filter((guide) => (cellsOfGuide[guide] as number) > 0);
  const controls = present.filter((guide) => perturbationOfGuide[guide] === 0);
  const total = controls.reduce((sum, guide) => sum + (weightOfGuide[guide] as number), 0);
  const used = Int32Array.from({ length: genes }, (_, gene) => gene).filter(isUsed);
  const width = used.length;
  const [scores, inverse] = [new Float64Array(guides * width), new Float64Array(guides * width)];
  // The level of the reference, and its variance.
  const [reference, shared] = [new Float64Array(width), new Float64Array(width)];
  used.forEach((gene, at) => {
    const meanOf = (guide: number) => means[guide * genes + gene] as number;
    if (controls.length === 0) {
      reference[at] = median(present.map(meanOf));
      shared[at] = MEDIAN_VARIANCE / present.reduce((sum, guide) => sum + 1 / noise(guide, gene), 0);
    }
    for (const guide of controls) {
      const weight = (weightOfGuide[guide] as number) / total;
      (reference[at] as number) += weight * meanOf(guide);
      (shared[at] as number) += weight * weight * noise(guide, gene);
    }
  });
  const deviation = new Float64Array(width);
  for (const guide of present) {
    const perturbation = perturbationOfGuide[guide] as number;
    const precisions = inverse.subarray(guide * width, (guide + 1) * width);
    for (let at = 0; at < width; at++) precisions[at] = 1 / Math.sqrt(noise(guide, used[at] as number));
    const beside = perturbation === 0 ? total / Math.max(total - (weightOfGuide[guide] as number), 1e-9) : 1;
    const isOwn = own.subarray(perturbation * genes, (perturbation + 1) * genes);
    const along = response?.subarray(perturbation * genes, (perturbation + 1) * genes);
    let [product, square] = [0, 0];
    for (let at = 0; at < width; at++) {
      const gene = used[at] as number;
      const beyond = beside * ((means[guide * genes + gene] as number) - (reference[at] as number));
      deviation[at] = isOwn[gene] === 1 ? 0 : beyond;
      if (isOwn[gene] === 1 || along === undefined) continue;
      const shares = along[gene] as number;
      const precision = (precisions[at] as number) ** 2;
      product += shares * beyond * precision;
      square += shares * shares * precision;
    }
    const strength = square > 0 ? product / square : 0;
    for (let at = 0; at < width; at++) {
      const gene = used[at] as number;
      const shares = isOwn[gene] === 1 ? 0 : (along?.[gene] ?? 0);
      const score = ((deviation[at] as number) - strength * shares) * (precisions[at] as number);
      scores[guide * width + at] = Math.min(Math.max(score, -CLIP), CLIP);
    }
  }
  const agreement = (a: number, b: number) => {
    const [first, second] = [a * width, b * width];
    let sum = 0;
    for (let at = 0; at < width; at++)
      sum +=
        (scores[first + at] as number) * (scores[second + at] as number) -
        (inverse[first + at] as number) * (shared[at] as number) * (inverse[second + at] as number);
    return sum;
  };
  const [statistic, pairs] = [new Float64Array(perturbations), new Float64Array(perturbations)];
  const unrelated: number[] = [];
  const step = Math.max(1, Math.floor((present.length * (present.length - 1)) / 2 / UNRELATED_PAIRS));
  let count = 0;
  present.forEach((guide, at) => {
    const first = perturbationOfGuide[guide] as number;
    for (const other of present.slice(at + 1)) {
      const second = perturbationOfGuide[other] as number;
      if (first === second) {
        (statistic[first] as number) += agreement(guide, other);
        (pairs[first] as number) += 1;
      } else if (first > 0 && second > 0 && count++ % step === 0) unrelated.push(agreement(guide, other));
    }
  });
  // Products of unrelated guides scatter about 0.
  const scale = NORMAL_MAD * median(unrelated.map((value) => Math.abs(value)));
  return statistic.map((value, k) =>
    (pairs[k] as number) > 0 ? normalTail(value / (scale * Math.sqrt(pairs[k] as number))) : NaN,
  );
}

/** The tail of a sample begins where this share of it is left, and at least so many values. */
const [TAIL, TAIL_VALUES] = [0.01, 10];

/**
 * p of single samples for being more than controls are. Samples vary in more than their genes' variances say, and no second sample shows it,
 * so that each control is tested beside the others, and the evidence of a perturbation is compared with theirs.
 * @param level [samples × genes] of single samples, batches taken out; @param controls, samples among these rows
 */
export function evidenceAmongControls(
  level: (row: number, gene: number) => number,
  { controls, samples }: { readonly controls: readonly number[]; readonly samples: readonly number[] },
  isTested: (row: number, gene: number) => boolean,
  { genes, correlation }: { readonly genes: number; readonly correlation: GeneCorrelation },
): readonly number[] {
  const n = controls.length;
  const [sum, squares] = [new Float64Array(genes), new Float64Array(genes)];
  for (let gene = 0; gene < genes; gene++) {
    for (const row of controls) (sum[gene] as number) += level(row, gene);
    const middle = (sum[gene] as number) / n;
    for (const row of controls) (squares[gene] as number) += (level(row, gene) - middle) ** 2;
  }
  const evidence = (row: number, others: number) => {
    const scores: number[] = [];
    for (let gene = 0; gene < genes; gene++) {
      if (!((squares[gene] as number) > 0) || !isTested(row, gene)) continue;
      const own = others < n ? level(row, gene) : 0;
      const middle = ((sum[gene] as number) - own) / others;
      const left = others < n ? (own - middle) ** 2 * (others / n) : 0;
      const variance = ((squares[gene] as number) - left) / (others - 1);
      scores.push((level(row, gene) - middle) / Math.sqrt(variance * (1 + 1 / others)));
    }
    return -Math.log(Math.max(combinedEvidence(Float64Array.from(scores), correlation), 1e-300));
  };
  const ofControls = Float64Array.from(controls, (row) => evidence(row, n - 1)).toSorted();
  return samples.map((row) => upperTail(ofControls, evidence(row, n)));
}

/**
 * P(X ≥ value) from an ascending sample: its share, with the value itself. In the tail of the sample the excess over its beginning counts as
 * exponential, of a mean known from m excesses: (1 + x/Σ)^−m, their sum Σ (the predictive distribution: few values do not give certainty).
 */
function upperTail(ascending: Float64Array, value: number): number {
  const count = ascending.length;
  const tail = Math.round(Math.min(count / 2, Math.max(TAIL_VALUES, TAIL * count)));
  const start = ascending[count - tail - 1] ?? -Infinity;
  if (value <= start) return (ascending.filter((one) => one >= value).length + 1) / (count + 1);
  const excess = ascending.subarray(count - tail).reduce((all, one) => all + one - start, 0);
  return ((tail + 1) / (count + 1)) * (1 + (value - start) / Math.max(excess, 1e-12)) ** -tail;
}
