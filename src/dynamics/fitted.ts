/**
 * A fitted model as it is kept, sent to the page and used for sliders: parameters, scaling, and what was measured about
 * how far it can be trusted. Plain data, structured-clonable.
 */
import type { BackTransform } from './prepare/backTransform';
import type { TrainingSettings } from './settings';
import type { ParameterShape } from './parameters';
import type { SharedResponse } from './sharedResponse';

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
  /** What all perturbations of the screen have in common; null where predicting unseen ones is not better for it. */
  readonly shared: SharedResponse | null;
  /** Back-transform of predictions where composition was corrected or lost values were replaced; null otherwise. */
  readonly back: BackTransform | null;
  /** Whether zeros that counting does not explain were replaced before it was trained; false in links from before they told it. */
  readonly lossesReplaced: boolean;
  /** [z] below which no clamped gene was held (clampFloor.ts); null in models from before there was a floor. */
  readonly clampFloor: number | null;
  /** [G] 2 % and 98 % quantiles (z) over the training cells, for FDm and the "beyond the data" warning. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly stepsKept: number;
  /** Time of the latest measured point in the data's unit, reached at the horizon; null without time points. */
  readonly latestTime: number | null;
  /** Parameters of the leave-out fits at the kept step: the spread of their predictions is the interval shown. */
  readonly leaveOut: readonly Float32Array[];
}
