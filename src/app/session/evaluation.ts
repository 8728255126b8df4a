/**
 * The worker that sets the run on screen beside other methods, and the store that shows what it found, in step. One worker per
 * run: it keeps the networks of all methods, so that another truth is a question and not a new computation.
 */
import { proxy } from 'comlink';
import type { EvaluationApi, RunToJudge } from '../../../workers/protocol';
import type { Truth } from '../../evaluation/truth';
import type { JudgingProgress, ReportCard, TruthCard } from '../../inference/benchmark/benchmark';
import type { JudgingShortage } from '../../inference/training/judgingMemory';
import { evaluationWorker, type WorkerHandle } from './clients';
import { latestWins, type LatestWins } from './latestWins';
import type { EvaluationState } from './state';
import { noEvaluation, useEvaluation } from './stores';

interface Judging {
  readonly worker: WorkerHandle<EvaluationApi>;
  readonly truths: LatestWins<Truth>;
}

let current: Judging | null = null;

/** Ends what was judged before. `run`: RunState.id. */
export function judge(run: number, toJudge: RunToJudge, truth: Truth | null): void {
  current?.worker.end();
  const worker = evaluationWorker();
  const mine: Judging = { worker, truths: comparisons(worker) };
  current = mine;
  useEvaluation.setState(({ confidence, run: before }) => ({
    run,
    judging: { phase: 'running', progress: null },
    card: null,
    truthCard: null,
    confidence: before === run ? confidence : { phase: 'idle' },
  }));
  if (truth) mine.truths.ask(truth);
  void follow(mine, toJudge);
}

/** It would take more memory than there is: nothing of it begins. `run`: RunState.id. */
export function refuseJudging(run: number, shortage: JudgingShortage): void {
  current?.worker.end();
  current = null;
  useEvaluation.setState({ ...noEvaluation, run, judging: { phase: 'refused', ...shortage } });
}

/** What is known by now stays on screen. */
export function cancelJudging(): void {
  current?.worker.end();
  current = null;
  useEvaluation.setState(({ judging }) =>
    judging.phase === 'running' ? { judging: { phase: 'cancelled' } } : {},
  );
}

/** Nothing is on screen that could be judged. */
export function forgetJudging(): void {
  current?.worker.end();
  current = null;
  useEvaluation.setState({ judging: { phase: 'idle' }, card: null, truthCard: null });
}

/** All networks known so far beside another reference, or none. */
export function compareAgainst(truth: Truth | null): void {
  current?.truths.forget();
  useEvaluation.setState({ truthCard: null });
  if (truth) current?.truths.ask(truth);
}

/** Asks again about the same reference: more networks are known. */
export function compareAgain(truth: Truth): void {
  current?.truths.ask(truth);
}

async function follow(mine: Judging, toJudge: RunToJudge): Promise<void> {
  const take = (change: Partial<EvaluationState>) => {
    if (current === mine) useEvaluation.setState(change);
  };
  const listener = {
    // Comes on a channel of its own, and so perhaps after the answer that all is done.
    progress: (progress: JudgingProgress) => {
      if (useEvaluation.getState().judging.phase === 'running')
        take({ judging: { phase: 'running', progress } });
    },
    card: (card: ReportCard) => take({ card }),
  };
  const outcome = await mine.worker.ask((remote) => remote.judge(toJudge, proxy(listener)));
  if (outcome.ok) take({ judging: { phase: 'done' } });
  else if (outcome.error.tag === 'worker-lost')
    take({ judging: { phase: 'failed', detail: outcome.error.detail } });
}

function comparisons(worker: WorkerHandle<EvaluationApi>): LatestWins<Truth> {
  return latestWins<Truth, { readonly truthCard: TruthCard | null }>(
    async (truth) => {
      const answer = await worker.ask((remote) => remote.against(truth));
      return answer.ok ? { truthCard: answer.value } : null;
    },
    (_, { truthCard }) => {
      if (current?.worker === worker) useEvaluation.setState({ truthCard });
    },
  );
}
