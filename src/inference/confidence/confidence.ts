/**
 * What fits to resampled data say of a run's network: for each another seed, and cells and perturbations drawn anew. Plain data,
 * structured-clonable; made by src/inference/confidence.
 */
import type { PerturbationKind } from '../../dataset/mapping';
import type { Module } from '../../network/network';
import type { FitResult } from '../run/result';

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

/** How many fits to resampled data are made. */

/** With fewer, an edge's share of agreeing fits says next to nothing. */
export const MIN_FITS = 5;

export const DEFAULT_FITS = 20;
export const MAX_FITS = 1000;

/** What is kept of one fit to resampled data. Plain data, structured-clonable. */

export interface ResampledFit {
  readonly index: number;
  /** [R × G] its network, in the order of the run's. */
  readonly weights: Float32Array;
  readonly modules: readonly Module[];
  /** [R × G] predicted change of mean log1p expression when each candidate regulator is perturbed in the way the screen does. */
  readonly responses: Float32Array;
}

/** A run's result with how sure it is: wherever a network or a module is shown, its stability is then that of the resampled fits. */

export function withConfidence<Result extends Pick<FitResult, 'network' | 'modules' | 'confidence'>>(
  result: Result,
  confidence: Confidence,
): Result {
  return {
    ...result,
    confidence,
    network: { ...result.network, stability: confidence.stability },
    modules: result.modules.map((module, m) => ({ ...module, stability: confidence.modules[m] ?? null })),
  };
}
