/**
 * The comparison of the run on screen with other methods: started when a run ends, where the preference says so, or on
 * request. One worker per run keeps the networks of all methods, so that another truth needs no new computation; the networks come from
 * workers that may have begun beside the training (otherNetworks.ts).
 */
import type { RunState, EvaluationState } from '../state';
import { benchmarkShortage } from '../../../inference/benchmark/memory';
import { memoryOfBrowser, runSizeOf } from '../../../inference/run/memory';
import { useEvaluation, useRun, useView, noEvaluation, useScreen } from '../stores';
import { proxy } from 'comlink';
import type { EvaluationApi, RunToBenchmark } from '../../../../workers/protocol';
import type { Dataset } from '../../../dataset/dataset';
import type { Truth } from '../../../evaluation/networks/truth';
import type {
  BenchmarkProgress,
  BenchmarkResult,
  TruthBenchmark,
} from '../../../inference/benchmark/benchmark';
import type { WorkerHandle } from '../clients';
import type { OtherNetworks } from '../../../inference/benchmark/otherNetworks';
import { workersOn } from '../pool';
import { latestWins, type LatestWins } from '../latestWins';
import { sendDataset } from '../../../../workers/sendDataset';

interface RunningBenchmark {
  readonly worker: WorkerHandle<EvaluationApi>;
  readonly truths: LatestWins<Truth>;
}

export interface EvaluationWorkers {
  evaluation(): WorkerHandle<EvaluationApi>;
  /** Networks of the methods that runs are compared with. */
  readonly others: {
    of(dataset: Dataset, seed: number): Pick<OtherNetworks, 'use' | 'steps'>;
    rest(): void;
    forget(): void;
  };
}

/** Compares the networks in the worker with one reference after the other. */
function truthsOf(worker: WorkerHandle<EvaluationApi>, isCurrent: () => boolean): LatestWins<Truth> {
  return latestWins<Truth, { readonly truthCard: TruthBenchmark | null }>(
    async (truth) => {
      const answer = await worker.ask((remote) => remote.against(truth));
      return answer.ok ? { truthCard: answer.value } : null;
    },
    (_, { truthCard }) => {
      if (isCurrent()) useEvaluation.setState({ truthCard });
    },
  );
}

/** One comparison with other methods, in a worker of its own. */
function createBenchmark(workers: EvaluationWorkers) {
  let current: RunningBenchmark | null = null;

  function start({ id, dataset, trainedWith: settings, result, truth }: RunState): void {
    end();
    if (!dataset || !settings || !result) return;
    const shortage = benchmarkShortage(runSizeOf(dataset), memoryOfBrowser(navigator));
    if (shortage) {
      useEvaluation.setState({ ...noEvaluation, run: id, benchmark: { phase: 'refused', ...shortage } });
      return;
    }
    const worker = workers.evaluation();
    const own: RunningBenchmark = { worker, truths: truthsOf(worker, () => current?.worker === worker) };
    current = own;
    useEvaluation.setState(({ confidence, run }) => ({
      run: id,
      benchmark: { phase: 'running', progress: null },
      card: null,
      truthCard: null,
      confidence: run === id ? confidence : { phase: 'idle' },
    }));
    if (truth) own.truths.ask(truth);
    const { edgeBudget: budget } = useView.getState().present;
    void follow(own, dataset, { settings, result, budget });
  }

  async function follow(
    own: RunningBenchmark,
    dataset: Dataset,
    run: Omit<RunToBenchmark, 'dataset'>,
  ): Promise<void> {
    const take = (change: Partial<EvaluationState>) => {
      if (current === own) useEvaluation.setState(change);
    };
    // Both cross on a channel of its own, and so may arrive after the answer.
    let isAnswered = false;
    const listener = {
      progress: (progress: BenchmarkProgress) => {
        if (!isAnswered) take({ benchmark: { phase: 'running', progress } });
      },
      card: (card: BenchmarkResult) => {
        if (!isAnswered) take({ card });
      },
    };
    const others = workers.others.of(dataset, run.settings.seed);
    others.use(workersOn(navigator.hardwareConcurrency));
    const outcome = await own.worker.ask((remote) =>
      remote.benchmark(sendDataset(dataset), run, proxy(listener)),
    );
    isAnswered = true;
    const failed = (detail: string) => take({ benchmark: { phase: 'failed', detail } });
    if (!outcome.ok) {
      if (outcome.error.tag === 'worker-lost') failed(outcome.error.detail);
      return;
    }
    take({ card: outcome.value });
    try {
      for await (const { method, share, network } of others.steps()) {
        if (current !== own) return;
        const benchmark = { phase: 'running', progress: { part: method, share } } as const;
        const added = network && (await own.worker.ask((remote) => remote.add(method, network)));
        if (added?.ok === false) {
          if (added.error.tag === 'worker-lost') failed(added.error.detail);
          return;
        }
        take({ benchmark, ...(added && { card: added.value }) });
      }
      take({ benchmark: { phase: 'done' } });
    } catch (error) {
      failed(error instanceof Error ? error.message : String(error));
      workers.others.forget();
    }
  }

  /** Compares all networks known so far with this reference. */
  function against(truth: Truth): void {
    current?.truths.ask(truth);
  }

  function forgetTruth(): void {
    current?.truths.forget();
  }

  function end(): void {
    current?.worker.end();
    current = null;
  }

  return { start, against, forgetTruth, end };
}

