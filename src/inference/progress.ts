/** Enough to take a run up again after a reload, bit for bit. Random draws are a function of the step (dynamics/train.ts). */
import type { Checkpoint } from '../dynamics/device/device';
import type { Member } from './result';
import type { KeptStep } from './stepChoice';

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
export interface CompanionsProgress {
  readonly finished: readonly Member[];
  /** How many are over, finished or given up: the place of the one that trains. */
  readonly over: number;
  /** Of the one that trains: its step, and its optimiser state there (null at its start). */
  readonly step: number;
  readonly checkpoint: Checkpoint | null;
  readonly rateFactor: number;
}

export interface SavedProgress extends FitsProgress {
  readonly companions: CompanionsProgress;
}

export const noCompanions: CompanionsProgress = {
  finished: [],
  over: 0,
  step: 0,
  checkpoint: null,
  rateFactor: 1,
};

/** Optimiser steps made in the whole run, whichever fit made them; each companion takes `stepsOfCompanion`. */
export function stepsMade({ step, companions }: SavedProgress, stepsOfCompanion: number): number {
  return step + companions.over * stepsOfCompanion + companions.step;
}
