/**
 * A fitted model as it is kept, sent to the page and used for sliders: parameters, scaling, and what was measured about
 * how far it can be trusted. Plain data, structured-clonable.
 */
import type { BackTransform } from './prepare/backTransform';
import type { TrainingSettings } from './settings';
import type { ParameterShape } from './parameters';

export interface FittedModel {
  readonly genes: readonly string[];
  /** [R] indices into genes. */
  readonly regulators: Int32Array;
  readonly shape: ParameterShape;
  readonly parameters: Float32Array;
  readonly settings: TrainingSettings;
  /** [G] control mean μ and scale s in log1p units (first batch's where there are several). */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** [G] gene index of each delta, and its learned δ; mean δ serves genes never overexpressed. */
  readonly deltaGenes: Int32Array;
  readonly meanDelta: number;
  /** Shrinkage of predictions, in [0, 1.2]; 1 where there was no cross-validation. */
  readonly kappa: number;
  /** Back-transform of predictions where composition was corrected; null otherwise. */
  readonly back: BackTransform | null;
  /** [G] 2 % and 98 % quantiles (z) over the training cells, for FDm and the "beyond the data" warning. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly stepsKept: number;
  /** Time of the latest measured point in the data's unit, reached at the horizon; null without time points. */
  readonly latestTime: number | null;
  /** Parameters of the leave-out fits at the kept step: the spread of their predictions is the interval shown. */
  readonly leaveOut: readonly Float32Array[];
}
