/** Cells held out of every condition: what judges a network on the very perturbations it was learned from (CausalBench). */
import type { Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { rowsByCondition } from '../referenceFree/conditionEffects';
import { cellsOf, type Split } from './parts';

/**
 * A `share` of the cells of every condition, controls too, rounded to whole cells, at random by `seed`; conditions of one cell train.
 * The compositional shift was measured on all cells of a condition, which both sides may not share: both lose it (`composition` null).
 */
export function heldOutCells(dataset: Dataset, share: number, seed: number): Split {
  const random = new Random(seed);
  const isHeld = new Uint8Array(dataset.cells);
  for (const cells of rowsByCondition(dataset)) {
    const count = Math.min(cells.length - 1, Math.round(share * cells.length));
    for (const at of random.permutation(cells.length).slice(0, Math.max(0, count)))
      isHeld[cells[at] as number] = 1;
  }
  const without = { ...dataset, composition: null };
  return {
    train: cellsOf(without, (cell) => isHeld[cell] === 0),
    test: cellsOf(without, (cell) => isHeld[cell] === 1),
  };
}
