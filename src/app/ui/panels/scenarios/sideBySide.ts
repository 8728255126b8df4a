/** The genes that a comparison of scenarios shows. Pure. */

/** A predicted perturbation: [G] log2 fold changes, and the genes that it sets. */
interface Response {
  readonly log2FoldChange: Float32Array;
  readonly changed: readonly number[];
}

/** Genes that some scenario changes without setting them, the largest change in any of them first. */
export function rankedResponders(responses: readonly Response[]): readonly number[] {
  const genes = Math.max(0, ...responses.map(({ log2FoldChange }) => log2FoldChange.length));
  const sizes = Float64Array.from({ length: genes }, (_, gene) =>
    responses.reduce(
      (most, { log2FoldChange, changed }) =>
        changed.includes(gene) ? most : Math.max(most, Math.abs(log2FoldChange[gene] ?? 0)),
      0,
    ),
  );
  return [...sizes.keys()]
    .filter((gene) => (sizes[gene] ?? 0) > 0)
    .toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
}
