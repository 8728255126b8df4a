/**
 * Where things lie in the buffer `weights`, which is derived from the parameters: what the trajectories multiply with, in rows of blocks
 * of four columns (vec4f), the last one of a row filled up with zeros.
 */
import type { ParameterShape } from '../../parameters';

/** Columns of a block. */
export const blockOf = 4;

function blocksOf(columns: number): number {
  return Math.ceil(columns / blockOf);
}

/** Offsets in blocks: Bᵀ [R × M], Aᵀ [M × G], A [G × M], B [M × R], β [M] and σ(β) [M]. */
export function weightsLayout({ genes, regulators, modules }: ParameterShape) {
  const geneBlocks = blocksOf(genes);
  const regulatorBlocks = blocksOf(regulators);
  const moduleBlocks = blocksOf(modules);
  const bForward = 0;
  const aForward = bForward + regulators * moduleBlocks;
  const aBack = aForward + modules * geneBlocks;
  const bBack = aBack + genes * moduleBlocks;
  const biases = bBack + modules * regulatorBlocks;
  const restingBlocks = biases + moduleBlocks;
  return {
    geneBlocks,
    regulatorBlocks,
    moduleBlocks,
    bForward,
    aForward,
    aBack,
    bBack,
    biases,
    restingBlocks,
  };
}

/** Floats of the whole buffer. */
export function weightsLength(shape: ParameterShape): number {
  const { restingBlocks, moduleBlocks } = weightsLayout(shape);
  return blockOf * (restingBlocks + moduleBlocks);
}
