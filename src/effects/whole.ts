/** What is said of a perturbation as a whole: whether it does anything, and whether its guides agree. */
import { chiSquareTail, normalQuantile } from '../numerics/distributions';
import { normalTail } from '../numerics/significance';
import { mean, median, NORMAL_MAD } from '../numerics/statistics';
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
    const [from, to] = [k * genes, (k + 1) * genes];
    return k === 0 ? NaN : evidenceOf(p.subarray(from, to), own.subarray(from, to), correlation);
  });
}

/** p of any change among genes; NaN without tests. @param p [genes] @param own [genes] 1: left out */
export function evidenceOf(p: Float64Array, own: Uint8Array, correlation: GeneCorrelation): number {
  const combined = new CombinedP();
  let [squares, used] = [0, 0];
  for (let at = 0; at < p.length; at++) {
    const value = p[at] as number;
    if (own[at] === 1 || !Number.isFinite(value)) continue;
    combined.add(value);
    squares += normalQuantile(Math.min(Math.max(value, 1e-300), 1) / 2) ** 2;
    used += 1;
  }
  return used === 0 ? NaN : withSquares(combined, squares, used, correlation);
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

/** Pairs of unrelated guides from which their spread is told, and of which evenly drawn ones are enough. */
const [FEWEST_UNRELATED, UNRELATED_PAIRS] = [10, 2000];

/** Of fewer degrees of freedom averages of a variance depend on its largest values. */
const FEWEST_FREEDOM = 6;

/** Variance of a median of normal values over that of their mean. */
export const MEDIAN_VARIANCE = Math.PI / 2;

/** Standardised deviations of guides are clipped here, so that one gene does not decide, and stand out from here on. */
const [CLIP, OUTSTANDING] = [5, 2];

/** φ(s), and E[s²; |s| ≥ s₀], of normal s where they begin to stand out. */
const density = Math.exp(-(OUTSTANDING ** 2) / 2) / Math.sqrt(2 * Math.PI);
const outside = chiSquareTail(OUTSTANDING ** 2, 3);

/**
 * Sums over genes of products of the scores of two guides. The first, over all genes, is strong for many small changes. The second is strong
 * for few large ones: a product counts for half where one of the two scores stands out, and whole where both do; there scores count in units
 * of the scatter of their guide, as one that went wrong would decide. Of normal scores with unit variance: `mean`, by a small correlation of
 * the guides; `excess`, by one that the estimate of their variance makes; `variance` of a product without correlation; `correlation` of the
 * products of two genes, by the square of that of the genes.
 */
const SUMS = [
  { unit: () => 1, mean: 1, excess: 1, variance: 1, correlation: 1 },
  {
    unit: ({ scatter }: Scores, guide: number) => scatter[guide] as number,
    mean: outside,
    excess: outside + OUTSTANDING ** 3 * density,
    variance: (outside * (1 + outside)) / 2,
    correlation: (2 * outside) / (1 + outside),
  },
] as const;

interface GuideScores {
  /** [guides] */
  readonly weightOfGuide: Float64Array;
  /** [guides × genes] levels, and the variance of each. */
  readonly means: ArrayLike<number>;
  readonly noise: (guide: number, gene: number) => number;
  /** Half the variance of that as an estimate. */
  readonly doubt: (guide: number, gene: number) => number;
  readonly isUsed: (gene: number) => boolean;
  /** [perturbations × genes] what all share, which guides do not agree in; null: nothing. */
  readonly response: Float64Array | null;
  readonly correlation: GeneCorrelation;
}

/** Variance of the level of a guide by its cells and by guides. */
export function noiseOfGuides(
  { cellsOfGuide }: Pick<ResidualSums, 'cellsOfGuide'>,
  { cells, guides }: Variances,
): GuideScores['noise'] {
  return (guide, gene) =>
    (cells[gene] as number) / Math.max(cellsOfGuide[guide] as number, 1) + (guides[gene] as number);
}

/** [used genes] what levels of guides are compared with: its level, the variance that it adds to each, and what all of them share. */
interface ComparedWith {
  readonly level: Float64Array;
  readonly own: Float64Array;
  readonly shared: Float64Array;
}

interface Compared
  extends Pick<GuideScores, 'weightOfGuide' | 'noise' | 'doubt'>, Pick<Design, 'perturbationOfGuide'> {
  readonly used: Int32Array;
  readonly levelOf: (guide: number, gene: number) => number;
}

/** Degrees of freedom of a variance that was squeezed. */
const freedomOf = (estimate: number, doubt: number) => Math.max(estimate ** 2 / doubt, FEWEST_FREEDOM);

/** By how much such a variance exceeds its estimate on average, and the mean of the square (Smyth 2004, eq. 5: inverse χ²). */
const excessOf = (freedom: number) => (freedom < Infinity ? freedom / (freedom - 2) : 1);
const squaredExcess = (freedom: number) =>
  freedom < Infinity ? (freedom * freedom) / ((freedom - 2) * (freedom - 4)) : 1;

/** The controls, or without any the median of the guides. */
function besideAll(present: readonly number[], of: Compared): ComparedWith {
  const { weightOfGuide, noise, doubt, used, levelOf } = of;
  const expected = (guide: number, gene: number) =>
    noise(guide, gene) * excessOf(freedomOf(noise(guide, gene), doubt(guide, gene)));
  const controls = present.filter((guide) => of.perturbationOfGuide[guide] === 0);
  const total = controls.reduce((sum, guide) => sum + (weightOfGuide[guide] as number), 0);
  const [level, shared] = [new Float64Array(used.length), new Float64Array(used.length)];
  used.forEach((gene, at) => {
    if (controls.length === 0) {
      level[at] = median(present.map((guide) => levelOf(guide, gene)));
      shared[at] = MEDIAN_VARIANCE / present.reduce((sum, guide) => sum + 1 / noise(guide, gene), 0);
    }
    for (const guide of controls) {
      const weight = (weightOfGuide[guide] as number) / total;
      (level[at] as number) += weight * levelOf(guide, gene);
      (shared[at] as number) += weight * weight * expected(guide, gene);
    }
  });
  return { level, own: new Float64Array(used.length), shared };
}

/** The controls of a batch, or without any the median of what lies there. Levels of batches were fitted, so that deviations from any other share an error. */
function besideBatch(present: readonly number[], of: Compared): ComparedWith {
  const { noise, used, levelOf } = of;
  const control = present.find((guide) => of.perturbationOfGuide[guide] === 0);
  const among = control === undefined ? present : [control];
  return {
    level: Float64Array.from(used, (gene) => median(among.map((guide) => levelOf(guide, gene)))),
    own: Float64Array.from(used, (gene) => (control === undefined ? 0 : noise(control, gene))),
    shared: new Float64Array(used.length),
  };
}

/** [guides × used genes] deviations of perturbed guides in standard errors, clipped, and the inverse of these. */
interface Scores {
  readonly scores: Float64Array;
  readonly inverse: Float64Array;
  /** [guides] root mean square of the deviations, ≥ 1: that of one that went wrong is large. */
  readonly scatter: Float64Array;
  /** [guides] sums over genes of the excess of variances over 1, and of its square. */
  readonly excess: Float64Array;
  readonly squared: Float64Array;
}

function scoresOf(
  perturbed: readonly number[],
  { used, noise, doubt, levelOf, perturbationOfGuide }: Compared,
  besideOf: (guide: number) => ComparedWith,
  {
    own,
    response,
    genes,
  }: { readonly own: Uint8Array; readonly genes: number } & Pick<GuideScores, 'response'>,
): Scores {
  const [width, guides] = [used.length, perturbationOfGuide.length];
  const [scores, inverse] = [new Float64Array(guides * width), new Float64Array(guides * width)];
  const sums = { excess: new Float64Array(guides), squared: new Float64Array(guides) };
  const scatter = new Float64Array(guides);
  const deviation = new Float64Array(width);
  for (const guide of perturbed) {
    const beside = besideOf(guide);
    const from = (perturbationOfGuide[guide] as number) * genes;
    let [product, square] = [0, 0];
    for (let at = 0; at < width; at++) {
      const gene = used[at] as number;
      const error = Math.sqrt(
        noise(guide, gene) + (beside.own[at] as number) + (beside.shared[at] as number),
      );
      inverse[guide * width + at] = 1 / error;
      deviation[at] = 0;
      if (own[from + gene] === 1) continue;
      const freedom = freedomOf(noise(guide, gene), doubt(guide, gene));
      (sums.excess[guide] as number) += excessOf(freedom) - 1;
      (sums.squared[guide] as number) += squaredExcess(freedom);
      deviation[at] = levelOf(guide, gene) - (beside.level[at] as number);
      const shares = response?.[from + gene] ?? 0;
      product += (shares * (deviation[at] as number)) / error ** 2;
      square += (shares / error) ** 2;
    }
    const strength = square > 0 ? product / square : 0;
    let squares = 0;
    for (let at = 0; at < width; at++) {
      const place = from + (used[at] as number);
      const shares = own[place] === 1 ? 0 : (response?.[place] ?? 0);
      const score = ((deviation[at] as number) - strength * shares) * (inverse[guide * width + at] as number);
      const clipped = Math.min(Math.max(score, -CLIP), CLIP);
      scores[guide * width + at] = clipped;
      squares += clipped * clipped;
    }
    scatter[guide] = Math.sqrt(Math.max(1, squares / width));
  }
  return { scores, inverse, scatter, ...sums };
}

/**
 * p of each perturbation for having guides that agree (NaN with fewer than two guides, and of the controls): the sum over pairs of its guides
 * of the inner products of their standardised deviations from the controls, the controls' shared error taken out, in units of the spread of
 * the same product between guides of different perturbations, or where these are few of what it would be of normal levels; combined from all
 * genes and those that stand out (docs/method.md, "Effects"). Guides that are the cells of one batch are compared with the controls there.
 * @param own [perturbations × genes] 1: a target
 */
export function guideAgreement(
  { genes, cellsOfGuide }: Pick<ResidualSums, 'genes' | 'cellsOfGuide'>,
  { perturbations, perturbationOfGuide, batchOfGuide }: Design,
  { weightOfGuide, means, noise, doubt, isUsed, response, correlation }: GuideScores,
  own: Uint8Array,
): Float64Array {
  const used = Int32Array.from({ length: genes }, (_, gene) => gene).filter(isUsed);
  const width = used.length;
  const levelOf = (guide: number, gene: number) => means[guide * genes + gene] as number;
  const compared: Compared = { weightOfGuide, noise, doubt, perturbationOfGuide, used, levelOf };
  const present = Array.from(cellsOfGuide.keys()).filter((guide) => (cellsOfGuide[guide] as number) > 0);
  const batchOf = (guide: number) => batchOfGuide?.[guide] ?? 0;
  const references = new Map(
    Array.from(new Set(present.map(batchOf)), (batch) => {
      const among = present.filter((guide) => batchOf(guide) === batch);
      return [batch, batchOfGuide ? besideBatch(among, compared) : besideAll(among, compared)];
    }),
  );
  const besideOf = (guide: number) => references.get(batchOf(guide)) as ComparedWith;
  const perturbed = present.filter((guide) => perturbationOfGuide[guide] !== 0);
  const scores = scoresOf(perturbed, compared, besideOf, { own, response, genes });
  const pairsOf = Array.from({ length: perturbations }, (): Products[] => []);
  const unrelated: Products[] = [];
  const step = Math.max(1, Math.floor((present.length * (present.length - 1)) / 2 / UNRELATED_PAIRS));
  let count = 0;
  perturbed.forEach((guide, at) => {
    const k = perturbationOfGuide[guide] as number;
    for (const other of perturbed.slice(at + 1)) {
      if (batchOfGuide && batchOf(guide) === batchOf(other)) continue;
      const isRelated = perturbationOfGuide[other] === k;
      if (!isRelated && count++ % step !== 0) continue;
      const products = productsOf([guide, other], scores, besideOf(guide).shared);
      (isRelated ? pairsOf[k] : unrelated)?.push(products);
    }
  });
  const guidesOf = Array.from({ length: perturbations }, (): number[] => []);
  for (const guide of perturbed) guidesOf[perturbationOfGuide[guide] as number]?.push(guide);
  // Products of unrelated guides scatter about 0.
  const spreads = SUMS.map(
    (_, kind) => NORMAL_MAD * median(unrelated.map(({ besides }) => Math.abs(besides[kind] as number))),
  );
  return Float64Array.from(pairsOf, (pairs, k) => {
    const guides = guidesOf[k] ?? [];
    const average = (value: (guide: number) => number) => mean(guides.map(value));
    const shared = mean(pairs.map(({ byControls }) => byControls)) / width;
    const variance = varianceOfPairs(guides.length, shared);
    const both = new CombinedP();
    SUMS.forEach((of, kind) => {
      const sum = pairs.reduce((all, { besides }) => all + (besides[kind] as number), 0);
      const unit = (guide: number) => of.unit(scores, guide);
      // Of Σ_{i<j} s_i s_j = ((Σ s)² − Σ s²)/2 the spread of guides is part of the estimate, and their mean is not: it lies above 0 by the excess.
      const excess = average((guide) => (scores.excess[guide] as number) / unit(guide) ** 2);
      const expected = of.excess * (pairs.length / guides.length) * excess;
      const squared = average((guide) => (scores.squared[guide] as number) / unit(guide) ** 4);
      const ofPair =
        unrelated.length < FEWEST_UNRELATED
          ? of.variance * squared * (1 + (width - 1) * of.correlation * correlation.squared)
          : // The median of sums of few products is less than their spread.
            Math.max((spreads[kind] as number) ** 2 / varianceOfPairs(2, shared), of.variance * width);
      both.add(normalTail((sum - expected) / Math.sqrt(variance * ofPair)));
    });
    return both.value();
  });
}

/** What two guides have in common by the error of the controls, over all genes, and besides in each of `SUMS`. */
interface Products {
  readonly byControls: number;
  readonly besides: readonly number[];
}

function productsOf(
  [a, b]: readonly [number, number],
  { scores, inverse, scatter }: Scores,
  shared: Float64Array,
): Products {
  const width = shared.length;
  const [ofFirst, ofSecond] = [scatter[a] as number, scatter[b] as number];
  let [byControls, ofAll, ofOutstanding] = [0, 0, 0];
  for (let at = 0, first = a * width, second = b * width; at < width; at++, first++, second++) {
    const [one, other] = [scores[first] as number, scores[second] as number];
    const product = one * other;
    ofAll += product;
    if (Math.abs(one) > OUTSTANDING * ofFirst) ofOutstanding += product / 2;
    if (Math.abs(other) > OUTSTANDING * ofSecond) ofOutstanding += product / 2;
    byControls += (inverse[first] as number) * (shared[at] as number) * (inverse[second] as number);
  }
  const [all, outstanding] = SUMS;
  return {
    byControls,
    besides: [
      ofAll - all.mean * byControls,
      (ofOutstanding - outstanding.mean * byControls) / ofFirst / ofSecond,
    ],
  };
}

/** Variance of Σ_{i<j} s_i s_j of m normal scores of variance 1 and correlation r: tr((AΣ)²)/2, A = 11ᵀ − I and Σ = (1 − r) I + r 11ᵀ. */
function varianceOfPairs(m: number, r: number): number {
  return ((m - 1) / 2) * ((m - 1) * (1 + (m - 1) * r) ** 2 + (1 - r) ** 2);
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
