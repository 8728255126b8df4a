/**
 * Measured combinations of two perturbations beside the sum of their singles: the interaction in each gene, and as a whole the model
 * y = c₁ x₁ + c₂ x₂ of the effects of the pair and of its singles in ln expression (Norman et al. 2019). Both singles are noisy, and all
 * three are compared with the same reference, so that plain least squares finds coefficients that are too small: the expected products of
 * noise are taken out of the Gram matrix (Fuller 1987, section 2.2).
 */
import { normalQuantile, studentTail } from '../numerics/distributions';
import type { EveryGene } from '../dataset/quality/everyGene';
import { weightSums } from './comparison';
import { adjusted, type Effects } from './effects';
import { LEAST_FOLD } from './folds';
import type { Design } from './fit';
import type { ResidualSums } from './residuals';

/** A combination of two whose singles are measured too: places among the perturbations. */
export interface PairParts {
  readonly pair: number;
  readonly first: number;
  readonly second: number;
}

type Named = Pick<EveryGene['perturbations'][number], 'names' | 'kind' | 'time'>;

/** Combinations of two with both singles, perturbed in the same way and measured at the same time. */
export function measuredPairs(perturbations: readonly Named[]): readonly PairParts[] {
  const singles = new Map(
    perturbations.flatMap(({ names: [name, ...others], kind, time }, k) =>
      name === undefined || others.length > 0 ? [] : [[`${kind} ${time} ${name}`, k] as const],
    ),
  );
  return perturbations.flatMap(({ names: [a, b, ...others], kind, time }, pair) => {
    if (a === undefined || b === undefined || others.length > 0) return [];
    const [first, second] = [a, b].map((name) => singles.get(`${kind} ${time} ${name}`));
    return first === undefined || second === undefined ? [] : [{ pair, first, second }];
  });
}

/** Combinations of more than two, which are not judged. */
export function largerCombinations({ perturbations }: Pick<EveryGene, 'perturbations'>): number {
  return perturbations.filter(({ names }) => names.length > 2).length;
}

