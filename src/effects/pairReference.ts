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

/** Noise of a level by cells and by guides. */
interface LevelNoise {
  readonly cells: number;
  readonly guides: number;
}

export class PairReference {
  readonly #genes: number;
  readonly #effects: Effects;
  readonly #weights: ReturnType<typeof weightSums>;
  readonly #perturbations: number;
  /** [genes] sums over all that the reference is made of: weight, weighted level, Σ w²/n, Σ w², Σ w³/n². */
  readonly #pool: readonly Float64Array[];
  readonly #batches = new Float64Array(ROLES ** 2);
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
    if (k > 0 && (!isPooled || responds[k * this.#genes + gene] === 1)) return;
    const weight = fit.weights[k] as number;
    const parts = [
      weight,
      weight * (fit.level[k * this.#genes + gene] as number),
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
  }

  /** Goes to a gene; false where one of the four was not measured. */
  read(gene: number): boolean {
    this.gene = gene;
    const { fit, variances } = this.#effects;
    const cells = variances.cells[gene] as number;
    const pool = this.#pool.map((sum) => [sum[gene] as number]);
    for (const k of this.of.slice(1)) this.#addToPool(k, gene, -1, pool, 0);
    const [poolWeight, poolLevel, poolCells, poolGuides, poolThird] = pool.map(([sum]) => sum as number);
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
   * @param scale [roles] unit of a level that the combinations are in, in levels of the fit
   */
  covariance(
    a: readonly number[],
    b: readonly number[],
    noiseOf: (role: number) => LevelNoise,
    scale: (role: number) => number,
  ): number {
    const variance = this.#effects.variances.cells[this.gene] as number;
    let sum = 0;
    for (let i = 0; i < ROLES; i++) {
      const { cells, guides } = noiseOf(i);
      sum += (a[i] as number) * (b[i] as number) * (cells + guides);
      for (let j = 0; j < ROLES; j++)
        sum +=
          ((a[i] as number) * (b[j] as number) * (this.#batches[i * ROLES + j] as number) * variance) /
          scale(i) /
          scale(j);
    }
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
