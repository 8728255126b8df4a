/**
 * Minimises f(x) + Σ penalty_i |x_i| for a smooth f: OWL-QN (Andrew & Gao, Scalable training of L1-regularized log-linear models, ICML 2007),
 * which is L-BFGS where no penalty is set. Deterministic.
 */
import { addScaled, dot, subtract } from './linearAlgebra';

/** Returns f(x) and writes its gradient [n]. */
export type Smooth = (x: Float64Array, gradient: Float64Array) => number;

/** Corrections kept. */
const MEMORY = 10;
/** Sufficient decrease (Armijo) and the factor of a rejected step. */
const DECREASE = 1e-4;
const SHORTER = 0.5;
const MOST_TRIALS = 30;

/** A pair of L-BFGS: s = change of x, y = change of the gradient. */
interface Correction {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly along: number;
}

export interface Minimising {
  readonly iterations: number;
  readonly tolerance: number;
  /** [n] expected inverse curvatures relative to each other, where they differ by much: the first step is along them. */
  readonly scales?: Float64Array;
}

/**
 * Changes x [n] in place, yields after every iteration and ends where the objective falls by less than `tolerance` of itself, after
 * `iterations`, or where no step lowers it. Returns the iterations made.
 */
export function* minimise(
  smooth: Smooth,
  x: Float64Array,
  penalty: Float64Array,
  { iterations, tolerance, scales = new Float64Array(x.length).fill(1) }: Minimising,
): Generator<number, number> {
  const gradient = new Float64Array(x.length);
  const size = (at: Float64Array) =>
    at.reduce((sum, value, i) => sum + (penalty[i] as number) * Math.abs(value), 0);
  let value = smooth(x, gradient) + size(x);
  const memory: Correction[] = [];
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const steepest = pseudoGradient(x, gradient, penalty);
    const direction = twoLoops(steepest, memory, scales);
    // A penalised component that would go uphill is left out.
    for (let i = 0; i < x.length; i++)
      if ((penalty[i] as number) > 0 && (direction[i] as number) * (steepest[i] as number) >= 0)
        direction[i] = 0;
    const slope = dot(direction, steepest);
    if (!(slope < 0)) return iteration;
    const orthant = x.map((at, i) =>
      penalty[i] === 0 ? 0 : at === 0 ? -Math.sign(steepest[i] as number) : Math.sign(at),
    );
    const before = { x: x.slice(), gradient: gradient.slice(), value };
    let step = memory.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(steepest, steepest))) : 1;
    let trial = 0;
    for (; trial < MOST_TRIALS; trial++, step *= SHORTER) {
      for (let i = 0; i < x.length; i++) {
        const moved = (before.x[i] as number) + step * (direction[i] as number);
        x[i] = (orthant[i] as number) * moved < 0 ? 0 : moved;
      }
      value = smooth(x, gradient) + size(x);
      const gained = x.reduce(
        (sum, at, i) => sum + (steepest[i] as number) * (at - (before.x[i] as number)),
        0,
      );
      if (value <= before.value + DECREASE * gained) break;
    }
    if (trial === MOST_TRIALS) {
      x.set(before.x);
      return iteration;
    }
    const s = subtract(x, before.x);
    const y = subtract(gradient, before.gradient);
    const along = dot(s, y);
    if (along > 1e-12 * dot(y, y)) memory.push({ s, y, along });
    if (memory.length > MEMORY) memory.shift();
    yield iteration;
    if (before.value - value <= tolerance * Math.max(1, Math.abs(value))) return iteration;
  }
  return iterations;
}

/** The subgradient of least magnitude. */
function pseudoGradient(x: Float64Array, gradient: Float64Array, penalty: Float64Array): Float64Array {
  return gradient.map((slope, i) => {
    const at = x[i] as number;
    const weight = penalty[i] as number;
    if (at !== 0) return slope + weight * Math.sign(at);
    return Math.sign(slope) * Math.max(0, Math.abs(slope) - weight);
  });
}

/** −H g with the inverse Hessian of L-BFGS (Nocedal & Wright 2006, algorithm 7.4), which begins as a multiple of `scales` on the diagonal. */
function twoLoops(gradient: Float64Array, memory: readonly Correction[], scales: Float64Array): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const factors = memory.map(() => 0);
  for (let k = memory.length - 1; k >= 0; k--) {
    const { s, y, along } = memory[k] as Correction;
    factors[k] = dot(s, direction) / along;
    addScaled(direction, y, -(factors[k] as number));
  }
  const last = memory.at(-1);
  const factor = last ? last.along / last.y.reduce((sum, y, i) => sum + y * y * (scales[i] as number), 0) : 1;
  for (let i = 0; i < direction.length; i++)
    direction[i] = factor * (scales[i] as number) * (direction[i] as number);
  memory.forEach(({ s, y, along }, k) => {
    addScaled(direction, s, (factors[k] as number) - dot(y, direction) / along);
  });
  return direction;
}
