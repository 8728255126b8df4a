/** Splits of a dataset into training and test side, by whole perturbations or within them, and the folds of cross-validation. */
import { guidesOf } from '../dataset/canonicalOrder';
import { momentsOfConditions } from '../dataset/cellMoments';
import {
  type Condition,
  familyOf,
  isControl,
  measuredCells,
  rowsByCondition,
  type Dataset,
} from '../dataset/dataset';
import { momentsWithout } from '../dataset/redrawnMoments';
import { withoutOutside } from '../dataset/outsideGenes';
import { Random } from '../numerics/random';
import { foldCount } from './predictions/predictionError';

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
  const { batchOfCell, cellGuides, composition, moments } = dataset;
  // Of all cells, as the genes outside are.
  const { details: _, ...others } = withoutOutside(dataset);
  const areWhole = withCells.every((condition) => counts[condition] === dataset.conditions[condition]?.cells);
  return {
    ...others,
    cells: kept.length,
    values,
    conditionOfCell: kept.map((cell) => place.get(dataset.conditionOfCell[cell] as number) as number),
    conditions: dataset.conditions.flatMap((condition, index) =>
      place.has(index) ? [{ ...condition, cells: counts[index] as number }] : [],
    ),
    batchOfCell: batchOfCell && kept.map((cell) => batchOfCell[cell] as number),
    ...(cellGuides ? { cellGuides: guidesOf(cellGuides, kept) } : {}),
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

/** Share of the cells of every condition that CausalBench holds out. */
const TEST_SHARE = 0.2;

/**
 * A fifth of the cells of every condition, controls included, on the test side, as in CausalBench (Chevalley et al. 2022). Where `values`
 * holds a sample, a fifth of all cells, at most half of the sampled ones; the training side has the moments of all other cells.
 */
export function heldOutCells(dataset: Dataset, seed: number): Split {
  const random = new Random(seed);
  const inAll = measuredCells(dataset);
  const isTest = new Uint8Array(dataset.cells);
  rowsByCondition(dataset).forEach((rows, condition) => {
    const wanted = Math.min(Math.round(TEST_SHARE * (inAll[condition] ?? 0)), Math.floor(rows.length / 2));
    for (const place of random.permutation(rows.length).subarray(0, wanted)) isTest[rows[place] ?? 0] = 1;
  });
  const train = cellsOf(dataset, (cell) => isTest[cell] === 0);
  return {
    train: dataset.moments
      ? { ...train, moments: momentsWithout(dataset, (cell) => isTest[cell] === 1) }
      : train,
    test: cellsOf(dataset, (cell) => isTest[cell] === 1),
  };
}

/**
 * Cross-validation over perturbations: three folds from six training perturbations, leave-one-out for three to five, none below
 * (docs/method.md, "Does it predict?"). A fold is the set of left-out labels; doses of one perturbation are left out together. Several conditions of
 * one label count once.
 */
export function foldsOf(
  training: readonly Pick<Condition, 'label' | 'of'>[],
  seed: number,
): readonly (readonly string[])[] {
  const labelsOf = new Map<string, Set<string>>();
  for (const one of training)
    labelsOf.set(familyOf(one), (labelsOf.get(familyOf(one)) ?? new Set()).add(one.label));
  const folds = foldCount(labelsOf.size);
  return folds === 0
    ? []
    : randomFolds([...labelsOf.keys()], folds, seed).map((fold) =>
        fold.flatMap((family) => [...(labelsOf.get(family) ?? [])]),
      );
}