/** A number with its 95 % interval; NaN where it cannot be told. */
export interface Told {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface PairEffect extends PairParts {
  /** Share of the effect of each single that the pair has. */
  readonly ofFirst: Told;
  readonly ofSecond: Told;
  /** (c₁ + c₂)/2: 1 where the effects add up. */
  readonly together: Told;
  /** c₁ − c₂: which of the two dominates. */
  readonly difference: Told;
}

/**
 * `additive`: c₁ and c₂ both between .8 and 1.2; `epistasis`: one single masks the other, with one coefficient above ½ and the other between
 * −½ and ½; `suppression`: the pair has less than half of either effect; `synergy`: more than the sum, `buffering`: less. Each where the 95 %
 * intervals say so, else null: cannot be told. Terms of Norman et al. 2019.
 */
export type PairKind = 'additive' | 'epistasis' | 'suppression' | 'synergy' | 'buffering' | null;

/** How much c₁ and c₂ may differ from 1 in pairs that count as additive; and what masks and what is masked. */
const [EQUAL, HALF] = [0.2, 0.5];

const isWithin = ({ low, high }: Told, centre: number, width: number) =>
  low > centre - width && high < centre + width;

export function pairKind({ ofFirst, ofSecond, together }: Omit<PairEffect, keyof PairParts>): PairKind {
  const both = [ofFirst, ofSecond];
  if (both.every((told) => isWithin(told, 1, EQUAL))) return 'additive';
  if (both.some((told) => isWithin(told, 0, HALF)) && both.some(({ low }) => low > HALF)) return 'epistasis';
  if (both.every(({ high }) => high < HALF)) return 'suppression';
  if (together.low > 1) return 'synergy';
  return together.high < 1 ? 'buffering' : null;
}

export interface PairEffects {
  readonly pairs: readonly PairEffect[];
  /** [pairs × genes] log2 F_AB; log2 F_AB − log2 F_A − log2 F_B, and its standard error. */
  readonly observed: Float32Array;
  readonly log2: Float32Array;
  readonly error: Float32Array;
  /** [pairs × genes] of no interaction, NaN where not tested; q over all interactions. */
  readonly p: Float64Array;
  readonly q: Float64Array;
}

/** Blocks of genes of the jackknife. */
const BLOCKS = 50;
/** Standard error of a level up to which a gene counts for coefficients, relative to the level. */
const LARGEST_ERROR = 0.2;
/** The effect of a single must stand so many standard errors above its noise. */
const TOLD = 4;
const FEWEST_GENES = 2 * BLOCKS;

/** Share by which the noise may be misjudged, as guides that act off their targets make it: part of the intervals. */
const NOISE_ERROR = 0.1;

/**
 * Σ over the genes of a block of weighted products, noise taken out: x₁², x₁x₂, x₂², x₁y, x₂y; the noise of x₁² and x₂², and the variance of
 * these two without effects.
 */
const SUMS = 9;
const [FIRST, CROSS, SECOND, FIRST_PAIR, SECOND_PAIR] = [0, 1, 2, 3, 4];
const [NOISE_FIRST, NOISE_SECOND, SPREAD_FIRST, SPREAD_SECOND] = [5, 6, 7, 8];

/**
 * The interaction in every gene of every pair, and the coefficients of each pair.
 * @param own [perturbations × genes] 1: a target, left out of the coefficients
 */
export function pairEffects(
  sums: ResidualSums,
  design: Design,
  effects: Effects,
  { own, ...depths }: { readonly own: Uint8Array } & Depths,
  parts: readonly PairParts[],
): PairEffects {
  const { genes } = sums;
  const size = parts.length * genes;
  const [observed, log2, error] = [0, 0, 0].map(() => new Float32Array(size).fill(NaN)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const p = new Float64Array(size).fill(NaN);
  const levels = new Levels(sums, design, effects, depths);
  const pairs = parts.map((part, at): PairEffect => {
    levels.use(part);
    const blocks = new Float64Array(BLOCKS * SUMS);
    let used = 0;
    for (let gene = 0; gene < genes; gene++) {
      const place = at * genes + gene;
      if (!levels.at(gene)) continue;
      const found = levels.interaction();
      observed[place] = found.observed;
      log2[place] = found.log2;
      error[place] = found.error;
      p[place] = found.p;
      const isOwn = [part.first, part.second, part.pair].some((k) => own[k * genes + gene] === 1);
      if (!isOwn && levels.addTo(blocks, (used % BLOCKS) * SUMS)) used += 1;
    }
    return { ...part, ...coefficients(blocks, used) };
  });
  return { pairs, observed, log2, error, p, q: adjusted(p) };
}

/** How a change of expression shows in residuals, which depends on the depth of the cells. */
interface Depths {
  /** [genes] share of the variance between cells of average depth that is counting noise. */
  readonly counting: Float64Array;
  /** [perturbations] (mean of √s)² over cells of size factor s, and of all cells. */
  readonly sizes: Float64Array;
  readonly size: number;
}

/** Reference, first, second, pair; and the signs of their logarithms in an interaction. */
const ROLES = 4;
const [REFERENCE, A, B, AB] = [0, 1, 2, 3];

/** Levels relative to the mean, and their covariance, of the four that make an interaction, gene by gene. */
class Levels {
  readonly #sums: ResidualSums;
  readonly #effects: Effects;
  readonly #depths: Depths;
  readonly #weights: ReturnType<typeof weightSums>;
  readonly #perturbations: number;
  /** [genes] sums over all that the reference is made of: weight, weighted level, Σ w²/n, Σ w², Σ w³/n². */
  readonly #pool: readonly Float64Array[];
  readonly #batches: Float64Array;
  #of: readonly number[] = [];
  #gene = 0;
  readonly #value = new Float64Array(ROLES);
  /** Fold changes that variances follow: 1 where nothing responds. */
  readonly #fold = new Float64Array(ROLES);
  /** Upper ends of falls: one that is due to chance must not make the test sure. */
  readonly #largest = new Float64Array(ROLES);
  #ofCounting = 1;
  readonly #byCells = new Float64Array(ROLES);
  readonly #byGuides = new Float64Array(ROLES);
  readonly #third = new Float64Array(ROLES);
  /** Change of the mean residual by a fold change, over F − 1. */
  readonly #scale = new Float64Array(ROLES);

  constructor(sums: ResidualSums, design: Design, effects: Effects, depths: Depths) {
    this.#sums = sums;
    this.#effects = effects;
    this.#depths = depths;
    this.#weights = weightSums(sums, effects.fit, design);
    this.#perturbations = design.perturbations;
    this.#batches = new Float64Array(ROLES ** 2);
    this.#pool = [0, 0, 0, 0, 0].map(() => new Float64Array(sums.genes));
    for (let k = 0; k < design.perturbations; k++)
      for (let gene = 0; gene < sums.genes; gene++) this.#addToPool(k, gene, 1, this.#pool, gene);
  }

  /** Adds `sign` times what a perturbation gives to the reference of a gene. */
  #addToPool(
    k: number,
    gene: number,
    sign: number,
    to: readonly (Float64Array | number[])[],
    at: number,
  ): void {
    const { fit, isPooled, responds } = this.#effects;
    const { genes } = this.#sums;
    if (k > 0 && (!isPooled || responds[k * genes + gene] === 1)) return;
    const weight = fit.weights[k] as number;
    const parts = [
      weight,
      weight * (fit.level[k * genes + gene] as number),
      this.#weights.ofCells[k] as number,
      this.#weights.ofGuides[k] as number,
      this.#weights.ofThird[k] as number,
    ];
    parts.forEach((part, which) => {
      const sum = to[which] as Float64Array;
      sum[at] = (sum[at] as number) + sign * part;
    });
  }

  use({ first, second, pair }: PairParts): void {
    this.#of = [0, first, second, pair];
    const { shares, weights, covariance } = this.#effects.fit;
    const columns = shares.length / this.#perturbations;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const shareOf = (role: number, column: number) => {
      if (role !== REFERENCE || !this.#effects.isPooled)
        return shares[(this.#of[role] as number) * columns + column] as number;
      return weights.reduce(
        (sum, weight, k) => sum + (weight * (shares[k * columns + column] as number)) / total,
        0,
      );
    };
    const share = Float64Array.from({ length: ROLES * columns }, (_, at) =>
      shareOf(Math.floor(at / columns), at % columns),
    );
    for (let a = 0; a < ROLES; a++)
      for (let b = 0; b < ROLES; b++) {
        let sum = 0;
        for (let i = 0; i < columns; i++)
          for (let j = 0; j < columns; j++)
            sum +=
              (share[a * columns + i] as number) *
              (covariance[i * columns + j] as number) *
              (share[b * columns + j] as number);
        this.#batches[a * ROLES + b] = sum;
      }
  }

  /** Goes to a gene; false where one of the four was not measured. */
  at(gene: number): boolean {
    this.#gene = gene;
    const { fit, variances } = this.#effects;
    const { genes } = this.#sums;
    const h = this.#sums.slope[gene] as number;
    const cells = variances.cells[gene] as number;
    this.#ofCounting = this.#depths.counting[gene] as number;
    const counting = this.#ofCounting;
    const pool = this.#pool.map((sum) => [sum[gene] as number]);
    for (const k of this.#of.slice(1)) this.#addToPool(k, gene, -1, pool, 0);
    const [poolWeight, poolLevel, poolCells, poolGuides, poolThird] = pool.map(([sum]) => sum as number);
    for (let role = 0; role < ROLES; role++) {
      const k = this.#of[role] as number;
      const isReference = role === REFERENCE;
      const weight = (isReference ? poolWeight : fit.weights[k]) as number;
      if (!(weight > 1e-9) || !(cells > 0)) return false;
      const level = isReference ? (poolLevel as number) / weight : (fit.level[k * genes + gene] as number);
      const size =
        isReference && this.#effects.isPooled ? 1 : (this.#depths.sizes[k] as number) / this.#depths.size;
      this.#scale[role] = h * Math.sqrt(size / (counting + (1 - counting) * size));
      const slope = this.#scale[role] as number;
      this.#value[role] = Math.max(1 + level / slope, LEAST_FOLD);
      this.#byCells[role] =
        (((isReference ? poolCells : this.#weights.ofCells[k]) as number) / weight ** 2) * cells;
      this.#byGuides[role] =
        (((isReference ? poolGuides : this.#weights.ofGuides[k]) as number) / weight ** 2) *
        (variances.guides[gene] as number);
      this.#third[role] =
        (((isReference ? poolThird : this.#weights.ofThird[k]) as number) / weight ** 3) *
        (variances.third[gene] as number);
    }
    const [reference] = this.#value as unknown as [number];
    for (const role of [A, B]) {
      const responds = this.#effects.responds[(this.#of[role] as number) * genes + gene] === 1;
      const fold = responds ? (this.#value[role] as number) / reference : 1;
      const noise = Math.sqrt((this.#byCells[role] as number) + (this.#byGuides[role] as number));
      this.#fold[role] = fold;
      this.#largest[role] =
        fold < 1 ? Math.min(1, fold + (1.5 * noise) / (this.#scale[role] as number)) : fold;
    }
    for (const folds of [this.#fold, this.#largest]) {
      folds[REFERENCE] = 1;
      folds[AB] = Math.max((folds[A] as number) * (folds[B] as number), LEAST_FOLD);
    }
    return true;
  }

  /** Variance of a level by cells, by guides, and its third moment, at a fold change of the gene. */
  #noise(role: number, fold: number) {
    const slope = this.#scale[role] as number;
    const spread = this.#ofCounting + (1 - this.#ofCounting) * fold;
    return {
      cells: ((this.#byCells[role] as number) * fold * spread) / slope ** 2,
      guides: ((this.#byGuides[role] as number) * fold ** 2) / slope ** 2,
      third: ((this.#third[role] as number) * fold * spread ** 2) / slope ** 3,
    };
  }

  /** Covariance of two linear combinations of the four levels. */
  #covariance(a: readonly number[], b: readonly number[], folds = this.#fold): number {
    const variance = this.#effects.variances.cells[this.#gene] as number;
    let sum = 0;
    for (let i = 0; i < ROLES; i++) {
      const { cells, guides } = this.#noise(i, folds[i] as number);
      sum += (a[i] as number) * (b[i] as number) * (cells + guides);
      for (let j = 0; j < ROLES; j++) {
        const scale = variance / (this.#scale[i] as number) / (this.#scale[j] as number);
        sum += (a[i] as number) * (b[j] as number) * (this.#batches[i * ROLES + j] as number) * scale;
      }
    }
    return sum;
  }

  /**
   * The test is of m_AB m_0 − m_A m_B = 0 for levels m, whose error is linear in that of the levels, so that weakly expressed genes are
   * tested too; its skewness is taken out as in `testLevels`.
   */
  interaction() {
    const [reference, a, b, ab] = this.#value as unknown as [number, number, number, number];
    const [, ofA, ofB, ofAB] = this.#fold as unknown as [number, number, number, number];
    const gradient = [ofAB, -ofB, -ofA, 1];
    const difference = gradient.reduce((sum, g, role) => sum + g * (this.#value[role] as number), 0);
    const noise = gradient.map((_, role) => this.#noise(role, this.#largest[role] as number));
    const total = this.#covariance(gradient, gradient, this.#largest);
    const ofGuides = gradient.reduce((sum, g, role) => sum + g * g * (noise[role]?.guides ?? 0), 0);
    const ofCells = gradient.map((g, role) => g * g * (noise[role]?.cells ?? 0));
    const thirds = gradient.map((g, role) => g ** 3 * (noise[role]?.third ?? 0));
    const { guides, doubtOfGuides } = this.#effects.variances;
    const doubt = (doubtOfGuides[this.#gene] as number) * (ofGuides / (guides[this.#gene] as number)) ** 2;
    const normal = total - ofCells.reduce((sum, part) => sum + part, 0);
    const score = normalScore(difference, ofCells, thirds, Math.max(normal, 0));
    const logs = [1 / reference, -1 / a, -1 / b, 1 / ab];
    return {
      observed: Math.log2(ab / reference),
      log2: Math.log2((ab * reference) / (a * b)),
      error: Math.sqrt(this.#covariance(logs, logs)) / Math.LN2,
      p: 2 * studentTail(Math.abs(score), ofGuides > 0 ? total ** 2 / doubt : 1e9),
    };
  }

  /** Adds the gene's products to the sums of a block; false where it is measured too badly. */
  addTo(blocks: Float64Array, at: number): boolean {
    const noises = Array.from(this.#fold, (fold, role) => {
      const { cells, guides } = this.#noise(role, fold);
      return (cells + guides) / fold ** 2;
    });
    if (noises.some((noise) => !(noise <= LARGEST_ERROR ** 2))) return false;
    const effect = (role: number) =>
      Math.log((this.#value[role] as number) / (this.#value[REFERENCE] as number)) +
      ((noises[role] as number) - (noises[REFERENCE] as number)) / 2;
    const direction = (role: number) =>
      Array.from(this.#fold, (fold, at_) => (at_ === role ? 1 / fold : at_ === REFERENCE ? -1 : 0));
    const [first, second, pair] = [direction(A), direction(B), direction(AB)];
    const [x1, x2, y] = [effect(A), effect(B), effect(AB)];
    const [n1, n2] = [this.#covariance(first, first), this.#covariance(second, second)];
    const weight = 1 / (n1 + n2);
    const add = (which: number, value: number) => {
      blocks[at + which] = (blocks[at + which] as number) + weight * value;
    };
    add(FIRST, x1 * x1 - n1);
    add(CROSS, x1 * x2 - this.#covariance(first, second));
    add(SECOND, x2 * x2 - n2);
    add(FIRST_PAIR, x1 * y - this.#covariance(first, pair));
    add(SECOND_PAIR, x2 * y - this.#covariance(second, pair));
    add(NOISE_FIRST, n1);
    add(NOISE_SECOND, n2);
    add(SPREAD_FIRST, 2 * weight * n1 * n1);
    add(SPREAD_SECOND, 2 * weight * n2 * n2);
    return true;
  }
}

/** Standard deviations from 0 below which the score is Cornish and Fisher's: there the saddlepoint is at 0. */
const NEAR = 0.05;

/**
 * Normal score of a sum of independent gamma variables of mean 0, with these variances and third moments, and of a normal one: r* at the
 * saddlepoint t of K(t) = Σ −k ln(1 − θt) − kθt + nt²/2 (Barndorff-Nielsen 1986). One skewness for the sum would not do, as tails of
 * either side have their own.
 */
export function normalScore(
  value: number,
  variances: readonly number[],
  thirds: readonly number[],
  normal: number,
): number {
  const total = variances.reduce((sum, part) => sum + part, normal);
  const standardised = value / Math.sqrt(total);
  const skewness = thirds.reduce((sum, third) => sum + third, 0) / total ** 1.5;
  if (Math.abs(standardised) < NEAR) return standardised - (skewness * (standardised ** 2 - 1)) / 6;
  const scales = variances.map((part, at) => (part > 0 ? (thirds[at] as number) / (2 * part) : 0));
  const slope = (t: number) =>
    variances.reduce((sum, part, at) => sum + (part * t) / (1 - (scales[at] as number) * t), normal * t);
  const sign = Math.sign(value);
  // The slope rises without bound up to the pole nearest to 0 on the side of the value; where there is none, as long as part of it is normal.
  const pole = 1 / Math.max(0, ...scales.map((scale) => sign * scale));
  let [near, far] = [0, Math.min(pole, 1 / Math.sqrt(total))];
  while (far < pole && Math.abs(slope(sign * far)) < Math.abs(value) && far * Math.sqrt(total) < 1e6)
    far *= 2;
  far = Math.min(far, pole);
  for (let round = 0; round < 60; round++) {
    const middle = (near + far) / 2;
    if (Math.abs(slope(sign * middle)) < Math.abs(value)) near = middle;
    else far = middle;
  }
  const t = sign * near;
  let [cumulants, curvature] = [(normal * t * t) / 2, normal];
  variances.forEach((part, at) => {
    const x = (scales[at] as number) * t;
    // −ln(1 − x) − x, over x², is ½ + x/3 where x is small.
    cumulants += part * t * t * (Math.abs(x) < 1e-4 ? 0.5 + x / 3 : (-Math.log1p(-x) - x) / (x * x));
    curvature += part / (1 - x) ** 2;
  });
  const root = sign * Math.sqrt(Math.max(2 * (t * value - cumulants), 0));
  return root + Math.log((t * Math.sqrt(curvature)) / root) / root;
}

const unknown: Told = { value: NaN, low: NaN, high: NaN };

/** Coefficients with intervals by leaving out one block of genes after another (jackknife). @param used genes */
function coefficients(blocks: Float64Array, used: number): Omit<PairEffect, keyof PairParts> {
  const total = new Float64Array(SUMS);
  blocks.forEach((value, at) => {
    total[at % SUMS] = (total[at % SUMS] as number) + value;
  });
  const isTold = (signal: number, spread: number) =>
    used >= FEWEST_GENES && (total[signal] as number) > TOLD * Math.sqrt(total[spread] as number);
  const told = [isTold(FIRST, SPREAD_FIRST), isTold(SECOND, SPREAD_SECOND)] as const;
  const whole = solved(total, told);
  const noisier = total.slice();
  (noisier[FIRST] as number) -= NOISE_ERROR * (total[NOISE_FIRST] as number);
  (noisier[SECOND] as number) -= NOISE_ERROR * (total[NOISE_SECOND] as number);
  const moved = solved(noisier, told);
  const left = Array.from({ length: BLOCKS }, (_, block) =>
    solved(
      total.map((value, at) => value - (blocks[block * SUMS + at] as number)),
      told,
    ),
  );
  const interval = (of: (c: readonly [number, number]) => number): Told => {
    const value = of(whole);
    if (!Number.isFinite(value)) return unknown;
    const others = left.map(of);
    const centre = others.reduce((sum, other) => sum + other, 0) / BLOCKS;
    const squares = others.reduce((sum, other) => sum + (other - centre) ** 2, 0);
    const error = Math.hypot(Math.sqrt(((BLOCKS - 1) / BLOCKS) * squares), of(moved) - value);
    const half = Math.abs(normalQuantile(0.025)) * error;
    return { value, low: value - half, high: value + half };
  };
  return {
    ofFirst: interval(([first]) => first),
    ofSecond: interval(([, second]) => second),
    together: interval(([first, second]) => (first + second) / 2),
    difference: interval(([first, second]) => first - second),
  };
}

/** c₁ and c₂; the other alone where only one single has an effect that can be told. */
function solved(sums: Float64Array, [first, second]: readonly [boolean, boolean]): readonly [number, number] {
  const [xx, xy, yy, xz, yz] = sums as unknown as [number, number, number, number, number];
  if (!first || !second) return [first ? xz / xx : NaN, second ? yz / yy : NaN];
  const determinant = xx * yy - xy * xy;
  return [(yy * xz - xy * yz) / determinant, (xx * yz - xy * xz) / determinant];
}
