/**
 * The training cells in z units, grouped by condition; held-out perturbations excluded. Where there are more cells than
 * memory is meant for, a sample: all cells of small conditions, the same number of each larger one, drawn with the
 * run's seed. Means are always taken over all cells.
 */
import { MAX_SAMPLED_CELLS, sampledCells } from '../../dataset/cellSample';
import { isControl, type Intervention, type Dataset } from '../../dataset/dataset';
import { removesActivity } from '../../dataset/mapping';
import { clampLevel, type InterventionValues } from './interventionValues';
import type { MeasuredPerturbation } from './measured';
import type { Scaling } from './scaling';
import type { ConditionShift } from './shifts';
import { allCells, type Strata } from './strata';

interface TrainingCondition {
  /** Index into Prepared.perturbations; −1 for control cells. */
  readonly perturbation: number;
  /** Condition.of */
  readonly of?: string;
  readonly interventions: readonly Intervention[];
  readonly time: number | null;
  readonly cells: number;
}

export interface TrainingCells {
  /** [cells × G] knocked-out targets replaced by z⁰. */
  readonly values: Float32Array;
  /** [cells] index into conditions. */
  readonly conditionOfCell: Int32Array;
  readonly conditions: readonly TrainingCondition[];
  /** [conditions × G] mean of `values`. */
  readonly centres: Float64Array;
}

/**
 * Writes z⁰ where a gene was knocked out or inhibited: its product does not act, whatever its measured level; and the
 * level of genes that are not measured where they are set.
 */
export function replaceSetLevels(
  levels: Float32Array,
  conditionOfCell: Int32Array,
  conditions: readonly TrainingCondition[],
  values: InterventionValues,
): void {
  const { latent } = values;
  const genes = values.knockoutValue.length;
  const set = conditions.map(({ interventions }) =>
    interventions.flatMap((intervention): readonly { gene: number; level: number }[] => {
      const { gene, kind } = intervention;
      const isSet = latent.includes(gene) || removesActivity(kind);
      return isSet ? [{ gene, level: clampLevel(values, intervention) }] : [];
    }),
  );
  for (let cell = 0; cell < conditionOfCell.length; cell++)
    for (const { gene, level } of set[conditionOfCell[cell] as number] ?? [])
      levels[cell * genes + gene] = level;
}

/** [conditions × G] mean of each condition's cells. */
function conditionMeans(
  values: Float32Array,
  conditionOfCell: Int32Array,
  conditions: readonly TrainingCondition[],
  genes: number,
): Float64Array {
  const means = new Float64Array(conditions.length * genes);
  for (let cell = 0; cell < conditionOfCell.length; cell++) {
    const condition = conditionOfCell[cell] as number;
    const share = 1 / (conditions[condition]?.cells ?? 1);
    for (let g = 0; g < genes; g++)
      means[condition * genes + g] =
        (means[condition * genes + g] as number) + share * (values[cell * genes + g] as number);
  }
  return means;
}

export interface CellSource {
  readonly dataset: Dataset;
  /** [cells × G] the dataset's own values or corrected ones. */
  readonly corrected: Float32Array;
  readonly strata: Strata;
  readonly scaling: Scaling;
  /** [conditions] */
  readonly shifts: readonly ConditionShift[];
  /** The training perturbations. */
  readonly learned: readonly MeasuredPerturbation[];
  readonly isTraining: (condition: number) => boolean;
  readonly setLevels: InterventionValues;
  /** Maximum number of cells. */
  readonly max: number;
  readonly seed: number;
  /** Cells of training conditions for which it fails stay unseen. */
  readonly isUsed?: (cell: number) => boolean;
}

/**
 * With a correction or a sample, every perturbed condition is translated so that its mean is its shift. Knocked-out genes are set.
 */
export function collectTrainingCells(given: CellSource): TrainingCells {
  const { dataset, corrected, strata, scaling, shifts, learned, isTraining, setLevels } = given;
  const { max, seed, isUsed = allCells } = given;
  const genes = dataset.genes.length;
  const used = Array.from(dataset.conditions.keys()).filter(isTraining);
  const indexOf = new Map(used.map((condition, index) => [condition, index]));
  const owners = dataset.conditionOfCell.map((condition, cell) =>
    isUsed(cell) ? (indexOf.get(condition) ?? -1) : -1,
  );
  const isControlGroup = used.map((condition) => {
    const own = dataset.conditions[condition];
    return own !== undefined && isControl(own);
  });
  // More controls than in a sample are kept as a reference; the cell term draws from them as from any sample.
  const most = dataset.moments ? Math.min(max, MAX_SAMPLED_CELLS) : max;
  const source = sampledCells(owners, used.length, most, seed, (group) => isControlGroup[group] === true);
  const isSample = Boolean(dataset.moments) || source.length < owners.filter((index) => index >= 0).length;
  const conditionOfCell = source.map((cell) => owners[cell] as number);
  const counts = new Int32Array(used.length);
  for (const index of conditionOfCell) counts[index] = (counts[index] as number) + 1;
  const perturbationOf = new Map(learned.map(({ label }, index) => [label, index]));
  const conditions = dataset.conditions
    .filter((_, condition) => isTraining(condition))
    .map(({ label, of, interventions, time }, index) => ({
      perturbation: perturbationOf.get(label) ?? -1,
      ...(of === undefined ? {} : { of }),
      interventions,
      time,
      cells: counts[index] as number,
    }));

  const values = new Float32Array(source.length * genes);
  source.forEach((cell, row) => {
    const stratum = (strata.ofCell[cell] as number) * genes;
    for (let g = 0; g < genes; g++)
      values[row * genes + g] =
        ((corrected[cell * genes + g] as number) - (scaling.mean[stratum + g] as number)) /
        (scaling.scale[stratum + g] as number);
  });
  if (corrected !== dataset.values || isSample) {
    const means = conditionMeans(values, conditionOfCell, conditions, genes);
    conditionOfCell.forEach((index, row) => {
      const wanted = shifts[used[index] as number]?.cellMean;
      if (conditions[index]?.perturbation === -1 || wanted === undefined) return;
      for (let g = 0; g < genes; g++)
        values[row * genes + g] =
          (values[row * genes + g] as number) + (wanted[g] as number) - (means[index * genes + g] as number);
    });
  }
  replaceSetLevels(values, conditionOfCell, conditions, setLevels);
  return {
    values,
    conditionOfCell,
    conditions,
    centres: conditionMeans(values, conditionOfCell, conditions, genes),
  };
}

/** Maximum number of values (cells × genes) of one fit: 128 MB. */
const MAX_VALUES = 2 ** 25;

/** Maximum number of training cells of one fit, at least one per condition. */
export function maxTrainingCells(genes: number): number {
  return Math.floor(MAX_VALUES / genes);
}
