/**
 * How problems and parameters lie inside the kernels: regulators first among the genes, everything padded to register
 * tiles with zeros, A and B in both orientations. Public vectors (parameters.ts) stay unpadded; this translates.
 */
import { parameterLayout, type ParameterShape } from '../../parameters';

export interface PaddedLayout {
  readonly shape: ParameterShape;
  /** Columns of the regulator block, of all genes, and modules, each a multiple of 8. */
  readonly regulators: number;
  readonly genes: number;
  readonly modules: number;
  /** [G] where each gene lies: regulators at 0 … R − 1, the others from `regulators` on. */
  readonly columnOfGene: Int32Array;
  /** Offsets (floats) of the blocks of a padded gradient: A [genes × modules], Bᵀ [regulators × modules], β, δ. */
  readonly gradient: {
    readonly a: number;
    readonly bt: number;
    readonly beta: number;
    readonly delta: number;
    readonly total: number;
  };
}

const tile = 8;

export function padded(count: number, multiple = tile): number {
  return Math.ceil(count / multiple) * multiple;
}

export function paddedLayout(shape: ParameterShape, regulators: Int32Array): PaddedLayout {
  const columnOfGene = new Int32Array(shape.genes).fill(-1);
  regulators.forEach((gene, r) => {
    columnOfGene[gene] = r;
  });
  const regulatorColumns = padded(shape.regulators);
  let next = regulatorColumns;
  for (let g = 0; g < shape.genes; g++) if ((columnOfGene[g] as number) < 0) columnOfGene[g] = next++;
  const genes = padded(next);
  const modules = padded(shape.modules);
  const bt = genes * modules;
  const beta = bt + regulatorColumns * modules;
  const delta = beta + modules;
  return {
    shape,
    regulators: regulatorColumns,
    genes,
    modules,
    columnOfGene,
    gradient: { a: 0, bt, beta, delta, total: delta + padded(shape.deltas) },
  };
}

/** Writes one row [G] of a public matrix as a padded row; padding columns are left as they are. */
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

/** Views of wasm memory that receive the parameters: both orientations of A and B, and β. */
export interface PaddedParameters {
  readonly a: Float32Array;
  readonly at: Float32Array;
  readonly bt: Float32Array;
  readonly b: Float32Array;
  readonly beta: Float32Array;
}

/** The views must hold zeros where padding lies. */
export function padParameters(layout: PaddedLayout, flat: Float32Array, to: PaddedParameters): void {
  const { shape, columnOfGene } = layout;
  const offsets = parameterLayout(shape);
  for (let m = 0; m < shape.modules; m++)
    for (let g = 0; g < shape.genes; g++) {
      const value = flat[offsets.at + m * shape.genes + g] as number;
      const column = columnOfGene[g] as number;
      to.at[m * layout.genes + column] = value;
      to.a[column * layout.modules + m] = value;
    }
  for (let r = 0; r < shape.regulators; r++)
    for (let m = 0; m < shape.modules; m++) {
      const value = flat[offsets.bt + r * shape.modules + m] as number;
      to.bt[r * layout.modules + m] = value;
      to.b[m * layout.regulators + r] = value;
    }
  to.beta.set(flat.subarray(offsets.beta, offsets.delta));
}

/** A padded gradient in the layout of parameters.ts; the δ block is ∂L/∂δ as it came. */
export function unpadGradient(layout: PaddedLayout, gradient: Float32Array): Float32Array {
  const { shape, columnOfGene } = layout;
  const offsets = parameterLayout(shape);
  const flat = new Float32Array(offsets.total);
  for (let m = 0; m < shape.modules; m++)
    for (let g = 0; g < shape.genes; g++)
      flat[offsets.at + m * shape.genes + g] = gradient[
        layout.gradient.a + (columnOfGene[g] as number) * layout.modules + m
      ] as number;
  for (let r = 0; r < shape.regulators; r++)
    for (let m = 0; m < shape.modules; m++)
      flat[offsets.bt + r * shape.modules + m] = gradient[
        layout.gradient.bt + r * layout.modules + m
      ] as number;
  flat.set(gradient.subarray(layout.gradient.beta, layout.gradient.beta + shape.modules), offsets.beta);
  flat.set(gradient.subarray(layout.gradient.delta, layout.gradient.delta + shape.deltas), offsets.delta);
  return flat;
}
