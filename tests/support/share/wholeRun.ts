/** A finished run with every part that a run file can hold: four genes, six cells. */
import { readFileSync } from 'node:fs';
import { presets } from '../../../src/dynamics/settings';
import type { FinishedRun } from '../../../src/share/finishedRun';
import type { TimeLapse, TimeLapseFrame } from '../../../src/share/timeLapse';
import { sampleSnapshot } from './sampleSnapshot';

export const size = { genes: 4, regulators: 3, modules: 2 };
export const cells = 6;
export const placement = {
  positions: Float32Array.of(-1, 2, -3, 4, 5.5, 6, 7, 8),
  room: { width: 700, height: 500 },
};

export const curve = { steps: Float64Array.of(10, 20), values: Float64Array.of(1, 0.1) };

export const frame: TimeLapseFrame = {
  step: 10,
  error: 0.9,
  pairs: Int32Array.of(2, 1),
  weights: Float32Array.of(-1, 0.5),
  agreement: Float32Array.of(1, 0.25),
  modules: 0,
};

export const timeLapse: TimeLapse = {
  frames: [{ ...frame, step: 5, error: null, modules: null }, frame],
  every: 4,
  modules: [[{ name: 'M1', genes: [0, 2], regulators: [1], stability: null }]],
};

export function wholeRun(): FinishedRun {
  const { network: shared, sliderModel } = sampleSnapshot(1, size);
  if (!shared || sliderModel?.kind !== 'model') throw new Error('the sample has both');
  const { model } = sliderModel;
  const { network, modules, verdict } = shared;
  const perGene = Float32Array.of(0.5, -0.25, 0, 1e-7);
  return {
    dataset: {
      name: 'screen.h5ad',
      fingerprint: 'ab'.repeat(32),
      genes: network.genes,
      cells,
      values: Float32Array.from({ length: cells * size.genes }, (_, i) => Math.log1p(i)),
      scale: 'log-ratio',
      conditionOfCell: Int32Array.of(0, 0, 0, 1, 1, 1),
      conditions: [
        { label: 'wt', interventions: [], time: 1.5, cells: 3 },
        { label: 'G1', interventions: [{ gene: 1, kind: 'inhibitor' }], time: null, cells: 3 },
      ],
      control: { mode: 'cells', labels: ['wt'] },
      batchOfCell: Int32Array.of(0, 1, 0, 1, 0, 1),
      batches: ['a', 'b'],
      candidates: network.regulators,
      heldOut: ['G1'],
      composition: Float64Array.of(0, 0.1 + 0.2),
      timeUnit: 'days',
      notes: [{ tag: 'rules-set', rules: { leastCounts: 500, mostMitochondrial: 0.125, mostGuides: 1 } }],
    },
    settings: { ...presets.compact, seed: 11 },
    truth: { name: 'truth.tsv', edges: [{ source: 'G0', target: 'G1', sign: 0 }] },
    demo: null,
    result: {
      // One gene was overexpressed; the second fit left that perturbation out.
      model: {
        ...model,
        shape: { ...model.shape, deltas: 1 },
        deltaGenes: Int32Array.of(1),
        parameters: Float32Array.of(...model.parameters, 2),
        leaveOut: [Float32Array.of(...model.parameters, 3), model.parameters],
      },
      network,
      readout: 'joined',
      members: [{ preset: 'SH', horizon: 3 }],
      modules,
      diagnosis: { ...verdict.diagnosis, signal: Infinity },
      crossValidation: {
        folds: 3,
        steps: [20, 40],
        errors: [1, NaN],
        error: Infinity,
        shrunkError: 0.5,
        kappa: 0.5,
        perPerturbation: [{ label: 'G1', error: 0.5 }],
      },
      heldOut: null,
      controlSplit: null,
      comparisons: [
        {
          label: 'G1',
          role: 'held-out',
          time: null,
          targets: [1],
          cells: 3,
          strata: [],
          predicted: perGene,
          measured: perGene,
          standardError: perGene,
        },
      ],
      confidence: null,
      seconds: 4.5,
      told: {
        labels: ['control', 'G1'],
        log2: new Float32Array(8).fill(0.5),
        q: new Float64Array(8).fill(NaN),
      },
    },
    summary: {
      step: 40,
      steps: 40,
      loss: 0.5,
      heldOutError: null,
      stableShare: 1,
      stepsPerSecond: 90.5,
      secondsLeft: [0, 1],
      secondsElapsed: 4.5,
    },
    curves: { loss: curve, heldOut: curve, timeLapse },
    placement,
    methods: [
      {
        name: 'pearson',
        settings: {},
        seed: 7,
        cells: null,
        ofModel: false,
        seconds: 0.5,
        unseen: { error: Infinity, perturbations: 1 },
        pairs: Int32Array.of(1, 6),
        weights: Float32Array.of(0.5, -0.25),
      },
    ],
    view: {
      selection: { kind: 'edge', source: 0, target: 3 },
      edgeBudget: 8,
      minimumStability: 0.5,
      hiddenModules: [0],
      hiddenGenes: [3],
      hiddenEdges: [{ source: 1, target: 2 }],
      undoneRevisions: [{ source: 0, target: 3 }],
      colorBy: 'degree',
      sizeBy: 'equal',
      arrangement: 'layered',
      moduleNames: { 0: 'Rote Zellen' },
      namedAfter: { 0: { set: 'HALLMARK_HEME', from: 'Hallmark', overlap: 3, genes: 3, q: 0.01 } },
      pins: [{ gene: 2, x: -1.5, y: 40 }],
      layoutFrozen: true,
      sliders: [{ gene: 0, value: 0 }],
      scenarios: [
        {
          name: 'Erythroid block',
          sliders: [
            { gene: 0, value: 0 },
            { gene: 3, value: 2.5 },
          ],
          time: null,
        },
        { name: null, sliders: [{ gene: 2, value: 0.5 }], time: 2 },
      ],
      time: 2,
      cells: {
        places: { ofFile: 'X_umap' },
        colour: { kind: 'gene', gene: 2 },
        arrows: 'learned',
        pick: {
          kind: 'lasso',
          places: null,
          corners: [
            [-1.5, 0.25],
            [3, 0],
            [2, 4],
          ],
        },
      },
      truthOverlay: false,
      measuredOverlay: true,
    },
    effects: readFileSync('tests/fixtures/links/g2-effects.txt', 'utf8').trim(),
    savedAt: 1_800_000_000_000,
  };
}
