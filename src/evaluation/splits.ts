/** Splits of a dataset into training and test side by whole perturbations, and the folds of cross-validation. */
import { momentsOfConditions } from '../dataset/cellMoments';
import { isControl, type Dataset } from '../dataset/dataset';
import { Random } from '../numerics/random';

export interface Split {
  /** Available for learning. */
  readonly train: Dataset;
  /** To be predicted, with the controls it is compared with. */
  readonly test: Dataset;
}

/**
 * The same dataset with the cells for which `isKept` holds, in order, and the conditions that keep any. Genes and candidates stay, because
 * a perturbed gene must be modelled to be predicted. `heldOut` stays, so that no split returns to a fit what the user held out;
 * `composition` stays for the kept conditions, and so do moments over all cells if every kept condition keeps its whole sample.
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
  const { batchOfCell, composition, moments } = dataset;
  const areWhole = withCells.every((condition) => counts[condition] === dataset.conditions[condition]?.cells);
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
    ...(moments ? { moments: areWhole ? momentsOfConditions(moments, withCells, genes) : null } : {}),
  };
}

/**
 * `count` random lists with lengths that differ by at most one, each label in one of them; deterministic for the same labels in the same
 * order. Fewer lists for fewer labels.
 */
export function randomFolds(
  labels: readonly string[],
  count: number,
  seed: number,
): readonly (readonly string[])[] {
  const folds: string[][] = Array.from({ length: Math.min(count, labels.length) }, () => []);
  new Random(seed).permutation(labels.length).forEach((index, place) => {
    const label = labels[index];
    if (label !== undefined) folds[place % folds.length]?.push(label);
  });
  return folds;
}

/** The test side includes the controls, the reference of its changes. Unknown labels are ignored. */
export function heldOutPerturbations(dataset: Dataset, labels: readonly string[]): Split {
  const held = dataset.conditions.map(
    (condition) => !isControl(condition) && labels.includes(condition.label),
  );
  const control = dataset.conditions.map(isControl);
  return {
    train: cellsOf(dataset, (_, condition) => held[condition] !== true),
    test: cellsOf(dataset, (_, condition) => held[condition] === true || control[condition] === true),
  };
}

/**
 * Cross-validation over perturbations: three folds from six training perturbations, leave-one-out for three to five, none below
 * (docs/method.md, "Does it predict?"). A fold is the set of left-out labels.
 */
export function foldsOf(labels: readonly string[], seed: number): readonly (readonly string[])[] {
  const folds = foldCount(labels.length);
  return folds === 0 ? [] : randomFolds(labels, folds, seed);
}

/** Number of folds for a number of training perturbations. */
export function foldCount(perturbations: number): number {
  if (perturbations < 3) return 0;
  return perturbations >= 6 ? 3 : perturbations;
}
