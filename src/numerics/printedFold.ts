/**
 * How a fold change is printed: the one rule that the page prints by and that a link must keep. A factor that is hardly one
 * is no change; small ones have two decimals, most one, huge ones none.
 */

/** Below this a factor is printed as no change. */
const leastFold = 1.025;
/** Below this it has two decimals; from there on one, and none from `wholeFoldFrom`. */
export const fineFoldBelow = 1.1;
export const wholeFoldFrom = 100;

/** The digits of |log2| as a factor ≥ 1, or null where it is printed as no change. */
export function foldDigits(log2: number): string | null {
  const factor = 2 ** Math.abs(log2);
  if (factor < leastFold) return null;
  if (factor >= wholeFoldFrom) return factor.toFixed(0);
  return factor.toFixed(factor < fineFoldBelow ? 2 : 1);
}
