/** What was done in an experiment, read off its conditions: perturbations, genes that were set, control cells, time points. */
import { isControl, type Condition, type Dataset } from './dataset';

type Design = Pick<Dataset, 'conditions'>;

/** Perturbations with their time points; no controls. */
export function perturbedConditions({ conditions }: Design): readonly Condition[] {
  return conditions.filter((condition) => !isControl(condition));
}

/** What a condition is called where it stands beside its other time points: 'GATA1 (2 days)', 'GATA1' without time. */
export function nameOfCondition(label: string, time: number | null, timeUnit: string): string {
  return time === null ? label : `${label} (${`${time} ${timeUnit}`.trim()})`;
}

/** Labels of the perturbations, each once, in the order of the conditions. */
export function perturbationLabels(design: Design): readonly string[] {
  return [...new Set(perturbedConditions(design).map(({ label }) => label))];
}

/** Genes the experimenter set, as indices into Dataset.genes, ascending. */
export function perturbedGenes({ conditions }: Design): readonly number[] {
  const set = new Set(conditions.flatMap(({ interventions }) => interventions.map(({ gene }) => gene)));
  return [...set].toSorted((a, b) => a - b);
}

/** Those that a training perturbation sets: what was only held out did not show the model what they do. */
export function perturbedInTraining({
  conditions,
  heldOut,
}: Pick<Dataset, 'conditions' | 'heldOut'>): ReadonlySet<number> {
  return new Set(perturbedGenes({ conditions: conditions.filter(({ label }) => !heldOut.includes(label)) }));
}

/** How many control cells there are. */
export function controlCellCount({ conditions }: Design): number {
  return conditions.filter(isControl).reduce((sum, { cells }) => sum + cells, 0);
}

/** Times at which perturbed cells were measured, ascending, in the unit of the data; empty without time points. */
export function timePoints(design: Design): readonly number[] {
  const times = perturbedConditions(design).flatMap(({ time }) => (time === null ? [] : [time]));
  return [...new Set(times)].toSorted((a, b) => a - b);
}
