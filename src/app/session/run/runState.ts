/** Transitions of RunState as pure functions. */
import type { FitResult } from '../../../inference/run/result';
import type { Snapshot } from '../../../share/snapshot';
import { emptySummary, type FinishedRun } from '../../../share/finishedRun';
import { type AppError, emptyRun, noMethods, type RunState, type RunSummary } from '../state';

interface Start extends Pick<FinishedRun, 'dataset' | 'settings' | 'demo' | 'truth'> {
  /** The step it continues from; 0 for a new run. */
  readonly step: number;
  readonly secondsElapsed: number;
  /** Of a kept run; absent: those on screen that hold for this data set. */
  readonly methods?: RunState['methods'];
}

export function started(state: RunState, start: Start): RunState {
  const { dataset, demo, settings, truth, step, secondsElapsed } = start;
  return {
    ...emptyRun,
    id: state.id + 1,
    phase: 'preparing',
    preparing: 'scaling',
    dataset,
    demo,
    trainedWith: settings,
    device: state.device,
    summary: { ...emptySummary, step, steps: settings.steps, secondsElapsed },
    truth,
    methods: start.methods ?? (dataset === state.dataset ? withoutModel(state.methods) : noMethods),
  };
}

/** What a method read from the former model goes with it. */
function withoutModel(methods: RunState['methods']): RunState['methods'] {
  const left = methods.filter(({ ofModel }) => !ofModel);
  return left.length === methods.length ? methods : left;
}

/** Shows a saved run with its result. */
export function shown(
  state: RunState,
  run: Omit<Start, 'step' | 'secondsElapsed'> & Pick<FinishedRun, 'result' | 'summary'>,
): RunState {
  const { result, summary } = run;
  const phase = summary.step < summary.steps ? 'stopped' : 'finished';
  return {
    ...started(state, { methods: noMethods, ...run, ...summary }),
    phase,
    preparing: null,
    result,
    summary,
  };
}

/** Shows the snapshot of a link, which cannot be trained: it has no cells. */
export function linkShown(
  state: RunState,
  snapshot: Snapshot,
  { dataset, result, summary }: Pick<RunState, 'dataset' | 'result' | 'summary'>,
): RunState {
  return {
    ...emptyRun,
    id: state.id + 1,
    phase: 'finished',
    dataset,
    shared: snapshot,
    placement: snapshot.placement,
    trainedWith: snapshot.settings,
    summary,
    result,
  };
}

/** The first snapshot ends the preparation; a pause pressed meanwhile holds. */
export function summarised(state: RunState, summary: RunSummary): RunState {
  const phase = state.phase === 'preparing' ? 'running' : state.phase;
  return { ...state, phase, preparing: null, summary };
}

export function resumed(state: RunState): RunState {
  return { ...state, phase: state.preparing === null ? 'running' : 'preparing' };
}

export function ended(state: RunState, result: FitResult | null, reason: 'finished' | 'stopped'): RunState {
  const { summary } = state;
  // The error of the kept step replaces that of the last measurement during training.
  const heldOutError = result?.crossValidation?.shrunkError ?? summary.heldOutError;
  return {
    ...state,
    phase: reason,
    preparing: null,
    stopping: false,
    summary: { ...summary, heldOutError },
    result,
  };
}

export function failed(state: RunState, error: AppError): RunState {
  return { ...state, phase: 'failed', preparing: null, stopping: false, error };
}

/** Forgets the result; data set and truth stay for the next training. */
export function discarded(state: RunState): RunState {
  return {
    ...state,
    phase: 'idle',
    preparing: null,
    stopping: false,
    summary: emptySummary,
    result: null,
    error: null,
    narration: null,
  };
}
