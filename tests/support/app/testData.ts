/** Minimal files, data sets and results for tests of src/app and workers. */
import type { OpenedFile } from '../../../src/dataset/annotation';
import type { Dataset } from '../../../src/dataset/dataset';
import { presets } from '../../../src/dynamics/settings';
import type { Confidence } from '../../../src/inference/run/confidence';
import type { FitResult } from '../../../src/inference/run/result';
import { plainScreen } from '../dataset/plainScreen';
import { plainModel } from '../dynamics/plainModel';

export const anOpenedFile: OpenedFile = {
  name: 'screen.h5ad',
  bytes: 1000,
  format: 'h5ad',
  fingerprint: 'f0',
  cells: 2,
  cellNames: ['c1', 'c2'],
  obs: [],
  matrices: [],
  genes: { X: { index: ['A', 'B'], columns: [] } },
  notes: [],
};

export const aDataset: Dataset = plainScreen({
  name: 'screen.h5ad',
  fingerprint: 'f0',
  genes: ['A', 'B'],
  cells: 2,
  values: Float32Array.from([0, 1, 2, 3]),
  conditionOfCell: Int32Array.from([0, 1]),
  conditions: [
    { label: 'wt', interventions: [], time: null, cells: 1 },
    { label: 'A', interventions: [{ gene: 0, kind: 'knockout' }], time: null, cells: 1 },
  ],
  control: { mode: 'cells', labels: ['wt'] },
  candidates: Int32Array.from([0, 1]),
});

export const aResult: FitResult = {
  model: plainModel({
    genes: ['A', 'B'],
    regulators: Int32Array.from([0, 1]),
    shape: { genes: 2, regulators: 2, modules: 1, deltas: 0 },
    parameters: new Float32Array(5),
    settings: presets.H,
    mean: new Float64Array(2),
    scale: new Float64Array(2),
    stepsKept: 100,
  }),
  network: {
    genes: ['A', 'B'],
    regulators: Int32Array.from([0, 1]),
    weights: Float32Array.from([0, 1, -1, 0]),
    stability: null,
  },
  readout: 'learned',
  members: [],
  modules: [],
  diagnosis: {
    signal: 3,
    agreement: 0.5,
    labels: null,
    sharedFactor: 1,
    typicalCorrelation: null,
    effects: null,
    suspectLabels: [],
  },
  crossValidation: null,
  heldOut: null,
  controlSplit: null,
  comparisons: [],
  confidence: null,
  seconds: 1,
};

/** For `aResult`: A → B recurs in 9 of 10 fits, B → A in 4. */
export const aConfidence: Confidence = {
  fits: 10,
  stability: Float32Array.from([0, 0.9, 0.4, 0]),
  signAgreement: Float32Array.from([0, 1, 0.6, 0]),
  low: Float32Array.from([0, 0.7, -1.4, 0]),
  high: Float32Array.from([0, 1.2, 0.2, 0]),
  modules: [],
  nextPerturbations: [{ gene: 1, kind: 'knockout', measured: false, disagreement: 0.3, genes: [0] }],
  shuffled: { error: 1.02, stableShare: 0.1 },
};
