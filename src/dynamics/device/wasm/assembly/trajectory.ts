/**
 * One step of an explicit Runge–Kutta method (solve/tableau.ts) of several rows at once, forward and its adjoint, in module space. As dz/dt = A c − z + shift is linear
 * in z except for c = σ(Bz + β) − σ(β), a trajectory is determined by u = Bz alone:
 *
 *   du/dt = W c − u + drive − Σ_g B_g (A_g · c),   W = B A,
 *
 * g over the regulators clamped in the row (they are constant), drive = Σ_g B_g × (clamped level of g, or its added
 * source). Genes are read out only where needed: a step of a linear equation is linear, so that z after n steps is A r_n +
 * ρⁿ z(0) + (1 − ρⁿ) shift with r_{n+1} = ρ r_n + Σ_s a_s c_s. States and gradients equal those of
 * solve/rk4.ts and adjoint.ts up to rounding.
 *
 * States, activities and their adjoints are rows of `modules` floats; padding beyond `modulesUsed` is 0. `clamped`
 * lists `clampCount` pairs of a row and a regulator.
 */
import { activitiesOf, sumOfLanes, logisticOfMinus } from './functions';
import { multiplyPanels } from './matrices';
import { decayOf, inputWeightOf, offsetOf, weightOf } from '../../../solve/tableau';

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

/** slope −= B_g (A_g · c) for the clamped regulators. */
function applyClamps(
  slope: usize, c: usize, row: usize, clamped: usize, clampCount: i32, a: usize, bt: usize,
): void {
  for (const end = clamped + (<usize>clampCount << 3); clamped < end; clamped += 8) {
    const n = <usize>load<u32>(clamped) * row, g = <usize>load<u32>(clamped, 4) * row;
    subtract(slope + n, dot(a + g, c + n, row), bt + g, row);
  }
}

/** The adjoint of applyClamps: cBar −= A_g (B_g · slopeBar), and the gradients of A and Bᵀ. */
function applyClampsAdjoint(
  slopeBar: usize, c: usize, cBar: usize, row: usize, clamped: usize, clampCount: i32,
  a: usize, bt: usize, aBar: usize, btBar: usize,
): void {
  for (const end = clamped + (<usize>clampCount << 3); clamped < end; clamped += 8) {
    const n = <usize>load<u32>(clamped) * row, g = <usize>load<u32>(clamped, 4) * row;
    const pull = dot(bt + g, slopeBar + n, row);
    subtract(btBar + g, dot(a + g, c + n, row), slopeBar + n, row);
    subtract(aBar + g, pull, c + n, row);
    subtract(cBar + n, pull, a + g, row);
  }
}

/**
 * u: [rows × modules] this state; next is written. c: tape of activities [stages × rows × modules], written. state, slope: scratch
 * [rows × modules]. wt: Wᵀ in panels (matrices.ts).
 */
@unmanaged
class ForwardStep {
  stages: i32; rows: i32; modules: i32; modulesUsed: i32; h: f32;
  u: usize; next: usize; c: usize; state: usize; slope: usize; drive: usize;
  wt: usize; beta: usize; resting: usize; clamped: usize; clampCount: i32; a: usize; bt: usize;
}

export function forwardStep(step: ForwardStep): void {
  const stages = step.stages, rows = step.rows, modules = step.modules, modulesUsed = step.modulesUsed, h = step.h, u = step.u;
  const next = step.next, state = step.state, slope = step.slope, drive = step.drive, wt = step.wt, beta = step.beta;
  const resting = step.resting, clamped = step.clamped, clampCount = step.clampCount, a = step.a, bt = step.bt;
  let c = step.c;
  const row = <usize>modules << 2, size = <usize>rows * row;
  activitiesOf(u, beta, resting, c, rows, modules);
  for (let stage = 0; stage < stages; stage++, c += size) {
    multiplyPanels(slope, row, c, row, wt, modules, rows, modules, modulesUsed);
    applyClamps(slope, c, row, clamped, clampCount, a, bt);
    const weight = f32x4.splat(h * <f32>weightOf(stage, stages)), offset = f32x4.splat(h * <f32>offsetOf(stage, stages));
    const from = stage == 0 ? u : state, sum = stage == 0 ? u : next;
    for (let n: usize = 0; n < size; n += row)
      for (let m: usize = 0; m < row; m += 16) {
        const i = n + m;
        const k = f32x4.add(f32x4.sub(v128.load(slope + i), v128.load(from + i)), v128.load(drive + i));
        v128.store(next + i, f32x4.add(v128.load(sum + i), f32x4.mul(weight, k)));
        if (stage == stages - 1) continue;
        const later = f32x4.add(v128.load(u + i), f32x4.mul(offset, k));
        v128.store(state + i, later);
        const minus = f32x4.sub(f32x4.neg(later), v128.load(beta + m));
        v128.store(c + size + i, f32x4.sub(logisticOfMinus(minus), v128.load(resting + m)));
      }
  }
}

