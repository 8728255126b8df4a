/** Known edges against the measured responses of the run on screen: the answer of a worker, kept until run or known edges change. */
import { create } from 'zustand';
import { refineDefaults } from '../../../evaluation/knowledge/refine';
import type { Truth } from '../../../evaluation/networks/truth';
import type { KnowledgeReport } from '../../../inference/benchmark/knowledge';
import type { FitResult } from '../../../inference/run/result';
import type { EvaluationApi } from '../../../../workers/protocol';
import { newWorker, type WorkerHandle } from '../clients';
import { useRun } from '../stores';

interface KnowledgeCheck {
  readonly of: { readonly result: FitResult; readonly truth: Truth; readonly hops: number } | null;
  readonly isWaiting: boolean;
  /** null also where the run has no measured responses. */
  readonly report: KnowledgeReport | null;
  /** The browser's words, where the worker was lost. */
  readonly lost: string | null;
}

export const useKnowledgeCheck = create<KnowledgeCheck>()(() => ({
  of: null,
  isWaiting: false,
  report: null,
  lost: null,
}));

function createKnowledgeCheck(startWorker: () => WorkerHandle<EvaluationApi>) {
  let asked: WorkerHandle<EvaluationApi> | null = null;

  /** Asks, unless the answer is there or on its way. `again`: also after a loss. */
  async function checkKnowledge(truth: Truth, hops = refineDefaults.hops, again = false): Promise<void> {
    const { dataset, result } = useRun.getState();
    if (!dataset || !result) return;
    const { of, lost } = useKnowledgeCheck.getState();
    const isSame = of?.result === result && of.truth === truth && of.hops === hops;
    if (isSame && !(again && lost !== null)) return;
    asked?.end();
    const worker = startWorker();
    asked = worker;
    useKnowledgeCheck.setState({ of: { result, truth, hops }, isWaiting: true, report: null, lost: null });
    const { comparisons, told, model, network } = result;
    const { conditions, timeUnit } = dataset;
    const run = {
      dataset: { conditions, timeUnit },
      result: { comparisons, ...(told && { told }), model, network },
    };
    const answer = await worker.ask((remote) => remote.knowledge(run, truth, { ...refineDefaults, hops }));
    worker.end();
    if (asked !== worker) return;
    asked = null;
    if (answer.ok) useKnowledgeCheck.setState({ isWaiting: false, report: answer.value });
    else if (answer.error.tag === 'worker-lost')
      useKnowledgeCheck.setState({ isWaiting: false, lost: answer.error.detail });
  }

  return { checkKnowledge };
}

export const { checkKnowledge } = createKnowledgeCheck(() => newWorker('evaluation'));
