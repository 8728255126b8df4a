/** The settled meaning of a file's columns. A mapping and the opened file determine the dataset completely. */
import type { CandidateChoice } from './factors/candidates';

export const perturbationKinds = ['knockout', 'knockdown', 'overexpression', 'inhibitor'] as const;
export type PerturbationKind = (typeof perturbationKinds)[number];

/** What something that was perturbed is, by its name. */
export const takenAs = ['measured gene', 'gene not measured', 'compound', 'other'] as const;
export type TakenFor = (typeof takenAs)[number];

/** Whether the gene's product no longer acts, whatever its measured level: that says nothing of the dose. */
export function removesActivity(kind: PerturbationKind): boolean {
  return kind === 'knockout' || kind === 'inhibitor';
}

/** Reference of the perturbed cells. `others`: the mean of all other perturbations (no control in the file). */
export type ControlMode =
  | { readonly mode: 'cells'; readonly labels: readonly string[] }
  | { readonly mode: 'others' }
  | { readonly mode: 'reference'; readonly label: string };

export const valueScales = [
  'counts',
  'log-normalised',
  'normalised',
  'log2-normalised',
  'log10-normalised',
  'log-ratio',
  'ln-ratio',
] as const;
export type ValueScale = (typeof valueScales)[number];

/** Logarithms of the ratio to control, to base 2 and natural: 0 is the control. */
export type RatioScale = 'log-ratio' | 'ln-ratio';

export function isRatio(values: ValueScale): values is RatioScale {
  return values === 'log-ratio' || values === 'ln-ratio';
}

interface GeneChoice {
  /** Total number of genes, filled up with highly variable ones. */
  readonly total: number;
  /** Symbols or ids entered by the user. */
  readonly pasted: readonly string[];
}

/**
 * Quality rules for cells, genes and perturbations (docs/method.md, "Quality"). An absent rule leaves nothing out.
 * These names are written to files.
 */
export interface FilterRules {
  /** Cells: minimum sum of counts, or of normalised values before the logarithm. */
  readonly leastCounts?: number;
  /** Cells: minimum number of genes with a value above 0. */
  readonly leastGenes?: number;
  /** Cells: maximum share of the sum on mitochondrial genes, 0 to 1. */
  readonly mostMitochondrial?: number;
  /** Genes that were not requested: minimum number of training cells with a value above 0. */
  readonly leastCellsOfGene?: number;
  /** Training perturbations: minimum number of cells over all time points. */
  readonly fewestCells?: number;
  /**
   * Cells: maximum number of guides in the label, control words excepted. Absent: several guides are a combination.
   */
  readonly mostGuides?: number;
}

/** What a label names, from a table beside the data. */
export interface LabelTarget {
  readonly label: string;
  /** Genes; those that are not measured are ignored, but that a label with none but such is no measured gene, whatever its name. */
  readonly targets: readonly string[];
  /** Absent where the table does not say it. */
  readonly kind?: PerturbationKind;
  /** As shown, '0.5 µM': labels of the same targets are told apart by it. */
  readonly dose?: string;
}

export interface Mapping {
  /** Path of the matrix: 'X', 'raw/X', 'layers/…', 'table'. */
  readonly matrix: string;
  readonly values: ValueScale;
  /** Column of var holding gene names; null: the index. */
  readonly geneColumn: string | null;
  readonly perturbationColumn: string;
  readonly control: ControlMode;
  /** Kind of all perturbations, or of cells without a kind in `kindColumn`. */
  readonly kind: PerturbationKind;
  /** Column of obs with the kind per cell (screens that mix kinds); null or absent if `kind` holds for all. */
  readonly kindColumn?: string | null;
  readonly timeColumn: string | null;
  readonly batchColumn: string | null;
  /** Column with the guide of each cell; it may be the perturbation column. null or absent: guides are not told apart. */
  readonly guideColumn?: string | null;
  /** Absent: labels are read as they stand. */
  readonly targets?: readonly LabelTarget[];
  /** Column with the dose of each cell; null or absent: doses are pooled. */
  readonly doseColumn?: string | null;
  /** Column of contexts (cell type, stimulation), which Effects tells apart; null or absent: cells are read as of one. */
  readonly contextColumn?: string | null;
  /** Value of `contextColumn` whose cells alone take part; null or absent: those of all. */
  readonly context?: string | null;
  readonly genes: GeneChoice;
  /** Candidate regulators by name; null: those of `candidates`. */
  readonly regulators: readonly string[] | null;
  /** Absent: listed transcription factors and perturbed genes, where a list fits (factors/candidates.ts). */
  readonly candidates?: CandidateChoice;
  /** Labels of perturbations kept out of training. */
  readonly heldOut: readonly string[];
  /** Absent: no filtering. */
  readonly filter?: FilterRules;
  /** Cells that the model learns from; absent: all. `responding`: without those of which effects say that they probably do not respond. */
  readonly cells?: 'all' | 'responding';
}

/** Fields that name a column of the cells. */
export const cellColumns = [
  'perturbationColumn',
  'kindColumn',
  'timeColumn',
  'batchColumn',
  'guideColumn',
  'doseColumn',
  'contextColumn',
] as const satisfies readonly (keyof Mapping)[];

/** Size of a screen after the rules; memory and time of training are estimated from it. */
export interface ScreenSize {
  readonly perturbations: number;
  /** Perturbations whatever their doses: fewer where doses are told apart. */
  readonly undosed: number;
  /** Perturbations that are not held out. */
  readonly trained: number;
  /** Perturbations at each of their time points, and controls. */
  readonly conditions: number;
  /** Mean number of time points per perturbation. */
  readonly times: number;
  /** Times at which perturbed cells were taken; 1 without a time column. */
  readonly timePoints: number;
  /** Cells of the largest perturbed condition, before subsampling. */
  readonly largest: number;
  /** Perturbed and control cells after subsampling; training cells exclude held-out perturbations. */
  readonly cells: number;
  readonly trainingCells: number;
  readonly controlCells: number;
  /** Conditions of which all cells are summed; 0 where every cell is kept. */
  readonly summed: number;
}
