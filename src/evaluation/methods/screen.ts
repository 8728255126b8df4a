/**
 * Common input of all other methods: the training cells and mean shifts of a dataset, in the same z units and with the same held-out
 * perturbations as the model (docs/method.md, "Scaling"). Values are as measured, without the model's own steps: no capping, no correction
 * for composition, no z⁰ in knocked-out cells.
 */
import { inCanonicalOrder, type CanonicalOrder } from '../../dataset/canonicalOrder';
import { isControl, type Dataset } from '../../dataset/dataset';
import {
  measuredPerturbations,
  type MeasuredEndpoint,
  type MeasuredPerturbation,
} from '../../dynamics/prepare/measured';
import { conditionMoments } from '../../dynamics/prepare/conditionMoments';
import { conditionShifts } from '../../dynamics/prepare/shifts';
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
  /** The dataset in its own order. */
  readonly original: Dataset;
  readonly order: CanonicalOrder;
  /** In canonical order; all indices of the screen refer to this one. */
  readonly dataset: Dataset;
  readonly cells: Cells;
  /** [count of cells] index of each in the original dataset. */
  readonly cellOf: Int32Array;
  /** [conditions of the dataset] genes set by the experimenter. */
  readonly targets: readonly (readonly number[])[];
  /** Training perturbations first; mean shifts as measured. */
  readonly perturbations: readonly MeasuredPerturbation[];
  /** [G] μ and s (log1p) over all strata. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Reference of the perturbed cells. */
  readonly comparedWith: 'controls' | 'others';
}

/** A training perturbation at one time point. */
export interface TrainingEndpoint extends Pick<MeasuredPerturbation, 'interventions'> {
  /** Its shift in z. */
  readonly endpoint: Pick<MeasuredEndpoint, 'shift' | 'time' | 'cells'>;
}

/** Held-out perturbations (`heldOut` of the dataset) are measured, but do not enter otherwise. */
export function screenOf(original: Dataset): Screen {
  const order = screenOrder(original);
  const { dataset } = order;
  const heldOut = new Set(dataset.heldOut);
  const usedCondition = dataset.conditions.map(
    (condition) => isControl(condition) || !heldOut.has(condition.label),
  );
  const isTraining = (condition: number): boolean => usedCondition[condition] === true;
  const labels = new Set(
    dataset.conditions.filter((_, condition) => isTraining(condition)).map(({ label }) => label),
  );
  const used = Int32Array.from(dataset.conditionOfCell.keys()).filter((cell) =>
    isTraining(dataset.conditionOfCell[cell] as number),
  );
  const strata = stratify(dataset, isTraining);
  const scaling = computeScaling(dataset, dataset.values, strata, isTraining);
  const moments = conditionMoments(dataset, dataset.values, strata, scaling);
  const shifts = conditionShifts(dataset, strata, scaling, moments, isTraining);
  return {
    original,
    order,
    dataset,
    cells: trainingCells(dataset, strata, scaling, used),
    cellOf: used.map((cell) => order.cellOrder[cell] as number),
    targets: dataset.conditions.map(({ interventions }) => interventions.map(({ gene }) => gene)),
    perturbations: measuredPerturbations(dataset, { solverSteps: 1 }, labels, shifts),
    mean: scaling.reportedMean,
    scale: scaling.reportedScale,
    comparedWith: strata.comparedWith,
  };
}

export function screenOrder(original: Dataset): CanonicalOrder {
  return inCanonicalOrder(original, withoutSetGenes(original));
}

/** [cells × G] 0 where the experimenter set the gene: what a method must not see must not affect the order of cells, and its random draws. */
function withoutSetGenes({ genes, values, conditionOfCell, conditions }: Dataset): Float32Array {
  const known = values.slice();
  conditionOfCell.forEach((condition, cell) => {
    for (const { gene } of conditions[condition]?.interventions ?? []) known[cell * genes.length + gene] = 0;
  });
  return known;
}

/** Rows in which `gene` was not set: the only ones that reveal its own regulation. */
export function rowsFree({ cells, targets }: Screen, gene: number): Int32Array {
  const isFree = Uint8Array.from(targets, (set) => Number(!set.includes(gene)));
  const rows = new Int32Array(cells.count);
  let count = 0;
  for (let row = 0; row < rows.length; row++)
    if (isFree[cells.conditionOf[row] as number] === 1) rows[count++] = row;
  return rows.slice(0, count);
}

function trainingCells(dataset: Dataset, strata: Strata, scaling: Scaling, used: Int32Array): Cells {
  const genes = dataset.genes.length;
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

/** [R × G] scores of weights [G × R], which stand with their targets in rows. */
export function scoresByRegulator(weights: Float64Array, regulators: number): Float32Array {
  const genes = weights.length / regulators;
  return Float32Array.from(
    weights,
    (_, p) => weights[(p % genes) * regulators + Math.floor(p / genes)] as number,
  );
}

/** [R × G] scores in canonical order, reordered to the genes of the original dataset. */
export function inOriginalOrder(
  scores: Float32Array,
  original: Dataset,
  order: CanonicalOrder,
): Float32Array {
  return Float32Array.from(placesOfPairs(original, order), (place) => scores[place] as number);
}

/** The reverse: [R × G] scores in the order of the original dataset, reordered to the genes of the screen. */
export function inScreenOrder(
  scores: Float32Array,
  { original, order }: Pick<Screen, 'original' | 'order'>,
): Float32Array {
  const ordered = new Float32Array(scores.length);
  placesOfPairs(original, order).forEach((place, pair) => {
    ordered[place] = scores[pair] as number;
  });
  return ordered;
}

/** [R × G] canonical places of the pairs of the original dataset. */
function placesOfPairs(original: Dataset, order: CanonicalOrder): Int32Array {
  const genes = original.genes.length;
  const rowOf = new Map(Array.from(order.dataset.candidates, (gene, row) => [gene, row]));
  const places = new Int32Array(original.candidates.length * genes);
  original.candidates.forEach((candidate, r) => {
    const row = (rowOf.get(order.placeOfGene[candidate] as number) ?? 0) * genes;
    for (let g = 0; g < genes; g++) places[r * genes + g] = row + (order.placeOfGene[g] as number);
  });
  return places;
}
