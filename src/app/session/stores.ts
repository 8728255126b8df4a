/**
 * The slow state of the app in one store, by subject. React reads its parts as hooks, everything else by `.getState()`; transitions are
 * pure functions in importState.ts, runState.ts and viewState.ts. Parts that load with their panels have stores of their own.
 */
import type { Truth } from '../../evaluation/networks/truth';
import type { FitResult } from '../../inference/run/result';
import type { MeasuredResponse, ResponsesOfEdges } from '../../present/figure/scene';
import { presets } from '../../dynamics/settings';
import { emptyView } from '../../share/view';
import { type History, newHistory } from './history';
import { createParts } from './parts';
import {
  type ArrivalState,
  emptyImport,
  emptyRun,
  type EffectsState,
  type EvaluationState,
  type ImportState,
  type KnowledgeState,
  type LogEntry,
  type MeasuredShown,
  type MessageState,
  type NextTrainingState,
  noEffects,
  type Notice,
  type OfflineState,
  type Preview,
  type ResponsesShown,
  type RunState,
  type ScreenState,
  type SliderPrediction,
  type ViewDocument,
} from './state';

export const noMessages: MessageState = { notice: null, log: [], keptAs: null, saved: null };

export const noArrival: ArrivalState = {
  error: null,
  waiting: null,
  wanted: null,
  address: null,
  demo: null,
};

export const noEvaluation: EvaluationState = {
  run: 0,
  benchmark: { phase: 'idle' },
  card: null,
  truthCard: null,
  confidence: { phase: 'idle' },
};

interface SessionState {
  readonly import: ImportState;
  readonly effects: EffectsState;
  /** Addresses that a person had fetched since the page was opened. */
  readonly fetched: readonly string[];
  readonly arrival: ArrivalState;
  readonly next: NextTrainingState;
  readonly knowledge: KnowledgeState;
  readonly run: RunState;
  /** The answer to the sliders; null where they are at rest, or none has come yet. */
  readonly prediction: { readonly answer: SliderPrediction | null };
  readonly evaluation: EvaluationState;
  readonly view: History<ViewDocument>;
  readonly screen: ScreenState;
  readonly preview: { readonly shown: Preview | null };
  readonly timeLapse: { readonly frame: number | null };
  readonly responses: ResponsesShown;
  readonly measured: MeasuredShown;
  readonly messages: MessageState;
  readonly offline: OfflineState;
}

const { part, atOnce } = createParts<SessionState>({
  import: emptyImport,
  effects: noEffects,
  fetched: [],
  arrival: noArrival,
  next: { settings: presets.default, isTimeSet: false, choices: null },
  knowledge: { choice: null, past: [], isReading: false, measured: null, error: null, isAsked: false },
  run: emptyRun,
  prediction: { answer: null },
  evaluation: noEvaluation,
  view: newHistory(emptyView),
  screen: {
    step: 'train',
    centre: null,
    opening: 'network',
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
  },
  preview: { shown: null },
  timeLapse: { frame: null },
  responses: { result: null, truth: null, responses: null },
  measured: { result: null, responses: [] },
  messages: noMessages,
  offline: { newVersion: false, offer: null },
});

export { atOnce };
export const useImport = part('import');
export const useEffects = part('effects');
export const useFetched = part('fetched');
export const useArrival = part('arrival');
export const useNextTraining = part('next');
export const useKnowledge = part('knowledge');
export const useRun = part('run');
export const usePrediction = part('prediction');
export const useEvaluation = part('evaluation');
/** `useView((view) => view.present)` is the document; only actions change it. */
export const useView = part('view');
export const useScreen = part('screen');
/** What of the earlier training of the demo is on screen. */
export const usePreview = part('preview');
/** Which frame of the time-lapse is on the canvas, in place of the network; null: the network itself. */
export const useTimeLapse = part('timeLapse');
export const useResponsesShown = part('responses');
export const useMeasuredShown = part('measured');
export const useMessages = part('messages');
export const useOffline = part('offline');

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

/** Empty where they are those of another run. */
export function measuredOn(result: FitResult | null): readonly MeasuredResponse[] {
  const shown = useMeasuredShown.getState();
  return shown.result === result ? shown.responses : [];
}

/** null where they are those of another run, or of other known edges. */
export function responsesOn(result: FitResult | null, truth: Truth | null): ResponsesOfEdges | null {
  const shown = useResponsesShown.getState();
  return shown.result === result && shown.truth === truth ? shown.responses : null;
}
