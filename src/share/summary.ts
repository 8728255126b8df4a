/** The numbers of a run beside its result: how far it came, and its curves. */
import type { Refining } from '../inference/result';

export interface RunSummary {
  readonly step: number;
  readonly steps: number;
  readonly loss: number | null;
  readonly heldOutError: number | null;
  readonly stableShare: number | null;
  /** How many fits' ranks the network averages, and the one that trains to join them; see TrainingSnapshot. */
  readonly averaged: number;
  readonly refining: Refining | null;
  readonly stepsPerSecond: number | null;
  readonly secondsLeft: readonly [number, number] | null;
  readonly secondsElapsed: number;
}

export const emptySummary: RunSummary = {
  step: 0,
  steps: 0,
  loss: null,
  heldOutError: null,
  stableShare: null,
  averaged: 1,
  refining: null,
  stepsPerSecond: null,
  secondsLeft: null,
  secondsElapsed: 0,
};

/** A curve: values at steps. */
export interface Series {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}
