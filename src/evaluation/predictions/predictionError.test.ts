import { expect, it } from 'vitest';
import { errorOverNoChange, meanTrainingShift, pearsonOfChange } from './predictionError';

it('measures error relative to no change, without the targets', () => {
  const measured = [100, 2, -1, 0];
  expect(errorOverNoChange([{ predicted: [0, 0, 0, 0], measured, targets: [0] }])).toBe(1);
  expect(errorOverNoChange([{ predicted: [0, 2, -1, 0], measured, targets: [0] }])).toBe(0);
  expect(errorOverNoChange([{ predicted: [0, 1, -1, 1], measured, targets: [0] }])).toBeCloseTo(2 / 5);
  expect(errorOverNoChange([{ predicted: [0, 0], measured: [3, 0], targets: [0] }])).toBeNull();
});

it('weights every perturbation equally, whatever its number of targets', () => {
  const half = { predicted: [0, 0, 1, 1], measured: [9, 9, 2, 2], targets: [0, 1] };
  const none = { predicted: [0, 0, 0, 0], measured: [1, 1, 1, 1], targets: [] };
  expect(errorOverNoChange([half, none])).toBeCloseTo((1 + 1) / (4 + 1));
});

it('correlates predicted and measured change over the free genes', () => {
  // By hand: predicted 1, 2, 3 and measured 2, 1, 6 have covariance 4/2 and variances 1 and 7.
  expect(pearsonOfChange({ predicted: [9, 1, 2, 3], measured: [-9, 2, 1, 6], targets: [0] })).toBeCloseTo(
    2 / Math.sqrt(7),
    12,
  );
  expect(pearsonOfChange({ predicted: [1, 1], measured: [1, 2], targets: [] })).toBeNull();
});

it('averages the training perturbations, each excluded at its own target', () => {
  const training = [
    { measured: [-5, 1, 2], targets: [0] },
    { measured: [1, -5, 4], targets: [1] },
  ];
  expect(meanTrainingShift(training, 3)).toEqual(Float64Array.from([1, 1, 3]));
});
