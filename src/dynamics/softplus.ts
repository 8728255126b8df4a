/**
 * softplus, its derivative and the logarithm from sums, products and quotients alone, so that overexpression strengths
 * have the same bits everywhere: Math.exp and Math.log may differ in the last bit between browsers. Not for hot loops.
 */

/** atanh(s) = s + s³/3 + s⁵/5 + …, for |s| ≤ 1/3 to the last bit of a double. */
function inverseHyperbolicTangent(s: number): number {
  const square = s * s;
  let sum = 0;
  for (let k = 39; k >= 1; k -= 2) sum = sum * square + 1 / k;
  return s * sum;
}

/** e^x for x ≤ 0, by halving the argument below 1/2 and squaring back. */
function exponentialOfNegative(x: number): number {
  if (x < -745) return 0;
  let halvings = 0;
  let reduced = x;
  while (reduced < -0.5) {
    reduced /= 2;
    halvings++;
  }
  let result = 1;
  for (let k = 18; k >= 1; k--) result = 1 + (reduced / k) * result;
  for (let i = 0; i < halvings; i++) result *= result;
  return result;
}

/** Natural logarithm: −∞ at 0, ∞ at ∞, NaN below 0. */
export function logarithm(x: number): number {
  if (!(x > 0 && x < Infinity)) return Math.log(x);
  const log2 = 2 * inverseHyperbolicTangent(1 / 3);
  let mantissa = x;
  let exponent = 0;
  while (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  return exponent * log2 + 2 * inverseHyperbolicTangent((mantissa - 1) / (mantissa + 1));
}

/** log(1 + e^x), without overflow. */
export function softplus(x: number): number {
  const small = exponentialOfNegative(-Math.abs(x));
  return Math.max(x, 0) + 2 * inverseHyperbolicTangent(small / (2 + small));
}

/** d softplus / dx, the logistic function. */
export function softplusSlope(x: number): number {
  const small = exponentialOfNegative(-Math.abs(x));
  return x >= 0 ? 1 / (1 + small) : small / (1 + small);
}
