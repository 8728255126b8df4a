/**
 * What preparation gives: the problem a device trains on, and everything measured on the way that diagnosis, evaluation
 * and predictions need. Only training labels enter `problem`, scales, caps and quantiles. Kept inside one worker.
 */
import type { Intervention } from '../../dataset/dataset';
import type { Problem } from '../problem';
import type { BackTransform } from './backTransform';
import type { Spread } from './cappedCells';
import type { Scaling } from './scaling';
import type { ConditionShift } from './shifts';
import type { TrainingCells } from './trainingCells';

/** The mean shift of one perturbation at one time point; z units (control standard deviations). */
export interface MeasuredEndpoint {
  /** Index into Dataset.conditions. */
  readonly condition: number;
  readonly time: number | null;
  /** The RK4 step (1 … solverSteps) of this time on the horizon. */
  readonly step: number;
  readonly cells: number;
  /** [G] as trained on: composition corrected where that is on. */
  readonly shift: Float64Array;
  /** [G] mean log shift as measured, what predictions are judged by. */
  readonly rawShift: Float64Array;
  /** [G] */
  readonly standardError: Float64Array;
  /** [G] that of rawShift. */
  readonly rawStandardError: Float64Array;
  /** [G] the same from the cells' own variances alone, however few they are. */
  readonly welchError: Float64Array;
  /** [G] the part of its square that all perturbations have in common: the variance of the controls' mean. */
  readonly sharedVariance: Float64Array;
}

export interface MeasuredPerturbation {
  readonly label: string;
  readonly interventions: readonly Intervention[];
  readonly training: boolean;
  /** One per time point, earliest first. */
  readonly endpoints: readonly MeasuredEndpoint[];
}

/** What setting genes means to the model; enough for `interventionRow`. */
export interface InterventionValues {
  /** [G] z⁰ = −μ/s: no expression. */
  readonly knockoutValue: Float64Array;
  /** [G] z of a knocked-down gene: as observed, or as the observed ones leave of their expression on average. */
  readonly knockdownValue: Float64Array;
  /** Gene index of each learned overexpression strength δ. */
  readonly deltaGenes: Int32Array;
}

/** What all conditions were measured with. Against controls nothing of it depends on which perturbations are trained on. */
export interface Measured {
  readonly scaling: Scaling;
  /** [conditions] */
  readonly shifts: readonly ConditionShift[];
}

export interface Prepared extends InterventionValues {
  /** [G] names. */
  readonly genes: readonly string[];
  readonly problem: Problem;
  /** Where training starts, layout of parameters.ts. */
  readonly initial: Float32Array;
  /** [G] μ and s in log1p units, over all batches. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Training perturbations first, in the order of `problem`; the others after them. */
  readonly perturbations: readonly MeasuredPerturbation[];
  /** [G] 2 % and 98 % quantiles (z) over the training cells, capped where they are learned from capped. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** null where composition was not corrected and no lost value replaced. */
  readonly back: BackTransform | null;
  /** Whether zeros that counting does not explain were replaced (lostValues.ts). */
  readonly lossesReplaced: boolean;
  readonly measured: Measured;
  /** Training cells before the cap. */
  readonly training: TrainingCells;
  /** Spectrum within conditions; null with one sample per condition or beyond 2,000 genes. */
  readonly spread: Spread | null;
  /** What perturbed cells were compared with. */
  readonly comparedWith: 'controls' | 'others';
}
