/** Notes on a data set: what a reader, a rule or a check changed or found, as tagged data. Their sentences are in src/present/text. */
import type { FilterRules, PerturbationKind } from './mapping';

export interface Counted {
  readonly name: string;
  readonly count: number;
}

/** `total`: the sum of values that are no counts. */
export const cellRules = ['counts', 'total', 'genes', 'mitochondrial'] as const;

/** How many cells one rule for cells leaves out by itself. */
export interface FailedRule {
  readonly rule: (typeof cellRules)[number];
  /** The least, or of the mitochondrial share the most. */
  readonly limit: number;
  readonly cells: number;
}

export type DatasetNote =
  | { readonly tag: 'transposed'; readonly reason: string }
  | { readonly tag: 'duplicate-genes'; readonly names: readonly string[] }
  | { readonly tag: 'lzf'; readonly path: string }
  | { readonly tag: 'decimal-comma' }
  /** The first line of a table is values: genes (or, where genes are in rows, cells) were numbered. `named`: the rows have names. */
  | { readonly tag: 'no-header'; readonly rows: 'cells' | 'genes'; readonly named: boolean }
  /** Row n of a table without labels is gene n perturbed: `lowest` of the genes are lowest in their own row. */
  | { readonly tag: 'row-is-its-gene'; readonly lowest: number; readonly rows: number }
  /** Rows of a 10x matrix that count something else than genes, by type. */
  | { readonly tag: 'features-left-out'; readonly types: readonly Counted[] }
  /** Columns made from the UMI counts of guides; at `threshold`, so many cells have one guide, several or none. */
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
  /** Each genome has a matrix of its own; those with other cells are left out. */
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
  /** Guides that do surely less than half of what the others of their target do; `strength` is that share. */
  | {
      readonly tag: 'weak-guides';
      readonly guides: readonly { readonly guide: string; readonly strength: number }[];
      /** How many could be compared. */
      readonly of: number;
    }
  /** Perturbations of a kind that should change the mRNA of their target and clearly did not, or did the opposite. */
  | {
      readonly tag: 'targets-unmoved';
      readonly kind: PerturbationKind;
      readonly opposite: readonly string[];
      readonly unclear: readonly string[];
      readonly of: number;
    }
  /** Cells of several samples one after the other; `renamed`: cells that had the name of another sample's. */
  | { readonly tag: 'samples-joined'; readonly samples: readonly Counted[]; readonly renamed: number }
  | { readonly tag: 'labels-file'; readonly file: string; readonly matched: number }
  /** Cells whose guide, by that file, was read too seldom, or is that of a droplet with several cells: they have no label. */
  | { readonly tag: 'uncertain-guides'; readonly file: string; readonly cells: number }
  | {
      readonly tag: 'controls-file';
      readonly file: string;
      readonly cells: number;
      /** What they are called in the perturbation column. */
      readonly label: string;
      /** Cells of that file that are not controls, by its own column of perturbations. */
      readonly leftOut: number;
      /** Genes the controls do not measure: left out of the whole data set, not read as zero. */
      readonly lacking: number;
      /** Some of their names. */
      readonly samples: readonly string[];
      /** Matrices of the screen that have no like in the file of controls. */
      readonly matricesLeftOut: readonly string[];
    }
  /** Too few to be a reference: perturbations are compared with each other (docs/method.md, "Scaling"). */
  | { readonly tag: 'few-controls'; readonly cells: number }
  /** The perturbed cells have time points and the controls none: these are compared with cells of every time. */
  | { readonly tag: 'controls-without-time'; readonly cells: number }
  /** Labels that use another name of their genes than the file has. */
  | {
      readonly tag: 'synonyms';
      readonly found: readonly { readonly label: string; readonly targets: readonly string[] }[];
    }
  | { readonly tag: 'targets-not-measured'; readonly labels: readonly string[] }
  | { readonly tag: 'labels-not-genes'; readonly labels: readonly string[] }
  | { readonly tag: 'cells-without-label'; readonly cells: number }
  /** The five smallest are named; `more` on the last of them counts the other small ones. */
  | {
      readonly tag: 'small-condition';
      readonly label: string;
      readonly cells: number;
      readonly more?: number;
    }
  /** The rules for cells, genes and perturbations; what each leaves out stands in notes of their own. */
  | { readonly tag: 'rules-set'; readonly rules: FilterRules }
  /** Cells whose label names more guides than the rule allows. */
  | { readonly tag: 'guides-filtered'; readonly most: number; readonly cells: number }
  /** Cells that fail a rule, of all that could be used; one cell may fail several. */
  | {
      readonly tag: 'cells-filtered';
      readonly cells: number;
      readonly leftOut: number;
      readonly rules: readonly FailedRule[];
    }
  /** Perturbations with fewer cells than the rule asks for, fewest first: not trained on. */
  | {
      readonly tag: 'perturbations-too-small';
      readonly fewest: number;
      readonly perturbations: readonly Counted[];
    }
  /** Genes detected in too few cells to be chosen for the model, of all; `kept`: some that are in it all the same. */
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
  /** Too many cells to train on: a seeded sample was kept, all conditions alike. */
  | { readonly tag: 'cells-subsampled'; readonly kept: number; readonly cells: number }
  /** Some of a perturbation's cells look like controls; `share` from 0 to 1. Largest first. */
  | {
      readonly tag: 'escaping-cells';
      readonly perturbations: readonly { readonly label: string; readonly share: number }[];
    }
  /** Batches with too few controls to be compared within. */
  | { readonly tag: 'batches-without-controls'; readonly batches: readonly string[] }
  /** Perturbations whose effect cannot be told from that of their batch. */
  | { readonly tag: 'confounded-with-batch'; readonly labels: readonly string[] }
  /** The targets' own mRNA moves the other way than the chosen kind says; `change` is the median log2 fold change. */
  | {
      readonly tag: 'kind-unlike-change';
      readonly kind: PerturbationKind;
      readonly suggested: PerturbationKind;
      readonly change: number;
    };
