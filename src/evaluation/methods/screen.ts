/**
 * What every other way of getting a network starts from: the training cells and mean shifts of a dataset, in the same z units
 * and with the same perturbations held out as the model's (docs/method.md, "Scaling"). Values are as measured: neither capped,
 * nor corrected for composition, nor set to z⁰ in knocked-out cells, which are this project's own steps and no method's.
 */
import { inCanonicalOrder, type CanonicalOrder } from '../../dataset/canonicalOrder';
import { isControl, type Dataset } from '../../dataset/dataset';
import { measuredPerturbations, type MeasuredPerturbation } from '../../dynamics/prepare/measured';
import { conditionMoments, conditionShifts } from '../../dynamics/prepare/shifts';
import { computeScaling, type Scaling } from '../../dynamics/prepare/scaling';
import { stratify, type Strata } from '../../dynamics/prepare/strata';

/** Training cells only. */
interface Cells {
  readonly count: number;
  /** [count × G] z. */
  readonly values: Float32Array;
  /** [count] index into dataset.conditions. */
  readonly conditionOf: Int32Array;
}

export interface Screen {
  /** As it came, for the way back to its own order. */
  readonly original: Dataset;
  readonly order: CanonicalOrder;
  /** In canonical order; all indices of the screen are into this one. */
  readonly dataset: Dataset;
  readonly cells: Cells;
  /** [conditions of the dataset] the genes an experimenter set. */
  readonly targets: readonly (readonly number[])[];
  /** Training ones first; mean shifts as measured. */
  readonly perturbations: readonly MeasuredPerturbation[];
  /** [G] μ and s (log1p) over all strata. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** What perturbed cells are compared with. */
  readonly comparedWith: 'controls' | 'others';
}

/** What is held out (`heldOut` of the dataset) is measured, but nothing else of it enters. */
export function screenOf(original: Dataset): Screen {
  const order = inCanonicalOrder(original, withoutSetGenes(original));
  const { dataset } = order;
  const heldOut = new Set(dataset.heldOut);
  const usedCondition = dataset.conditions.map(
    (condition) => isControl(condition) || !heldOut.has(condition.label),
  );
  const isTraining = (condition: number): boolean => usedCondition[condition] === true;
  const labels = new Set(
    dataset.conditions.filter((_, condition) => isTraining(condition)).map(({ label }) => label),
  );
  const strata = stratify(dataset, isTraining);
  const scaling = computeScaling(dataset, dataset.values, strata, isTraining);
  const moments = conditionMoments(dataset, dataset.values, strata, scaling);
  const shifts = conditionShifts(dataset, strata, scaling, moments, isTraining);
  return {
    original,
    order,
    dataset,
    cells: trainingCells(dataset, strata, scaling, isTraining),
    targets: dataset.conditions.map(({ interventions }) => interventions.map(({ gene }) => gene)),
    perturbations: measuredPerturbations(dataset, { solverSteps: 1 }, labels, shifts),
    mean: scaling.reportedMean,
    scale: scaling.reportedScale,
    comparedWith: strata.comparedWith,
  };
}

/** [cells × G] 0 where an experimenter set the gene: what a method must not see must not order its cells, and so its draws, either. */
function withoutSetGenes({ genes, values, conditionOfCell, conditions }: Dataset): Float32Array {
  const known = values.slice();
  conditionOfCell.forEach((condition, cell) => {
    for (const { gene } of conditions[condition]?.interventions ?? []) known[cell * genes.length + gene] = 0;
  });
  return known;
}

/** Rows in which nobody set `gene`: the only ones its own regulation can be read from. */
export function rowsFree({ cells, targets }: Screen, gene: number): Int32Array {
  const isFree = targets.map((set) => !set.includes(gene));
  return Int32Array.from(cells.conditionOf.keys()).filter((row) => isFree[cells.conditionOf[row] as number]);
}

function trainingCells(
  dataset: Dataset,
  strata: Strata,
  scaling: Scaling,
  isTraining: (condition: number) => boolean,
): Cells {
  const genes = dataset.genes.length;
  const used = Int32Array.from(dataset.conditionOfCell.keys()).filter((cell) =>
    isTraining(dataset.conditionOfCell[cell] as number),
  );
  const values = new Float32Array(used.length * genes);
  used.forEach((cell, row) => {
    const stratum = (strata.ofCell[cell] as number) * genes;
    for (let g = 0; g < genes; g++)
      values[row * genes + g] =
        ((dataset.values[cell * genes + g] as number) - (scaling.mean[stratum + g] as number)) /
        (scaling.scale[stratum + g] as number);
  });
  return {
    count: used.length,
    values,
    conditionOf: used.map((cell) => dataset.conditionOfCell[cell] as number),
  };
}

/** The way back: scores of pairs in canonical order, as the dataset they were asked for has its genes. */

/** [R × G] of the ordered dataset in the order of the original one. */
export function inOriginalOrder(
  scores: Float32Array,
  original: Dataset,
  order: CanonicalOrder,
): Float32Array {
  const genes = original.genes.length;
  const rowOf = new Map(Array.from(order.dataset.candidates, (gene, row) => [gene, row]));
  const weights = new Float32Array(scores.length);
  original.candidates.forEach((candidate, r) => {
    const row = (rowOf.get(order.placeOfGene[candidate] as number) ?? 0) * genes;
    for (let g = 0; g < genes; g++)
      weights[r * genes + g] = scores[row + (order.placeOfGene[g] as number)] as number;
  });
  return weights;
}
