/**
 * Lane reductions, exponential, logarithm, the logistic function and module activities, in arithmetic that gives the same bits on
 * every machine: single precision, no fused operations, no library.
 */

@inline
export function sumOfLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3);
}

@inline
export function largestLane(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

@inline
export function smallestLane(x: v128): f32 {
  return -largestLane(f32x4.neg(x));
}

/** Adding this to a float below 2²² rounds it to a whole number, which then occupies the low bits. */
const rounding: f32 = 12582912;

/**
 * 2ⁿ e^t for |t| ≤ ln 2 / 2, `shifted` = n + rounding. e^t by 1 + t + t² q(t), q the polynomial of degree 4 with the
 * smallest maximum relative error (found by linear programming; 1e-7 after rounding), summed in pairs because a chain of six
 * dependent operations would stall the processor.
 */
@inline
function exponentialOfParts(t: v128, shifted: v128): v128 {
  const square = f32x4.mul(t, t);
  const high = f32x4.add(f32x4.mul(t, f32x4.splat(0.008357034)), f32x4.splat(0.04167295));
  const low = f32x4.add(f32x4.mul(t, f32x4.splat(0.16666664)), f32x4.splat(0.5));
  const upper = f32x4.add(f32x4.mul(square, f32x4.splat(0.0013388518)), high);
  const q = f32x4.add(f32x4.mul(square, upper), low);
  const power = f32x4.add(f32x4.mul(square, q), f32x4.add(t, f32x4.splat(1)));
  return i32x4.add(power, i32x4.shl(shifted, 23));
}

/**
 * e^x, four at a time, x clamped to [−87, 87]; NaN stays NaN. ln 2 is subtracted in two parts, the first with few bits so that
 * its multiples are exact: the relative error stays at 1e-7 for large arguments.
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
 * Natural logarithm by log m = 2 artanh((m − 1)/(m + 1)) for the mantissa m between √½ and √2; NaN unless x is positive and
 * finite. Scalar, not for hot loops.
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

/**
 * The logistic function is also given in parts, so that loops over many values can be short: a processor only starts a limited
 * number of operations before earlier ones have finished.
 */

/** Clamped to [−87, 87]; NaN stays NaN. */
@inline
export function bounded(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(87)), f32x4.splat(-87));
}

/** round(x / ln 2) + `rounding`. */
@inline
export function shiftedPowerOf(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, f32x4.splat(1.442695)), f32x4.splat(rounding));
}

/** x − n ln 2, with n from shiftedPowerOf. */
@inline
export function remainderOf(x: v128, shifted: v128): v128 {
  return f32x4.sub(x, f32x4.mul(f32x4.sub(shifted, f32x4.splat(rounding)), f32x4.splat(0.6931472)));
}

/** 1 + e^x from its parts. */
@inline
export function onePlusExponential(remainder: v128, shifted: v128): v128 {
  return f32x4.add(f32x4.splat(1), exponentialOfParts(remainder, shifted));
}

/** 1 / (1 + e^x) = σ(−x), x clamped to [−87, 87]; NaN stays NaN. */
@inline
export function logisticOfMinus(x: v128): v128 {
  const within = bounded(x), shifted = shiftedPowerOf(within);
  return f32x4.div(f32x4.splat(1), onePlusExponential(remainderOf(within, shifted), shifted));
}

/** resting = σ(β). Rows hold `modules` floats, a multiple of 4. */
export function restingActivity(beta: usize, resting: usize, modules: i32): void {
  for (let m: usize = 0; m < <usize>modules << 2; m += 16)
    v128.store(resting + m, logisticOfMinus(f32x4.neg(v128.load(beta + m))));
}

/** c = σ(u + β) − σ(β), exactly 0 where u is 0; c may be u. */
export function activitiesOf(u: usize, beta: usize, resting: usize, c: usize, rows: i32, modules: i32): void {
  const row = <usize>modules << 2;
  for (let n = 0; n < rows; n++, u += row, c += row)
    for (let m: usize = 0; m < row; m += 16) {
      const minus = f32x4.sub(f32x4.neg(v128.load(u + m)), v128.load(beta + m));
      v128.store(c + m, f32x4.sub(logisticOfMinus(minus), v128.load(resting + m)));
    }
}
