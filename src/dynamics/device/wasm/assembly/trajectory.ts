/**
 * One RK4 step of several rows at once, forward and its discrete adjoint, in the space of modules. As dz/dt = A c − z + shift is
 * linear in z but for c = σ(Bz + β) − σ(β), u = Bz alone says how a trajectory goes on:
 *
 *   du/dt = W c − u + drive − Σ_g B_g (A_g · c),   W = B A,
 *
 * g over the regulators that the row's intervention holds (they do not move), drive = Σ_g B_g × (what g is held at, or what is
 * added to it). Genes are read out where they are asked for: RK4 of a linear equation is linear, so that z after n steps is
 * A r_n + ρⁿ z(0) + (1 − ρⁿ) shift with r_{n+1} = ρ r_n + Σ_s a_s c_s (tableau.ts). The same states and gradients as
 * solve/rk4.ts and adjoint/discrete.ts, but for rounding.
 *
 * States, activities and their adjoints are rows of `modules` floats, padding beyond `modulesUsed` holds zeros. `held` lists `holds` pairs of a row and a
 * regulator.
 */
import { activitiesOf, sumOfLanes, logisticOfMinus } from './functions';
import { multiply } from './matrices';
import { decayOf, inputWeightOf, offsetOf, weightOf } from './tableau';

@inline
function dot(x: usize, y: usize, row: usize): v128 {
  let sum = f32x4.splat(0);
  for (let m: usize = 0; m < row; m += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(x + m), v128.load(y + m)));
  return f32x4.splat(sumOfLanes(sum));
}

/** to −= factor · x */
@inline
function subtract(to: usize, factor: v128, x: usize, row: usize): void {
  for (let m: usize = 0; m < row; m += 16)
    v128.store(to + m, f32x4.sub(v128.load(to + m), f32x4.mul(factor, v128.load(x + m))));
}

/** slope −= B_g (A_g · c) for what is held. */
function holdBack(
  slope: usize, c: usize, row: usize, held: usize, holds: i32, a: usize, bt: usize,
): void {
  for (const end = held + (<usize>holds << 3); held < end; held += 8) {
    const n = <usize>load<u32>(held) * row, g = <usize>load<u32>(held, 4) * row;
    subtract(slope + n, dot(a + g, c + n, row), bt + g, row);
  }
}

/** The adjoint of holdBack: cBar −= A_g (B_g · slopeBar), and the gradients of A and Bᵀ. */
function holdBackAdjoint(
  slopeBar: usize, c: usize, cBar: usize, row: usize, held: usize, holds: i32,
  a: usize, bt: usize, aBar: usize, btBar: usize,
): void {
  for (const end = held + (<usize>holds << 3); held < end; held += 8) {
    const n = <usize>load<u32>(held) * row, g = <usize>load<u32>(held, 4) * row;
    const pull = dot(bt + g, slopeBar + n, row);
    subtract(btBar + g, dot(a + g, c + n, row), slopeBar + n, row);
    subtract(aBar + g, pull, c + n, row);
    subtract(cBar + n, pull, a + g, row);
  }
}

/**
 * @param u [rows × modules] this state; next is written
 * @param c tape of activities [4 × rows × modules], written
 * @param state, slope scratch [rows × modules]
 * @param wt Wᵀ in panels (multiply.ts)
 */
export function forwardStep(
  rows: i32, modules: i32, modulesUsed: i32, h: f32,
  u: usize, next: usize, c: usize, state: usize, slope: usize, drive: usize,
  wt: usize, beta: usize, resting: usize, held: usize, holds: i32, a: usize, bt: usize,
): void {
  const row = <usize>modules << 2, size = <usize>rows * row;
  activitiesOf(u, beta, resting, c, rows, modules);
  for (let stage = 0; stage < 4; stage++, c += size) {
    multiply(slope, row, c, row, wt, 32, row << 3, rows, modules, modulesUsed, false);
    holdBack(slope, c, row, held, holds, a, bt);
    const weight = f32x4.splat(h * weightOf(stage)), offset = f32x4.splat(h * offsetOf(stage));
    const from = stage == 0 ? u : state, sum = stage == 0 ? u : next;
    for (let n: usize = 0; n < size; n += row)
      for (let m: usize = 0; m < row; m += 16) {
        const i = n + m;
        const k = f32x4.add(f32x4.sub(v128.load(slope + i), v128.load(from + i)), v128.load(drive + i));
        v128.store(next + i, f32x4.add(v128.load(sum + i), f32x4.mul(weight, k)));
        if (stage == 3) continue;
        const later = f32x4.add(v128.load(u + i), f32x4.mul(offset, k));
        v128.store(state + i, later);
        const minus = f32x4.sub(f32x4.neg(later), v128.load(beta + m));
        v128.store(c + size + i, f32x4.sub(logisticOfMinus(minus), v128.load(resting + m)));
      }
  }
}

