/** An interaction in cells with several guides, where it is what a column of the regression adds to the sum of two perturbations. */
import { normalTail } from '../numerics/significance';
import { referenceNoise } from './comparison';
import type { Design } from './fit';
import { presenceOf, type Effects } from './effects';
import { foldAgainst, levelOfFold, type Levels } from './folds';
import type { PairColumns } from './manyPairs';
import { normalScore } from './pairCounts';
import { addProducts, type Interaction, type PairLevels, type PairParts } from './pairReference';
import type { ResidualSums } from './residuals';

/** Standard error of ln expression up to which a gene counts for coefficients. */
const LARGEST_ERROR = 0.2;
/** Counts of a gene that cells with both would have on average: with fewer, having none proves little. */
const FEWEST_COUNTS = 5;
/** By how many standard errors a fall may be due to chance: its cells would vary more. */
const BY_CHANCE = 1.5;

/** Of one of the two, or of both together: fold change, how the level grows with its logarithm. */
interface Place {
  readonly fold: number;
  readonly growth: number;
}

export class RegressedLevels implements PairLevels {
  readonly #sums: ResidualSums;
  readonly #effects: Effects;
  readonly #columns: PairColumns;
  readonly #levels: Levels;
  readonly #counting: Float64Array;
  readonly #presence: Float64Array;
  readonly #design: Design;
  #singles: readonly [number, number] = [0, 0];
  /** By how much of the interaction each of the two falls with its column. */
  #falls: readonly [number, number] = [0, 0];
  #pair = 0;
  #gene = 0;
  /** Reference, effects of both alone, and the interaction, in levels; variances of these three, and of the reference that the first two share. */
  #reference = 0;
  #effect: readonly [number, number] = [0, 0];
  #beyond = 0;
  #variance: readonly [number, number, number] = [0, 0, 0];
  #shared = 0;

  /** @param counting [genes] share of the variance between cells that is counting noise */
  constructor(
    sums: ResidualSums,
    design: Design,
    effects: Effects,
    { columns, levels, counting }: { columns: PairColumns; levels: Levels; counting: Float64Array },
  ) {
    this.#sums = sums;
    this.#design = design;
    this.#effects = effects;
    this.#columns = columns;
    this.#levels = levels;
    this.#counting = counting;
    this.#presence = presenceOf(sums, effects.fit, design) ?? new Float64Array(design.perturbations);
  }

  use({ first, second }: PairParts, pair: number): void {
    this.#pair = pair;
    this.#singles = [first, second];
    const { isPooled } = this.#effects;
    const ofReference = isPooled ? 0 : this.#fallOf(0);
    this.#falls = [this.#fallOf(first) - ofReference, this.#fallOf(second) - ofReference];
  }

