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

/** [roles] variances of levels by cells, by guides and by both, and third moments. */
class LevelNoise {
  readonly cells = new Float64Array(ROLES);
  readonly guides = new Float64Array(ROLES);
  readonly both = new Float64Array(ROLES);
  readonly third = new Float64Array(ROLES);
}

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
  /** At these two. */
  readonly #noise = new LevelNoise();
  readonly #largestNoise = new LevelNoise();
  /** Change of the mean residual by a fold change, over F − 1. */
  readonly #scale = new Float64Array(ROLES);
  /** Of the combination that is tested, and its parts by cells. */
  readonly #gradient = new Float64Array(ROLES);
  readonly #ofCells = new Float64Array(ROLES);
  readonly #thirds = new Float64Array(ROLES);
  /** Of the effects of A, B and AB in ln. */
  readonly #directions = [A, B, AB].map(() => new Float64Array(ROLES));

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
    this.#fill(this.#noise, this.#fold, counting);
    this.#fill(this.#largestNoise, this.#largest, counting);
    return true;
  }

  /** The noise at fold changes of the gene. */
  #fill({ cells, guides, both, third }: LevelNoise, folds: Float64Array, counting: number): void {
    const { byCells, byGuides, third: thirds } = this.#reference;
    for (let role = 0; role < ROLES; role++) {
      const [fold, slope] = [folds[role] as number, this.#scale[role] as number];
      const spread = counting + (1 - counting) * fold;
      cells[role] = ((byCells[role] as number) * fold * spread) / slope ** 2;
      guides[role] = ((byGuides[role] as number) * fold ** 2) / slope ** 2;
      both[role] = (cells[role] as number) + (guides[role] as number);
      third[role] = ((thirds[role] as number) * fold * spread ** 2) / slope ** 3;
    }
  }

  /** Covariance of two linear combinations of the four levels. */
  #covariance(a: ArrayLike<number>, b: ArrayLike<number>, { both } = this.#noise): number {
    return this.#reference.covariance(a, b, both, this.#scale);
  }

  /**
   * The test is of m_AB m_0 − m_A m_B = 0 for levels m, whose error is linear in that of the levels, so that weakly expressed genes are
   * tested too; its skewness is taken out as in `testLevels`.
   */
  interaction(): Interaction {
    const [reference, a, b, ab] = this.#value as unknown as [number, number, number, number];
    const [, ofA, ofB, ofAB] = this.#fold as unknown as [number, number, number, number];
    const gradient = this.#gradient;
    gradient.set([ofAB, -ofB, -ofA, 1]);
    const total = this.#covariance(gradient, gradient, this.#largestNoise);
    const { cells, guides, third } = this.#largestNoise;
    let [difference, ofGuides, ofCells] = [0, 0, 0];
    for (let role = 0; role < ROLES; role++) {
      const g = gradient[role] as number;
      difference += g * (this.#value[role] as number);
      ofGuides += g * g * (guides[role] as number);
      this.#ofCells[role] = g * g * (cells[role] as number);
      ofCells += this.#ofCells[role] as number;
      this.#thirds[role] = g ** 3 * (third[role] as number);
    }
    const doubt = this.#reference.doubtOfGuides(ofGuides);
    const score = normalScore(difference, this.#ofCells, this.#thirds, Math.max(total - ofCells, 0));
    const logs = [1 / reference, -1 / a, -1 / b, 1 / ab];
    return {
      observed: Math.log2(ab / reference),
      log2: Math.log2((ab * reference) / (a * b)),
      error: Math.sqrt(this.#covariance(logs, logs)) / Math.LN2,
      p: 2 * studentTail(Math.abs(score), ofGuides > 0 ? total ** 2 / doubt : 1e9),
    };
  }

  addTo(blocks: Float64Array, at: number): boolean {
    const ofLog = (role: number) => (this.#noise.both[role] as number) / (this.#fold[role] as number) ** 2;
    for (let role = 0; role < ROLES; role++) if (!(ofLog(role) <= LARGEST_ERROR ** 2)) return false;
    const effect = (role: number) =>
      Math.log((this.#value[role] as number) / (this.#value[REFERENCE] as number)) +
      (ofLog(role) - ofLog(REFERENCE)) / 2;
    this.#directions.forEach((direction, which) => {
      const role = A + which;
      direction[REFERENCE] = -1;
      direction[role] = 1 / (this.#fold[role] as number);
    });
    addProducts(blocks, at, [effect(A), effect(B), effect(AB)], (a, b) =>
      this.#covariance(this.#directions[a] as Float64Array, this.#directions[b] as Float64Array),
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
  variances: ArrayLike<number>,
  thirds: ArrayLike<number>,
  normal: number,
): number {
  let [total, third] = [normal, 0];
  for (let at = 0; at < variances.length; at++) {
    total += variances[at] as number;
    third += thirds[at] as number;
  }
  const standardised = value / Math.sqrt(total);
  if (Math.abs(standardised) < NEAR)
    return standardised - ((third / total ** 1.5) * (standardised ** 2 - 1)) / 6;
  const sign = Math.sign(value);
  const scaleOf = (at: number) =>
    (variances[at] as number) > 0 ? (sign * (thirds[at] as number)) / (2 * (variances[at] as number)) : 0;
  // The slope rises without bound up to the pole nearest to 0 on the side of the value; where there is none, as long as part of it is normal.
  let largest = 0;
  for (let at = 0; at < variances.length; at++) largest = Math.max(largest, scaleOf(at));
  const pole = 1 / largest;
  const slopeAt = (t: number) => {
    let [slope, curvature] = [normal * t, normal];
    for (let at = 0; at < variances.length; at++) {
      const [part, left] = [variances[at] as number, 1 - scaleOf(at) * t];
      slope += (part * t) / left;
      curvature += part / (left * left);
    }
    return { slope, curvature };
  };
  const size = Math.abs(value);
  let [near, far] = [0, Math.min(pole, 1 / Math.sqrt(total))];
  while (far < pole && slopeAt(far).slope < size && far * Math.sqrt(total) < 1e6) far *= 2;
  far = Math.min(far, pole);
  // Newton's method within bounds.
  let t = (near + far) / 2;
  for (let round = 0; round < 60; round++) {
    const { slope, curvature } = slopeAt(t);
    if (slope < size) near = t;
    else far = t;
    const step = t - (slope - size) / curvature;
    const next = step > near && step < far ? step : (near + far) / 2;
    if (Math.abs(next - t) <= 1e-12 * t) break;
    t = next;
  }
  let cumulants = (normal * t * t) / 2;
  for (let at = 0; at < variances.length; at++) {
    const x = scaleOf(at) * t;
    // −ln(1 − x) − x, over x², is ½ + x/3 where x is small.
    cumulants +=
      (variances[at] as number) *
      t *
      t *
      (Math.abs(x) < 1e-4 ? 0.5 + x / 3 : (-Math.log1p(-x) - x) / (x * x));
  }
  const root = sign * Math.sqrt(Math.max(2 * (t * size - cumulants), 0));
  return root + Math.log((sign * t * Math.sqrt(slopeAt(t).curvature)) / root) / root;
}
