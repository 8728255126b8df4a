/** The upper tail of the hypergeometric distribution, in logarithms so that it does not underflow. */
import { logGamma } from './distributions';

/** ln k!, from the exact product below 16. */
function logFactorial(k: number): number {
  if (k < 16) {
    let product = 1;
    for (let factor = 2; factor <= k; factor++) product *= factor;
    return Math.log(product);
  }
  return logGamma(k + 1);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/**
 * ln P(X ≥ overlap) for the number X of marked items among `drawn` of `universe` items, `marked` of which are marked; all are whole
 * numbers ≥ 0. 0 where every draw has that many, −∞ where none has.
 */
export function logHypergeometricTail(
  overlap: number,
  drawn: number,
  marked: number,
  universe: number,
): number {
  const least = Math.max(0, drawn + marked - universe);
  const most = Math.min(drawn, marked);
  if (overlap <= least) return 0;
  if (overlap > most) return -Infinity;
  const logTerm = (k: number) =>
    logChoose(marked, k) + logChoose(universe - marked, drawn - k) - logChoose(universe, drawn);
  const rising = (k: number) =>
    ((marked - k) * (drawn - k)) / ((k + 1) * (universe - marked - drawn + k + 1));
  // Sum the side without the mode: its terms fall, and the other is 1 minus it.
  const mode = Math.floor(((drawn + 1) * (marked + 1)) / (universe + 2));
  if (overlap > mode) {
    let [term, sum] = [1, 1];
    for (let k = overlap; k < most && term > 1e-18 * sum; k++) sum += term *= rising(k);
    return Math.min(0, logTerm(overlap) + Math.log(sum));
  }
  let [term, sum] = [1, 1];
  for (let k = overlap - 1; k > least && term > 1e-18 * sum; k--) sum += term /= rising(k - 1);
  return Math.log1p(-Math.min(1, Math.exp(logTerm(overlap - 1)) * sum));
}
