/**
 * Many predictions of the finished model, in a worker of their own so that the sliders stay quick: screens with progress and Cancel, sweeps,
 * and combinations beside their parts. Loaded with the panels that ask for them.
 */
import { proxy, type Remote } from 'comlink';
import { create } from 'zustand';
import type { PredictionsApi } from '../../../workers/protocol';
import type { Outcome as Result } from '../../dataset/errors';
import type { FittedModel } from '../../dynamics/fitted';
import {
  type Candidates,
  numberOfPerturbations,
  type Outcome,
  type ScreenedPerturbation,
} from '../../dynamics/perturbationScreen';
import type { NamedOutcome } from '../../present/text/screen';
import { predictionsWorker, type WorkerEnd, type WorkerHandle } from './clients';
import { useRun } from './stores';

export interface ScreenQuestion {
  readonly named: NamedOutcome;
  readonly outcome: Outcome;
  readonly candidates: Candidates;
  /** In the unit of the data; null: the last time point. */
  readonly time: number | null;
}

export type ScreenWork =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly done: number; readonly of: number }
  /** `rows`: best first. */
  | {
      readonly phase: 'done';
      readonly question: ScreenQuestion;
      readonly rows: readonly ScreenedPerturbation[];
    }
  | { readonly phase: 'failed'; readonly detail: string };

interface ScreenState {
  /** Whose predictions; null before the first screen. */
  readonly model: FittedModel | null;
  readonly work: ScreenWork;
}

export const usePerturbationScreen = create<ScreenState>(() => ({ model: null, work: { phase: 'idle' } }));

let current: { readonly model: FittedModel; readonly worker: WorkerHandle<PredictionsApi> } | null = null;

/** Does nothing before training has ended. A screen in progress is given up. */
export async function startScreen(question: ScreenQuestion): Promise<void> {
  const model = useRun.getState().result?.model;
  if (!model) return;
  if (usePerturbationScreen.getState().work.phase === 'running') cancelScreen();
  const { worker } = workerFor(model);
  const show = (work: ScreenWork) => {
    if (current?.worker === worker) usePerturbationScreen.setState({ model, work });
  };
  const of = numberOfPerturbations(question.candidates);
  show({ phase: 'running', done: 0, of });
  const endFollowing = useRun.subscribe(({ result }) => {
    if (current?.worker === worker && result?.model !== model) cancelScreen();
  });
  const { candidates, outcome, time } = question;
  const onProgress = (done: number) => {
    // Crosses on a channel of its own, and so may arrive after the answer.
    if (usePerturbationScreen.getState().work.phase === 'running') show({ phase: 'running', done, of });
  };
  const answer = await worker.ask((remote) => remote.screen(candidates, outcome, time, proxy(onProgress)));
  endFollowing();
  if (answer.ok) show({ phase: 'done', question, rows: answer.value });
  else if (answer.error.tag === 'worker-lost') show({ phase: 'failed', detail: answer.error.detail });
}

export function cancelScreen(): void {
  endWorker();
  usePerturbationScreen.setState({ work: { phase: 'idle' } });
}

/** Of the finished model; null where there is none, or the worker ended before the answer. */
export async function askPredictions<Answer>(
  question: (remote: Remote<PredictionsApi>) => Promise<Answer>,
): Promise<Answer | null> {
  const model = useRun.getState().result?.model;
  if (!model) return null;
  const answer: Result<Awaited<Answer>, WorkerEnd> = await workerFor(model).worker.ask(question);
  return answer.ok ? answer.value : null;
}

function workerFor(model: FittedModel) {
  if (current?.model === model) return current;
  endWorker();
  const worker = predictionsWorker();
  const made = { model, worker };
  current = made;
  void worker.ask((remote) => remote.use(model));
  void forgetCrashed(made);
  return made;
}

async function forgetCrashed(made: NonNullable<typeof current>): Promise<void> {
  await made.worker.crashed;
  if (current === made) current = null;
}

function endWorker(): void {
  current?.worker.end();
  current = null;
}
