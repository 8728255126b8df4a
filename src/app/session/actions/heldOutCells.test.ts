/** The comparison on held-out cells, with a mock of its worker. */
import { beforeEach, expect, it, vi } from 'vitest';
import { presets } from '../../../dynamics/settings';
import type { HeldOutCellsBenchmark, NetworkSource } from '../../../inference/benchmark/benchmark';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import { discarded, emptyRun, ended, started } from '../runState';
import { useRun } from '../stores';
import { cancelHeldOutCells, compareOnHeldOutCells, useHeldOutCells } from './heldOutCells';

interface MockWorker {
  report: (part: NetworkSource, share: number) => void;
  readonly answer: (outcome: unknown) => void;
  ended: boolean;
}

const workers: MockWorker[] = [];

vi.mock('comlink', () => ({ proxy: (value: unknown) => value }));
vi.mock('../clients', () => ({
  evaluationWorker: () => {
    const answers: ((outcome: unknown) => void)[] = [];
    const answered = new Promise((resolve) => answers.push(resolve));
    const own: MockWorker = {
      report: () => undefined,
      answer: (outcome) => answers[0]?.(outcome),
      ended: false,
    };
    workers.push(own);
    const remote = {
      heldOutCells: (_dataset: unknown, _run: unknown, onProgress: MockWorker['report']) => {
        own.report = onProgress;
        return answered;
      },
    };
    return {
      ask: async (call: (api: unknown) => unknown) => call(remote),
      end: () => {
        own.ended = true;
        own.answer({ ok: false, error: { tag: 'worker-ended' } });
      },
    };
  },
}));

const found: HeldOutCellsBenchmark = {
  heldOutCells: 2,
  cells: 10,
  perturbations: 2,
  tooFewCells: 0,
  edges: [5],
  rows: [],
  chance: [],
  leftOut: [],
};

function finishRun(): void {
  const start = { dataset: aDataset, settings: presets.default, demo: null, truth: null };
  useRun.setState((state) => started(state, { ...start, step: 0, secondsElapsed: 0 }), true);
  useRun.setState((state) => ended(state, aResult, 'finished'), true);
}

const workNow = () => useHeldOutCells.getState().work;

beforeEach(() => {
  cancelHeldOutCells();
  workers.length = 0;
  useRun.setState(emptyRun, true);
});

it('shows its progress and its result, and ends its worker', async () => {
  finishRun();
  const done = compareOnHeldOutCells();
  await Promise.resolve();
  expect(useHeldOutCells.getState()).toEqual({
    run: useRun.getState().id,
    work: { phase: 'running', progress: null },
  });
  workers[0]?.report('genie3', 0.5);
  expect(workNow()).toEqual({ phase: 'running', progress: { part: 'genie3', share: 0.5 } });
  workers[0]?.answer({ ok: true, value: found });
  await done;
  expect(workNow()).toEqual({ phase: 'done', found });
  expect(workers[0]?.ended).toBe(true);
  // Progress may come late.
  workers[0]?.report('genie3', 1);
  expect(workNow().phase).toBe('done');
});

it('ends when it is cancelled, and when the run is discarded', async () => {
  finishRun();
  const first = compareOnHeldOutCells();
  cancelHeldOutCells();
  await first;
  expect(workers[0]?.ended).toBe(true);
  expect(workNow()).toEqual({ phase: 'idle' });
  const second = compareOnHeldOutCells();
  useRun.setState((state) => discarded(state), true);
  await second;
  expect(workers[1]?.ended).toBe(true);
  expect(workNow()).toEqual({ phase: 'idle' });
});

it('shows why its worker was lost, and does not begin without cells', async () => {
  finishRun();
  const lost = compareOnHeldOutCells();
  await Promise.resolve();
  workers[0]?.answer({ ok: false, error: { tag: 'worker-lost', detail: 'out of memory' } });
  await lost;
  expect(workNow()).toEqual({ phase: 'failed', detail: 'out of memory' });
  useRun.setState(emptyRun, true);
  await compareOnHeldOutCells();
  expect(workers).toHaveLength(1);
});
