/** A data set of cells with controls and nothing else: no batches, no composition, no sample of a larger screen. */
import type { Dataset } from '../../../src/dataset/dataset';

type Given = Pick<Dataset, 'genes' | 'values' | 'conditionOfCell' | 'conditions'> & Partial<Dataset>;

/** All genes are candidate regulators, the cells labelled “control” the controls. `given` replaces any of that. */
export function plainScreen(given: Given): Dataset {
  return {
    name: 'screen',
    fingerprint: '',
    cells: given.conditionOfCell.length,
    control: { mode: 'cells', labels: ['control'] },
    batchOfCell: null,
    batches: [],
    candidates: Int32Array.from(given.genes.keys()),
    heldOut: [],
    composition: null,
    timeUnit: '',
    notes: [],
    ...given,
  };
}
