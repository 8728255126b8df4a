/**
 * The logistic function, four at a time, in single precision without fused operations: the same bits everywhere.
 */

/**
 * 1 / (1 + e^x) = σ(−x). e^x = 2ⁿ e^t with n = round(x / ln 2), |t| ≤ ln 2 / 2; e^t by 1 + t + t² q(t), q the polynomial of
 * degree 4 with the smallest largest relative error (found by linear programming; 1e-7 after rounding). n is rounded by
 * adding 1.5 · 2²³, which leaves it in the low bits. Not-a-number stays not-a-number.
 */
@inline
export function logisticOfMinus(x: v128): v128 {
  const magic = f32x4.splat(12582912);
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(87)), f32x4.splat(-87));
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.442695)), magic);
  const n = f32x4.sub(shifted, magic);
  const t = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.6931472)));
  let q = f32x4.add(f32x4.mul(t, f32x4.splat(0.0013388518)), f32x4.splat(0.008357034));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(0.04167295));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(0.16666664));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(0.5));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(1));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(1));
  const exponential = i32x4.add(q, i32x4.shl(shifted, 23));
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exponential));
}
