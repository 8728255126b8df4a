/** The mapping and recognition of a small screen without controls. */
import type { Mapping } from '../../../src/dataset/mapping';
import type { Recognition } from '../../../src/dataset/recognition';

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
      trained: 0,
      conditions: 0,
      times: 1,
      cells: 0,
      trainingCells: 0,
      controlCells: 0,
    },
    notes: [],
    blocked: null,
  };
}
