/** The comparison with other methods, with a mock of its worker. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EvaluationListener, RunToBenchmark } from '../../../../workers/protocol';
import type { SentDataset } from '../../../../workers/sendDataset';
import { presets } from '../../../dynamics/settings';
import type { Outcome } from '../../../dataset/errors';
import type { Truth } from '../../../evaluation/networks/truth';
import type { BenchmarkResult, TruthBenchmark } from '../../../inference/benchmark/benchmark';
import type { MethodName } from '../../../evaluation/methods/methodNames';
import type { NetworkProgress } from '../../../inference/benchmark/otherNetworks';
import type { WorkerEnd } from '../clients';
import { discarded, ended, shown, started } from '../run/runState';
import { emptyRun } from '../state';
import { emptySummary } from '../../../share/finishedRun';
import { noEvaluation, useEvaluation, useRun, useScreen } from '../stores';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import { fake } from '../../../../tests/support/app/fakeWorkers';
import { createEvaluation } from './evaluation';

interface MockWorker {
  readonly runs: RunToBenchmark[];
  readonly truths: string[];
  listener: EvaluationListener | null;
  ended: boolean;
  readonly answer: (outcome: Outcome<BenchmarkResult, WorkerEnd>) => void;
}

const workers: MockWorker[] = [];

/** Networks of other methods, which come when the test says so. */
const networks = {
  /** Numbers of workers from then on. */
  used: [] as (number | 'forgotten')[],
  said: [] as NetworkProgress[],
  failure: null as Error | null,
  tell: (): void => undefined,
};

function comes(...said: readonly NetworkProgress[]): void {
  networks.said.push(...said);
  networks.tell();
}

async function* saidNetworks(): AsyncGenerator<NetworkProgress> {
  for (let at = 0; ; at++) {
    while (networks.said.length <= at) {
      if (networks.failure) throw networks.failure;
      await new Promise<void>((resolve) => {
        networks.tell = resolve;
      });
    }
    const step = networks.said[at];
    if (step) yield step;
    if (step?.method === 'grnboost2' && step.network) return;
  }
}

const { cancelEvaluation, followEndedRuns, startEvaluation } = createEvaluation({
  evaluation: () => {
    const answers: MockWorker['answer'][] = [];
    const judged = new Promise<Outcome<BenchmarkResult, WorkerEnd>>((resolve) => answers.push(resolve));
    const own: MockWorker = {
      runs: [],
      truths: [],
      listener: null,
      ended: false,
      answer: (outcome) => answers[0]?.(outcome),
    };
    workers.push(own);
    const remote = {
      benchmark: (
        { dataset }: SentDataset,
        run: Omit<RunToBenchmark, 'dataset'>,
        listener: EvaluationListener,
      ) => {
        own.runs.push({ ...run, dataset });
        own.listener = listener;
        return judged;
      },
      against: (truth: Truth): Outcome<TruthBenchmark | null, WorkerEnd> => {
        own.truths.push(truth.name);
        return { ok: true, value: { ...aTruthCard, name: truth.name } };
      },
      add: (method: MethodName): Outcome<BenchmarkResult, WorkerEnd> => ({
        ok: true,
        value: { ...aCard, leftOut: [{ source: method, minutes: 0 }] },
      }),
    };
    return fake({
      ask: async (call) => call(remote),
      end: () => {
        own.ended = true;
        own.answer({ ok: false, error: { tag: 'worker-ended' } });
      },
    });
  },
  others: {
    of: () => ({
      use: (count: number) => void networks.used.push(count),
      steps: saidNetworks,
    }),
    rest: () => void networks.used.push(0),
    forget: () => void networks.used.push('forgotten'),
  },
});

const aTruthCard: TruthBenchmark = {
  name: '',
  pairs: 2,
  trueEdges: 1,
  density: 0.5,
  trained: null,
  rows: [],
};
const aCard: BenchmarkResult = {
  identifiability: {
    alone: [0],
    onlyTogether: [],
    neverPerturbed: [1],
    withoutEffect: [],
    tooFewCells: [],
    movingTogether: [],
    effectiveRank: 1,
    perturbations: 1,
    labels: 1,
  },
  predictions: null,
  cells: null,
  field: null,
  networks: [],
  leftOut: [],
};
const first: Truth = { name: 'first', edges: [] };
const start = {
  dataset: aDataset,
  settings: presets.default,
  demo: null,
  truth: null,
  step: 0,
  secondsElapsed: 0,
};

