/** Screens: many predictions of the finished model with progress and Cancel, in workers of their own so that the sliders stay quick. Loaded with their panel. */
import { proxy } from 'comlink';
import { create } from 'zustand';
import type { PredictionsApi } from '../../../../workers/protocol';
import type { FittedModel } from '../../../dynamics/fitted';
import {
  joined,
  numberOfPerturbations,
  ranked,
  type ScreenedPerturbation,
  type ScreenOf,
} from '../../../dynamics/perturbationScreen';
import { jointErrors } from '../../../inference/run/margins';
import type { NamedOutcome } from '../../../present/text/screen';
import { newWorker, type WorkerHandle } from '../clients';
import { useRun } from '../stores';
import { pool } from '../pool';
import { predictsFrom } from './predict';

export interface ScreenQuestion extends Omit<ScreenOf, 'errors'> {
  readonly named: NamedOutcome;
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

/** Fewer perturbations than this are done before another worker has started. */
const LEAST_PER_WORKER = 30;

const MAX_WORKERS = 8;

/** Number of workers for a screen on so many cores. */
export function screenWorkers(perturbations: number, cores: number): number {
  return Math.max(1, Math.min(cores, MAX_WORKERS, Math.floor(perturbations / LEAST_PER_WORKER)));
}

function createScreens(startWorker: () => WorkerHandle<PredictionsApi>) {
  /** Of the screen in progress. */
  let workers: readonly WorkerHandle<PredictionsApi>[] = [];

  /** The screen in progress. */
  let screen: ScreenQuestion | null = null;

  /** Does nothing before training has ended. A screen in progress is given up. */
  async function startScreen(question: ScreenQuestion): Promise<void> {
    const { result } = useRun.getState();
    if (!result) return;
    if (screen) cancelScreen();
    screen = question;
    const { model } = result;
    const show = (work: ScreenWork) => {
      if (screen === question) usePerturbationScreen.setState({ model, work });
    };
    const of = numberOfPerturbations(question.candidates);
    show({ phase: 'running', done: 0, of });
    const endFollowing = useRun.subscribe((run) => {
      if (screen === question && run.result?.model !== model) cancelScreen();
    });
    const count = screenWorkers(of, pool.roomFor('screen'));
    pool.take('screen', count);
    const own = Array.from({ length: count }, () => predictsFrom(startWorker(), { model, loadings: null }));
    workers = own;
    const done = own.map(() => 0);
    const { candidates, outcome, time } = question;
    const asked = { candidates, outcome, time, errors: jointErrors(result.comparisons) };
    const parts = await Promise.all(
      own.map(async (worker, part) => {
        const share = { part, of: own.length };
        const onProgress = (ofPart: number) => {
          done[part] = ofPart;
          // Crosses on a channel of its own, and so may arrive after the answer.
          if (usePerturbationScreen.getState().work.phase === 'running')
            show({ phase: 'running', done: done.reduce((sum, one) => sum + one, 0), of });
        };
        const answer = await worker.ask((remote) => remote.screen(asked, share, proxy(onProgress)));
        if (answer.ok) return answer.value;
        // Without one share the others are of no use.
        if (answer.error.tag === 'worker-lost') show({ phase: 'failed', detail: answer.error.detail });
        if (screen === question) endWorkers();
        return null;
      }),
    );
    endFollowing();
    if (screen !== question) return;
    endWorkers();
    screen = null;
    const rows = parts.filter((part) => part !== null);
    if (rows.length === parts.length)
      usePerturbationScreen.setState({
        model,
        work: { phase: 'done', question, rows: ranked(joined(rows)) },
      });
  }

  function cancelScreen(): void {
    screen = null;
    endWorkers();
    usePerturbationScreen.setState({ work: { phase: 'idle' } });
  }

  function endWorkers(): void {
    for (const worker of workers) worker.end();
    workers = [];
    pool.take('screen', 0);
  }

  return { startScreen, cancelScreen };
}

export const { startScreen, cancelScreen } = createScreens(() => newWorker('predictions'));
