/** The numbers of a run beside its result: how far it came, and its curves. */
export interface RunSummary {
  readonly step: number;
  readonly steps: number;
  readonly loss: number | null;
  readonly heldOutError: number | null;
  readonly stableShare: number | null;
  readonly stepsPerSecond: number | null;
  readonly secondsLeft: readonly [number, number] | null;
  readonly secondsElapsed: number;
}

/** A curve: values at steps. */
export interface Series {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}
