/** The report of a screen in which all cells, genes and perturbations pass the filters. */
import type { QualityReport } from '../../../src/dataset/quality/qualityReport';

const spread = { edges: [0, 1], counts: [1], most: 1, median: 1 };

export const aQualityReport: QualityReport = {
  takingPart: {
    perturbations: 40,
    trained: 40,
    conditions: 41,
    times: 1,
    cells: 5000,
    trainingCells: 5000,
    controlCells: 500,
  },
  targets: { effects: [], referenceCells: 500, hasControls: true, timeUnit: '' },
  cells: {
    all: 5000,
    leftOut: 0,
    rules: [],
    totals: spread,
    genes: spread,
    totalsByGenes: [1],
    mitochondrial: null,
  },
  genes: { all: 2000, leftOut: 0, kept: [], cells: spread },
  perturbations: { all: 40, leftOut: [], cells: spread },
};
