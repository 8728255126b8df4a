/** A dataset cut to some of its cells: what the two sides of every split are made of. */
import type { Dataset } from '../../dataset/dataset';

export interface Split {
  /** All that may be learned from. */
  readonly train: Dataset;
  /** What is predicted, with the controls it is compared with. */
  readonly test: Dataset;
}

/**
 * The same dataset with the cells for which `isKept` holds, in their order, and the conditions that still have any. Genes and candidates
 * stay: a perturbed gene has to be modelled to be predicted. `heldOut` stays too, so that what a person keeps from a fit no split gives it
 * back; `composition` stays as given for the conditions kept.
 */
export function cellsOf(dataset: Dataset, isKept: (cell: number, condition: number) => boolean): Dataset {
  const genes = dataset.genes.length;
  const kept = Int32Array.from(dataset.conditionOfCell.keys()).filter((cell) =>
    isKept(cell, dataset.conditionOfCell[cell] as number),
  );
  const counts = new Int32Array(dataset.conditions.length);
  for (const cell of kept) {
    const condition = dataset.conditionOfCell[cell] as number;
    counts[condition] = (counts[condition] as number) + 1;
  }
  const withCells = [...counts.keys()].filter((condition) => (counts[condition] as number) > 0);
  const place = new Map(withCells.map((condition, at) => [condition, at]));
  const values = new Float32Array(kept.length * genes);
  kept.forEach((cell, row) =>
    values.set(dataset.values.subarray(cell * genes, (cell + 1) * genes), row * genes),
  );
  const { batchOfCell, composition } = dataset;
  return {
    ...dataset,
    cells: kept.length,
    values,
    conditionOfCell: kept.map((cell) => place.get(dataset.conditionOfCell[cell] as number) as number),
    conditions: dataset.conditions.flatMap((condition, index) =>
      place.has(index) ? [{ ...condition, cells: counts[index] as number }] : [],
    ),
    batchOfCell: batchOfCell && kept.map((cell) => batchOfCell[cell] as number),
    composition: composition && Float64Array.from(withCells, (condition) => composition[condition] as number),
  };
}
