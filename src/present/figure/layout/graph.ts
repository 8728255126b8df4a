/** What is arranged: genes, edges that pull, modules that stay together, and the room there is. */

export interface LayoutGraph {
  readonly genes: readonly string[];
  /** [pairs] strongest edges as gene indices. */
  readonly edges: readonly { readonly source: number; readonly target: number; readonly strength: number }[];
  /** [G] module of each gene or −1. */
  readonly modules: Int32Array;
  /** Pinned genes with their positions. */
  readonly pins: readonly { readonly gene: number; readonly x: number; readonly y: number }[];
  /** Pixels that the panel has for it. */
  readonly room: { readonly width: number; readonly height: number };
}
