/**
 * The logistic function, four at a time, in single precision without fused operations: the same bits everywhere. In parts too, so
 * that loops over many can be short: what a processor begins before it is done with the turns before is limited.
 */
import { exponentialOfParts, rounding } from './exponential';

/** Between −87 and 87; not-a-number stays not-a-number. */
@inline
export function bounded(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(87)), f32x4.splat(-87));
}

/** How often ln 2 goes into x, plus `rounding`. */
@inline
export function shiftedPowerOf(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, f32x4.splat(1.442695)), f32x4.splat(rounding));
}

/** What is left of x. */
@inline
export function remainderOf(x: v128, shifted: v128): v128 {
  return f32x4.sub(x, f32x4.mul(f32x4.sub(shifted, f32x4.splat(rounding)), f32x4.splat(0.6931472)));
}

/** 1 + e^x from its parts. */
@inline
export function onePlusExponential(remainder: v128, shifted: v128): v128 {
  return f32x4.add(f32x4.splat(1), exponentialOfParts(remainder, shifted));
}

/** 1 / (1 + e^x) = σ(−x), x taken between −87 and 87. Not-a-number stays not-a-number. */
@inline
export function logisticOfMinus(x: v128): v128 {
  const within = bounded(x), shifted = shiftedPowerOf(within);
  return f32x4.div(f32x4.splat(1), onePlusExponential(remainderOf(within, shifted), shifted));
}
