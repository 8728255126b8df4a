/**
 * The slow state of the app in small stores. React reads them as hooks, everything else by `.getState()`; transitions are
 * pure functions in importState.ts, runState.ts and viewState.ts.
 */
import { create } from 'zustand';
import { presets } from '../../dynamics/settings';
import { newHistory, type History } from './viewState';
import { emptyImport } from './importState';
import { emptyRun } from './runState';
import type {
  ArrivalState,
  EvaluationState,
  ImportState,
  LogEntry,
  MessageState,
  NextTrainingState,
  Notice,
  RunState,
  ScreenState,
  ViewDocument,
} from './state';
import { emptyView } from '../../share/view';

export const useImport = create<ImportState>(() => emptyImport);

export const useRun = create<RunState>(() => emptyRun);

export const useNextTraining = create<NextTrainingState>(() => ({
  settings: presets.default,
  isTimeSet: false,
  choices: null,
}));

export const noMessages: MessageState = { notice: null, log: [], keptAs: null, saved: null };

export const useMessages = create<MessageState>(() => noMessages);

const MAX_LOG = 500;

/** Adds a line to the log drawer. */
export function log(event: LogEntry['event']): void {
  const entry = { at: Date.now(), event };
  useMessages.setState((state) => ({ log: [...state.log, entry].slice(-MAX_LOG) }));
}

/** Shows a notice; null removes it. */
export function notify(notice: Notice | null): void {
  useMessages.setState({ notice });
}

/** Addresses that a person had fetched since the page was opened. */
export const useFetched = create<readonly string[]>(() => []);

/** `useView((view) => view.present)` is the document; only actions change it. */
export const useView = create<History<ViewDocument>>(() => newHistory(emptyView));

export const useScreen = create<ScreenState>(() => ({
  step: 'train',
  centre: 'network',
  inspector: 'run',
  perturbPanel: 'measured',
  outsideSearch: '',
  drawer: 'closed',
  singleKeyShortcuts: true,
  deviceWish: 'auto',
  autoBenchmark: true,
  tour: 0,
  section: null,
  dialog: 'none',
  layout: 'auto',
}));

export const noArrival: ArrivalState = {
  error: null,
  waiting: null,
  wanted: null,
  address: null,
  demo: null,
};

export const useArrival = create<ArrivalState>(() => noArrival);

export const noEvaluation: EvaluationState = {
  run: 0,
  benchmark: { phase: 'idle' },
  card: null,
  truthCard: null,
  confidence: { phase: 'idle' },
};

export const useEvaluation = create<EvaluationState>(() => noEvaluation);
