/**
 * Measured combinations of two perturbations beside the sum of their singles: the interaction in each gene, and as a whole the model
 * y = c₁ x₁ + c₂ x₂ of the effects of the pair and of its singles in ln expression (Norman et al. 2019). Both singles are noisy, and all
 * three are compared with the same reference, so that plain least squares finds coefficients that are too small: the expected products of
 * noise are taken out of the Gram matrix (Fuller 1987, section 2.2).
 */
import { normalQuantile } from '../numerics/distributions';
import type { EveryGene } from '../dataset/quality/everyGene';
import { adjusted, type Effects } from './effects';
import type { Design } from './fit';
import { CountLevels } from './pairCounts';
import { PlainLevels } from './pairPlain';
import {
  CROSS,
  FIRST,
  FIRST_PAIR,
  NOISE_FIRST,
  NOISE_SECOND,
  SECOND,
  SECOND_PAIR,
  SPREAD_FIRST,
  SPREAD_SECOND,
  SUMS,
  type PairLevels,
  type PairParts,
} from './pairReference';
import type { ResidualSums } from './residuals';

type Named = Pick<EveryGene['perturbations'][number], 'names' | 'kind' | 'time' | 'dose'>;

/** What a perturbation of this one name shares with the single of a combination: kind, time and dose. */
function keyOf({ kind, time, dose, names }: Named, name: string): string {
  return `${kind} ${time} ${dose?.ofTargets[names.indexOf(name)]} ${name}`;
}

