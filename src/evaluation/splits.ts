/**
 * Splits of a dataset into training and test side: whole perturbations, combinations, or cells of every condition; and the folds of
 * cross-validation.
 */
import { isControl, type Condition, type Dataset } from '../dataset/dataset';
import { Random } from '../numerics/random';
import { rowsByCondition } from './referenceFree/conditionEffects';

export interface Split {
  /** Available for learning. */
  readonly train: Dataset;
  /** To be predicted, with the controls it is compared with. */
  readonly test: Dataset;
}

/**
 * The same dataset with the cells for which `isKept` holds, in order, and the conditions that keep any. Genes and candidates stay, because
 * a perturbed gene must be modelled to be predicted. `heldOut` stays, so that no split returns to a fit what the user held out;
 * `composition` stays for the kept conditions.
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
 * Every perturbation is held out in one of `folds` random splits; labels in code-unit order, so that the order of the file has no effect.
 */
export function perturbationFolds(dataset: Dataset, folds: number, seed: number): readonly Split[] {
  return randomFolds(perturbationLabels(dataset), folds, seed).map((labels) =>
    heldOutPerturbations(dataset, labels),
  );
}

/** Genes of a combination, and how many of them were perturbed alone in training. */
interface HeldOutCombination {
  readonly label: string;
  readonly genes: number;
  readonly seenAlone: number;
}

interface CombinationSplit extends Split {
  readonly combinations: readonly HeldOutCombination[];
}

/**
 * A random `share` of the combinations held out, rounded, at least one where there are any. For genes in `unseen` (names), perturbations of
 * the gene alone and all other combinations with it leave training too: a combination with one unseen gene is 'one seen' (GEARS; Roohani,
 * Huang & Leskovec 2024).
 */
export function heldOutCombinations(
  dataset: Dataset,
  share: number,
  seed: number,
  unseen: readonly string[] = [],
): CombinationSplit {
  const isUnseen = ({ interventions }: Condition) =>
    interventions.some(({ gene }) => unseen.includes(dataset.genes[gene] ?? ''));
  const labels = perturbationLabels(dataset, isCombination);
  const count = labels.length === 0 ? 0 : Math.max(1, Math.round(share * labels.length));
  const drawn = randomFolds(labels, labels.length, seed).flat().slice(0, count);
  const held = new Set([...drawn, ...perturbationLabels(dataset, isUnseen)]);
  const { train, test } = heldOutPerturbations(dataset, [...held]);
  const alone = new Set(
    train.conditions.flatMap(({ interventions: [only, second] }) => (only && !second ? [only.gene] : [])),
  );
  const combinations = new Map(
    test.conditions.filter(isCombination).map(({ label, interventions }) => [
      label,
      {
        label,
        genes: interventions.length,
        seenAlone: interventions.filter(({ gene }) => alone.has(gene)).length,
      },
    ]),
  );
  return { train, test, combinations: [...combinations.values()] };
}

function isCombination({ interventions }: Condition): boolean {
  return interventions.length > 1;
}

/** Labels of perturbations that are not already held out, in code-unit order. */
function perturbationLabels(
  { conditions, heldOut }: Dataset,
  isWanted: (condition: Condition) => boolean = () => true,
): string[] {
  const wanted = conditions.filter(
    (condition) => !isControl(condition) && !heldOut.includes(condition.label) && isWanted(condition),
  );
  return [...new Set(wanted.map(({ label }) => label))].toSorted((a, b) => (a < b ? -1 : Number(a > b)));
}

/**
 * Holds out a random `share` of the cells of every condition, controls included, rounded; conditions of one cell train (as in CausalBench,
 * where networks are evaluated on their training perturbations). Both sides lose `composition`, which was measured on all cells of a
 * condition.
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
