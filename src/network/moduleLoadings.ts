/** How well every gene fits every module: what a table of modules says beyond who is in them. */
import type { Module, Network } from './network';

/**
 * [G × modules] cosine, in [−1, 1], of a gene's signed incoming edges with the mean direction of those of the module's genes
 * (modules.ts groups genes by the same measure); 0 where a gene has no incoming edge.
 */
export function moduleLoadings({ genes, weights }: Network, modules: readonly Module[]): Float32Array {
  const count = genes.length;
  const regulators = weights.length / Math.max(1, count);
  const incoming = genes.map((_, gene) =>
    unit(Float64Array.from({ length: regulators }, (__, r) => finite(weights[r * count + gene]))),
  );
  const directions = modules.map((module) => {
    const sum = new Float64Array(regulators);
    for (const gene of module.genes)
      for (const [r, part] of incoming[gene]?.entries() ?? []) sum[r] = (sum[r] ?? 0) + part;
    return unit(sum);
  });
  return Float32Array.from(incoming.flatMap((edges) => directions.map((direction) => dot(edges, direction))));
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return length > 0 ? vector.map((part) => part / length) : vector;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, part, i) => sum + part * (b[i] ?? 0), 0);
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}
