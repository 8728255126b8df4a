/** An interaction in logarithms and ratios, whose noise hardly depends on the level. */
import { studentTail } from '../numerics/distributions';
import { withoutSkewness } from './comparison';
import type { Effects } from './effects';
import type { Design } from './fit';
import { expressionOf, levelOfFold, type Levels } from './folds';
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

/** How far from a straight line ln expression may be over the noise of a level, in ln, for a gene to count for coefficients. */
const LARGEST_BEND = 0.04;
/** [roles] levels are in their own unit. */
const SAME = new Float64Array(ROLES).fill(1);
/** Degrees of freedom of what is certain. */
const CERTAIN = 1e9;

/** Levels as ln expression x: ln(e^β − 1) of logarithms, or β of ratios. */
export class PlainLevels implements PairLevels {
  readonly #reference: PairReference;
  readonly #areRatios: boolean;
  readonly #cellFreedom: number;
  /** [roles] x, its growth dβ/dx, and by how much cells vary more there than in the reference. */
  readonly #x = new Float64Array(ROLES);
  readonly #growth = new Float64Array(ROLES);
  readonly #spread = new Float64Array(ROLES).fill(1);
  /** [roles] variance by cells and by guides. */
  readonly #noise = new Float64Array(ROLES);

  constructor(sums: ResidualSums, design: Design, effects: Effects, areRatios: boolean) {
    this.#reference = new PairReference(sums, design, effects);
    this.#areRatios = areRatios;
    this.#cellFreedom = effects.variances.cellFreedom;
  }

  use(part: PairParts): void {
    this.#reference.use(part);
  }

  #growthAt(x: number): number {
    return this.#areRatios ? 1 : Math.exp(x) / (1 + Math.exp(x));
  }

  at(gene: number): boolean {
    if (!this.#reference.read(gene)) return false;
    const { level } = this.#reference;
    const levels: Levels = this.#areRatios ? 'ratios' : 'logarithms';
    level.forEach((value, role) => {
      this.#x[role] = this.#areRatios ? value : Math.log(expressionOf(value));
      this.#growth[role] = this.#growthAt(this.#x[role]);
    });
    const [reference] = level as unknown as [number];
    const folds = [A, B].map((role) =>
      this.#reference.responds(role)
        ? Math.exp((this.#x[role] as number) - (this.#x[REFERENCE] as number))
        : 1,
    ) as [number, number];
    [...folds, folds[0] * folds[1]].forEach((fold, at) => {
      this.#spread[A + at] = levelOfFold(reference, fold, { levels, slope: 1 }).variance;
    });
    const { byCells, byGuides } = this.#reference;
    this.#spread.forEach((spread, role) => {
      this.#noise[role] = (byCells[role] as number) * spread + (byGuides[role] as number);
    });
    return true;
  }

  /** Of two linear combinations of the four levels. */
  #covariance(a: readonly number[], b: readonly number[]): number {
    return this.#reference.covariance(a, b, this.#noise, SAME);
  }

  /** The level of the pair beside that to which the effects of the singles add up, which is linear in what does not respond. */
  interaction(): Interaction {
    const { level, third, byGuides } = this.#reference;
    const [x0, xA, xB, xAB] = this.#x as unknown as [number, number, number, number];
    const [own] = this.#growth as unknown as [number];
    const singles = [A, B].map((role) => ({ role, responds: this.#reference.responds(role) }));
    const sum = singles.reduce(
      (x, { role, responds }) => x + (responds ? (this.#x[role] as number) - x0 : 0),
      x0,
    );
    const there = this.#growthAt(sum);
    const gradient = [there / own, 0, 0, 1];
    let expected = this.#areRatios ? sum : Math.log1p(Math.exp(sum));
    for (const { role, responds } of singles) {
      gradient[role] = -there / (responds ? (this.#growth[role] as number) : own);
      if (!responds) expected += (there / own) * ((level[role] as number) - (level[REFERENCE] as number));
    }
    const total = this.#covariance(gradient, gradient);
    const ofGuides = gradient.reduce((all, g, role) => all + g * g * (byGuides[role] as number), 0);
    const error = Math.sqrt(total);
    const thirds = gradient.reduce((all, g, role) => all + g ** 3 * (third[role] as number), 0);
    const score = withoutSkewness(((level[AB] as number) - expected) / error, thirds / (total * error));
    const doubt = (total - ofGuides) ** 2 / this.#cellFreedom + this.#reference.doubtOfGuides(ofGuides);
    const freedom = doubt > 0 ? Math.min(total ** 2 / doubt, CERTAIN) : CERTAIN;
    const logs = Array.from(this.#growth, (growth, role) => (role === A || role === B ? -1 : 1) / growth);
    return {
      observed: (xAB - x0) / Math.LN2,
      log2: (xAB - xA - xB + x0) / Math.LN2,
      error: Math.sqrt(this.#covariance(logs, logs)) / Math.LN2,
      p: 2 * studentTail(Math.abs(score), freedom),
    };
  }

  addTo(blocks: Float64Array, at: number): boolean {
    // ln expression bends as a logarithm does: half its second derivative times the variance is its bias.
    const bends = Array.from(this.#x, (x, role) => {
      if (this.#areRatios) return 0;
      return (this.#noise[role] as number) * (1 + Math.exp(x)) * Math.exp(-2 * x);
    }) as [number, number, number, number];
    if (bends.some((bend) => !(bend <= LARGEST_BEND))) return false;
    const effect = (role: number) =>
      (this.#x[role] as number) -
      (this.#x[REFERENCE] as number) +
      ((bends[role] ?? 0) - (bends[REFERENCE] ?? 0)) / 2;
    const directions = [A, B, AB].map((own) =>
      Array.from(this.#growth, (growth, role) =>
        role === own ? 1 / growth : role === REFERENCE ? -1 / growth : 0,
      ),
    );
    addProducts(blocks, at, [effect(A), effect(B), effect(AB)], (a, b) =>
      this.#covariance(directions[a] ?? [], directions[b] ?? []),
    );
    return true;
  }
}