/** next = ρ readout + Σ_s a_s c_s, from a step's activities c [4 × rows × modules]. */
export function readoutStep(rows: i32, modules: i32, h: f32, c: usize, readout: usize, next: usize): void {
  const size = <usize>rows * <usize>modules << 2, c1 = c + size, c2 = c1 + size, c3 = c2 + size;
  const decay = f32x4.splat(decayOf(h));
  const a0 = f32x4.splat(inputWeightOf(0, h)), a1 = f32x4.splat(inputWeightOf(1, h));
  const a2 = f32x4.splat(inputWeightOf(2, h)), a3 = f32x4.splat(inputWeightOf(3, h));
  for (let i: usize = 0; i < size; i += 16) {
    const early = f32x4.add(f32x4.mul(a0, v128.load(c + i)), f32x4.mul(a1, v128.load(c1 + i)));
    const late = f32x4.add(f32x4.mul(a2, v128.load(c2 + i)), f32x4.mul(a3, v128.load(c3 + i)));
    v128.store(next + i, f32x4.add(f32x4.mul(decay, v128.load(readout + i)), f32x4.add(early, late)));
  }
}

/**
 * @param c the step's activities [4 × rows × modules]
 * @param slopeBar tape of slope adjoints [4 × rows × modules], written: the gradient of W is Σ slopeBarᵀ c over the tape
 * @param lambda [rows × modules] ∂L/∂(next u) in, ∂L/∂u out
 * @param readoutBar [rows × modules] ∂L/∂(next readout) in, ∂L/∂readout out
 * @param driveBar [rows × modules] gains ∂L/∂drive; betaBar [modules], aBar, btBar gain theirs (without what goes through W)
 * @param du [4 × rows × modules] ∂L/∂(u at the stages) through the activities, written
 * @param total scratch [rows × modules]
 * @param w W in panels
 */
export function backwardStep(
  rows: i32, modules: i32, modulesUsed: i32, h: f32,
  c: usize, slopeBar: usize, lambda: usize, readoutBar: usize, driveBar: usize, total: usize, du: usize,
  w: usize, resting: usize, held: usize, holds: i32, a: usize, bt: usize, betaBar: usize, aBar: usize, btBar: usize,
): void {
  const row = <usize>modules << 2, size = <usize>rows * row, one = f32x4.splat(1);
  const last = slopeBar + 3 * size, lastWeight = f32x4.splat(h * weightOf(3));
  for (let i: usize = 0; i < size; i += 16) {
    const incoming = v128.load(lambda + i), k = f32x4.mul(lastWeight, incoming);
    v128.store(total + i, incoming);
    v128.store(last + i, k);
    v128.store(driveBar + i, f32x4.add(v128.load(driveBar + i), k));
  }
  for (let stage = 3; stage >= 0; stage--) {
    const cs = c + <usize>stage * size, ks = slopeBar + <usize>stage * size, before = ks - size, dus = du + <usize>stage * size;
    multiply(dus, row, ks, row, w, 32, row << 3, rows, modules, modulesUsed, false);
    holdBackAdjoint(ks, cs, dus, row, held, holds, a, bt, aBar, btBar);
    const input = f32x4.splat(inputWeightOf(stage, h));
    const weight = f32x4.splat(h * weightOf(stage - 1)), offset = f32x4.splat(h * offsetOf(stage - 1));
    for (let n: usize = 0; n < size; n += row)
      for (let m: usize = 0; m < row; m += 16) {
        const i = n + m, rest = v128.load(resting + m), activity = f32x4.add(v128.load(cs + i), rest);
        const pm = f32x4.add(v128.load(dus + i), f32x4.mul(input, v128.load(readoutBar + i)));
        const part = f32x4.mul(pm, f32x4.mul(activity, f32x4.sub(one, activity)));
        const restSlope = f32x4.mul(pm, f32x4.mul(rest, f32x4.sub(one, rest)));
        v128.store(betaBar + m, f32x4.add(v128.load(betaBar + m), f32x4.sub(part, restSlope)));
        const stateBar = f32x4.sub(part, v128.load(ks + i));
        v128.store(dus + i, part);
        v128.store(total + i, f32x4.add(v128.load(total + i), stateBar));
        if (stage == 0) continue;
        const k = f32x4.add(f32x4.mul(weight, v128.load(lambda + i)), f32x4.mul(offset, stateBar));
        v128.store(before + i, k);
        v128.store(driveBar + i, f32x4.add(v128.load(driveBar + i), k));
      }
  }
  const decay = f32x4.splat(decayOf(h));
  for (let i: usize = 0; i < size; i += 16) {
    v128.store(lambda + i, v128.load(total + i));
    v128.store(readoutBar + i, f32x4.mul(decay, v128.load(readoutBar + i)));
  }
}