function finishRun(truth: Truth | null = null): void {
  useRun.setState((state) => started(state, { ...start, truth }), true);
  useRun.setState((state) => ended(state, aResult, 'finished'), true);
}

function worker(place: number): MockWorker {
  const own = workers[place];
  if (!own) throw new Error('no worker was made');
  return own;
}

async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve);
  });
}

let end: () => void;
beforeEach(() => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 8 });
  Object.assign(networks, { used: [], said: [], failure: null });
  workers.length = 0;
  useRun.setState(emptyRun, true);
  useEvaluation.setState(noEvaluation, true);
  useScreen.setState({ autoBenchmark: true });
  end = followEndedRuns();
});
afterEach(() => end());

it('compares a run that has ended, from its cells, result and number of edges, and shows each part', async () => {
  finishRun();
  expect(worker(0).runs).toEqual([
    expect.objectContaining({ dataset: aDataset, result: aResult, settings: presets.default }),
  ]);
  expect(useEvaluation.getState()).toMatchObject({
    run: useRun.getState().id,
    benchmark: { phase: 'running', progress: null },
  });
  worker(0).listener?.progress({ part: 'genie3', share: 0.5 });
  worker(0).listener?.card(aCard);
  expect(useEvaluation.getState()).toMatchObject({
    benchmark: { phase: 'running', progress: { part: 'genie3', share: 0.5 } },
    card: aCard,
  });
  worker(0).answer({ ok: true, value: aCard });
  comes({ method: 'genie3', share: 0.7, network: null });
  await settled();
  expect(useEvaluation.getState()).toMatchObject({
    benchmark: { phase: 'running', progress: { part: 'genie3', share: 0.7 } },
    card: aCard,
  });
  comes({ method: 'grnboost2', share: 1, network: aResult.network });
  await settled();
  // What the worker that judges says of the network.
  expect(useEvaluation.getState()).toMatchObject({
    benchmark: { phase: 'done' },
    card: { leftOut: [{ source: 'grnboost2' }] },
  });
  // What crosses on a channel of its own may come late.
  worker(0).listener?.progress({ part: 'cells', share: 1 });
  worker(0).listener?.card(aCard);
  expect(useEvaluation.getState()).toMatchObject({
    benchmark: { phase: 'done' },
    card: { leftOut: [{ source: 'grnboost2' }] },
  });
});

it('waits for a request where the preference says so', () => {
  useScreen.setState({ autoBenchmark: false });
  finishRun(first);
  expect(workers).toHaveLength(0);
  expect(useEvaluation.getState()).toEqual({ ...noEvaluation, run: useRun.getState().id });
  useRun.setState({ truth: { name: 'second', edges: [] } });
  startEvaluation();
  expect(worker(0).runs).toHaveLength(1);
  expect(useEvaluation.getState().benchmark.phase).toBe('running');
});

it('does not begin without enough memory, and shows how much it would need', () => {
  vi.stubGlobal('navigator', { deviceMemory: 1e-9, hardwareConcurrency: 8 });
  finishRun();
  expect(workers).toHaveLength(0);
  const { benchmark, run } = useEvaluation.getState();
  expect(run).toBe(useRun.getState().id);
  if (benchmark.phase !== 'refused') throw new Error(`it is ${benchmark.phase}`);
  expect(benchmark.limit).toBe(0.5);
  expect(benchmark.bytes).toBeGreaterThan(benchmark.limit);
});

it('compares a stopped run and an opened one, each in a worker of its own, and ends the former', () => {
  useRun.setState((state) => started(state, start), true);
  useRun.setState((state) => ended(state, aResult, 'stopped'), true);
  const opened = { result: aResult, summary: emptySummary };
  useRun.setState((state) => shown(state, { ...start, ...opened }), true);
  expect(workers.map((one) => one.ended)).toEqual([true, false]);
  expect(useEvaluation.getState().run).toBe(useRun.getState().id);
});

