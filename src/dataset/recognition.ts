/** The guessed meaning of a file's columns, with the reason and certainty of each guess. */
import type { Mapping, ScreenSize } from './mapping';
import type { DatasetNote } from './notes';

export type Certainty = 'sure' | 'likely' | 'assumed';

/** One guess as it is shown: the value, up to three samples from the file, why, and how sure. */
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
  /** Gene names (of the chosen gene column) it targets; empty for control or where nothing was recognised. */
  readonly targets: readonly string[];
  /** `left-out`: by the rule on guides. */
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
  /** Set when nothing can be trained with this mapping, with the tag of the reason. */
  readonly blocked: 'no-perturbation-column' | 'no-targets-measured' | 'no-controls' | 'scaled-values' | null;
}
