/** Where things lie in the buffer `model`: the parameters as parameters.ts has them, then what is derived from them. */
import { parameterLayout, type ParameterShape } from '../../parameters';

/** After the parameters: σ(β) [M], ‖A_:m‖₁ [M], ‖B_m:‖₁ [M], δ [D], dδ/draw [D] and log δ − its mean [D]. */
export function modelLayout(shape: ParameterShape) {
  const { genes, regulators, modules, deltas } = shape;
  const { at, bt, beta, delta, total } = parameterLayout(shape);
  const resting = total;
  const outNorm = resting + modules;
  const inNorm = outNorm + modules;
  const strength = inNorm + modules;
  const slope = strength + deltas;
  const deviation = slope + deltas;
  return {
    genes,
    regulators,
    modules,
    deltas,
    at,
    bt,
    beta,
    delta,
    parameters: total,
    resting,
    outNorm,
    inNorm,
    strength,
    slope,
    deviation,
  };
}

/** Floats of the whole buffer. */
export function modelLength(shape: ParameterShape): number {
  return modelLayout(shape).deviation + shape.deltas;
}
