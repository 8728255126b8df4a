/** The expression that one count stands for in a cell, found again in log values: what tells counts from measurements of other kinds. */

/** Fewest genes with counts, and the most counts that the least of them may have. */
const ENOUGH_GENES = 5;
const MOST_LEAST_COUNT = 30;
/** How far a value may be from a whole number of counts: what 32 bits keep of it, more where there are many counts. */
const TOLERANCE = 1e-3;
const LARGEST_TOLERANCE = 0.1;
const MANY_COUNTS = 50;

/**
 * `values`: [G] of one cell, log1p(counts · u). Gives u, the largest that all of them are whole multiples of; null where there
 * is none, or too few genes to tell.
 */
export function countUnit(values: Float32Array): number | null {
  const amounts = new Float64Array(values.length);
  let counted = 0;
  let least = Infinity;
  for (const value of values) {
    const amount = Math.expm1(value);
    if (!(amount > 0)) continue;
    amounts[counted++] = amount;
    least = Math.min(least, amount);
  }
  if (counted < ENOUGH_GENES) return null;
  const found = amounts.subarray(0, counted);
  for (let count = 1; count <= MOST_LEAST_COUNT; count++) {
    const unit = least / count;
    if (found.every((amount) => isWhole(amount / unit))) return unit;
  }
  return null;
}

function isWhole(counts: number): boolean {
  const tolerance = Math.min(LARGEST_TOLERANCE, TOLERANCE * Math.max(1, counts / MANY_COUNTS));
  return Math.abs(counts - Math.round(counts)) < tolerance;
}
