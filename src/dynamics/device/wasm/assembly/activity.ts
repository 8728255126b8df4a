/**
 * Module activities σ(u + β) − σ(β), exactly 0 where u is 0. Rows of `modules` floats (a multiple of 4). Pointers in bytes.
 */
import { logisticOfMinus } from './logistic';

/** Writes σ(β) over `modules` floats. */
export function restingActivity(beta: usize, resting: usize, modules: i32): void {
  for (let m: usize = 0; m < <usize>modules << 2; m += 16)
    v128.store(resting + m, logisticOfMinus(f32x4.neg(v128.load(beta + m))));
}

/** c = σ(u + β) − σ(β); may be in place. */
export function activitiesOf(u: usize, beta: usize, resting: usize, c: usize, rows: i32, modules: i32): void {
  const row = <usize>modules << 2;
  for (let n = 0; n < rows; n++, u += row, c += row)
    for (let m: usize = 0; m < row; m += 16) {
      const minus = f32x4.sub(f32x4.neg(v128.load(u + m)), v128.load(beta + m));
      v128.store(c + m, f32x4.sub(logisticOfMinus(minus), v128.load(resting + m)));
    }
}
