/**
 * Exponential and logarithm in arithmetic that is the same bits everywhere: no fused operations, no library.
 */

/** Adding it to a float below 2²² rounds that to a whole number, which then lies in the low bits. */
export const rounding: f32 = 12582912;

/**
 * 2ⁿ e^t for |t| ≤ ln 2 / 2, `shifted` = n + rounding. e^t by 1 + t + t² q(t), q the polynomial of degree 4 with the
 * smallest largest relative error (found by linear programming; 1e-7 after rounding), summed in pairs: a chain of six products and sums
 * would be waited for.
 */
@inline
export function exponentialOfParts(t: v128, shifted: v128): v128 {
  const square = f32x4.mul(t, t);
  const high = f32x4.add(f32x4.mul(t, f32x4.splat(0.008357034)), f32x4.splat(0.04167295));
  const low = f32x4.add(f32x4.mul(t, f32x4.splat(0.16666664)), f32x4.splat(0.5));
  const upper = f32x4.add(f32x4.mul(square, f32x4.splat(0.0013388518)), high);
  const q = f32x4.add(f32x4.mul(square, upper), low);
  const power = f32x4.add(f32x4.mul(square, q), f32x4.add(t, f32x4.splat(1)));
  return i32x4.add(power, i32x4.shl(shifted, 23));
}

/**
 * e^x, four at a time; e^−87 below −87 and e^87 above 87. ln 2 is taken off in two parts, the first of few bits so that
 * its multiples are exact: the error stays at 1e-7 for large arguments too. Not-a-number stays not-a-number.
 */
@inline
export function exponential(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(87)), f32x4.splat(-87));
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.442695)), f32x4.splat(rounding));
  const n = f32x4.sub(shifted, f32x4.splat(rounding));
  const upper = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  return exponentialOfParts(f32x4.sub(upper, f32x4.mul(n, f32x4.splat(-2.1219444e-4))), shifted);
}

/**
 * Natural logarithm by log m = 2 artanh((m − 1)/(m + 1)) for the mantissa m between √½ and √2; not-a-number unless x is
 * positive and finite. Scalar: for few numbers.
 */
export function logarithm(x: f64): f64 {
  if (!(x > 0 && x < Infinity)) return NaN;
  const bits = reinterpret<u64>(x);
  let exponent = <i32>(bits >> 52) - 1023;
  let mantissa = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (mantissa > 1.4142135623730951) {
    mantissa *= 0.5;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1), square = s * s;
  let sum: f64 = 0;
  for (let k = 15; k >= 1; k -= 2) sum = sum * square + 1.0 / <f64>k;
  return <f64>exponent * 0.6931471805599453 + 2 * s * sum;
}
