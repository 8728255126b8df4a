/**
 * The layout of problems and parameters inside the kernels: regulators first among the genes, everything padded to
 * register tiles with zeros, A and B in both orientations. Vectors outside (problem.ts) are unpadded.
 */
import { parameterLayout, type ParameterShape } from '../../problem';

/** Columns of the regulator block, of all genes, and of modules, each a multiple of 8. */
export interface PaddedSizes {
  readonly regulators: number;
  readonly genes: number;
  readonly modules: number;
}

export interface PaddedLayout extends PaddedSizes {
  readonly shape: ParameterShape;
  /** [G] column of each gene: regulators at 0 … R − 1, the others from `regulators` on. */
  readonly columnOfGene: Int32Array;
  /**
   * Offsets (floats) of the blocks of a padded gradient: A [genes × modules], Bᵀ [regulators × modules], β, δ, and the
   * part through W = BA [modules × modules], which is passed on to A and B once, after the sum over shards.
   */
  readonly gradient: {
    readonly a: number;
    readonly bt: number;
    readonly beta: number;
    readonly delta: number;
    readonly w: number;
    readonly total: number;
  };
}

const tile = 8;

export function padded(count: number, multiple = tile): number {
  return Math.ceil(count / multiple) * multiple;
}

export function paddedSizes(shape: ParameterShape): PaddedSizes {
  const regulators = padded(shape.regulators);
  const genes = padded(regulators + shape.genes - shape.regulators);
  return { regulators, genes, modules: padded(shape.modules) };
}

export function paddedLayout(shape: ParameterShape, regulators: Int32Array): PaddedLayout {
  const columnOfGene = new Int32Array(shape.genes).fill(-1);
  regulators.forEach((gene, r) => {
    columnOfGene[gene] = r;
  });
  const { regulators: regulatorColumns, genes, modules } = paddedSizes(shape);
  let next = regulatorColumns;
  for (let g = 0; g < shape.genes; g++) if ((columnOfGene[g] as number) < 0) columnOfGene[g] = next++;
  const bt = genes * modules;
  const beta = bt + regulatorColumns * modules;
  const delta = beta + modules;
  const w = delta + padded(shape.deltas);
  return {
    shape,
    regulators: regulatorColumns,
    genes,
    modules,
    columnOfGene,
    gradient: { a: 0, bt, beta, delta, w, total: w + modules * modules },
  };
}

/** Writes one unpadded row [G] as a padded row; padding columns are left unchanged. */
export function padRow(
  layout: PaddedLayout,
  from: Float32Array,
  row: number,
  to: Float32Array,
  toRow: number,
): void {
  const { columnOfGene } = layout;
  const source = row * columnOfGene.length;
  const destination = toRow * layout.genes;
  for (let g = 0; g < columnOfGene.length; g++)
    to[destination + (columnOfGene[g] as number)] = from[source + g] as number;
}

/** Views of wasm memory for the parameters: Aᵀ [modules × genes], Bᵀ [regulators × modules], β. */
interface PaddedParameters {
  readonly at: Float32Array;
  readonly bt: Float32Array;
  readonly beta: Float32Array;
}

/** Padding in the views must already be 0. */
export function padParameters(layout: PaddedLayout, flat: Float32Array, to: PaddedParameters): void {
  const { shape } = layout;
  const offsets = parameterLayout(shape);
  const at = flat.subarray(offsets.at, offsets.bt);
  for (let m = 0; m < shape.modules; m++) padRow(layout, at, m, to.at, m);
  for (let r = 0; r < shape.regulators; r++) {
    const row = offsets.bt + r * shape.modules;
    to.bt.set(flat.subarray(row, row + shape.modules), r * layout.modules);
  }
  to.beta.set(flat.subarray(offsets.beta, offsets.delta));
}

/**
 * Writes a padded gradient to `flat` in the layout of problem.ts; the δ block is copied unchanged. `at` [modules × genes]: its block
 * of A, transposed.
 */
export function unpadGradient(
  layout: PaddedLayout,
  gradient: Float32Array,
  at: Float32Array,
  flat: Float32Array,
): void {
  const { shape, columnOfGene, gradient: blocks } = layout;
  const offsets = parameterLayout(shape);
  for (let m = 0; m < shape.modules; m++) {
    const to = offsets.at + m * shape.genes;
    const from = m * layout.genes;
    for (let g = 0; g < columnOfGene.length; g++)
      flat[to + g] = at[from + (columnOfGene[g] as number)] as number;
  }
  for (let r = 0; r < shape.regulators; r++) {
    const row = blocks.bt + r * layout.modules;
    flat.set(gradient.subarray(row, row + shape.modules), offsets.bt + r * shape.modules);
  }
  flat.set(gradient.subarray(blocks.beta, blocks.beta + shape.modules), offsets.beta);
  flat.set(gradient.subarray(blocks.delta, blocks.delta + shape.deltas), offsets.delta);
}
