/**
 * What an interaction is made of, gene by gene: levels of a pair, of its two singles and of the reference that all three share, with what
 * their weights make of the variances, and the sums from which the coefficients of a pair follow.
 */
import { weightSums } from './comparison';
import type { Effects } from './effects';
import type { Design } from './fit';
import type { ResidualSums } from './residuals';

/** A combination of two whose singles are measured too: places among the perturbations. */
export interface PairParts {
  /** null: seen in cells with other guides besides, and no perturbation of its own. */
  readonly pair: number | null;
  readonly first: number;
  readonly second: number;
}

/** Reference, first, second, pair. */
export const ROLES = 4;
export const [REFERENCE, A, B, AB] = [0, 1, 2, 3];

/** What is told of one gene. */
export interface Interaction {
  /** log2 F_AB; log2 F_AB − log2 F_A − log2 F_B, and its standard error. */
  readonly observed: number;
  readonly log2: number;
  readonly error: number;
  readonly p: number;
}

/** The levels of a pair on the scale of its values. */
export interface PairLevels {
  /** @param at place among the pairs */
  use(part: PairParts, at: number): void;
  /** Goes to a gene; false where one of the four was not measured. */
  at(gene: number): boolean;
  interaction(): Interaction;
  /** Adds the gene's products to the sums of a block; false where it is measured too badly. */
  addTo(blocks: Float64Array, at: number): boolean;
}

/** What the reference is made of: weight, weighted level, Σ w²/n, Σ w², Σ w³/n². */
const POOL_SUMS = 5;

export class PairReference {
  readonly #genes: number;
  readonly #effects: Effects;
  readonly #weights: ReturnType<typeof weightSums>;
  readonly #perturbations: number;
  /** [genes × POOL_SUMS] over all that the reference is made of, and at the gene without the three roles beside it. */
  readonly #pool: Float64Array;
  readonly #poolAtGene = new Float64Array(POOL_SUMS);
  readonly #batches = new Float64Array(ROLES ** 2);
  #hasBatches = false;
  of: readonly number[] = [];
  /** [roles] at the gene; what weights make of the variances of cells and guides, and of the third moment of cells. */
  readonly level = new Float64Array(ROLES);
  readonly byCells = new Float64Array(ROLES);
  readonly byGuides = new Float64Array(ROLES);
  readonly third = new Float64Array(ROLES);
  gene = 0;

  constructor(sums: ResidualSums, design: Design, effects: Effects) {
    this.#genes = sums.genes;
    this.#effects = effects;
    this.#weights = weightSums(sums, effects.fit, design);
    this.#perturbations = design.perturbations;
    this.#pool = new Float64Array(POOL_SUMS * sums.genes);
    for (let k = 0; k < design.perturbations; k++)
      for (let gene = 0; gene < sums.genes; gene++) this.#addToPool(k, gene, 1, this.#pool, POOL_SUMS * gene);
  }

