/** The classical Runge–Kutta method of order 4 in Float64, for one state, with a fixed step, so that its discrete adjoint is exact. */
import { offsetOf, weightOf } from './tableau';

/** Writes dz/dt at z. */
export type RightHandSide = (z: Float64Array, dz: Float64Array) => void;

interface Rk4Stages {
  /** The states of the four stages. */
  readonly states: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
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
export function rk4Step(rhs: RightHandSide, z: Float64Array, h: number): Rk4Stages {
  const k1 = slopeAt(rhs, z);
  const second = along(z, k1, h * offsetOf(0));
  const k2 = slopeAt(rhs, second);
  const third = along(z, k2, h * offsetOf(1));
  const k3 = slopeAt(rhs, third);
  const fourth = along(z, k3, h * offsetOf(2));
  const k4 = slopeAt(rhs, fourth);
  const slopes = [k1, k2, k3, k4] as const;
  const next = slopes.reduce((sum, slope, s) => along(sum, slope, h * weightOf(s)), z);
  return { states: [z, second, third, fourth], next };
}

/** [steps + 1] states at t = 0, h, …, horizon; the first is z0 itself. */
export function rk4(rhs: RightHandSide, z0: Float64Array, horizon: number, steps: number): Float64Array[] {
  const states = [z0];
  let z = z0;
  for (let i = 0; i < steps; i++) {
    z = rk4Step(rhs, z, horizon / steps).next;
    states.push(z);
  }
  return states;
}
