import { afterEach, expect, it, vi } from 'vitest';
import { aSnapshot } from '../../../../tests/support/app/snapshot';
import type { TrainingSnapshot } from '../../../inference/run/result';
import {
  heldOutCurve,
  liveNetwork,
  lossCurve,
  recentSteadiness,
  resetSnapshots,
  subscribeSnapshots,
  takeSnapshot,
} from './snapshots';

const run = { genes: ['A', 'B'], regulators: Int32Array.from([0]) };

function snapshot(step: number, weights: number[], recentLoss: number[] = []): TrainingSnapshot {
  return { ...aSnapshot, step, recentLoss, weights: Float32Array.from(weights) };
}

afterEach(() => resetSnapshots(null, null));

it('assigns every loss to its own step, across snapshots', () => {
  resetSnapshots(run, null);
  takeSnapshot(snapshot(2, [0, 1], [9, 8]));
  takeSnapshot(snapshot(5, [0, 1], [7, 6, 5]));
  expect([...lossCurve().steps]).toEqual([1, 2, 3, 4, 5]);
  expect([...lossCurve().values]).toEqual([9, 8, 7, 6, 5]);
});

it('keeps the held-out error only where it was measured', () => {
  resetSnapshots(run, null);
  takeSnapshot({ ...snapshot(10, [0, 1]), heldOutError: 0.8 });
  takeSnapshot(snapshot(20, [0, 1]));
  expect([...heldOutCurve().steps]).toEqual([10]);
});

it('counts a pair as steady where it kept its sign and half its size in the last ten snapshots', () => {
  resetSnapshots(run, null);
  takeSnapshot(snapshot(1, [5, 5]));
  takeSnapshot(snapshot(2, [5, 5]));
  for (let step = 3; step <= 8; step++) takeSnapshot(snapshot(step, [1, -1]));
  for (let step = 9; step <= 11; step++) takeSnapshot(snapshot(step, [0.4, -3]));
  takeSnapshot(snapshot(12, [1, -2.1]));
  // The first two have left the window of ten. Pair 0: six 1s and itself; 0.4 is too small. Pair 1: three −3s and itself.
  expect([...(recentSteadiness() ?? [])].map((share) => Math.round(share * 10))).toEqual([7, 4]);
});

it('starts a resumed run with its former curves', () => {
  const curve = { steps: Float64Array.from([1, 2]), values: Float64Array.from([3, 4]) };
  const none = { steps: new Float64Array(), values: new Float64Array() };
  resetSnapshots(run, { loss: curve, heldOut: none });
  takeSnapshot(snapshot(3, [0, 1], [5]));
  expect([...lossCurve().values]).toEqual([3, 4, 5]);
});

it('notifies listeners of every snapshot until they unsubscribe', () => {
  resetSnapshots(run, null);
  const listener = vi.fn<() => void>();
  const leave = subscribeSnapshots(listener);
  takeSnapshot(snapshot(1, [0, 1]));
  leave();
  takeSnapshot(snapshot(2, [0, 1]));
  expect(listener).toHaveBeenCalledTimes(1);
  expect(liveNetwork()?.genes).toEqual(['A', 'B']);
});
