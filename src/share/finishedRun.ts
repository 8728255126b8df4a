/** A finished run as data: what the page shows, the terminal writes and a run file holds. Free of validators, which the page loads later. */
import type { DemoName } from '../dataset/dataset';
import type { TrainingData, TrainingSettings } from '../dynamics/settings';
import type { Truth } from '../evaluation/networks/truth';
import { stepsTrained } from '../inference/run/progress';
import type { FitResult } from '../inference/run/result';
import type { KeptMethod } from './keptMethod';
import type { TimeLapse } from './timeLapse';
import { viewFor, type Placement, type ViewDocument } from './view';

/** Ending of the name of a run file. */
export const runFileEnding = '.modulode.json';

export interface FinishedRun {
  readonly dataset: TrainingData;
  readonly settings: TrainingSettings;
  readonly truth: Truth | null;
  readonly demo: DemoName | null;
  readonly result: FitResult;
  readonly summary: RunSummary;
  readonly curves: LearningCurves;
  readonly view: ViewDocument;
  /** null: the layout is computed again. */
  readonly placement: Placement | null;
  /** What other methods found on the page; absent from runs of the terminal and of earlier versions. */
  readonly methods?: readonly KeptMethod[];
  /** Effects of its screen as the text of a link (effectsLink.ts) of day 0; absent where they were not measured, and from earlier versions. */
  readonly effects?: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

/** How it was learned. */
export interface LearningCurves {
  readonly loss: Series;
  readonly heldOut: Series;
  /** Absent from runs of the terminal and of earlier versions. */
  readonly timeLapse?: TimeLapse;
}

/** Progress of training, shown with the result. */
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

export const emptySummary: RunSummary = {
  step: 0,
  steps: 0,
  loss: null,
  heldOutError: null,
  stableShare: null,
  stepsPerSecond: null,
  secondsLeft: null,
  secondsElapsed: 0,
};

/** A curve: values at steps. */
export interface Series {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

interface TrainedRun extends Pick<FinishedRun, 'dataset' | 'settings' | 'truth' | 'result' | 'savedAt'> {
  /** Total loss of the main fit at every step, or decimated. */
  readonly loss: Series;
}

/** The run in its first view. Apart from `savedAt` and `result.seconds` it depends on the data, the settings and the device only. */
export function finishedRunOf({ dataset, settings, truth, result, loss, savedAt }: TrainedRun): FinishedRun {
  const { crossValidation } = result;
  const steps = stepsTrained(result, settings);
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
      step: steps,
      steps,
      loss: loss.values.at(-1) ?? null,
      heldOutError: heldOut.values.at(-1) ?? null,
      secondsElapsed: result.seconds,
    },
    curves: { loss, heldOut },
    view: viewFor(dataset.genes.length),
    placement: null,
    savedAt,
  };
}