/** next = ρ readout + Σ_s a_s c_s, from a step's activities c [stages × rows × modules]. */
export function readoutStep(stages: i32, rows: i32, modules: i32, h: f32, c: usize, readout: usize, next: usize): void {
  const size = <usize>rows * <usize>modules << 2, c1 = c + size, c2 = c1 + size, c3 = c2 + size;
  const decay = f32x4.splat(<f32>decayOf(h, stages)), a0 = f32x4.splat(<f32>inputWeightOf(0, h, stages));
  if (stages == 1) {
    for (let i: usize = 0; i < size; i += 16)
      v128.store(next + i, f32x4.add(f32x4.mul(decay, v128.load(readout + i)), f32x4.mul(a0, v128.load(c + i))));
    return;
  }
  const a1 = f32x4.splat(<f32>inputWeightOf(1, h, 4)), a2 = f32x4.splat(<f32>inputWeightOf(2, h, 4));
  const a3 = f32x4.splat(<f32>inputWeightOf(3, h, 4));
  for (let i: usize = 0; i < size; i += 16) {
    const early = f32x4.add(f32x4.mul(a0, v128.load(c + i)), f32x4.mul(a1, v128.load(c1 + i)));
    const late = f32x4.add(f32x4.mul(a2, v128.load(c2 + i)), f32x4.mul(a3, v128.load(c3 + i)));
    v128.store(next + i, f32x4.add(f32x4.mul(decay, v128.load(readout + i)), f32x4.add(early, late)));
  }
}

/**
 * c: the step's activities [stages × rows × modules]. slopeBar: tape of slope adjoints [stages × rows × modules], written; the gradient of W is
 * Σ slopeBarᵀ c over the tape. lambda, readoutBar: [rows × modules] ∂L/∂(next u) and ∂L/∂(next readout) in, those of u and readout
 * out. driveBar [rows × modules] gains ∂L/∂drive; betaBar [modules], aBar and btBar gain theirs, without the part through W. du:
 * [stages × rows × modules] ∂L/∂(u at the stages) through the activities, written. total: scratch [rows × modules]. w: W in panels.
 */
@unmanaged
class BackwardStep {
  stages: i32; rows: i32; modules: i32; modulesUsed: i32; h: f32;
  c: usize; slopeBar: usize; lambda: usize; readoutBar: usize; driveBar: usize; total: usize; du: usize;
  w: usize; resting: usize; clamped: usize; clampCount: i32; a: usize; bt: usize; betaBar: usize; aBar: usize; btBar: usize;
}

export function backwardStep(step: BackwardStep): void {
  const stages = step.stages, rows = step.rows, modules = step.modules, modulesUsed = step.modulesUsed, h = step.h, c = step.c;
  const slopeBar = step.slopeBar, lambda = step.lambda, readoutBar = step.readoutBar, driveBar = step.driveBar;
  const total = step.total, du = step.du, w = step.w, resting = step.resting, clamped = step.clamped, clampCount = step.clampCount;
  const a = step.a, bt = step.bt, betaBar = step.betaBar, aBar = step.aBar, btBar = step.btBar;
  const row = <usize>modules << 2, size = <usize>rows * row, one = f32x4.splat(1);
  const last = slopeBar + <usize>(stages - 1) * size, lastWeight = f32x4.splat(h * <f32>weightOf(stages - 1, stages));
  for (let i: usize = 0; i < size; i += 16) {
    const incoming = v128.load(lambda + i), k = f32x4.mul(lastWeight, incoming);
    v128.store(total + i, incoming);
    v128.store(last + i, k);
    v128.store(driveBar + i, f32x4.add(v128.load(driveBar + i), k));
  }
  for (let stage = stages - 1; stage >= 0; stage--) {
    const cs = c + <usize>stage * size, ks = slopeBar + <usize>stage * size, before = ks - size, dus = du + <usize>stage * size;
    multiplyPanels(dus, row, ks, row, w, modules, rows, modules, modulesUsed);
    applyClampsAdjoint(ks, cs, dus, row, clamped, clampCount, a, bt, aBar, btBar);
    const input = f32x4.splat(<f32>inputWeightOf(stage, h, stages));
    const weight = f32x4.splat(h * <f32>weightOf(stage - 1, stages)), offset = f32x4.splat(h * <f32>offsetOf(stage - 1, stages));
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
  const decay = f32x4.splat(<f32>decayOf(h, stages));
  for (let i: usize = 0; i < size; i += 16) {
    v128.store(lambda + i, v128.load(total + i));
    v128.store(readoutBar + i, f32x4.mul(decay, v128.load(readoutBar + i)));
  }
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
