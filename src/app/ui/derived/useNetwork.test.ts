import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TrainingSnapshot } from '../../../inference/run/result';
import { resetSnapshots, takeSnapshot } from '../../session/run/snapshots';
import { sampledNetwork, subscribeNetwork } from './useNetwork';

function snapshot(step: number, weight: number): TrainingSnapshot {
  return {
    step,
    steps: 100,
    loss: { endpoint: 1, cell: 0, path: 0, prior: 0 },
    recentLoss: [],
    heldOutError: null,
    weights: Float32Array.of(0, weight),
    modules: null,
    rateFactor: 1,
    stableShare: null,
    stepsPerSecond: 1,
    secondsLeft: null,
  };
}

const shownWeight = () => sampledNetwork()?.weights[1];

beforeEach(() => {
  vi.useFakeTimers();
  resetSnapshots({ genes: ['A', 'B'], regulators: Int32Array.of(0) }, null);
});

afterEach(() => {
  resetSnapshots(null, null);
  vi.useRealTimers();
});

it('shows the newest network when training went on while no table was shown, and was then paused', () => {
  takeSnapshot(snapshot(1, 1));
  const end = subscribeNetwork(() => {});
  expect(shownWeight()).toBe(1);
  end();
  takeSnapshot(snapshot(2, 2));
  expect(shownWeight()).toBe(2);
});

it('takes one sample of many snapshots while a table is shown', () => {
  const changed = vi.fn<() => void>();
  takeSnapshot(snapshot(1, 1));
  const end = subscribeNetwork(changed);
  const first = sampledNetwork();
  for (let step = 2; step < 10; step++) takeSnapshot(snapshot(step, step));
  expect(sampledNetwork()).toBe(first);
  vi.runAllTimers();
  expect(changed).toHaveBeenCalledTimes(1);
  expect(shownWeight()).toBe(9);
  end();
});

it('drops the network of the former run at once when a run begins', () => {
  takeSnapshot(snapshot(1, 1));
  const end = subscribeNetwork(() => {});
  expect(shownWeight()).toBe(1);
  resetSnapshots({ genes: ['C', 'D'], regulators: Int32Array.of(0) }, null);
  expect(sampledNetwork()).toBeNull();
  takeSnapshot(snapshot(1, 7));
  expect(sampledNetwork()?.genes).toEqual(['C', 'D']);
  end();
});
