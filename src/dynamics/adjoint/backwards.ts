/**
 * The way back along a stored trajectory that every adjoint takes: ∂L/∂z of a state is what the loss sees there, plus what
 * comes from the later state by one step back. How a step goes back is the adjoint's own (discrete.ts, continuous.ts).
 */

/** Adds J(z)ᵀv to zBar, and v's part of the parameter gradient wherever the caller keeps it. */
export type AdjointOfRightHandSide = (z: Float64Array, v: Float64Array, zBar: Float64Array) => void;

/** ∂L/∂z of the earlier state from that of the later one. */
export type StepBack = (earlier: Float64Array, later: Float64Array, lambda: Float64Array) => Float64Array;

/**
 * @param states the trajectory as rk4() returns it
 * @param sourceAt [steps + 1] ∂L/∂z at each stored state, null where the loss does not look
 * @returns ∂L/∂z(0)
 */
export function backwards(
  states: readonly Float64Array[],
  sourceAt: readonly (Float64Array | null)[],
  stepBack: StepBack,
): Float64Array {
  let lambda: Float64Array = new Float64Array(states[0]?.length ?? 0);
  for (let i = states.length - 1; i >= 0; i--) {
    const source = sourceAt[i];
    if (source) lambda = lambda.map((value, g) => value + (source[g] as number));
    const later = states[i];
    const earlier = states[i - 1];
    if (later && earlier) lambda = stepBack(earlier, later, lambda);
  }
  return lambda;
}
