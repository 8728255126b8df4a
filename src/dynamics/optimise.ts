/**
 * Gradient clipping, Adam, and the constraint on B. Only sums, products, quotients and square roots: the same bits in
 * every engine.
 */
import { parameterLayout, type ParameterShape } from './problem';

export interface AdamState<Numbers extends Float32Array | Float64Array> {
  readonly parameters: Numbers;
  readonly firstMoment: Numbers;
  readonly secondMoment: Numbers;
  step: number;
}

const epsilon = 1e-8;

/** base^exponent for an integer exponent, by squaring; Math.pow differs in bits between engines. */
export function wholePower(base: number, exponent: number): number {
  let result = 1;
  let factor = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}

/**
 * Adam with bias correction (Kingma and Ba 2015, algorithm 1; ε = 1e-8): moves state.parameters one step down the
 * gradient, in place.
 */
export function adamStep(
  state: AdamState<Float32Array | Float64Array>,
  gradient: Float32Array | Float64Array,
  learningRate: number,
  betas: readonly [number, number],
): void {
  const { parameters, firstMoment, secondMoment } = state;
  const [beta1, beta2] = betas;
  state.step++;
  // One division and one root for each parameter: they take longer than all the rest.
  const rate = learningRate / (1 - wholePower(beta1, state.step));
  const rootScale = 1 / Math.sqrt(1 - wholePower(beta2, state.step));
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i] as number;
    const first = beta1 * (firstMoment[i] as number) + (1 - beta1) * g;
    const second = beta2 * (secondMoment[i] as number) + (1 - beta2) * g * g;
    firstMoment[i] = first;
    secondMoment[i] = second;
    parameters[i] = (parameters[i] as number) - (rate * first) / (Math.sqrt(second) * rootScale + epsilon);
  }
}

/** Scales the gradient in place so that its Euclidean norm is at most `limit` (Pascanu, Mikolov, Bengio 2013). */
export function clipGlobalNorm(gradient: Float32Array | Float64Array, limit: number): void {
  let sum = 0;
  for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) * (gradient[i] as number);
  const norm = Math.sqrt(sum);
  if (norm <= limit) return;
  const scale = limit / norm;
  for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] as number) * scale;
}

/** The constraint ‖B_m:‖ ≤ limit: longer rows of B are rescaled to it after each step. */
export function projectRows(
  shape: ParameterShape,
  parameters: Float32Array | Float64Array,
  limit: number,
): void {
  const { modules, regulators } = shape;
  const { bt } = parameterLayout(shape);
  const squares = new Float64Array(modules);
  for (let r = 0; r < regulators; r++)
    for (let m = 0; m < modules; m++) {
      const value = parameters[bt + r * modules + m] as number;
      squares[m] = (squares[m] as number) + value * value;
    }
  const scales = squares.map((square) => (square > limit * limit ? limit / Math.sqrt(square) : 1));
  for (let r = 0; r < regulators; r++)
    for (let m = 0; m < modules; m++) {
      const i = bt + r * modules + m;
      parameters[i] = (parameters[i] as number) * (scales[m] as number);
    }
}
