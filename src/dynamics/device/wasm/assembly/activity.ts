/**
 * Module activities between two matrix products: σ(u + β) − σ(β) forward, and σ′ backward with the gradient of β.
 * Rows of `modules` floats (a multiple of 4). Pointers in bytes.
 */
import { logisticOfMinus } from './logistic';

/** Writes σ(β) over `modules` floats. */
export function restingActivity(beta: usize, resting: usize, modules: i32): void {
  for (let m: usize = 0; m < <usize>modules << 2; m += 16)
    v128.store(resting + m, logisticOfMinus(f32x4.neg(v128.load(beta + m))));
}

/** In place: u becomes σ(u + β) − σ(β), exactly 0 where u is 0. */
export function centredActivity(u: usize, beta: usize, resting: usize, rows: i32, modules: i32): void {
  const row = <usize>modules << 2;
  for (let n = 0; n < rows; n++, u += row)
    for (let m: usize = 0; m < row; m += 16) {
      const minus = f32x4.sub(f32x4.neg(v128.load(u + m)), v128.load(beta + m));
      v128.store(u + m, f32x4.sub(logisticOfMinus(minus), v128.load(resting + m)));
    }
}

/**
 * In place: p = Aᵀv becomes du = p σ′(u), from the centred activities c; betaBar gains Σ_rows (du − p σ′(β)).
 */
export function activityAdjoint(
  p: usize, c: usize, resting: usize, betaBar: usize, rows: i32, modules: i32,
): void {
  const row = <usize>modules << 2, one = f32x4.splat(1);
  for (let n = 0; n < rows; n++, p += row, c += row)
    for (let m: usize = 0; m < row; m += 16) {
      const rest = v128.load(resting + m), activity = f32x4.add(v128.load(c + m), rest), pm = v128.load(p + m);
      const du = f32x4.mul(pm, f32x4.mul(activity, f32x4.sub(one, activity)));
      const restSlope = f32x4.mul(pm, f32x4.mul(rest, f32x4.sub(one, rest)));
      v128.store(p + m, du);
      v128.store(betaBar + m, f32x4.add(v128.load(betaBar + m), f32x4.sub(du, restSlope)));
    }
}