/**
 * Turns the tape of a forward step into that of the continuous adjoint: stages 1 and 2 become the midpoint of the cubic
 * Hermite polynomial between this state and the next, u_½ = ½ (u_n + u_{n+1}) + h/8 (F(u_n) − F(u_{n+1})), stage 3 the
 * next state. One classical Runge–Kutta step of dλ/dt = −Jᵀλ backwards has the coefficients of the discrete adjoint, so
 * backwardStep then integrates the adjoint of the ODE, and the same products over the tape are its parameter quadrature.
 * The constant drive drops out of F(u_n) − F(u_{n+1}).
 * @param c tape [4 × rows × modules]: 0 given
 * @param nextC [rows × modules] activities at the next state
 * @param slope scratch [rows × modules]
 */
export function continuousStages(
  rows: i32, modules: i32, modulesUsed: i32, h: f32,
  u: usize, next: usize, c: usize, nextC: usize, slope: usize,
  wt: usize, beta: usize, resting: usize, held: usize, holds: i32, a: usize, bt: usize,
): void {
  const row = <usize>modules << 2, size = <usize>rows * row, middleC = c + size;
  for (let i: usize = 0; i < size; i += 16)
    v128.store(middleC + i, f32x4.sub(v128.load(c + i), v128.load(nextC + i)));
  multiply(slope, row, middleC, row, wt, 32, row << 3, rows, modules, modulesUsed, false);
  holdBack(slope, middleC, row, held, holds, a, bt);
  const half = f32x4.splat(0.5), eighth = f32x4.splat(0.125 * h);
  for (let i: usize = 0; i < size; i += 16) {
    const u0 = v128.load(u + i), u1 = v128.load(next + i);
    const slopes = f32x4.sub(v128.load(slope + i), f32x4.sub(u0, u1));
    v128.store(slope + i, f32x4.add(f32x4.mul(half, f32x4.add(u0, u1)), f32x4.mul(eighth, slopes)));
  }
  activitiesOf(slope, beta, resting, middleC, rows, modules);
  memory.copy(middleC + size, middleC, size);
  memory.copy(middleC + 2 * size, nextC, size);
}

/** In place: z becomes 2 weight (z − target), over `count` floats (a multiple of 4). @returns Σ weight (z − target)² */
export function endpointResidual(z: usize, target: usize, weight: usize, count: i32): f32 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>count << 2; i += 16) {
    const residual = f32x4.sub(v128.load(z + i), v128.load(target + i));
    const weighted = f32x4.mul(v128.load(weight + i), residual);
    sum = f32x4.add(sum, f32x4.mul(weighted, residual));
    v128.store(z + i, f32x4.add(weighted, weighted));
  }
  return sumOfLanes(sum);
}

/**
 * One RK4 step of several rows with the states of all genes, where every state is asked for and nothing is differentiated:
 * dz/dt = keep ⊙ (A [σ(Bz + β) − σ(β)] − z + shift), as in solve/rk4.ts. States are rows of `genes` floats whose first columns are
 * the regulators; padding holds zeros.
 */

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
