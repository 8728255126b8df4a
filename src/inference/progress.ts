/** Enough to take a run up again after a reload, bit for bit. Random draws are a function of the step (dynamics/train.ts). */
import type { Checkpoint } from '../dynamics/device/device';
import type { KeptStep } from './stepChoice';

export interface SavedProgress {
  readonly step: number;
  /** Optimiser state of the main fit, then of each leave-out fit. */
  readonly fits: readonly Checkpoint[];
  /** The cross-validated curve so far. */
  readonly curve: readonly { readonly step: number; readonly error: number }[];
  readonly kept: readonly KeptStep[];
  /** Below 1 after a restart from a non-finite loss. */
  readonly rateFactor: number;
}
