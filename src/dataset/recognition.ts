/** The guessed meaning of a file's columns, with the reason and certainty of each guess. */
import type { Mapping, PerturbationKind, ScreenSize } from './mapping';
import type { DatasetNote } from './notes';

export type Certainty = 'sure' | 'likely' | 'assumed';

/** One guess as shown: up to three example values, the reason, and the certainty. */
export interface Guess {
  readonly field:
    | 'perturbationColumn'
    | 'kind'
    | 'control'
    | 'timeColumn'
    | 'geneColumn'
    | 'values'
    | 'batchColumn'
    | 'guideColumn'
    | 'doseColumn'
    | 'contextColumn'
    | 'matrix';
  readonly samples: readonly string[];
  readonly reason: GuessReason;
  readonly certainty: Certainty;
}

/** Reason of a guess; src/present/text/recognition.ts has the sentences. */
export type GuessReason =
  | { readonly tag: 'chosen-by-user' }
  /** Labels of the column that name something, and those of them that are measured genes. */
  | { readonly tag: 'values-are-genes'; readonly named: number; readonly genes: number }
  /** A column states it for every cell. */
  | { readonly tag: 'stated-per-cell'; readonly column: string }
  | { readonly tag: 'from-labels' }
  | { readonly tag: 'from-column-name'; readonly column: string }
  /** Controls, guides or samples name the technology. */
  | { readonly tag: 'from-column-values'; readonly column: string }
  | { readonly tag: 'from-file-name' }
  | { readonly tag: 'kind-not-stated' }
  /** In the cells that name them, their targets have this many times the level of other cells. */
  | { readonly tag: 'targets-rise'; readonly fold: number }
  | { readonly tag: 'control-labels'; readonly labels: number }
  | { readonly tag: 'no-control-labels'; readonly column: string | null }
  /** Log ratios: the control is 0. */
  | { readonly tag: 'ratios-to-control' }
  /** `unit`: null if not written in the file. */
  | { readonly tag: 'time-points'; readonly count: number; readonly unit: string | null }
  | { readonly tag: 'no-time-column' }
  | { readonly tag: 'times-below-zero'; readonly column: string }
  /** `inLabels`: the labels name them. */
  | { readonly tag: 'batch-column'; readonly batches: number; readonly inLabels?: true }
  | { readonly tag: 'controls-of-each-kind' }
  | { readonly tag: 'controls-of-each-line' }
  | { readonly tag: 'too-few-controls-per-batch'; readonly column: string; readonly needed: number }
  | { readonly tag: 'no-batch-column' }
  /** `perTarget`: guides of most targets. `inLabels`: the perturbation column names them. */
  | {
      readonly tag: 'guides';
      readonly guides: number;
      readonly perTarget: number;
      readonly inLabels: boolean;
    }
  /** `perturbations`: those with several doses. */
  | {
      readonly tag: 'doses';
      readonly doses: number;
      readonly perturbations: number;
      readonly hasUnit: boolean;
    }
  /** `inLabels`: the labels name them. */
  | { readonly tag: 'contexts'; readonly contexts: number; readonly inLabels?: true }
  | { readonly tag: 'no-context-column' }
  | { readonly tag: 'names-in-index' }
  | { readonly tag: 'symbols-outside-index'; readonly index: 'ensembl-ids' | 'numbers' | 'identifiers' }
  | { readonly tag: 'no-symbols'; readonly index: 'ensembl-ids' | 'numbers' }
  | { readonly tag: 'negative-values'; readonly minimum: number }
  | { readonly tag: 'integers'; readonly maximum: number }
  | { readonly tag: 'from-matrix-name'; readonly path: string }
  /** Equal totals of all cells: of the values, or before their logarithm of this base. `several`: number of totals where batches have their own. */
  | {
      readonly tag: 'equal-totals';
      readonly before: 'ln' | 'log2' | 'log10' | null;
      readonly several?: number;
    }
  /** In each cell all values are whole multiples of one, once logarithms to this base are undone. */
  | { readonly tag: 'whole-multiples'; readonly before: 'ln' | 'log2' | 'log10' }
  /** Whole numbers that are no counts. */
  | { readonly tag: 'rounded-values'; readonly maximum: number }
  /** The file, or a cell, is named for log2 fold changes. */
  | { readonly tag: 'named-log-ratio'; readonly name: string }
  /** No cell is a control, and values lie around 0 as log ratios do. */
  | { readonly tag: 'around-zero' }
  | { readonly tag: 'no-integers'; readonly maximum: number }
  /** Half of the values are larger than a share of the largest, as logarithms are. */
  | { readonly tag: 'spread-of-logarithms'; readonly maximum: number; readonly median: number }
  /** Expected counts, as RSEM, kallisto and alevin give them. */
  | { readonly tag: 'mostly-integers'; readonly share: number }
  | { readonly tag: 'too-large-for-logarithms'; readonly maximum: number }
  | { readonly tag: 'no-matrix' }
  | { readonly tag: 'only-matrix' }
  | { readonly tag: 'main-matrix' }
  /** More perturbed genes than the main matrix at `path`. */
  | {
      readonly tag: 'more-targets';
      readonly targets: number;
      readonly path: string;
      readonly targetsThere: number;
    }
  | { readonly tag: 'main-matrix-scaled'; readonly path: string }
  | { readonly tag: 'main-matrix-empty'; readonly path: string }
  | { readonly tag: 'all-matrices-scaled' };

/** One label of the perturbation column, parsed. */
export interface PerturbationLabel {
  readonly label: string;
  /** Target genes by name in the chosen gene column, or names of what has no measured target; empty for controls and unrecognised labels. */
  readonly targets: readonly string[];
  /** Those of them that are not measured, inputs of a network; absent: none. */
  readonly inputs?: readonly string[];
  /** `left-out`: too many guides for the rule. */
  readonly role: 'control' | 'perturbation' | 'unrecognised' | 'left-out';
  readonly cells: number;
  /** Where a table beside the data says it; else that of the mapping. */
  readonly kind?: PerturbationKind;
  /** Where such a table says it. */
  readonly dose?: string;
}

export interface Recognition {
  readonly mapping: Mapping;
  readonly guesses: readonly Guess[];
  readonly labels: readonly PerturbationLabel[];
  /** Obs columns that could hold the perturbation, best first. */
  readonly perturbationColumns: readonly string[];
  /** After the rules that need no values. */
  readonly takingPart: ScreenSize;
  readonly notes: readonly DatasetNote[];
  /** Reason why this mapping cannot be trained on, or null. */
  readonly blocked:
    | 'no-perturbation-column'
    | 'no-targets-measured'
    | 'no-controls'
    | 'scaled-values'
    | 'negative-values'
    | 'no-values'
    /** No perturbation has a measured target: effects can be told. */
    | 'effects-only'
    | null;
}

/** Whether effects of perturbations can be told: they need no measured target. */
export function allowsEffects({ blocked }: Pick<Recognition, 'blocked'>): boolean {
  return blocked === null || blocked === 'effects-only';
}