it('ends, with its results, when another run starts or the run is discarded', () => {
  finishRun();
  worker(0).listener?.card(aCard);
  useRun.setState((state) => started(state, start), true);
  expect(worker(0).ended).toBe(true);
  expect(useEvaluation.getState()).toMatchObject({ benchmark: { phase: 'idle' }, card: null });
  worker(0).listener?.card(aCard);
  expect(useEvaluation.getState().card).toBeNull();

  useRun.setState((state) => ended(state, aResult, 'finished'), true);
  useRun.setState((state) => discarded(state), true);
  expect(worker(1).ended).toBe(true);
});

it('does not begin again when confidence is added to the result', () => {
  finishRun();
  useRun.setState({ result: { ...aResult, seconds: 2 } });
  expect(workers).toHaveLength(1);
});

it('does not begin for a run without cells or without a result', () => {
  useRun.setState((state) => started(state, start), true);
  useRun.setState((state) => ended(state, null, 'stopped'), true);
  const bare = { ...start, dataset: { ...aDataset, values: new Float32Array() } };
  useRun.setState((state) => shown(state, { ...bare, result: aResult, summary: emptySummary }), true);
  expect(workers).toHaveLength(0);
});

it('compares with a truth at once, after each new network, and when the truth changes', async () => {
  finishRun(first);
  await settled();
  expect(useEvaluation.getState().truthCard?.name).toBe('first');
  worker(0).listener?.card(aCard);
  await settled();
  useRun.setState({ truth: { name: 'second', edges: [] } });
  expect(useEvaluation.getState().truthCard).toBeNull();
  await settled();
  expect(worker(0).truths).toEqual(['first', 'first', 'second']);
  expect(useEvaluation.getState().truthCard?.name).toBe('second');
  useRun.setState({ truth: null });
  await settled();
  expect(useEvaluation.getState().truthCard).toBeNull();
});

it('keeps its results when it is cancelled, and begins again on request', async () => {
  finishRun();
  worker(0).listener?.card(aCard);
  cancelEvaluation();
  await settled();
  expect(worker(0).ended).toBe(true);
  expect(useEvaluation.getState()).toMatchObject({ benchmark: { phase: 'cancelled' }, card: aCard });
  startEvaluation();
  expect(workers).toHaveLength(2);
  expect(useEvaluation.getState()).toMatchObject({ benchmark: { phase: 'running' }, card: null });
});

it('shows why its worker was lost, and can be tried again', async () => {
  finishRun();
  worker(0).answer({ ok: false, error: { tag: 'worker-lost', detail: 'out of memory' } });
  await settled();
  expect(useEvaluation.getState().benchmark).toEqual({ phase: 'failed', detail: 'out of memory' });
  startEvaluation();
  expect(useEvaluation.getState().benchmark.phase).toBe('running');
});

it('computes networks of other methods on the cores that a training leaves idle, then on all but one', () => {
  const device = {
    kind: 'wasm',
    name: 'CPU, 5 workers',
    workers: 5,
    reason: { tag: 'wished', software: false },
  } as const;
  useRun.setState((state) => started(state, start), true);
  networks.used = [];
  useRun.setState({ phase: 'running', device });
  expect(networks.used).toEqual([2]);
  useRun.setState((state) => ended(state, aResult, 'finished'), true);
  expect(networks.used).toEqual([2, 4]);
});

it('computes none beside a training where the comparison waits for a request', () => {
  useScreen.setState({ autoBenchmark: false });
  useRun.setState((state) => started(state, start), true);
  networks.used = [];
  useRun.setState({ phase: 'running' });
  expect(networks.used).toEqual([]);
});

it('ends their workers when it is cancelled, and forgets them with the data', () => {
  finishRun();
  cancelEvaluation();
  expect(networks.used.at(-1)).toBe(0);
  networks.used = [];
  useRun.setState((state) => discarded(state), true);
  expect(networks.used).toContain('forgotten');
  // Those of other data go before those of the run on screen begin.
  finishRun();
  useRun.setState(
    (state) => shown(state, { ...start, result: aResult, summary: emptySummary, dataset: { ...aDataset } }),
    true,
  );
  expect(networks.used.slice(-2)).toEqual(['forgotten', 4]);
});

it('shows why another method failed', async () => {
  finishRun();
  networks.failure = new Error('out of memory');
  worker(0).answer({ ok: true, value: aCard });
  await settled();
  expect(useEvaluation.getState().benchmark).toEqual({ phase: 'failed', detail: 'out of memory' });
});
