/** A screen of any size with meaningless values, for tests of the effects of size. */
import type { Condition, Dataset } from '../../../src/dataset/dataset';
import { Random } from '../../../src/numerics/random';

interface ScreenSize {
  readonly genes: number;
  readonly regulators: number;
  readonly perturbations: number;
  readonly cellsEach: number;
  readonly controls: number;
  readonly isComposed: boolean;
}

/** Knockdowns of the first genes. */
export function screenOfSize(size: ScreenSize): Dataset {
  const { genes, perturbations, cellsEach, controls } = size;
  const random = new Random(5);
  const control: Condition = { label: 'control', interventions: [], time: null, cells: controls };
  const conditions = [
    ...(controls > 0 ? [control] : []),
    ...Array.from({ length: perturbations }, (_, k): Condition => ({
      label: `P${k}`,
      interventions: [{ gene: k % genes, kind: 'knockdown' }],
      time: null,
      cells: cellsEach,
    })),
  ];
  const conditionOfCell = Int32Array.from(
    conditions.flatMap(({ cells }, condition) => Array.from({ length: cells }, () => condition)),
  );
  return {
    name: 'sized',
    fingerprint: '',
    genes: Array.from({ length: genes }, (_, g) => `G${g}`),
    cells: conditionOfCell.length,
    values: Float32Array.from({ length: conditionOfCell.length * genes }, () => 0.5 + random.uniform()),
    conditionOfCell,
    conditions,
    control: controls > 0 ? { mode: 'cells', labels: ['control'] } : { mode: 'others' },
    batchOfCell: null,
    batches: [],
    candidates: Int32Array.from({ length: size.regulators }, (_, r) => r),
    heldOut: [],
    composition: size.isComposed ? new Float64Array(conditions.length).fill(0.1) : null,
    timeUnit: '',
    notes: [],
  };
}
