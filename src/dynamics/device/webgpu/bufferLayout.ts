/**
 * Offsets in the GPU buffers `model` (parameters and values derived from them) and `weights` (the matrices of the
 * trajectories).
 */
import { parameterLayout, type ParameterShape } from '../../parameters';

/**
 * Offsets in `model`: parameters as in parameters.ts, then σ(β) [M], ‖A_:m‖₁ [M], ‖B_m:‖₁ [M], δ [D], dδ/draw [D] and
 * log δ − its mean [D].
 */
export function modelLayout(shape: ParameterShape) {
  const { genes, regulators, modules, deltas } = shape;
  const { total, ...blocks } = parameterLayout(shape);
  const resting = total;
  const outNorm = resting + modules;
  const inNorm = outNorm + modules;
  const strength = inNorm + modules;
  const slope = strength + deltas;
  const derived = { resting, outNorm, inNorm, strength, slope, deviation: slope + deltas };
  return { genes, regulators, modules, deltas, ...blocks, parameters: total, ...derived };
}

/** Floats of the whole buffer. */
export function modelLength(shape: ParameterShape): number {
  return modelLayout(shape).deviation + shape.deltas;
}

/** Columns of a block. */
export const blockOf = 4;

function blocksOf(columns: number): number {
  return Math.ceil(columns / blockOf);
}

/**
 * Offsets in `weights`, in blocks of four columns (vec4f), the last block of a row padded with zeros: Bᵀ [R × M], Aᵀ [M
 * × G], A [G × M], B [M × R], Wᵀ and W = BA [M × M], β [M] and σ(β) [M].
 */
export function weightsLayout({ genes, regulators, modules }: ParameterShape) {
  const geneBlocks = blocksOf(genes);
  const regulatorBlocks = blocksOf(regulators);
  const moduleBlocks = blocksOf(modules);
  const bForward = 0;
  const aForward = bForward + regulators * moduleBlocks;
  const aBack = aForward + modules * geneBlocks;
  const bBack = aBack + genes * moduleBlocks;
  const wForward = bBack + modules * regulatorBlocks;
  const wBack = wForward + modules * moduleBlocks;
  const biases = wBack + modules * moduleBlocks;
  const restingBlocks = biases + moduleBlocks;
  return {
    geneBlocks,
    regulatorBlocks,
    moduleBlocks,
    bForward,
    aForward,
    aBack,
    bBack,
    wForward,
    wBack,
    biases,
    restingBlocks,
  };
}

/** Floats of the whole buffer. */
export function weightsLength(shape: ParameterShape): number {
  const { restingBlocks, moduleBlocks } = weightsLayout(shape);
  return blockOf * (restingBlocks + moduleBlocks);
}
