/** The mapping and recognition of a small screen without controls, and a quality report in which everything passes. */
import type { Mapping } from '../../../src/dataset/mapping';
import type { Recognition } from '../../../src/dataset/recognition';
import type { QualityReport } from '../../../src/dataset/quality/qualityReport';

export const aMapping: Mapping = {
  matrix: 'X',
  values: 'counts',
  geneColumn: null,
  perturbationColumn: 'ko',
  control: { mode: 'others' },
  kind: 'knockout',
  timeColumn: null,
  batchColumn: null,
  genes: { total: 200, pasted: [] },
  regulators: null,
  heldOut: [],
};

export function aRecognition(mapping: Mapping): Recognition {
  return {
    mapping,
    guesses: [],
    labels: [],
    perturbationColumns: ['ko'],
    takingPart: {
      perturbations: 0,
      undosed: 0,
      trained: 0,
      conditions: 0,
      times: 1,
      timePoints: 1,
      largest: 0,
      cells: 0,
      trainingCells: 0,
      controlCells: 0,
      summed: 0,
    },
    notes: [],
    blocked: null,
  };
}

/** The report of a screen in which all cells, genes and perturbations pass the filters. */

const spread = { edges: [0, 1], counts: [1], most: 1, median: 1 };

export const aQualityReport: QualityReport = {
  takingPart: {
    perturbations: 40,
    undosed: 40,
    trained: 40,
    conditions: 41,
    times: 1,
    timePoints: 1,
    largest: 120,
    cells: 5000,
    trainingCells: 5000,
    controlCells: 500,
    summed: 0,
  },
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
