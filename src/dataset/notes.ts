/** Notes on a data set: what a reader, a rule or a check changed or found, as tagged data. Their sentences are in src/present/text. */
import type { FilterRules, PerturbationKind } from './mapping';

export interface Counted {
  readonly name: string;
  readonly count: number;
}

/** `total`: the sum of values that are not counts. */
export const cellRules = ['counts', 'total', 'genes', 'mitochondrial'] as const;

/** Number of cells that one rule excludes by itself. */
export interface FailedRule {
  readonly rule: (typeof cellRules)[number];
  /** Minimum; for the mitochondrial share the maximum. */
  readonly limit: number;
  readonly cells: number;
}

export type DatasetNote =
  | { readonly tag: 'transposed'; readonly reason: string }
  | { readonly tag: 'duplicate-genes'; readonly names: readonly string[] }
  | { readonly tag: 'lzf'; readonly path: string }
  | { readonly tag: 'decimal-comma' }
  /**
   * The first line of a table is values: genes (or, with genes in rows, cells) were numbered. `named`: the rows have
   * names.
   */
  | { readonly tag: 'no-header'; readonly rows: 'cells' | 'genes'; readonly named: boolean }
  /**
   * Row n of a table without labels is a perturbation of gene n: `lowest` of the genes have their minimum in their
   * own row.
   */
  | { readonly tag: 'row-is-its-gene'; readonly lowest: number; readonly rows: number }
  /** Rows of a 10x matrix that are not genes, by type. */
  | { readonly tag: 'features-left-out'; readonly types: readonly Counted[] }
  /** Columns made from guide UMI counts; numbers of cells with one guide, several or none at `threshold`. */
  | {
      readonly tag: 'guide-calls';
      readonly guides: number;
      readonly threshold: number;
      readonly one: number;
      readonly several: number;
      readonly none: number;
    }
  /** The genes of one matrix belong to several genomes. */
  | { readonly tag: 'genes-of-genomes'; readonly genomes: readonly Counted[] }
  /** One matrix per genome; those with other cells are left out. */
  | {
      readonly tag: 'genome-matrices';
      readonly genomes: readonly string[];
      readonly leftOut: readonly string[];
    }
  /** Cells with several guides of one gene, of a gene beside a control guide, and of several genes. */
  | {
      readonly tag: 'several-guides';
      readonly sameTarget: number;
      readonly besideControl: number;
      readonly severalTargets: number;
    }
  /**
   * Guides with significantly less than half of the effect of their target's other guides; `strength` is that share.
   */
  | {
      readonly tag: 'weak-guides';
      readonly guides: readonly { readonly guide: string; readonly strength: number }[];
      /** Number of guides that could be compared. */
      readonly of: number;
    }
  /**
   * Perturbations whose targets' mRNA did not change as their kind requires, or changed in the opposite direction.
   */
  | {
      readonly tag: 'targets-unmoved';
      readonly kind: PerturbationKind;
      readonly opposite: readonly string[];
      readonly unclear: readonly string[];
      readonly of: number;
    }
  /** Cells of several samples, concatenated; `renamed`: cells whose name occurred in another sample. */
  | { readonly tag: 'samples-joined'; readonly samples: readonly Counted[]; readonly renamed: number }
  | { readonly tag: 'labels-file'; readonly file: string; readonly matched: number }
  /** Cells without a label: their guide has too few reads in that file, or the droplet holds several cells. */
  | { readonly tag: 'uncertain-guides'; readonly file: string; readonly cells: number }
  | {
      readonly tag: 'controls-file';
      readonly file: string;
      readonly cells: number;
      /** Their label in the perturbation column. */
      readonly label: string;
      /** Cells of that file that are not controls by its own perturbation column. */
      readonly leftOut: number;
      /** Genes the controls do not measure: removed from the whole data set, not read as zero. */
      readonly lacking: number;
      /** Examples of their names. */
      readonly samples: readonly string[];
      /** Matrices of the screen without a counterpart in the file of controls. */
      readonly matricesLeftOut: readonly string[];
    }
  /** Too few controls for a reference: perturbations are compared with each other (docs/method.md, "Scaling"). */
  | { readonly tag: 'few-controls'; readonly cells: number }
  /** Perturbed cells have time points, controls have none: controls are compared with cells of every time. */
  | { readonly tag: 'controls-without-time'; readonly cells: number }
  /** Labels that use another name of their genes than the file. */
  | {
      readonly tag: 'synonyms';
      readonly found: readonly { readonly label: string; readonly targets: readonly string[] }[];
    }
  | { readonly tag: 'targets-not-measured'; readonly labels: readonly string[] }
  | { readonly tag: 'labels-not-genes'; readonly labels: readonly string[] }
  | { readonly tag: 'cells-without-label'; readonly cells: number }
  /** The five smallest conditions are named; `more` on the last of them counts the other small ones. */
  | {
      readonly tag: 'small-condition';
      readonly label: string;
      readonly cells: number;
      readonly more?: number;
    }
  /** The rules for cells, genes and perturbations; their effects are in separate notes. */
  | { readonly tag: 'rules-set'; readonly rules: FilterRules }
  /** Cells with more guides in their label than the rule allows. */
  | { readonly tag: 'guides-filtered'; readonly most: number; readonly cells: number }
  /** Usable cells that fail a rule; a cell may fail several. */
  | {
      readonly tag: 'cells-filtered';
      readonly cells: number;
      readonly leftOut: number;
      readonly rules: readonly FailedRule[];
    }
  /** Perturbations below the minimum number of cells, smallest first: not used for training. */
  | {
      readonly tag: 'perturbations-too-small';
      readonly fewest: number;
      readonly perturbations: readonly Counted[];
    }
  /** Genes detected in too few cells to be selected; `kept`: requested ones that stay in the model. */
  | {
      readonly tag: 'genes-filtered';
      readonly genes: number;
      readonly leftOut: number;
      readonly least: number;
      readonly kept: readonly string[];
    }
  | { readonly tag: 'regulators-not-modelled'; readonly names: readonly string[] }
  | { readonly tag: 'genes-not-found'; readonly names: readonly string[] }
  | { readonly tag: 'one-sample-per-condition' }
  /** Too many cells for training: a seeded sample was kept, in equal shares of all conditions. */
  | { readonly tag: 'cells-subsampled'; readonly kept: number; readonly cells: number }
  /** Part of a perturbation's cells resemble controls; `share` from 0 to 1, largest first. */
  | {
      readonly tag: 'escaping-cells';
      readonly perturbations: readonly { readonly label: string; readonly share: number }[];
    }
  /** Batches with too few controls for a comparison within the batch. */
  | { readonly tag: 'batches-without-controls'; readonly batches: readonly string[] }
  /** Perturbations whose effect is confounded with their batch. */
  | { readonly tag: 'confounded-with-batch'; readonly labels: readonly string[] }
  /** The targets' mRNA changes against the chosen kind; `change` is the median log2 fold change. */
  | {
      readonly tag: 'kind-unlike-change';
      readonly kind: PerturbationKind;
      readonly suggested: PerturbationKind;
      readonly change: number;
    };
