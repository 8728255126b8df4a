/** The upper tail of the standard normal distribution, to about 14 digits. */

/** P(Z > z). */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  return z < 2.5 ? 0.5 - centre(z) : tail(z);
}

/** P(0 < Z < z) by its series φ(z) Σ z^(2n+1) / (1·3·5⋯(2n+1)) (Abramowitz & Stegun 26.2.11). */
function centre(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (z * z) / (2 * n + 1);
    sum += term;
  }
  return density(z) * sum;
}

/** P(Z > z) by its continued fraction φ(z)/(z + 1/(z + 2/(z + 3/(z + …)))) (26.2.14), from behind. */
function tail(z: number): number {
  let fraction = z;
  for (let n = 200; n > 0; n--) fraction = z + n / fraction;
  return density(z) / fraction;
}

function density(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}
