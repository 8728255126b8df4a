/** The view of a run: what undo covers on the page and a run file stores. Gene numbers index Dataset.genes. */
export type Selection =
  | { readonly kind: 'gene'; readonly gene: number }
  /** Two genes or more, in the order of their selection. */
  | { readonly kind: 'genes'; readonly genes: readonly number[] }
  | { readonly kind: 'edge'; readonly source: number; readonly target: number }
  | { readonly kind: 'module'; readonly module: number }
  | null;

/** What the colour of a gene shows. Changes are those of the perturbation on the sliders. Links write indices: append only. */
export const colorings = ['module', 'degree', 'measured', 'predicted', 'expression', 'perturbed'] as const;
export type ColorBy = (typeof colorings)[number];

/** What the size of a gene shows, where its name is beside it. */
export const sizings = ['targets', 'equal', 'expression'] as const;
export type SizeBy = (typeof sizings)[number];

/** How the genes are placed: those of a module together, or regulators above their targets. */
export const arrangements = ['modules', 'layered'] as const;
export type Arrangement = (typeof arrangements)[number];

/** Largest slider value relative to control; hardly any measured value is larger. */
export const MAX_SLIDER = 3;

/** A perturbation of the sliders, kept to be compared with others. */
export interface Scenario {
  /** Given by a person; null: named by its perturbation. */
  readonly name: string | null;
  /** Genes that are set; at least one. */
  readonly sliders: ViewDocument['sliders'];
  /** In the unit of the data; null: the last time point. */
  readonly time: number | null;
}

/** As many as stay readable side by side. */
export const MAX_SCENARIOS = 6;

/** The gene set after which a module is named. */
export interface NameSource {
  readonly set: string;
  /** The collection or file of the set. */
  readonly from: string;
  /** Genes of the module in the set, and of the module. */
  readonly overlap: number;
  readonly genes: number;
  readonly q: number;
}

/** What colours the cells: the perturbation (and its time), a column, a gene, a module, or the place along the predicted change. */
export type CellColour =
  | { readonly kind: 'perturbation' | 'condition' | 'predicted' }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'gene'; readonly gene: number }
  | { readonly kind: 'module'; readonly module: number };

/** Arrows of the Cells view: none, the learned field, or the field with the perturbation that is set. */
export const arrowChoices = ['none', 'learned', 'perturbed'] as const;
export type ArrowChoice = (typeof arrowChoices)[number];

/** Corners of a lasso that are kept at most. */
export const MAX_CORNERS = 400;

/** Cells picked as a group of a colouring, or within a lasso. */
export type CellPick =
  | { readonly kind: 'group'; readonly colour: CellColour; readonly name: string }
  | {
      readonly kind: 'lasso';
      /** In the coordinates of the file of this name; null: principal components. */
      readonly places: string | null;
      readonly corners: readonly (readonly [x: number, y: number])[];
    };

/** What the Cells view shows. */
export interface CellsChoice {
  /** null: the UMAP or t-SNE of the file, else components. */
  readonly places: 'components' | { readonly ofFile: string } | null;
  readonly colour: CellColour;
  readonly arrows: ArrowChoice;
  readonly pick: CellPick | null;
}

export interface ViewDocument {
  readonly selection: Selection;
  /** Number of strongest edges drawn. */
  readonly edgeBudget: number;
  readonly minimumStability: number;
  readonly hiddenModules: readonly number[];
  readonly hiddenGenes: readonly number[];
  readonly hiddenEdges: readonly { readonly source: number; readonly target: number }[];
  /** null: modules, or the predicted change on Perturb. */
  readonly colorBy: ColorBy | null;
  readonly sizeBy: SizeBy;
  readonly moduleNames: Readonly<Record<number, string>>;
  /** Of names in `moduleNames` that a person did not give: the gene set of each. */
  readonly namedAfter: Readonly<Record<number, NameSource>>;
  readonly arrangement: Arrangement;
  /** Places in this arrangement. */
  readonly pins: readonly { readonly gene: number; readonly x: number; readonly y: number }[];
  readonly layoutFrozen: boolean;
  /** Perturbation sliders: value relative to control (0 knocked out, 1 unchanged, at most MAX_SLIDER). */
  readonly sliders: readonly { readonly gene: number; readonly value: number }[];
  /** Time of the predictions, in the unit of the data; null: the last time point. */
  readonly time: number | null;
  readonly scenarios: readonly Scenario[];
  readonly cells: CellsChoice;
  readonly truthOverlay: boolean;
  /** Measured responses are drawn over the network on Explore, where the open file has them. */
  readonly measuredOverlay: boolean;
  /** Revisions of known edges that a person undid. */
  readonly undoneRevisions: readonly { readonly source: number; readonly target: number }[];
}

/** Node positions of a network on screen. */
export interface Placement {
  /** [G × 2] x and y in layout units: pixels before the figure is fitted to its panel. */
  readonly positions: Float32Array;
  /** Size of the area the layout was computed for, in the same units. */
  readonly room: { readonly width: number; readonly height: number };
}

export const emptyView: ViewDocument = {
  selection: null,
  edgeBudget: 40,
  minimumStability: 0,
  hiddenModules: [],
  hiddenGenes: [],
  hiddenEdges: [],
  colorBy: null,
  sizeBy: 'targets',
  moduleNames: {},
  namedAfter: {},
  arrangement: 'modules',
  pins: [],
  layoutFrozen: false,
  sliders: [],
  time: null,
  scenarios: [],
  cells: { places: null, colour: { kind: 'perturbation' }, arrows: 'none', pick: null },
  truthOverlay: false,
  measuredOverlay: false,
  undoneRevisions: [],
};

/** Readable at once: in a screen of 216 genes, 100 edges leave room for the name of every linked gene, 250 for one in five. */
const READABLE_EDGES = 100;

/** Initial view of a network: about two edges per gene, as far as they are readable. */
export function viewFor(genes: number): ViewDocument {
  return { ...emptyView, edgeBudget: Math.min(READABLE_EDGES, Math.max(10, 2 * genes)) };
}
