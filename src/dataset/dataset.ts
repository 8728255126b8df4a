/**
 * What an experiment is, once a file has been read and its mapping settled: the record everybody passes on.
 * Selected genes only, dense, log1p of normalised expression (natural logarithm). Not the file, not the model.
 */
import type { DatasetNote } from './notes';
import type { ControlMode, PerturbationKind } from './mapping';

/** One gene set by the experimenter. `gene` indexes Dataset.genes. */
export interface Intervention {
  readonly gene: number;
  readonly kind: PerturbationKind;
}

/** Cells that share perturbation and time point. Controls have no interventions. */
export interface Condition {
  /** The perturbation as named in the file, e.g. 'GATA1' or 'A+B'; the control's label for controls. */
  readonly label: string;
  readonly interventions: readonly Intervention[];
  /** In the file's unit; null where no time column was chosen. */
  readonly time: number | null;
  readonly cells: number;
}

export interface GuideStrength {
  readonly guide: string;
  readonly target: string;
  readonly cells: number;
  readonly strength: number;
  /** Standard error of the strength, from the spread of the guide's cells. */
  readonly error: number;
  /** `weak`: surely below half of what the others do. */
  readonly verdict: 'alike' | 'weak' | 'unclear';
}

export interface Dataset {
  readonly name: string;
  readonly fingerprint: string;
  /** [G] names of the modelled genes. */
  readonly genes: readonly string[];
  readonly cells: number;
  /** [cells × G] row-major, log1p of normalised expression. */
  readonly values: Float32Array;
  /** [cells] index into conditions. */
  readonly conditionOfCell: Int32Array;
  readonly conditions: readonly Condition[];
  readonly control: ControlMode;
  /** [cells] index into batches; null where no batch column was chosen. */
  readonly batchOfCell: Int32Array | null;
  readonly batches: readonly string[];
  /** [R] indices into genes, ascending. */
  readonly candidates: Int32Array;
  /** Labels of perturbations kept out of training. */
  readonly heldOut: readonly string[];
  /**
   * [conditions] the compositional shift c_k (natural log) of docs/method.md "Composition", from all measured genes;
   * null where the values are not normalised to a total.
   */
  readonly composition: Float64Array | null;
  /** Unit of the time column as guessed from its name or values ('days', 'hours'), or ''. */
  readonly timeUnit: string;
  /** How guides compare with the others of their target; absent where none could be compared. */
  readonly guides?: readonly GuideStrength[];
  readonly notes: readonly DatasetNote[];
}

/** Fewest control cells whose mean and spread are trusted as a reference. */
export const ENOUGH_CONTROLS = 20;

export function isControl(condition: Condition): boolean {
  return condition.interventions.length === 0;
}
