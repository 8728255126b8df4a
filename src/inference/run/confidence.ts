/**
 * Confidence in a run's network from fits to resampled data, each with another seed and with cells and perturbations drawn with
 * replacement. Plain, structured-clonable data.
 */
import type { PerturbationKind } from '../../dataset/mapping';
import type { Module, Network } from '../../network/network';

/** Share of the fits beyond either end of the interval of a score. */
export const TAIL = 0.05;

export interface Confidence {
  /** Number of finished fits. */
  readonly fits: number;
  /**
   * [R × G] share of the fits that give an edge its sign, at least half its magnitude, and clearly more than shuffled labels give (where
   * these could be trained on); becomes Network.stability.
   */
  readonly stability: Float32Array;
  /** [R × G] share of the fits that give an edge its sign. */
  readonly signAgreement: Float32Array;
  /** [R × G] 5 % and 95 % quantiles of its score over the fits, in units of Network.weights. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** Per module of the result, its reproducibility in the fits, in [0, 1]. */
  readonly modules: readonly number[];
  /** Candidates for the next perturbation, by disagreement of the fits, most informative first. */
  readonly nextPerturbations: readonly NextPerturbation[];
  /** The same training on shuffled labels; null where cross-validation is impossible, or the measurement was cancelled. */
  readonly shuffled: ShuffledCheck | null;
}

export interface NextPerturbation {
  /** Index into genes: a candidate regulator. */
  readonly gene: number;
  readonly kind: PerturbationKind;
  /** Whether a training perturbation set it. */
  readonly measured: boolean;
  /** Root mean square over genes of the standard deviation of the predicted changes, log1p expression. */
  readonly disagreement: number;
  /** Genes with the largest disagreement, at most five. */
  readonly genes: readonly number[];
}

/** Null model: the same training on shuffled labels. */
export interface ShuffledCheck {
  /** Cross-validated error over no change, as CrossValidation.shrunkError. */
  readonly error: number;
  /** Share of its strongest edges (two per gene) that its leave-out fits find clearly stronger than other shuffled labels do. */
  readonly stableShare: number;
}

/** With fewer fits, the share of agreeing fits is uninformative. */
export const MIN_FITS = 5;

export const DEFAULT_FITS = 20;
export const MAX_FITS = 1000;

/** The outcome of one fit to resampled data. Plain, structured-clonable data. */
export interface ResampledFit {
  readonly index: number;
  /** [R × G] its network, in the order of the run's. */
  readonly weights: Float32Array;
  readonly modules: readonly Module[];
  /** [R × G] predicted change of mean log1p expression when each candidate regulator is perturbed in the screen's dominant way. */
  readonly responses: Float32Array;
}

/** The result with stabilities of network and modules from the resampled fits. */
export function withConfidence<
  Result extends { readonly network: Network; readonly modules: readonly Module[] },
>(result: Result, confidence: Confidence): Result {
  return {
    ...result,
    confidence,
    network: { ...result.network, stability: confidence.stability },
    modules: result.modules.map((module, m) => ({ ...module, stability: confidence.modules[m] ?? null })),
  };
}