  /** Adds `sign` times what a perturbation gives to the reference of a gene. @param at where the sums begin */
  #addToPool(k: number, gene: number, sign: number, to: Float64Array, at: number): void {
    const { fit, isPooled, responds } = this.#effects;
    const place = k * this.#genes + gene;
    if (k > 0 && (!isPooled || responds[place] === 1)) return;
    const weight = fit.weights[k] as number;
    const { ofCells, ofGuides, ofThird } = this.#weights;
    (to[at] as number) += sign * weight;
    (to[at + 1] as number) += sign * weight * (fit.level[place] as number);
    (to[at + 2] as number) += sign * (ofCells[k] as number);
    (to[at + 3] as number) += sign * (ofGuides[k] as number);
    (to[at + 4] as number) += sign * (ofThird[k] as number);
  }

  use({ first, second, pair }: PairParts): void {
    this.of = [0, first, second, pair ?? 0];
    const { shares, weights, covariance } = this.#effects.fit;
    const columns = shares.length / this.#perturbations;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const shareOf = (role: number, column: number) => {
      if (role !== REFERENCE || !this.#effects.isPooled)
        return shares[(this.of[role] as number) * columns + column] as number;
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
    this.#hasBatches = columns > 0;
  }

  /** Goes to a gene; false where one of the four was not measured. */
  read(gene: number): boolean {
    this.gene = gene;
    const { fit, variances } = this.#effects;
    const cells = variances.cells[gene] as number;
    const pool = this.#poolAtGene;
    for (let which = 0; which < POOL_SUMS; which++)
      pool[which] = this.#pool[POOL_SUMS * gene + which] as number;
    for (let role = A; role < ROLES; role++) this.#addToPool(this.of[role] as number, gene, -1, pool, 0);
    const [poolWeight, poolLevel, poolCells, poolGuides, poolThird] = pool as unknown as readonly number[];
    for (let role = 0; role < ROLES; role++) {
      const k = this.of[role] as number;
      const isReference = role === REFERENCE;
      const weight = (isReference ? poolWeight : fit.weights[k]) as number;
      if (!(weight > 1e-9) || !(cells > 0)) return false;
      this.level[role] = isReference
        ? (poolLevel as number) / weight
        : (fit.level[k * this.#genes + gene] as number);
      this.byCells[role] =
        (((isReference ? poolCells : this.#weights.ofCells[k]) as number) / weight ** 2) * cells;
      this.byGuides[role] =
        (((isReference ? poolGuides : this.#weights.ofGuides[k]) as number) / weight ** 2) *
        (variances.guides[gene] as number);
      this.third[role] =
        (((isReference ? poolThird : this.#weights.ofThird[k]) as number) / weight ** 3) *
        (variances.third[gene] as number);
    }
    return true;
  }

  /** Whether a single changes the gene. */
  responds(role: number): boolean {
    return this.#effects.responds[(this.of[role] as number) * this.#genes + this.gene] === 1;
  }

  /**
   * Covariance of two linear combinations of the four levels.
   * @param noise [roles] variance of each by cells and by guides
   * @param scale [roles] unit of a level that the combinations are in, in levels of the fit
   */
  covariance(a: ArrayLike<number>, b: ArrayLike<number>, noise: Float64Array, scale: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < ROLES; i++) sum += (a[i] as number) * (b[i] as number) * (noise[i] as number);
    if (!this.#hasBatches) return sum;
    const variance = this.#effects.variances.cells[this.gene] as number;
    for (let i = 0; i < ROLES; i++)
      for (let j = 0; j < ROLES; j++)
        sum +=
          ((a[i] as number) * (b[j] as number) * (this.#batches[i * ROLES + j] as number) * variance) /
          (scale[i] as number) /
          (scale[j] as number);
    return sum;
  }

  /** Degrees of freedom that guides leave to a variance, over its square: of a part of it that is due to guides. */
  doubtOfGuides(ofGuides: number): number {
    const { guides, doubtOfGuides } = this.#effects.variances;
    return ofGuides > 0
      ? (doubtOfGuides[this.gene] as number) * (ofGuides / (guides[this.gene] as number)) ** 2
      : 0;
  }
}

/**
 * Σ over the genes of a block of weighted products, noise taken out: x₁², x₁x₂, x₂², x₁y, x₂y; the noise of x₁² and x₂², and the variance of
 * these two without effects.
 */
export const SUMS = 9;
export const [FIRST, CROSS, SECOND, FIRST_PAIR, SECOND_PAIR] = [0, 1, 2, 3, 4];
export const [NOISE_FIRST, NOISE_SECOND, SPREAD_FIRST, SPREAD_SECOND] = [5, 6, 7, 8];

/**
 * @param effects of the first, the second and the pair, in ln
 * @param covariance of two of the three, by place
 */
export function addProducts(
  blocks: Float64Array,
  at: number,
  [x1, x2, y]: readonly [number, number, number],
  covariance: (a: number, b: number) => number,
): void {
  const [n1, n2] = [covariance(0, 0), covariance(1, 1)];
  const weight = 1 / (n1 + n2);
  const add = (which: number, value: number) => {
    blocks[at + which] = (blocks[at + which] as number) + value;
  };
  add(FIRST, weight * (x1 * x1 - n1));
  add(CROSS, weight * (x1 * x2 - covariance(0, 1)));
  add(SECOND, weight * (x2 * x2 - n2));
  add(FIRST_PAIR, weight * (x1 * y - covariance(0, 2)));
  add(SECOND_PAIR, weight * (x2 * y - covariance(1, 2)));
  add(NOISE_FIRST, weight * n1);
  add(NOISE_SECOND, weight * n2);
  add(SPREAD_FIRST, 2 * (weight * n1) ** 2);
  add(SPREAD_SECOND, 2 * (weight * n2) ** 2);
}
