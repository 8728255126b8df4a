/** How a run is looked at: what undo covers on the page, and what a run file keeps of it. Gene numbers index Dataset.genes. */
export type Selection =
  | { readonly kind: 'gene'; readonly gene: number }
  | { readonly kind: 'edge'; readonly source: number; readonly target: number }
  | { readonly kind: 'module'; readonly module: number }
  | null;

/** The most a slider sets a gene to, relative to control: beyond three times there is hardly a cell to compare with. */
export const highestSlider = 3;

/** The view document: everything undo covers. */
export interface ViewDocument {
  readonly selection: Selection;
  /** Number of strongest edges drawn. */
  readonly edgeBudget: number;
  readonly minimumStability: number;
  readonly hiddenModules: readonly number[];
  readonly moduleNames: Readonly<Record<number, string>>;
  readonly pins: readonly { readonly gene: number; readonly x: number; readonly y: number }[];
  readonly layoutFrozen: boolean;
  /** Perturbation sliders: gene → value relative to control (0 out, 1 unchanged, 3 at most). */
  readonly sliders: readonly { readonly gene: number; readonly value: number }[];
  readonly truthOverlay: boolean;
}

/** Where the genes of a network were on somebody's screen. */
export interface Placement {
  /** [G × 2] x and y of every gene in layout units: pixels before the picture is fitted to its panel. */
  readonly positions: Float32Array;
  /** The room they were arranged for, in the same units. */
  readonly room: { readonly width: number; readonly height: number };
}

export const emptyView: ViewDocument = {
  selection: null,
  edgeBudget: 40,
  minimumStability: 0,
  hiddenModules: [],
  moduleNames: {},
  pins: [],
  layoutFrozen: false,
  sliders: [],
  truthOverlay: false,
};

/** A first view of a network: about two edges per gene, at most 250. */
export function viewFor(genes: number): ViewDocument {
  return { ...emptyView, edgeBudget: Math.min(250, Math.max(10, 2 * genes)) };
}
