/** Enough to take a run up again after a reload, bit for bit. Random draws are a function of the step (dynamics/train.ts). */
import type { Checkpoint } from '../../dynamics/device/device';
import type { EnsembleFit } from './result';

/** Of the main fit and the leave-out fits. */
export interface FitsProgress {
  readonly step: number;
  /** Optimiser state of the main fit, then of each leave-out fit. */
  readonly fits: readonly Checkpoint[];
  /** The cross-validated curve so far. */
  readonly curve: readonly { readonly step: number; readonly error: number }[];
  readonly kept: readonly KeptStep[];
  /** Below 1 after a restart from a non-finite loss. */
  readonly rateFactor: number;
}

/** Of the fits whose ranks are averaged with the main one, which train after it. */
export interface EnsembleProgress {
  readonly finished: readonly EnsembleFit[];
  /** How many are over, finished or given up: the place of the one that trains. */
  readonly over: number;
  /** Of the one that trains: its step, and its optimiser state there (null at its start). */
  readonly step: number;
  readonly checkpoint: Checkpoint | null;
  readonly rateFactor: number;
}

export interface SavedProgress extends FitsProgress {
  readonly companions: EnsembleProgress;
}

export const NO_ENSEMBLE_PROGRESS: EnsembleProgress = {
  finished: [],
  over: 0,
  step: 0,
  checkpoint: null,
  rateFactor: 1,
};

/** Optimiser steps made in the whole run, whichever fit made them; each companion takes `stepsPerFit`. */
export function stepsMade({ step, companions }: SavedProgress, stepsPerFit: number): number {
  return step + companions.over * stepsPerFit + companions.step;
}

/**
 * Which step of the schedule to keep: the cross-validated error is measured at a few steps of all fits at once, and of
 * those in the second half, where the learning rate comes down and the network settles, the last within `tolerance` of
 * the smallest error wins. Earlier steps count only until there is a later one: on small networks they predict as well
 * but rank edges worse (docs/decisions/0002). Steps that can no longer win are dropped, so that memory stays small.
 */
const tolerance = 0.02;

export interface KeptStep {
  readonly step: number;
  /** Cross-validated error over no change; null where there is no cross-validation: then the last step is kept. */
  readonly error: number | null;
  /** Parameters of the main fit, then of each leave-out fit. */
  readonly fits: readonly Float32Array[];
}

/** `steps`: the length of the schedule. The last of the returned ones is the best so far. */
export function keepStep(kept: readonly KeptStep[], candidate: KeptStep, steps: number): readonly KeptStep[] {
  const settled = [...kept, candidate].filter(({ step, error }) => error !== null && step >= steps / 2);
  if (!settled.includes(candidate)) return [candidate];
  const limit = (1 + tolerance) * Math.min(...settled.map(({ error }) => error ?? Infinity));
  return settled.filter(({ error }) => (error ?? Infinity) <= limit);
}
