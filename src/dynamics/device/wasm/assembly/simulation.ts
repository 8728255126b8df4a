/**
 * One RK4 step of several rows with the states of all genes, where every state is asked for and nothing is differentiated:
 * dz/dt = keep ⊙ (A [σ(Bz + β) − σ(β)] − z + shift), as in solve/rk4.ts. States are rows of `genes` floats whose first columns are
 * the regulators; padding holds zeros.
 */
import { activitiesOf } from './activity';
import { multiply } from './multiply';
import { offsetOf, weightOf } from './tableau';

/**
 * @param z states [5 × rows × genes]: stage 0 given; stages 1–3 and the next state are written
 * @param c scratch [rows × modules]; slope scratch [rows × genes]
 */
export function simulationStep(
  rows: i32, regulators: i32, genes: i32, modules: i32, h: f32,
  z: usize, c: usize, slope: usize,
  at: usize, bt: usize, beta: usize, resting: usize, keep: usize, shift: usize,
): void {
  const gRow = <usize>genes << 2, mRow = <usize>modules << 2;
  const states = <usize>rows * gRow, next = z + 4 * states;
  for (let stage = 0; stage < 4; stage++) {
    const zs = z + <usize>stage * states;
    multiply(c, mRow, zs, gRow, bt, mRow, 32, rows, modules, regulators, false);
    activitiesOf(c, beta, resting, c, rows, modules);
    multiply(slope, gRow, c, mRow, at, gRow, 32, rows, genes, modules, false);
    const weight = f32x4.splat(h * weightOf(stage)), offset = f32x4.splat(h * offsetOf(stage));
    for (let i: usize = 0; i < states; i += 16) {
      const free = f32x4.add(f32x4.sub(v128.load(slope + i), v128.load(zs + i)), v128.load(shift + i));
      const k = f32x4.mul(v128.load(keep + i), free), z0 = v128.load(z + i);
      const sum = stage == 0 ? z0 : v128.load(next + i);
      v128.store(next + i, f32x4.add(sum, f32x4.mul(weight, k)));
      if (stage < 3) v128.store(zs + states + i, f32x4.add(z0, f32x4.mul(offset, k)));
    }
  }
}
