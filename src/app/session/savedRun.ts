/** A saved run as types: what it is made of, in two halves that are written at different times. Checked in record.ts. */
import type { SavedProgress } from '../../../workers/protocol';
import type { Dataset } from '../../dataset/dataset';
import type { TrainingSettings } from '../../dynamics/settings';
import type { Truth } from '../../evaluation/truth';
import type { FitResult } from '../../inference/result';
import type { Series } from '../../share/summary';
import type { RunSummary } from './state';

/** Raise it when any type below changes its meaning: older records are then set aside, never misread. */
export const recordVersion = 3;

/** Written once, at the start. */
export interface SavedStart {
  readonly version: number;
  /** Links the two halves. */
  readonly id: string;
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly truth: Truth | null;
}

/** Written every few seconds. */
export interface SavedState {
  readonly version: number;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly summary: RunSummary;
  readonly progress: SavedProgress | null;
  readonly result: FitResult | null;
  readonly curves: { readonly loss: Series; readonly heldOut: Series };
}

export interface SavedRun {
  readonly start: SavedStart;
  readonly state: SavedState;
}
