/**
 * A fitted model: parameters, scaling and the measurements of its reliability. Plain data, structured-clonable. How far a prediction is
 * trusted depends on what the model has seen (docs/method.md, "Predictions are shrunk"): a change of genes that were each perturbed alone
 * in training is scaled by the factor of measured genes, every other one by κ, plus the shared response. The one place where sliders,
 * links, terminal and library get their factors.
 */
import type { DosedInput } from './doses';
import type { BackTransform } from './prepare/backTransform';
import type { TrainingSettings } from './settings';
import type { ParameterShape } from './problem';
import { type SharedResponse, strengthOf } from './sharedResponse';

/** Genes perturbed alone in training. Plain data, structured-clonable. */
export interface MeasuredGenes {
  /** In [0, 1]: factor of the model's prediction where it sets measured genes only. */
  readonly kappa: number;
  /** Gene indices, ascending: knocked out or down, and overexpressed. */
  readonly lowered: Int32Array;
  readonly raised: Int32Array;
}

/** Half widths of 95 % intervals of predicted changes, in z. Plain data, structured-clonable. */
export interface PredictionMargins {
  /** [G] of a change that was not measured; null for too few left-out perturbations. */
  readonly unseen: Float64Array | null;
  /** [G] of one measured gene knocked out or doubled. */
  readonly measured: Float64Array;
}

/** A gene set to a value relative to control: 0 knocked out, 1 unchanged, 2 raised as overexpression raises genes of the data. */
interface GeneSet {
  readonly gene: number;
  readonly value: number;
}

/** The part of a fitted model that scales its predictions. */
interface Scaled {
  readonly kappa: number;
  readonly measured: MeasuredGenes | null;
  readonly shared: Pick<SharedResponse, 'weight' | 'fullAt'> | null;
}

interface WithMargins extends Pick<Scaled, 'measured'> {
  readonly margins: PredictionMargins | null;
}

/** Factor of the model's prediction, and share of the shared response that is added to it. */
interface PredictionFactors {
  readonly kappa: number;
  readonly shared: number;
}

export function predictionFactors(
  { kappa, measured, shared }: Scaled,
  changes: readonly GeneSet[],
): PredictionFactors {
  const moved = changes.filter(({ value }) => value !== 1);
  if (measured !== null && areMeasured(measured, moved)) return { kappa: measured.kappa, shared: 0 };
  if (shared === null) return { kappa, shared: 0 };
  const values = moved.map(({ value }) => value);
  return { kappa, shared: shared.weight * strengthOf(shared, values) };
}

/**
 * [G] half width of the 95 % interval, in z: that of one gene set, times the root sum of squares of how far genes are set (1: knocked out or
 * doubled); null where it is unknown.
 */
export function marginOf(
  { measured, margins }: WithMargins,
  changes: readonly GeneSet[],
): Float64Array | null {
  const moved = changes.filter(({ value }) => value !== 1);
  const isMeasured = measured !== null && areMeasured(measured, moved);
  const margin = isMeasured ? margins?.measured : margins?.unseen;
  const distance = distanceSet(moved);
  return margin?.map((half) => distance * half) ?? null;
}

/** Root sum of squares of how far genes are set; 1: one gene knocked out or doubled. */
export function distanceSet(changes: readonly GeneSet[]): number {
  return Math.hypot(...changes.map(({ value }) => (value < 1 ? 1 - value : Math.min(1, Math.log2(value)))));
}

/** Whether each change goes the way its gene was perturbed alone in training. */
function areMeasured({ lowered, raised }: MeasuredGenes, changes: readonly GeneSet[]): boolean {
  return (
    changes.length > 0 && changes.every(({ gene, value }) => (value < 1 ? lowered : raised).includes(gene))
  );
}

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
  /** [z] lowest level at which a gene is clamped (vectorField.ts); null in models made before this floor existed. */
  readonly clampFloor: number | null;
  /** [G] 2 % and 98 % quantiles (z) over the training cells, for FDm and the "beyond the data" warning. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly stepsKept: number;
  /** Time of the latest measured point in the data's unit, reached at the horizon; null without time points. */
  readonly latestTime: number | null;
  /** Genes that were not measured, which are held at what they are set to; absent without any, and in older models, whose sliders raise them gradually. */
  readonly latent?: readonly number[];
  /** Inputs with several doses; absent where no dose was told apart. */
  readonly doses?: readonly DosedInput[];
  /** Parameters of the leave-out fits at the kept step; intervals contain the range of their predictions. */
  readonly leaveOut: readonly Float32Array[];
}
