/**
 * The logistic function, four at a time, in single precision without fused operations: the same bits everywhere.
 */
import { exponentialOfParts, rounding } from './exponential';

/** 1 / (1 + e^x) = σ(−x), x taken between −87 and 87. Not-a-number stays not-a-number. */
@inline
export function logisticOfMinus(x: v128): v128 {
  const magic = f32x4.splat(rounding);
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(87)), f32x4.splat(-87));
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.442695)), magic);
  const n = f32x4.sub(shifted, magic);
  const t = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.6931472)));
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exponentialOfParts(t, shifted)));
}
