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
};
