/**
 * What the file's columns are taken to mean. `Recognition` is the app's guess with its reasons; `Mapping` is what the
 * person settled on (the guess until changed). A mapping plus the opened file determines the dataset completely.
 */
export const perturbationKinds = ['knockout', 'knockdown', 'overexpression'] as const;
export type PerturbationKind = (typeof perturbationKinds)[number];

/** How perturbed cells are compared. `others`: with the mean of all other perturbations (no control in the file). */
export type ControlMode =
  | { readonly mode: 'cells'; readonly labels: readonly string[] }
  | { readonly mode: 'others' }
  | { readonly mode: 'reference'; readonly label: string };

export const valueScales = ['counts', 'log-normalised', 'normalised', 'log2-normalised'] as const;
export type ValueScale = (typeof valueScales)[number];

interface GeneChoice {
  /** Highly variable genes added to the perturbed ones, up to this many genes in all. */
  readonly total: number;
  /** Symbols or ids a person pasted. */
  readonly pasted: readonly string[];
}

/** Which cells, genes and perturbations take part (docs/method.md, "Quality"). A rule that is absent leaves nothing out. */
export interface FilterRules {
  /** Of a cell: the sum of its counts, or of its normalised values without logarithms. */
  readonly leastCounts?: number;
  /** Of a cell: genes with a value above 0. */
  readonly leastGenes?: number;
  /** Of a cell: the share of its sum that lies on mitochondrial genes, 0 to 1. */
  readonly mostMitochondrial?: number;
  /** Of a gene that nobody asked for: training cells in which its value is above 0. */
  readonly leastCellsOfGene?: number;
  /** Of a perturbation that is trained on, over all its time points. */
  readonly fewestCells?: number;
  /** Of a cell: guides that its label names, a bare word for a control aside. Absent: several guides are a combination. */
  readonly mostGuides?: number;
}

export interface Mapping {
  /** Path of the matrix: 'X', 'raw/X', 'layers/…', 'table'. */
  readonly matrix: string;
  readonly values: ValueScale;
  /** Column of var holding gene names; null: the index. */
  readonly geneColumn: string | null;
  readonly perturbationColumn: string;
  readonly control: ControlMode;
  /** Of every perturbation, or of those whose cells `kindColumn` does not speak for. */
  readonly kind: PerturbationKind;
  /** Column of obs that states the kind per cell (screens that mix kinds); null or absent where `kind` holds for all. */
  readonly kindColumn?: string | null;
  readonly timeColumn: string | null;
  readonly batchColumn: string | null;
  readonly genes: GeneChoice;
  /** Candidate regulators as names; null: the default rule (all genes up to 150, else the perturbed ones). */
  readonly regulators: readonly string[] | null;
  /** Labels of perturbations kept out of training. */
  readonly heldOut: readonly string[];
  /** Absent: everything takes part. */
  readonly filter?: FilterRules;
}

/** Size of what remains of a screen after the rules; memory and time of training are estimated from it. */
export interface ScreenSize {
  readonly perturbations: number;
  /** Of these, that are not held out. */
  readonly trained: number;
  /** Perturbations at each of their time points, and controls. */
  readonly conditions: number;
  /** Time points of a perturbation, on average. */
  readonly times: number;
  /** Perturbed ones and controls, after sampling down; those of held-out perturbations are no training cells. */
  readonly cells: number;
  readonly trainingCells: number;
  readonly controlCells: number;
}
