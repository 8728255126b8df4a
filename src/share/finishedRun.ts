/** A run that ended, put together as a run file holds it, by whoever trained without a page. */
import type { Dataset } from '../dataset/dataset';
import type { TrainingSettings } from '../dynamics/settings';
import type { Truth } from '../evaluation/truth';
import type { FitResult } from '../inference/result';
import type { FinishedRun } from './runFile';
import { emptySummary, type Series } from './summary';
import { viewFor } from './view';

export interface EndedRun {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly truth: Truth | null;
  readonly result: FitResult;
  /** Total loss of the main fit at every step, or decimated. */
  readonly loss: Series;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

/**
 * Seen as the page shows it first. But for `savedAt` and `result.seconds` it follows from the data, the settings and the device's
 * numbers alone: nothing in it tells when somebody looked.
 */
export function finishedRunOf({ dataset, settings, truth, result, loss, savedAt }: EndedRun): FinishedRun {
  const { crossValidation, members } = result;
  const heldOut = {
    steps: Float64Array.from(crossValidation?.steps ?? []),
    values: Float64Array.from(crossValidation?.errors ?? []),
  };
  return {
    dataset,
    settings,
    truth,
    demo: null,
    result,
    summary: {
      ...emptySummary,
      step: settings.steps,
      steps: settings.steps,
      loss: loss.values.at(-1) ?? null,
      heldOutError: heldOut.values.at(-1) ?? null,
      averaged: Math.max(1, members.length),
      secondsElapsed: result.seconds,
    },
    curves: { loss, heldOut },
    view: viewFor(dataset.genes.length),
    placement: null,
    savedAt,
  };
}
