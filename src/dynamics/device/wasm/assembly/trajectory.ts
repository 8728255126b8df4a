/**
 * One RK4 step of several rows at once, forward and its discrete adjoint, on a tape of all four stages:
 * dz/dt = keep ⊙ (A [σ(Bz + β) − σ(β)] − z + shift). Same equations as solve/rk4.ts and adjoint/discrete.ts.
 * States are rows of `genes` floats whose first `regulatorsPadded` columns are the regulators; padding holds zeros.
 */
import { activityAdjoint, centredActivity } from './activity';
import { sumOfLanes } from './lanes';
import { multiply } from './multiply';

const third: f32 = 1.0 / 3.0, sixth: f32 = 1.0 / 6.0;

@inline
function weightOf(stage: i32): f32 {
  return stage == 0 || stage == 3 ? sixth : third;
}

/** How far the next stage lies along the slope of this one. */
@inline
function offsetOf(stage: i32): f32 {
  return stage == 3 ? 0 : stage == 2 ? 1 : 0.5;
}

/**
 * @param z tape of states [5 × rows × genes]: stage 0 given; stages 1–3 and the next state are written
 * @param c tape of centred activities [4 × rows × modules], written
 * @param slope scratch [rows × genes]
 */
export function forwardStep(
  rows: i32, regulators: i32, genes: i32, modules: i32, h: f32,
  z: usize, c: usize, slope: usize,
  at: usize, bt: usize, beta: usize, resting: usize, keep: usize, shift: usize,
): void {
  const gRow = <usize>genes << 2, mRow = <usize>modules << 2;
  const states = <usize>rows * gRow, hidden = <usize>rows * mRow, next = z + 4 * states;
  for (let stage = 0; stage < 4; stage++) {
    const zs = z + <usize>stage * states, cs = c + <usize>stage * hidden;
    activitiesAt(rows, regulators, genes, modules, zs, cs, bt, beta, resting);
    multiply(slope, gRow, cs, mRow, 4, at, gRow, rows, genes, modules, false);
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

/**
 * @param lambda [rows × genes] ∂L/∂(next state) in, ∂L/∂(this state) out
 * @param v tape of slope adjoints [4 × rows × genes], written: the gradient of A is Σ vᵀc over the tape
 * @param du tape of pre-activation adjoints [4 × rows × modules], written: the gradient of Bᵀ is Σ zᵀdu
 * @param total, later scratch [rows × genes]; `later` has zeros in columns from regulatorsPadded on, and keeps them
 * @param shiftBar [rows × genes] gains ∂L/∂shift; betaBar [modules] gains ∂L/∂β
 */
export function backwardStep(
  rows: i32, regulatorsPadded: i32, genes: i32, modules: i32, modulesUsed: i32, h: f32,
  c: usize, v: usize, du: usize, lambda: usize, total: usize, later: usize,
  a: usize, b: usize, resting: usize, keep: usize, shiftBar: usize, betaBar: usize,
): void {
  const gRow = <usize>genes << 2, mRow = <usize>modules << 2, rRow = <usize>regulatorsPadded << 2;
  const states = <usize>rows * gRow, hidden = <usize>rows * mRow;
  memory.copy(total, lambda, states);
  for (let stage = 3; stage >= 0; stage--) {
    const vs = v + <usize>stage * states, dus = du + <usize>stage * hidden;
    const weight = f32x4.splat(h * weightOf(stage)), offset = f32x4.splat(h * offsetOf(stage));
    for (let i: usize = 0; i < states; i += 16) {
      let slopeBar = f32x4.mul(weight, v128.load(lambda + i));
      if (stage < 3) {
        // ȳ of the stage after this one: Bᵀdu − v.
        const stateBar = f32x4.sub(v128.load(later + i), v128.load(vs + states + i));
        v128.store(total + i, f32x4.add(v128.load(total + i), stateBar));
        slopeBar = f32x4.add(slopeBar, f32x4.mul(offset, stateBar));
      }
      slopeBar = f32x4.mul(slopeBar, v128.load(keep + i));
      v128.store(vs + i, slopeBar);
      v128.store(shiftBar + i, f32x4.add(v128.load(shiftBar + i), slopeBar));
    }
    multiply(dus, mRow, vs, gRow, 4, a, mRow, rows, modules, genes, false);
    activityAdjoint(dus, c + <usize>stage * hidden, resting, betaBar, rows, modules);
    multiply(later, gRow, dus, mRow, 4, b, rRow, rows, regulatorsPadded, modulesUsed, false);
  }
  for (let i: usize = 0; i < states; i += 16) {
    const stateBar = f32x4.sub(v128.load(later + i), v128.load(v + i));
    v128.store(lambda + i, f32x4.add(v128.load(total + i), stateBar));
  }
}

/** c = σ(Bz + β) − σ(β) for rows of z. */
export function activitiesAt(
  rows: i32, regulators: i32, genes: i32, modules: i32,
  z: usize, c: usize, bt: usize, beta: usize, resting: usize,
): void {
  const mRow = <usize>modules << 2;
  multiply(c, mRow, z, <usize>genes << 2, 4, bt, mRow, rows, modules, regulators, false);
  centredActivity(c, beta, resting, rows, modules);
}

/**
 * Turns the tape of a forward step into that of the continuous adjoint: stages 1 and 2 become the midpoint of the cubic
 * Hermite polynomial between this state and the next, z_½ = ½ (z_n + z_{n+1}) + h/8 (F(z_n) − F(z_{n+1})), stage 3 the
 * next state. One classical Runge–Kutta step of dλ/dt = −Jᵀλ backwards has the coefficients of the discrete adjoint, so
 * backwardStep then integrates the adjoint of the ODE, and the same products over the tape are its parameter quadrature.
 * The constant shift drops out of F(z_n) − F(z_{n+1}).
 * @param z tape of states [5 × rows × genes]: 0 and 4 given; c tape [4 × rows × modules]: 0 given
 * @param nextC [rows × modules] activities at the next state
 * @param slope scratch [rows × genes]
 */
export function continuousStages(
  rows: i32, regulators: i32, genes: i32, modules: i32, h: f32,
  z: usize, c: usize, nextC: usize, slope: usize,
  at: usize, bt: usize, beta: usize, resting: usize, keep: usize,
): void {
  const gRow = <usize>genes << 2, mRow = <usize>modules << 2;
  const states = <usize>rows * gRow, hidden = <usize>rows * mRow;
  const middle = z + states, next = z + 4 * states, middleC = c + hidden;
  for (let i: usize = 0; i < hidden; i += 16)
    v128.store(middleC + i, f32x4.sub(v128.load(c + i), v128.load(nextC + i)));
  multiply(slope, gRow, middleC, mRow, 4, at, gRow, rows, genes, modules, false);
  const half = f32x4.splat(0.5), eighth = f32x4.splat(0.125 * h);
  for (let i: usize = 0; i < states; i += 16) {
    const z0 = v128.load(z + i), z1 = v128.load(next + i);
    const slopes = f32x4.mul(v128.load(keep + i), f32x4.sub(v128.load(slope + i), f32x4.sub(z0, z1)));
    v128.store(middle + i, f32x4.add(f32x4.mul(half, f32x4.add(z0, z1)), f32x4.mul(eighth, slopes)));
  }
  activitiesAt(rows, regulators, genes, modules, middle, middleC, bt, beta, resting);
  memory.copy(middle + states, middle, states);
  memory.copy(middleC + hidden, middleC, hidden);
  memory.copy(middle + 2 * states, next, states);
  memory.copy(middleC + 2 * hidden, nextC, hidden);
}

/** Σ weight (z − target)² over `count` floats (a multiple of 4); lambda gains 2 weight (z − target). */
export function endpointResidual(z: usize, target: usize, weight: usize, lambda: usize, count: i32): f32 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>count << 2; i += 16) {
    const residual = f32x4.sub(v128.load(z + i), v128.load(target + i));
    const weighted = f32x4.mul(v128.load(weight + i), residual);
    sum = f32x4.add(sum, f32x4.mul(weighted, residual));
    v128.store(lambda + i, f32x4.add(v128.load(lambda + i), f32x4.add(weighted, weighted)));
  }
  return sumOfLanes(sum);
}
