/** Transitions of RunState as pure functions; times are passed in. */
import type { Dataset, DemoName } from '../../dataset/dataset';
import { presets, type TrainingSettings } from '../../dynamics/settings';
import type { Truth } from '../../evaluation/networks/truth';
import { withConfidence, type Confidence } from '../../inference/confidence/confidence';
import type { FitResult } from '../../inference/run/result';
import type { Snapshot } from '../../share/snapshot';
import { emptySummary } from '../../share/finishedRun';
import type { AppError, LogEntry, RunState, RunSummary, TrainingChoices } from './state';

export const emptyRun: RunState = {
  id: 0,
  phase: 'idle',
  preparing: null,
  stopping: false,
  dataset: null,
  demo: null,
  shared: null,
  placement: null,
  choices: null,
  settings: presets.default,
  trainedWith: null,
  device: null,
  summary: emptySummary,
  result: null,
  truth: null,
  error: null,
  notice: null,
  narration: null,
  prediction: null,
  log: [],
  saved: null,
};

const MAX_LOG = 500;

export interface Start {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly demo: DemoName | null;
  readonly truth: Truth | null;
  /** The step it continues from; 0 for a new run. */
  readonly step: number;
  readonly secondsElapsed: number;
}

export function started(state: RunState, start: Start, at: number): RunState {
  const summary = {
    ...emptySummary,
    step: start.step,
    steps: start.settings.steps,
    secondsElapsed: start.secondsElapsed,
  };
  const next: RunState = {
    ...emptyRun,
    id: state.id + 1,
    phase: 'preparing',
    preparing: 'scaling',
    dataset: start.dataset,
    demo: start.demo,
    settings: start.settings,
    trainedWith: start.settings,
    device: state.device,
    summary,
    truth: start.truth,
    saved: state.saved,
    log: state.log,
  };
  return logged(
    next,
    { tag: 'started', name: start.dataset.name, seed: start.settings.seed, step: start.step },
    at,
  );
}

/** Shows a saved run with its result. */
export function shown(
  state: RunState,
  start: Start,
  { result, summary }: { readonly result: FitResult; readonly summary: RunSummary },
  at: number,
): RunState {
  const phase = summary.step < summary.steps || summary.refining ? 'stopped' : 'finished';
  return { ...started(state, start, at), phase, preparing: null, result, summary };
}

/** Shows the snapshot of a link, which cannot be trained: it has no cells. */
export function linkShown(
  state: RunState,
  snapshot: Snapshot,
  { dataset, result, summary }: Pick<RunState, 'dataset' | 'result' | 'summary'>,
  at: number,
): RunState {
  const next: RunState = {
    ...emptyRun,
    id: state.id + 1,
    phase: 'finished',
    dataset,
    shared: snapshot,
    placement: snapshot.placement,
    settings: snapshot.settings,
    trainedWith: snapshot.settings,
    summary,
    result,
    saved: state.saved,
    log: state.log,
  };
  return logged(next, { tag: 'link-opened', name: snapshot.title }, at);
}

/** The first snapshot ends the preparation; a pause pressed meanwhile holds. */
export function summarised(state: RunState, summary: RunSummary): RunState {
  const phase = state.phase === 'preparing' ? 'running' : state.phase;
  return { ...state, phase, preparing: null, summary };
}

export function paused(state: RunState, at: number): RunState {
  return logged({ ...state, phase: 'paused' }, { tag: 'paused', step: state.summary.step }, at);
}

export function resumed(state: RunState, at: number): RunState {
  const phase = state.preparing === null ? 'running' : 'preparing';
  return logged({ ...state, phase }, { tag: 'resumed', step: state.summary.step }, at);
}

export function ended(
  state: RunState,
  result: FitResult | null,
  reason: 'finished' | 'stopped',
  at: number,
): RunState {
  const { summary } = state;
  // The error of the kept step replaces that of the last measurement during training.
  const heldOutError = result?.crossValidation?.shrunkError ?? summary.heldOutError;
  const next: RunState = {
    ...state,
    phase: reason,
    preparing: null,
    stopping: false,
    summary: { ...summary, heldOutError },
    result,
  };
  return logged(next, { tag: reason, step: state.summary.step }, at);
}

export function failed(state: RunState, error: AppError, at: number): RunState {
  return logged(
    { ...state, phase: 'failed', preparing: null, stopping: false, error },
    { tag: 'error', error },
    at,
  );
}

/** Adds the measured confidence to the result. */
export function measured(state: RunState, confidence: Confidence, at: number): RunState {
  const result = state.result && withConfidence(state.result, confidence);
  return logged({ ...state, result }, { tag: 'confidence-measured', fits: confidence.fits }, at);
}

/** Forgets the result; data set, settings and truth stay for the next training. */
export function discarded(state: RunState, at: number): RunState {
  const next: RunState = {
    ...state,
    phase: 'idle',
    preparing: null,
    stopping: false,
    summary: emptySummary,
    result: null,
    error: null,
    narration: null,
    prediction: null,
  };
  return logged(next, { tag: 'discarded', step: state.summary.step }, at);
}

export function logged(state: RunState, event: LogEntry['event'], at: number): RunState {
  return { ...state, log: [...state.log, { at, event }].slice(-MAX_LOG) };
}

/** A loaded data set with other held-out perturbations and candidate regulators, and a note of names that are not modelled. */
export function chosen(dataset: Dataset, choices: TrainingChoices): Dataset {
  const heldOut = choices.heldOut;
  if (!choices.regulators) return { ...dataset, heldOut };
  const index = new Map(dataset.genes.map((gene, i) => [gene, i]));
  const missing = choices.regulators.filter((name) => !index.has(name));
  const found = [...new Set(choices.regulators.flatMap((name) => index.get(name) ?? []))];
  const notes = dataset.notes.filter((note) => note.tag !== 'regulators-not-modelled');
  return {
    ...dataset,
    heldOut,
    candidates: Int32Array.from(found.toSorted((a, b) => a - b)),
    notes: missing.length > 0 ? [...notes, { tag: 'regulators-not-modelled', names: missing }] : notes,
  };
}
