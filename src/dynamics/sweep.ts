/** Predictions along one quantity, the level of a gene or the time, everything else as it is. */
import type { FittedModel } from './fitted';
import { type Change, type PredictedEnd, predictEnd } from './predict';

/** Along a sweep, point after point. Plain data, structured-clonable. */
export interface Sweep {
  /** [P] levels relative to control, or times. */
  readonly at: Float64Array;
  /** [P] predictions. */
  readonly ends: readonly Pick<PredictedEnd, 'log2FoldChange' | 'low' | 'high' | 'beyondData'>[];
}

/** `gene` at every one of `levels` (relative to control) on top of `others`; a change of the same gene in `others` is ignored. */
export function doseSweep(
  model: FittedModel,
  others: readonly Change[],
  gene: number,
  levels: readonly number[],
  time: number | null,
): Sweep {
  const kept = others.filter((one) => one.gene !== gene);
  return {
    at: Float64Array.from(levels),
    ends: levels.map((value) => predictEnd(model, [...kept, { gene, value }], time)),
  };
}

/** Intervals of a curve over time, at least. */
const TIME_INTERVALS = 24;

/**
 * From the start to the horizon, in the data's unit where it has time points, else in decay times. Its steps are parts of the model's own,
 * so that its last point may differ from the prediction in the fourth digit.
 */
export function timeSweep(model: FittedModel, changes: readonly Change[]): Sweep {
  const { horizon, solverSteps } = model.settings;
  const latest = model.latestTime ?? horizon;
  const steps = solverSteps * Math.ceil(TIME_INTERVALS / solverSteps);
  const fine = { ...model, latestTime: latest, settings: { ...model.settings, solverSteps: steps } };
  const at = Float64Array.from({ length: steps + 1 }, (_, step) => (step * latest) / steps);
  return {
    at,
    // Before anything has happened nothing has changed.
    ends: Array.from(at, (time, step) => predictEnd(fine, step === 0 ? [] : changes, time)),
  };
}
