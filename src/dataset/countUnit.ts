/** Whether values are counts of molecules, how much one of them is, and what counting adds to the variance of cells. */
import { LOG_UNIT } from './cellMoments';

/** Minimum number of genes with counts, and maximum count of the lowest of them. */
export const MIN_GENES = 5;
export const MAX_LOWEST_COUNT = 30;
/** Tolerated distance from an integer count: the precision of 32 bits, larger for large counts. */
const TOLERANCE = 1e-3;
const MAX_TOLERANCE = 0.1;
const MANY_COUNTS = 50;

/** Most decimals that a table was rounded to; values of more are as exact as 32 bits. */
const MOST_DECIMALS = 4;
/** Share of one count that rounding may take: of more, whole multiples are those of the last decimal. */
const MOST_ROUNDED = 0.02;

/** How far an amount may be from its true value, because values were rounded; null: as exact as 32 bits. */
export type Rounding = ((amount: number) => number) | null;

/** Half of the last decimal to which all values were rounded; null where they have more than four. */
export function halfDecimal(values: Float32Array | Float64Array): number | null {
  let decimals = 1;
  for (const value of values) {
    while (!isAt(value * 10 ** decimals)) {
      if (decimals === MOST_DECIMALS) return null;
      decimals++;
    }
  }
  return 0.5 / 10 ** decimals;
}

/** Whether it is whole, up to the precision of 32 bits. */
const isAt = (value: number) => Math.abs(value - Math.round(value)) <= 1e-7 * (1 + Math.abs(value));

/**
 * The expression u of one count in a cell, from `values` [G], log1p(counts · u): the largest unit of which all are
 * integer multiples. null where there is none, or too few genes.
 */
export function countUnit(values: Float32Array): number | null {
  const amounts = new Float64Array(values.length);
  let counted = 0;
  for (let g = 0; g < values.length; g++) {
    const amount = Math.expm1(values[g] as number);
    if (amount > 0) amounts[counted++] = amount;
  }
  if (counted < MIN_GENES) return null;
  const half = halfDecimal(values);
  return unitOfAmounts(amounts.subarray(0, counted), half === null ? null : (amount) => half * (1 + amount));
}

/** The largest unit of which all amounts above 0 are integer multiples, as far as rounding lets them tell; null: none. */
export function unitOfAmounts(amounts: Float64Array, rounding: Rounding = null): number | null {
  let [lowest, above] = [Infinity, 0];
  for (const amount of amounts) {
    if (amount <= 0) continue;
    above++;
    lowest = Math.min(lowest, amount);
  }
  for (let count = 1; count <= MAX_LOWEST_COUNT; count++) {
    const unit = lowest / count;
    if (!isToldBeside(rounding, lowest, unit)) return null;
    let told = 0;
    const areWhole = amounts.every((amount) => {
      if (amount <= 0) return true;
      const whole = isWhole(amount / unit, roundedCounts(rounding, amount, lowest, unit));
      if (whole !== null) told++;
      return whole !== false;
    });
    if (areWhole && areEnough(told, above)) return unit;
  }
  return null;
}

/** Whether so many amounts that rounding lets tell speak for all of a cell. */
export const areEnough = (told: number, amounts: number) => 2 * told >= amounts;

/** Whether a unit can be told beside the rounding of the lowest amount. */
export const isToldBeside = (rounding: Rounding, lowest: number, unit: number) =>
  rounding === null || rounding(lowest) <= MOST_ROUNDED * unit;

/** How far the number of counts in an amount may be off, by its own rounding and by that of the lowest, which the unit comes from. */
export const roundedCounts = (rounding: Rounding, amount: number, lowest: number, unit: number) =>
  rounding === null ? 0 : rounding(amount) / unit + (amount * rounding(lowest)) / (lowest * unit);

/** Whether these are a number of counts, up to their precision; null where they are rounded too much to tell. */
export function isWhole(counts: number, rounded = 0): boolean | null {
  if (rounded > MAX_TOLERANCE) return null;
  const tolerance = Math.min(MAX_TOLERANCE, TOLERANCE * Math.max(1, counts / MANY_COUNTS) + rounded);
  return Math.abs(counts - Math.round(counts)) < tolerance;
}

/** Share of the cells that must contain counts. */
export const MIN_WITH_COUNTS = 0.9;

/**
 * [G] variance that Poisson counts add to `values` [cells × G], log1p of their multiples, over all cells: (Σ n d)²/Σ n, as within a condition
 * (dynamics/prepare/countingVariance.ts). null where the cells contain no counts.
 */
export function countingIn(values: Float32Array, genes: number): Float64Array | null {
  const [steps, counts] = [new Float64Array(genes), new Float64Array(genes)];
  let cells = 0;
  for (let from = 0; from < values.length; from += genes) {
    const own = values.subarray(from, from + genes);
    const unit = countUnit(own);
    if (unit === null) continue;
    cells++;
    own.forEach((value, g) => {
      if (value <= 0) return;
      const amount = Math.expm1(value);
      const step = value - Math.log1p(Math.max(0, amount - unit));
      const count = Math.round(amount / unit);
      // Whole units, whose sums are the same in any order of cells.
      (steps[g] as number) += Math.round((count * step) / LOG_UNIT);
      (counts[g] as number) += count;
    });
  }
  if (cells < (MIN_WITH_COUNTS * values.length) / genes) return null;
  return steps.map((sum, g) => (sum * LOG_UNIT) ** 2 / Math.max(1, counts[g] as number) / cells);
}
