/** A snapshot of a training, for tests that change what they are about. */
import type { TrainingSnapshot } from '../../../src/inference/run/result';

export const aSnapshot: TrainingSnapshot = {
  step: 1,
  steps: 100,
  loss: { endpoint: 1, cell: 0, path: 0, prior: 0 },
  recentLoss: [],
  heldOutError: null,
  weights: new Float32Array(),
  modules: null,
  rateFactor: 1,
  stableShare: null,
  stepsPerSecond: 1,
  secondsLeft: null,
};
