/** A checkpoint of two fits of three parameters at step 2, with numbers that texts easily lose. */
import type { RunCheckpoint } from '../../../src/share/checkpointFile';

export const sampleState = {
  parameters: Float32Array.of(1, -0, 1e-30),
  firstMoment: Float32Array.of(0.1, 0.2, 0.3),
  secondMoment: Float32Array.of(0, 0, 1),
  step: 2,
};

export const sampleCheckpoint: RunCheckpoint = {
  config: { files: ['a.h5ad'] },
  fingerprint: 'abc',
  seed: 7,
  progress: {
    step: 2,
    fits: [sampleState, sampleState],
    curve: [{ step: 2, error: Infinity }],
    kept: [{ step: 2, error: null, fits: [sampleState.parameters] }],
    rateFactor: 0.5,
  },
  loss: Float64Array.of(0.5, 0.1 + 0.2),
  seconds: 3.25,
  log: ['one', 'two'],
};
