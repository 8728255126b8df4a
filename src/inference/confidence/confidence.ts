/**
 * What fits to resampled data say of a run's network: for each another seed, and cells and perturbations drawn anew. Plain data,
 * structured-clonable; made by src/inference/confidence.
 */
import type { PerturbationKind } from '../../dataset/mapping';

export interface Confidence {
  /** Fits that ended. */
  readonly fits: number;
  /**
   * [R × G] share of the fits that give an edge the sign it has in the network, at least half its size, and clearly more than
   * shuffled labels give it (where those could be trained on): then Network.stability is this.
   */
  readonly stability: Float32Array;
  /** [R × G] share of the fits that give it that sign. */
  readonly signAgreement: Float32Array;
  /** [R × G] 5 % and 95 % quantiles of its score over the fits, in units of Network.weights. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** Per module of the result, how well the fits find it again, in [0, 1]. */
  readonly modules: readonly number[];
  /** What to perturb next, by how much the fits disagree about it; the most telling first. */
  readonly nextPerturbations: readonly NextPerturbation[];
  /** The same training with labels that mean nothing; null where it could not be cross-validated, or the measurement was cut short. */
  readonly shuffled: ShuffledCheck | null;
}

export interface NextPerturbation {
  /** Index into genes: a candidate regulator. */
  readonly gene: number;
  readonly kind: PerturbationKind;
  /** Whether a training perturbation set it already. */
  readonly measured: boolean;
  /** Root mean square over genes of the deviation between the fits' predicted changes, log1p expression. */
  readonly disagreement: number;
  /** Genes whose answer the fits disagree about most, at most five. */
  readonly genes: readonly number[];
}

/** What the same training finds where there is nothing to find. */
export interface ShuffledCheck {
  /** Cross-validated error over no change, as CrossValidation.shrunkError. */
  readonly error: number;
  /** Share of its strongest edges (two per gene) that its leave-out fits find clearly stronger than other shuffled labels do. */
  readonly stableShare: number;
}
