/** Runge–Kutta methods in Float64, for one state, with a fixed step, so that their discrete adjoint is exact. */
import type { Stages } from '../problem';
import { offsetOf, weightOf } from './tableau';

/** Writes dz/dt at z. */
export type RightHandSide = (z: Float64Array, dz: Float64Array) => void;

interface Step {
  /** The states of the stages. */
  readonly states: readonly Float64Array[];
  readonly next: Float64Array;
}

function along(z: Float64Array, slope: Float64Array, length: number): Float64Array {
  return z.map((value, g) => value + length * (slope[g] as number));
}

export function slopeAt(rhs: RightHandSide, state: Float64Array): Float64Array {
  const slope = new Float64Array(state.length);
  rhs(state, slope);
  return slope;
}

/** One step of length h from z. */
export function solverStep(rhs: RightHandSide, z: Float64Array, h: number, stages: Stages): Step {
  const states: Float64Array[] = [];
  let [state, next] = [z, z];
  for (let s = 0; s < stages; s++) {
    const slope = slopeAt(rhs, state);
    states.push(state);
    next = along(next, slope, h * weightOf(s, stages));
    state = along(z, slope, h * offsetOf(s, stages));
  }
  return { states, next };
}

/** [steps + 1] states at t = 0, h, …, horizon; the first is z0 itself. */
export function trajectory(
  rhs: RightHandSide,
  z0: Float64Array,
  horizon: number,
  steps: number,
  stages: Stages,
): Float64Array[] {
  const states = [z0];
  let z = z0;
  for (let i = 0; i < steps; i++) {
    z = solverStep(rhs, z, horizon / steps, stages).next;
    states.push(z);
  }
  return states;
}

/** By the classical method, of order 4. */
export function rk4(rhs: RightHandSide, z0: Float64Array, horizon: number, steps: number): Float64Array[] {
  return trajectory(rhs, z0, horizon, steps, 4);
}
