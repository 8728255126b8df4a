/** The cells a model is trained on, in z units, grouped by condition. Held-out perturbations are not among them. */
import type { Intervention } from '../../dataset/dataset';

export interface TrainingCondition {
  /** Index into Prepared.perturbations; −1 for cells nothing was done to. */
  readonly perturbation: number;
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

/** Writes z⁰ wherever a gene was knocked out: its protein is gone, whatever its mRNA does. */
export function replaceKnockouts(
  values: Float32Array,
  conditionOfCell: Int32Array,
  conditions: readonly TrainingCondition[],
  knockoutValue: Float64Array,
): void {
  const genes = knockoutValue.length;
  const knockouts = conditions.map((condition) =>
    condition.interventions.filter(({ kind }) => kind === 'knockout').map(({ gene }) => gene),
  );
  for (let cell = 0; cell < conditionOfCell.length; cell++)
    for (const gene of knockouts[conditionOfCell[cell] as number] ?? [])
      values[cell * genes + gene] = knockoutValue[gene] as number;
}

/** [conditions × G] mean of each condition's cells. */
export function conditionMeans(
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
