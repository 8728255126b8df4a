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

/** Genes with a shown edge, and those that are set: the others lie apart and would take the room. */
export function drawnGenes(
  genes: number,
  edges: readonly { readonly source: number; readonly target: number }[],
  changed: readonly number[],
): readonly number[] {
  const drawn = new Set([...edges.flatMap(({ source, target }) => [source, target]), ...changed]);
  return Array.from({ length: genes }, (_, gene) => gene).filter((gene) => drawn.has(gene));
}

interface Frame {
  readonly viewBox: string;
  /** Radius of a gene and width of an edge, in the units of the box. */
  readonly radius: number;
  readonly stroke: number;
}

/** `positions`: [G × 2]; contains the `shown` genes with a margin, in the shape `width` : `height`. Genes are smaller where there are many. */
export function frameOf(
  positions: Float32Array,
  shown: readonly number[],
  [width, height]: readonly [number, number],
): Frame {
  const [left, right] = extent(shown.map((gene) => positions[2 * gene] ?? 0));
  const [top, bottom] = extent(shown.map((gene) => positions[2 * gene + 1] ?? 0));
  const inner = Math.max((right - left) / width, (bottom - top) / height, 1e-6);
  const scale = inner * (1 + MARGIN);
  const [w, h] = [scale * width, scale * height];
  const box = [(left + right - w) / 2, (top + bottom - h) / 2, w, h];
  const radius = scale * Math.max(1.6, Math.min(6.5, 28 / Math.sqrt(Math.max(1, shown.length))));
  return { viewBox: box.map((value) => value.toFixed(2)).join(' '), radius, stroke: scale };
}

/** Of the frame beside its genes, which have radii too. */
const MARGIN = 0.22;

function extent(values: readonly number[]): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    values.length === 0 ? [0, 0] : [Infinity, -Infinity],
  );
}
