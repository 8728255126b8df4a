/** The guessed meaning of a file's columns, with the reason and certainty of each guess. */
import type { Mapping, ScreenSize } from './mapping';
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
    | 'matrix';
  readonly samples: readonly string[];
  readonly reason: string;
  readonly certainty: Certainty;
}

/** One label of the perturbation column, parsed. */
export interface PerturbationLabel {
  readonly label: string;
  /** Target genes by name in the chosen gene column; empty for controls and unrecognised labels. */
  readonly targets: readonly string[];
  /** `left-out`: too many guides for the rule. */
  readonly role: 'control' | 'perturbation' | 'unrecognised' | 'left-out';
  readonly cells: number;
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
  readonly blocked: 'no-perturbation-column' | 'no-targets-measured' | 'no-controls' | 'scaled-values' | null;
}
