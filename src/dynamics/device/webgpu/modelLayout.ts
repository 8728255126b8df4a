/** Where things lie in the buffer `model`: the parameters as parameters.ts has them, then what is derived from them. */
import { parameterLayout, type ParameterShape } from '../../parameters';

/**
 * After the parameters: A [G × M], B [M × R] (the other way round than the parameters have them), σ(β) [M], ‖A_:m‖₁ [M], ‖B_m:‖₁ [M],
 * δ [D] and dδ/draw [D].
 */
export function modelLayout(shape: ParameterShape) {
  const { genes, regulators, modules, deltas } = shape;
  const { at, bt, beta, delta, total } = parameterLayout(shape);
  const a = total;
  const b = a + genes * modules;
  const resting = b + modules * regulators;
  const outNorm = resting + modules;
  const inNorm = outNorm + modules;
  const strength = inNorm + modules;
  const slope = strength + deltas;
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
    a,
    b,
    resting,
    outNorm,
    inNorm,
    strength,
    slope,
  };
}

/** Floats of the whole buffer. */
export function modelLength(shape: ParameterShape): number {
  return modelLayout(shape).slope + shape.deltas;
}
