/** From the button to the result and back, with a mock pool. */
import { beforeEach, expect, it, vi } from 'vitest';
import { presets } from '../../../dynamics/settings';
import type { Measured, MeasurementRequest } from '../../../inference/confidence/pool';
import { type RunState, emptyRun } from '../state';
import { noEvaluation, noMessages, useEvaluation, useMessages, useRun } from '../stores';
import { aConfidence, aDataset, aResult } from '../../../../tests/support/app/testData';
import { confidenceHindrance, createConfidence } from './confidence';

interface PlayedPool {
  asked: MeasurementRequest[];
  calls: string[];
  end: (measured: Measured) => void;
}

const unasked = () => Promise.reject(new Error('no fit is part of this test'));
const aFitWorker = { fit: unasked, shuffled: unasked, summarise: unasked, end: () => undefined };
const pool: PlayedPool = { asked: [], calls: [], end: () => undefined };
const saved: unknown[] = [];

const { cancelConfidence, measureConfidence } = createConfidence({
  workersHere: () => 3,
  fitWorker: (run) => ({ ...aFitWorker, ...run }),
  startMeasurement: (request: MeasurementRequest) => {
    pool.asked.push(request);
    request.onProgress({
      stage: 'fits',
      done: 0,
      fits: request.share.fits.length,
      share: 0,
      secondsLeft: null,
    });
    const ended = new Promise<Measured>((resolve) => {
      pool.end = resolve;
    });
    return {
      cancel: () => pool.calls.push('cancel'),
      drop: () => {
        pool.calls.push('drop');
        pool.end({ tag: 'dropped' });
      },
      ended,
    };
  },
  saveState: async (progress) => {
    saved.push(progress);
    return true;
  },
});
vi.stubGlobal('navigator', { hardwareConcurrency: 4 });

const finishedRun: RunState = {
  ...emptyRun,
  id: 3,
  phase: 'finished',
  dataset: aDataset,
  trainedWith: presets.H,
  result: aResult,
};

function hindrance(change: Partial<RunState>) {
  return confidenceHindrance({ ...finishedRun, ...change }, useEvaluation.getState());
}

beforeEach(() => {
  pool.asked = [];
  pool.calls = [];
  saved.length = 0;
  useRun.setState(finishedRun, true);
  useMessages.setState(noMessages, true);
  useEvaluation.setState(noEvaluation, true);
});

it('adds the confidence to the result, saves and logs it, and keeps model and weights', async () => {
  const measuring = measureConfidence(10);
  expect(pool.asked[0]).toMatchObject({
    share: { fits: Array.from({ length: 10 }, (_, i) => i), labels: true },
    workers: 3,
  });
  expect(pool.asked[0]?.createWorker()).toMatchObject({ settings: presets.H });
  expect(useEvaluation.getState()).toMatchObject({ run: 3, confidence: { phase: 'running' } });
  pool.end({ tag: 'measured', confidence: aConfidence });
  await measuring;
  const { result } = useRun.getState();
  const { log } = useMessages.getState();
  expect(result?.confidence).toBe(aConfidence);
  expect(result?.network.stability).toBe(aConfidence.stability);
  expect(result?.network.weights).toBe(aResult.network.weights);
  expect(result?.model).toBe(aResult.model);
  expect(log.at(-1)?.event).toEqual({ tag: 'confidence-measured', fits: 10 });
  expect(useEvaluation.getState().confidence).toEqual({ phase: 'done' });
  expect(saved).toEqual([null]);
});

it('changes nothing when it is cancelled too early or fails, and shows which', async () => {
  const cancelled = measureConfidence(20);
  cancelConfidence();
  expect(pool.calls).toEqual(['cancel']);
  pool.end({ tag: 'cancelled', fits: 2 });
  await cancelled;
  expect(useRun.getState().result).toBe(aResult);
  expect(useEvaluation.getState().confidence).toEqual({ phase: 'cancelled' });
  expect(useMessages.getState().log.at(-1)?.event).toEqual({ tag: 'confidence-cancelled', fits: 2 });

  const failing = measureConfidence(20);
  pool.end({ tag: 'failed', detail: 'out of memory' });
  await failing;
  expect(useRun.getState().result).toBe(aResult);
  expect(useEvaluation.getState().confidence).toEqual({ phase: 'failed', detail: 'out of memory' });
  expect(saved).toEqual([]);
});

it('ends when another run starts or the run is discarded', async () => {
  const first = measureConfidence(20);
  useRun.setState({ id: 4, result: null, phase: 'preparing' });
  useEvaluation.setState({ ...noEvaluation, run: 4 }, true);
  await first;
  expect(pool.calls).toEqual(['drop']);
  expect(useEvaluation.getState()).toEqual({ ...noEvaluation, run: 4 });

  useRun.setState(finishedRun, true);
  const second = measureConfidence(20);
  useRun.setState({ result: null, phase: 'idle' });
  await second;
  expect(pool.calls).toEqual(['drop', 'drop']);
  expect(useEvaluation.getState().confidence).toEqual({ phase: 'idle' });
  expect(useMessages.getState().log).toEqual([]);
});

it('ignores an answer for a former run', async () => {
  const measuring = measureConfidence(20);
  pool.end({ tag: 'measured', confidence: aConfidence });
  const other = { ...aResult };
  useRun.setState({ id: 4, result: other });
  await measuring;
  expect(useRun.getState().result).toBe(other);
  expect(saved).toEqual([]);
});

it('does not begin while a run trains, without a result, without cells, or twice', async () => {
  expect(hindrance({})).toBeNull();
  for (const phase of ['preparing', 'running', 'paused'] as const)
    expect(hindrance({ phase, result: null })).toBe('training');
  expect(hindrance({ result: null, phase: 'idle' })).toBe('no-result');
  expect(hindrance({ dataset: { ...aDataset, values: new Float32Array() } })).toBe('no-cells');
  const measuring = measureConfidence(20);
  await measureConfidence(20);
  expect(pool.asked).toHaveLength(1);
  expect(hindrance({})).toBe('under-way');
  pool.end({ tag: 'dropped' });
  await measuring;
  expect(hindrance({})).toBeNull();
});
