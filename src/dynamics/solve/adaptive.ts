/**
 * Steps of Tsit5 as long as their estimated error allows, and the states at given times by its interpolant. The step
 * control is the elementary one of Hairer, Nørsett and Wanner (Solving Ordinary Differential Equations I, II.4).
 */
import type { RightHandSide } from './rk4';
import { interpolated, slopeAt, tsit5Step } from './tsit5';

export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Safety factor, and the limits between which one step may change the next one's length. */
const SAFETY = 0.9;
const SHORTEST = 0.2;
const LONGEST = 5;
/** Decay times below which a step that fails is not shortened further: the field is not finite there. */
const MIN_STEP = 1e-12;
/** A smooth field needs some ten steps. */
const MAX_STEPS = 10_000;

/**
 * The states at `times` (ascending, from 0 on) of dz/dt = rhs(z), z(0) = `start`; NaN where the solution ends before. What
 * is asked for later does not change what comes earlier: no step is cut to a time.
 */
export function solveAdaptive(
  rhs: RightHandSide,
  start: Float64Array,
  times: readonly number[],
  tolerance: Tolerance,
): Float64Array[] {
  const states: Float64Array[] = [];
  let from = 0;
  let z = start;
  let slope = slopeAt(rhs, z);
  let h = firstStep(z, slope, tolerance);
  let longest = LONGEST;
  for (let made = 0; made < MAX_STEPS && states.length < times.length; made++) {
    const step = tsit5Step(rhs, z, slope, h);
    const error = scaledError(step.error, z, step.next, tolerance);
    const factor = error === 0 ? longest : SAFETY * error ** (-1 / 5);
    if (!(error <= 1)) {
      h *= factor > SHORTEST ? Math.min(SAFETY, factor) : SHORTEST;
      longest = 1;
      if (h < MIN_STEP) break;
      continue;
    }
    for (let time = times[states.length]; time !== undefined && time <= from + h; time = times[states.length])
      states.push(interpolated(step, (time - from) / h));
    from += h;
    z = step.next;
    slope = step.slopes.at(-1) ?? slope;
    h *= Math.min(longest, Math.max(SHORTEST, factor));
    longest = LONGEST;
  }
  while (states.length < times.length) states.push(new Float64Array(start.length).fill(NaN));
  return states;
}

/** A hundredth of the time in which the state changes by its own size. */
function firstStep(z: Float64Array, slope: Float64Array, tolerance: Tolerance): number {
  const size = scaledError(z, z, z, tolerance);
  const speed = scaledError(slope, z, z, tolerance);
  return size < 1e-5 || !(speed >= 1e-5) ? 1e-3 : (0.01 * size) / speed;
}

/** Root mean square of the components over what the tolerance allows each. */
function scaledError(
  error: Float64Array,
  before: Float64Array,
  after: Float64Array,
  { absolute, relative }: Tolerance,
): number {
  const squares = error.reduce((sum, value, g) => {
    const size = Math.max(Math.abs(before[g] as number), Math.abs(after[g] as number));
    return sum + (value / (absolute + relative * size)) ** 2;
  }, 0);
  return Math.sqrt(squares / error.length);
}