export function createEvaluation(workers: EvaluationWorkers) {
  const comparison = createBenchmark(workers);

  /** Follows runs as they end, are replaced and are given a truth. Returns the unsubscribe function. */
  function followEndedRuns(): () => void {
    const endRuns = useRun.subscribe((run, before) => {
      if (run.dataset !== before.dataset || run.phase === 'idle') workers.others.forget();
      const known = useEvaluation.getState().run === run.id;
      if (hasCells(run) && !(known && hasCells(before))) runEnded(run);
      else if (!hasCells(run) && hasCells(before)) forgetBenchmark();
      else if (run.truth !== before.truth && run.id === before.id) compareAgainst(run.truth);
      if (run.phase === 'running' && (before.phase !== 'running' || run.device !== before.device))
        useIdleCores(run);
    });
    const endCards = useEvaluation.subscribe(({ card }, before) => {
      const { truth } = useRun.getState();
      if (truth && card && card !== before.card) comparison.against(truth);
    });
    return () => {
      endRuns();
      endCards();
    };
  }

  /** Keeps the results so far. */
  function cancelEvaluation(): void {
    comparison.end();
    workers.others.rest();
    useEvaluation.setState(({ benchmark }) =>
      benchmark.phase === 'running' ? { benchmark: { phase: 'cancelled' } } : {},
    );
  }

  /** From the beginning; does nothing where the run has no cells. */
  function startEvaluation(): void {
    const run = useRun.getState();
    if (hasCells(run)) comparison.start(run);
  }

  /** While a run trains: one core is left to the page, and as many to the training as it computes on. */
  function useIdleCores({ dataset, trainedWith, device }: RunState): void {
    if (!dataset || !trainedWith || !device || !useScreen.getState().autoBenchmark) return;
    if (benchmarkShortage(runSizeOf(dataset), memoryOfBrowser(navigator))) return;
    const idle = navigator.hardwareConcurrency - 1 - Math.max(1, device.workers);
    workers.others
      .of(dataset, trainedWith.seed)
      .use(Math.min(idle, workersOn(navigator.hardwareConcurrency)));
  }

  function runEnded(run: RunState): void {
    if (useScreen.getState().autoBenchmark) comparison.start(run);
    else {
      comparison.end();
      useEvaluation.setState({ ...noEvaluation, run: run.id });
    }
  }

  function forgetBenchmark(): void {
    comparison.end();
    workers.others.rest();
    useEvaluation.setState({ benchmark: { phase: 'idle' }, card: null, truthCard: null });
  }

  /** Compares all networks known so far with another reference, or none. */
  function compareAgainst(truth: Truth | null): void {
    comparison.forgetTruth();
    useEvaluation.setState({ truthCard: null });
    if (truth) comparison.against(truth);
  }

  return { cancelEvaluation, followEndedRuns, startEvaluation };
}

/** False for the run of a link, which has no data to train other methods on. */
function hasCells({ phase, result, dataset, shared }: RunState): boolean {
  const ended = phase === 'finished' || phase === 'stopped';
  return ended && result !== null && shared === null && dataset !== null && dataset.values.length > 0;
}
