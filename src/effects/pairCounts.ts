/** An interaction in residuals of counts: levels are expression relative to the mean, and vary more where there is more of it. */
import { studentTail } from '../numerics/distributions';
import type { Effects } from './effects';
import type { Design } from './fit';
import { depthOf, LEAST_FOLD, referenceDepth, slopeAtDepth, type Scales } from './folds';
import {
  A,
  AB,
  addProducts,
  B,
  PairReference,
  REFERENCE,
  ROLES,
  type Interaction,
  type PairLevels,
  type PairParts,
} from './pairReference';
import type { ResidualSums } from './residuals';

/** Standard error of a level up to which a gene counts for coefficients, relative to the level. */
const LARGEST_ERROR = 0.2;

/** Levels relative to the mean. */
export class CountLevels implements PairLevels {
  readonly #reference: PairReference;
  readonly #scales: Scales;
  /** [genes] share of the variance between cells of average depth that is counting noise. */
  readonly #counting: Float64Array;
  readonly #isPooled: boolean;
  readonly #value = new Float64Array(ROLES);
  /** Fold changes that variances follow: 1 where nothing responds. */
  readonly #fold = new Float64Array(ROLES);
  /** Upper ends of falls: one that is due to chance must not make the test sure. */
  readonly #largest = new Float64Array(ROLES);
  #ofCounting = 1;
  /** Change of the mean residual by a fold change, over F − 1. */
  readonly #scale = new Float64Array(ROLES);

  constructor(sums: ResidualSums, design: Design, effects: Effects, counting: Float64Array) {
    this.#reference = new PairReference(sums, design, effects);
    this.#scales = effects.scales;
    this.#counting = counting;
    this.#isPooled = effects.isPooled;
  }

  use(part: PairParts): void {
    this.#reference.use(part);
  }

  at(gene: number): boolean {
    if (!this.#reference.read(gene)) return false;
    const { level, of, byCells, byGuides } = this.#reference;
    const h = this.#scales.slope[gene] as number;
    const counting = this.#counting[gene] as number;
    this.#ofCounting = counting;
    for (let role = 0; role < ROLES; role++) {
      const depth =
        role === REFERENCE
          ? referenceDepth(this.#scales, this.#isPooled)
          : depthOf(this.#scales, of[role] as number);
      const slope = slopeAtDepth(h, counting, depth);
      this.#scale[role] = slope;
      this.#value[role] = Math.max(1 + (level[role] as number) / slope, LEAST_FOLD);
    }
    const [reference] = this.#value as unknown as [number];
    for (const role of [A, B]) {
      const fold = this.#reference.responds(role) ? (this.#value[role] as number) / reference : 1;
      const noise = Math.sqrt((byCells[role] as number) + (byGuides[role] as number));
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
    const { byCells, byGuides, third } = this.#reference;
    const slope = this.#scale[role] as number;
    const spread = this.#ofCounting + (1 - this.#ofCounting) * fold;
    return {
      cells: ((byCells[role] as number) * fold * spread) / slope ** 2,
      guides: ((byGuides[role] as number) * fold ** 2) / slope ** 2,
      third: ((third[role] as number) * fold * spread ** 2) / slope ** 3,
    };
  }

  /** Covariance of two linear combinations of the four levels. */
  #covariance(a: readonly number[], b: readonly number[], folds = this.#fold): number {
    return this.#reference.covariance(
      a,
      b,
      (role) => this.#noise(role, folds[role] as number),
      (role) => this.#scale[role] as number,
    );
  }

  /**
   * The test is of m_AB m_0 − m_A m_B = 0 for levels m, whose error is linear in that of the levels, so that weakly expressed genes are
   * tested too; its skewness is taken out as in `testLevels`.
   */
  interaction(): Interaction {
    const [reference, a, b, ab] = this.#value as unknown as [number, number, number, number];
    const [, ofA, ofB, ofAB] = this.#fold as unknown as [number, number, number, number];
    const gradient = [ofAB, -ofB, -ofA, 1];
    const difference = gradient.reduce((sum, g, role) => sum + g * (this.#value[role] as number), 0);
    const noise = gradient.map((_, role) => this.#noise(role, this.#largest[role] as number));
    const total = this.#covariance(gradient, gradient, this.#largest);
    const ofGuides = gradient.reduce((sum, g, role) => sum + g * g * (noise[role]?.guides ?? 0), 0);
    const ofCells = gradient.map((g, role) => g * g * (noise[role]?.cells ?? 0));
    const thirds = gradient.map((g, role) => g ** 3 * (noise[role]?.third ?? 0));
    const doubt = this.#reference.doubtOfGuides(ofGuides);
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
    const directions = [A, B, AB].map(direction);
    addProducts(blocks, at, [effect(A), effect(B), effect(AB)], (a, b) =>
      this.#covariance(directions[a] ?? [], directions[b] ?? []),
    );
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