  /** Mean over the guides of a perturbation, as they weigh. */
  #fallOf(k: number): number {
    const { weightOfGuide, weights } = this.#effects.fit;
    const { guides } = this.#sums;
    let sum = 0;
    this.#design.perturbationOfGuide.forEach((of, guide) => {
      if (of === k)
        sum +=
          (weightOfGuide[guide] as number) * (this.#columns.ofGuide[this.#pair * guides + guide] as number);
    });
    return sum / ((weights[k] as number) || 1);
  }

  at(gene: number): boolean {
    const { genes, cells, first } = this.#sums;
    const { tests, fit, variances, weights } = this.#effects;
    const between = variances.cells[gene] as number;
    const column = this.#columns.variance[this.#pair] as number;
    this.#gene = gene;
    if (!(column > 0) || !(between > 0) || this.#singles.some((k) => !((fit.weights[k] as number) > 0)))
      return false;
    if (this.#levels === 'residuals' && this.#expectedCounts() < FEWEST_COUNTS) return false;
    const [a, b] = this.#singles.map((k) => {
      const at = k * genes + gene;
      const square = (tests.error[at] as number) ** 2;
      const shared = referenceNoise({ weights, variances, tests }, k, gene);
      return { effect: tests.effect[at] as number, square, shared, k };
    }) as [One, One];
    this.#beyond = this.#columns.beyond[this.#pair * genes + gene] as number;
    this.#reference =
      (first[gene] as number) / cells -
      (this.#presence[a.k] as number) * a.effect -
      (this.#presence[b.k] as number) * b.effect;
    this.#effect = [a.effect - this.#falls[0] * this.#beyond, b.effect - this.#falls[1] * this.#beyond];
    this.#shared = Math.min(a.shared, b.shared);
    this.#variance = [a.square, b.square, column * between];
    this.#variance = [a.square, b.square, column * between * this.#spread()];
    return true;
  }

  /** In cells of average depth: the slope of the gene is √(*μ a*), *a* the share of counting noise. */
  #expectedCounts(): number {
    const slope = this.#sums.slope[this.#gene] as number;
    const counting = this.#counting[this.#gene] as number;
    return ((this.#columns.cells[this.#pair] as number) * slope ** 2) / counting;
  }

  /** How much more the cells with both vary than others, where the two add up. */
  #spread(): number {
    const fold = this.#singles.reduce((product, _, at) => {
      if (!this.#responds(at)) return product;
      const { fold: own, growth } = this.#single(at);
      const error = Math.sqrt(this.#variance[at] as number) / growth;
      return product * (own < 1 ? Math.min(1, own * Math.exp(BY_CHANCE * error)) : own);
    }, 1);
    if (this.#levels !== 'residuals') return this.#levelOf(fold).variance;
    const counting = this.#counting[this.#gene] as number;
    return fold * (counting + (1 - counting) * fold);
  }

  #responds(at: number): boolean {
    const { responds } = this.#effects;
    return responds[(this.#singles[at] as number) * this.#sums.genes + this.#gene] === 1;
  }

  #levelOf(fold: number) {
    const slope = this.#sums.slope[this.#gene] as number;
    return levelOfFold(this.#reference, fold, { levels: this.#levels, slope });
  }

  #placeOf(effect: number): Place {
    const scale = { levels: this.#levels, slope: this.#sums.slope[this.#gene] as number };
    const { fold } = foldAgainst(this.#reference, this.#reference + effect, scale);
    return { fold, growth: this.#levelOf(fold).growth };
  }

  #single(at: number): Place {
    return this.#placeOf(this.#effect[at] as number);
  }

  #both(): Place {
    return this.#placeOf(this.#effect[0] + this.#effect[1] + this.#beyond);
  }

  /** Of two linear combinations of the effects of both alone, as they are without the column, and of the interaction. */
  #covariance(a: readonly number[], b: readonly number[]): number {
    const own = this.#variance.reduce((sum, variance, at) => sum + (a[at] ?? 0) * (b[at] ?? 0) * variance, 0);
    return own + ((a[0] ?? 0) * (b[1] ?? 0) + (a[1] ?? 0) * (b[0] ?? 0)) * this.#shared;
  }

  /** Gradients of ln expression of the first, the second and both. */
  #gradients(): readonly (readonly [number, number, number])[] {
    const [a, b, both] = [this.#single(0).growth, this.#single(1).growth, this.#both().growth];
    const [ofA, ofB] = this.#falls;
    return [
      [1 / a, 0, -ofA / a],
      [0, 1 / b, -ofB / b],
      [1 / both, 1 / both, (1 - ofA - ofB) / both],
    ];
  }

  /** The level of both beside that to which the effects of the two add up, which is linear in what does not respond. */
  interaction(): Interaction {
    const [a, b, both] = [this.#single(0), this.#single(1), this.#both()];
    const added = [a, b].reduce((product, { fold }, at) => product * (this.#responds(at) ? fold : 1), 1);
    const there = this.#levelOf(added);
    const none = this.#levelOf(1);
    const [ofA, ofB] = this.#falls;
    let difference = this.#effect[0] + this.#effect[1] + this.#beyond - (there.level - none.level);
    const gradient = [1, 1, 1 - ofA - ofB];
    [a, b].forEach(({ growth }, at) => {
      const slope = there.growth / (this.#responds(at) ? growth : none.growth);
      if (!this.#responds(at)) difference -= slope * (this.#effect[at] as number);
      gradient[at] = 1 - slope;
      gradient[2] = (gradient[2] as number) + slope * (this.#falls[at] as number);
    });
    const ofCells = (gradient[2] as number) ** 2 * this.#variance[2];
    const rest = this.#covariance(gradient, gradient) - ofCells;
    const third =
      (gradient[2] as number) ** 3 *
      (this.#effects.variances.third[this.#gene] as number) *
      (this.#columns.third[this.#pair] as number);
    const [ofFirst = [], ofSecond = [], ofBoth = []] = this.#gradients();
    const logs = ofBoth.map((value, at) => value - (ofFirst[at] ?? 0) - (ofSecond[at] ?? 0));
    return {
      observed: Math.log2(both.fold),
      log2: Math.log2(both.fold / a.fold / b.fold),
      error: Math.sqrt(this.#covariance(logs, logs)) / Math.LN2,
      p: 2 * normalTail(Math.abs(normalScore(difference, [ofCells], [third], Math.max(rest, 0)))),
    };
  }

  addTo(blocks: Float64Array, at: number): boolean {
    const gradients = this.#gradients();
    const covariance = (a: number, b: number) => this.#covariance(gradients[a] ?? [], gradients[b] ?? []);
    const noises = gradients.map((_, place) => covariance(place, place));
    if (noises.some((noise) => !(noise <= LARGEST_ERROR ** 2))) return false;
    const effects = [this.#single(0), this.#single(1), this.#both()].map(
      ({ fold }, place) => Math.log(fold) + (this.#levels === 'ratios' ? 0 : (noises[place] as number) / 2),
    ) as [number, number, number];
    addProducts(blocks, at, effects, covariance);
    return true;
  }
}

/** Effect of one of the two in levels, the square of its error, and the part of this that the reference makes. */
interface One {
  readonly k: number;
  readonly effect: number;
  readonly square: number;
  readonly shared: number;
}
