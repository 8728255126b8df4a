/** Gathers the cells of the training conditions in z units, at their corrected means, with knockouts set. */
import type { Dataset } from '../../dataset/dataset';
import type { InterventionValues, MeasuredPerturbation } from './prepared';
import { sampledCells } from './sampledCells';
import type { Scaling } from './scaling';
import type { ConditionShift } from './shifts';
import type { Strata } from './strata';
import { conditionMeans, replaceKnockouts, type TrainingCells } from './trainingCells';

/**
 * `corrected` [cells × G]: the dataset's own values, or composition corrected; in the latter case, and where only a sample of the
 * cells is taken, every perturbed condition is translated so that its mean is its shift. `learned`: the training perturbations.
 */
export function collectTrainingCells(
  dataset: Dataset,
  corrected: Float32Array,
  strata: Strata,
  scaling: Scaling,
  shifts: readonly ConditionShift[],
  learned: readonly MeasuredPerturbation[],
  isTraining: (condition: number) => boolean,
  { knockoutValue }: InterventionValues,
  { most, seed }: { readonly most: number; readonly seed: number },
): TrainingCells {
  const genes = dataset.genes.length;
  const used = Array.from(dataset.conditions.keys()).filter(isTraining);
  const indexOf = new Map(used.map((condition, index) => [condition, index]));
  const owners = dataset.conditionOfCell.map((condition) => indexOf.get(condition) ?? -1);
  const source = sampledCells(owners, used.length, most, seed);
  const isSample = source.length < owners.filter((index) => index >= 0).length;
  const conditionOfCell = source.map((cell) => owners[cell] as number);
  const counts = new Int32Array(used.length);
  for (const index of conditionOfCell) counts[index] = (counts[index] as number) + 1;
  const perturbationOf = new Map(learned.map(({ label }, index) => [label, index]));
  const conditions = dataset.conditions
    .filter((_, condition) => isTraining(condition))
    .map(({ label, interventions, time }, index) => ({
      perturbation: perturbationOf.get(label) ?? -1,
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
  replaceKnockouts(values, conditionOfCell, conditions, knockoutValue);
  return {
    values,
    conditionOfCell,
    conditions,
    centres: conditionMeans(values, conditionOfCell, conditions, genes),
  };
}
