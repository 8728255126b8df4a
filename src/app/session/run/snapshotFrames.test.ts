import { afterEach, expect, it } from 'vitest';
import { aSnapshot } from '../../../../tests/support/app/snapshot';
import { keepFrames } from './snapshotFrames';
import { curvesNow, resetSnapshots, takeSnapshot, timeLapseNow } from './snapshots';

const run = { genes: ['A', 'B'], regulators: Int32Array.from([0]) };
const at = (step: number) => ({ ...aSnapshot, step, weights: Float32Array.of(0, step) });
const stepsKept = () => timeLapseNow()?.frames.map(({ step }) => step);

afterEach(() => resetSnapshots(null, null));

it('keeps frames of a run, begins anew with the next, and continues those of a saved one', () => {
  keepFrames();
  keepFrames();
  resetSnapshots(run, null);
  takeSnapshot(at(1));
  takeSnapshot(at(2));
  expect(stepsKept()).toEqual([1, 2]);
  const saved = curvesNow();

  resetSnapshots(run, null);
  expect(stepsKept()).toBeUndefined();
  expect(curvesNow()).not.toHaveProperty('timeLapse');
  takeSnapshot(at(7));
  expect(stepsKept()).toEqual([7]);

  resetSnapshots(run, saved);
  expect(stepsKept()).toEqual([1, 2]);
  takeSnapshot(at(3));
  expect(stepsKept()).toEqual([1, 2, 3]);
});

it('replaces the frames after a step from which training continues', () => {
  keepFrames();
  resetSnapshots(run, null);
  for (const step of [1, 4, 9]) takeSnapshot(at(step));
  takeSnapshot(at(5));
  expect(stepsKept()).toEqual([1, 4, 5]);
});
