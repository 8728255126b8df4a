/**
 * The Runge–Kutta pair 5(4) of Tsitouras (Computers & Mathematics with Applications 62, 2011, 770–775) with its free
 * interpolant of order 4, in Float64, for one state: seven stages, the last of which is the first of the next step. For
 * smooth curves on display; training uses fixed steps (rk4.ts), whose adjoint is exact.
 */
import { slopeAt, type RightHandSide } from './rk4';

/** Row s: coefficients of the earlier slopes in stage s + 2; the last row gives the next state. */
const coefficients = [
  [0.161],
  [-0.008480655492356989, 0.335480655492357],
  [2.8971530571054935, -6.359448489975075, 4.3622954328695815],
  [5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525],
  [5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383],
  [0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774],
] as const;

/** Per slope, the difference from the embedded method of order 4. */
const errorWeights = [
  -0.0017800110522257771,
  -0.0008164344596567469,
  0.007880878010261995,
  -0.1447110071732629,
  0.5823571654525552,
  -0.45808210592918697,
  1 / 66,
] as const;

/** Per slope, the coefficients of θ, θ², θ³ and θ⁴ in its weight at the fraction θ of a step. */
const interpolant = [
  [1, -2.763706197274826, 2.9132554618219126, -1.0530884977290216],
  [0, 0.13169999999999998, -0.2234, 0.1017],
  [0, 3.9302962368947516, -5.941033872131505, 2.490627285651253],
  [0, -12.411077166933676, 30.33818863028232, -16.548102889244902],
  [0, 37.50931341651104, -88.1789048947664, 47.37952196281928],
  [0, -27.896526289197286, 65.09189467479366, -34.87065786149661],
  [0, 1.5, -4, 2.5],
] as const;

interface Tsit5Step {
  readonly start: Float64Array;
  readonly h: number;
  /** The seven slopes; the last is that at `next`. */
  readonly slopes: readonly Float64Array[];
  readonly next: Float64Array;
  /** Estimated error of `next`, per component. */
  readonly error: Float64Array;
}

/** One step of length h from `start`, whose slope is given. */
export function tsit5Step(
  rhs: RightHandSide,
  start: Float64Array,
  slope: Float64Array,
  h: number,
): Tsit5Step {
  const slopes = [slope];
  let next = start;
  for (const row of coefficients) {
    next = moved(start, slopes, row, h);
    slopes.push(slopeAt(rhs, next));
  }
  const error = moved(new Float64Array(start.length), slopes, errorWeights, h);
  return { start, h, slopes, next, error };
}

/** The state at the fraction θ of a step, θ in [0, 1]; of order 4 in between. */
export function interpolated({ start, h, slopes }: Tsit5Step, theta: number): Float64Array {
  const weights = interpolant.map(
    ([first, second, third, fourth]) => theta * (first + theta * (second + theta * (third + theta * fourth))),
  );
  return moved(start, slopes, weights, h);
}

function moved(
  start: Float64Array,
  slopes: readonly Float64Array[],
  weights: readonly number[],
  h: number,
): Float64Array {
  const state = start.slice();
  weights.forEach((weight, s) => {
    const slope = slopes[s];
    if (!slope) throw new RangeError('a weight for each slope');
    for (let g = 0; g < state.length; g++)
      state[g] = (state[g] as number) + h * weight * (slope[g] as number);
  });
  return state;
}

/** Safety factor, and bounds on the change of step length from one step to the next. */
const SAFETY = 0.9;
const MIN_FACTOR = 0.2;
const MAX_FACTOR = 5;
/** Decay times below which a failing step is not shortened further: the field is not finite there. */
const MIN_STEP = 1e-12;
/** A smooth field needs some ten steps. */
const MAX_STEPS = 10_000;

/**
 * The states at `times` (ascending, from 0 on) of dz/dt = rhs(z), z(0) = `start`, by adaptive steps with the elementary
 * step control of Hairer, Nørsett and Wanner (Solving Ordinary Differential Equations I, II.4); NaN from where the
 * solution is not finite. Steps are not cut to `times` but interpolated, so that later times do not change the states
 * at earlier ones.
 */
export function solveAdaptive(
  rhs: RightHandSide,
  start: Float64Array,
  times: readonly number[],
  tolerance: { readonly absolute: number; readonly relative: number },
): Float64Array[] {
  const states: Float64Array[] = [];
  let from = 0;
  let z = start;
  let slope = slopeAt(rhs, z);
  // Root mean square of the components, each divided by its tolerance.
  const scaledError = (error: Float64Array, before: Float64Array, after: Float64Array): number => {
    const squares = error.reduce((sum, value, g) => {
      const size = Math.max(Math.abs(before[g] as number), Math.abs(after[g] as number));
      return sum + (value / (tolerance.absolute + tolerance.relative * size)) ** 2;
    }, 0);
    return Math.sqrt(squares / error.length);
  };
  // A hundredth of the time in which the state changes by its own magnitude.
  const size = scaledError(z, z, z);
  const speed = scaledError(slope, z, z);
  let h = size < 1e-5 || !(speed >= 1e-5) ? 1e-3 : (0.01 * size) / speed;
  let maxFactor = MAX_FACTOR;
  for (let made = 0; made < MAX_STEPS && states.length < times.length; made++) {
    const step = tsit5Step(rhs, z, slope, h);
    const error = scaledError(step.error, z, step.next);
    const factor = error === 0 ? maxFactor : SAFETY * error ** (-1 / 5);
    if (!(error <= 1)) {
      h *= factor > MIN_FACTOR ? Math.min(SAFETY, factor) : MIN_FACTOR;
      maxFactor = 1;
      if (h < MIN_STEP) break;
      continue;
    }
    for (let time = times[states.length]; time !== undefined && time <= from + h; time = times[states.length])
      states.push(interpolated(step, (time - from) / h));
    from += h;
    z = step.next;
    slope = step.slopes.at(-1) ?? slope;
    h *= Math.min(maxFactor, Math.max(MIN_FACTOR, factor));
    maxFactor = MAX_FACTOR;
  }
  while (states.length < times.length) states.push(new Float64Array(start.length).fill(NaN));
  return states;
}