/** Combinations of two with both singles, perturbed in the same way, at the same doses, and measured at the same time. */
export function measuredPairs(perturbations: readonly Named[]): readonly PairParts[] {
  const singles = new Map(
    perturbations.flatMap((one, k) => {
      const [name, ...others] = one.names;
      return name === undefined || others.length > 0 ? [] : [[keyOf(one, name), k] as const];
    }),
  );
  return perturbations.flatMap((one, pair) => {
    const [a, b, ...others] = one.names;
    if (a === undefined || b === undefined || others.length > 0) return [];
    const [first, second] = [a, b].map((name) => singles.get(keyOf(one, name)));
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
export const BLOCKS = 50;
/** An effect, of a single or along doses, must stand so many standard errors above its noise. */
export const TOLD = 4;
/** Panels of proteins have few. */
export const FEWEST_GENES = 40;

/** Share by which the noise may be misjudged, as guides that act off their targets make it: part of the intervals. */
export const NOISE_ERROR = 0.1;

/** @param counting [genes] share of the variance between cells of average depth that is counting noise */
export function levelsOfPairs(
  sums: ResidualSums,
  design: Design,
  effects: Effects,
  counting: Float64Array,
): PairLevels {
  const { levels } = effects.scales;
  return levels === 'residuals'
    ? new CountLevels(sums, design, effects, counting)
    : new PlainLevels(sums, design, effects, levels === 'ratios');
}

/**
 * The interaction in every gene of every pair, and the coefficients of each pair.
 * @param own [perturbations × genes] 1: a target, left out of the coefficients
 */
export function pairEffects(
  effects: Pick<Effects, 'tests'>,
  { own, genes }: { readonly own: Uint8Array; readonly genes: number },
  parts: readonly PairParts[],
  levels: () => PairLevels,
): PairEffects {
  const size = parts.length * genes;
  const [observed, log2, error] = [0, 0, 0].map(() => new Float32Array(size).fill(NaN)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const p = new Float64Array(size).fill(NaN);
  const read = parts.length > 0 ? levels() : null;
  const pairs = parts.map((part, at): PairEffect => {
    read?.use(part, at);
    const blocks = new Float64Array(BLOCKS * SUMS);
    const rows = [part.first, part.second, part.pair].flatMap((k) => (k === null ? [] : [k * genes]));
    let used = 0;
    for (let gene = 0; gene < genes; gene++) {
      const place = at * genes + gene;
      if (!read?.at(gene)) continue;
      const found = read.interaction();
      observed[place] = found.observed;
      log2[place] = found.log2;
      error[place] = found.error;
      // How single samples vary is not always known.
      const isTested = rows.every((row) => Number.isFinite(effects.tests.p[row + gene]));
      if (isTested) p[place] = found.p;
      const isOwn = rows.some((row) => own[row + gene] === 1);
      if (!isOwn && isTested && read.addTo(blocks, (used % BLOCKS) * SUMS)) used += 1;
    }
    return { ...part, ...coefficients(blocks, used) };
  });
  return { pairs, observed, log2, error, p, q: adjusted(p) };
}

const unknown: Told = { value: NaN, low: NaN, high: NaN };

/** Whether the products of a predictor with itself stand above what noise makes of them. @param used genes */
export function isSignal(
  total: Float64Array,
  used: number,
  [signal, spread]: readonly [number, number],
): boolean {
  return used >= FEWEST_GENES && (total[signal] as number) > TOLD * Math.sqrt(total[spread] as number);
}

/** [SUMS] over all blocks. */
export function totalOf(blocks: Float64Array): Float64Array {
  const total = new Float64Array(SUMS);
  blocks.forEach((value, at) => {
    total[at % SUMS] = (total[at % SUMS] as number) + value;
  });
  return total;
}

/**
 * A number made from sums over genes, with its interval by leaving out one block of genes after another (jackknife) and by what the noise may
 * be misjudged. @param used genes
 */
export function toldOver(blocks: Float64Array, used: number, of: (sums: Float64Array) => number): Told {
  const total = totalOf(blocks);
  const value = of(total);
  if (!Number.isFinite(value)) return unknown;
  const noisier = total.slice();
  (noisier[FIRST] as number) -= NOISE_ERROR * (total[NOISE_FIRST] as number);
  (noisier[SECOND] as number) -= NOISE_ERROR * (total[NOISE_SECOND] as number);
  const filled = Math.min(used, BLOCKS);
  const others = Array.from({ length: filled }, (_, block) =>
    of(total.map((sum, at) => sum - (blocks[block * SUMS + at] as number))),
  );
  const centre = others.reduce((sum, other) => sum + other, 0) / filled;
  const squares = others.reduce((sum, other) => sum + (other - centre) ** 2, 0);
  const error = Math.hypot(Math.sqrt(((filled - 1) / filled) * squares), of(noisier) - value);
  const half = Math.abs(normalQuantile(0.025)) * error;
  return { value, low: value - half, high: value + half };
}

/** Coefficients with their intervals. @param used genes */
function coefficients(blocks: Float64Array, used: number): Omit<PairEffect, keyof PairParts> {
  const total = totalOf(blocks);
  const told = [
    isSignal(total, used, [FIRST, SPREAD_FIRST]),
    isSignal(total, used, [SECOND, SPREAD_SECOND]),
  ] as const;
  const interval = (of: (c: readonly [number, number]) => number) =>
    toldOver(blocks, used, (sums) => of(solved(sums, told)));
  return {
    ofFirst: interval(([first]) => first),
    ofSecond: interval(([, second]) => second),
    together: interval(([first, second]) => (first + second) / 2),
    difference: interval(([first, second]) => first - second),
  };
}

/** c₁ and c₂; the other alone where only one single has an effect that can be told. */
function solved(sums: Float64Array, [first, second]: readonly [boolean, boolean]): readonly [number, number] {
  const [xx, xy, yy, xz, yz] = [FIRST, CROSS, SECOND, FIRST_PAIR, SECOND_PAIR].map((at) => sums[at]) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (!first || !second) return [first ? xz / xx : NaN, second ? yz / yy : NaN];
  const determinant = xx * yy - xy * xy;
  return [(yy * xz - xy * yz) / determinant, (xx * yz - xy * xz) / determinant];
}
