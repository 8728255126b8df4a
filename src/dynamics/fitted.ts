/** A fitted model: parameters, scaling and the measurements of its reliability. Plain data, structured-clonable. */
import type { BackTransform } from './prepare/backTransform';
import type { TrainingSettings } from './settings';
import type { MeasuredGenes, PredictionMargins } from './measuredGenes';
import type { ParameterShape } from './parameters';
import type { SharedResponse } from './sharedResponse';

export interface FittedModel {
  readonly genes: readonly string[];
  /** [R] indices into genes. */
  readonly regulators: Int32Array;
  readonly shape: ParameterShape;
  readonly parameters: Float32Array;
  readonly settings: TrainingSettings;
  /** [G] control mean μ and scale s in log1p units: means over the strata, weighted by their reference cells. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** [D] gene index of each learned δ. `meanDelta` is used for genes never overexpressed in training. */
  readonly deltaGenes: Int32Array;
  readonly meanDelta: number;
  /** Factor of predictions of changes that were not measured, in [0, 1]; 1 where there was no cross-validation. */
  readonly kappa: number;
  /** Genes perturbed alone in training, with the factor of their predictions; null in older models: κ for all. */
  readonly measured: MeasuredGenes | null;
  /** null in links and older runs: the interval of a prediction is its range over the leave-out fits. */
  readonly margins: PredictionMargins | null;
  /** The mean shift common to all perturbations; null where it does not improve predictions of unseen ones. */
  readonly shared: SharedResponse | null;
  /** Back-transform of predictions where composition was corrected or dropouts were imputed; null otherwise. */
  readonly back: BackTransform | null;
  /** Whether dropouts were imputed before training (a key of run files); false in links made before it was recorded. */
  readonly lossesReplaced: boolean;
  /** [z] lowest level at which a gene is clamped (intervention.ts); null in models made before this floor existed. */
  readonly clampFloor: number | null;
  /** [G] 2 % and 98 % quantiles (z) over the training cells, for FDm and the "beyond the data" warning. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly stepsKept: number;
  /** Time of the latest measured point in the data's unit, reached at the horizon; null without time points. */
  readonly latestTime: number | null;
  /** Parameters of the leave-out fits at the kept step; intervals contain the range of their predictions. */
  readonly leaveOut: readonly Float32Array[];
}
