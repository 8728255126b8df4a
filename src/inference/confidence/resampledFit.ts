/** What is kept of one fit to resampled data. Plain data, structured-clonable. */
import type { Module } from '../../network/network';

export interface ResampledFit {
  readonly index: number;
  /** [R × G] its network, in the order of the run's. */
  readonly weights: Float32Array;
  readonly modules: readonly Module[];
  /** [R × G] predicted change of mean log1p expression when each candidate regulator is perturbed in the way the screen does. */
  readonly responses: Float32Array;
}
