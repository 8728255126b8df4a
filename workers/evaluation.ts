/** The worker that sets a finished run beside other methods; it keeps their networks for references to come. See protocol.ts. */
import { expose } from 'comlink';
import { comparer } from '../src/inference/benchmark/againstTruth';
import { judge, type JudgingStep } from '../src/inference/benchmark/runBenchmark';
import { sendCellsInPieces, whole } from './cellsInPieces';
import type { EvaluationApi, RunToJudge } from './protocol';

/** Milliseconds between two reports of progress, and before others are heard. */
const BETWEEN_REPORTS = 250;
const BETWEEN_BREATHS = 50;

/** The last reference asked for: networks grow, and each is compared once. */
let compared: {
  readonly asked: string;
  readonly run: RunToJudge;
  readonly compare: ReturnType<typeof comparer>;
} | null = null;
let judged: { readonly run: RunToJudge; readonly step: JudgingStep } | null = null;

const api: EvaluationApi = {
  async judge(run, listener) {
    let reported = -Infinity;
    let breathed = performance.now();
    for (const step of judge(run)) {
      const now = performance.now();
      const grew = step.card !== judged?.step.card;
      judged = { run, step };
      if (grew) listener.card(step.card);
      if (grew || now - reported >= BETWEEN_REPORTS) {
        listener.progress(step.progress);
        reported = now;
      }
      if (grew || now - breathed >= BETWEEN_BREATHS) {
        await new Promise((heard) => setTimeout(heard));
        breathed = performance.now();
      }
    }
  },
  against(truth) {
    if (judged === null) return Promise.resolve(null);
    const { run, step } = judged;
    const asked = JSON.stringify(truth);
    if (compared?.asked !== asked || compared.run !== run)
      compared = { asked, run, compare: comparer(truth, run.dataset, run.settings.seed) };
    return Promise.resolve(compared.compare(step.networks));
  },
};

sendCellsInPieces();
expose(whole(api));
