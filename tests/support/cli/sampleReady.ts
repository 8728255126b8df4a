/** Data as `modulode prepare` writes it, with every part of a mapping: four genes, six cells. */
import type { ReadyData } from '../../../src/cli/preparedFile';
import { wholeRun } from '../share/wholeRun';

export const sampleReady: ReadyData = {
  dataset: wholeRun().dataset,
  mapping: {
    matrix: 'X',
    values: 'counts',
    geneColumn: null,
    perturbationColumn: 'perturbation',
    control: { mode: 'cells', labels: ['control'] },
    kind: 'knockout',
    timeColumn: null,
    batchColumn: 'batch',
    guideColumn: null,
    genes: { total: 100, pasted: ['GATA1'] },
    regulators: ['GATA1'],
    heldOut: [],
    filter: { leastCounts: 500 },
  },
  reading: ['Opened screen.h5ad.'],
  ready: 'Ready',
  effects: {
    ofFile: {
      signal: { signal: 2, effects: { measurable: 1, of: 2, labels: ['A'], unit: 'guides' } },
      suspects: [{ label: 'B', reason: 'inert', swappedWith: null }],
      told: {
        labels: ['control', 'A'],
        log2: new Float32Array(8).fill(0.5),
        q: new Float64Array(8).fill(NaN),
      },
    },
    inRunFile: 'text of a link',
  },
};
