/** The measured perturbations of a dataset, training ones first, each with one endpoint per time point. */
import {
  type Condition,
  isControl,
  measuredCells,
  type Dataset,
  type Intervention,
} from '../../dataset/dataset';
import type { TrainingSettings } from '../settings';
import type { ConditionShift } from './shifts';

/** The mean shift of one perturbation at one time point; z units (control standard deviations). */
export interface MeasuredEndpoint extends Omit<ConditionShift, 'cellMean'> {
  /** Index into Dataset.conditions. */
  readonly condition: number;
  readonly time: number | null;
  /** The RK4 step (1 … solverSteps) of this time on the horizon. */
  readonly step: number;
  readonly cells: number;
}

export interface MeasuredPerturbation {
  readonly label: string;
  /** Condition.of */
  readonly of?: string;
  readonly interventions: readonly Intervention[];
  readonly training: boolean;
  /** One per time point, earliest first. */
  readonly endpoints: readonly MeasuredEndpoint[];
}

export function measuredPerturbations(
  dataset: Dataset,
  settings: Pick<TrainingSettings, 'solverSteps'>,
  trainingLabels: ReadonlySet<string>,
  shifts: readonly ConditionShift[],
): MeasuredPerturbation[] {
  const latest = Math.max(...dataset.conditions.map(({ time }) => time ?? 0));
  const cells = measuredCells(dataset);
  const byLabel = new Map<
    string,
    Pick<Condition, 'of' | 'interventions'> & { readonly endpoints: MeasuredEndpoint[] }
  >();
  dataset.conditions.forEach((condition, index) => {
    const measured = shifts[index];
    if (isControl(condition) || measured === undefined || condition.cells === 0) return;
    const entry = byLabel.get(condition.label) ?? {
      ...(condition.of === undefined ? {} : { of: condition.of }),
      interventions: condition.interventions,
      endpoints: [],
    };
    byLabel.set(condition.label, entry);
    const { cellMean: _, ...shift } = measured;
    entry.endpoints.push({
      condition: index,
      time: condition.time,
      step: stepOfTime(condition.time, latest, settings.solverSteps),
      cells: cells[index] ?? 0,
      ...shift,
    });
  });
  const all = Array.from(byLabel, ([label, { endpoints, ...told }]) => ({
    label,
    ...told,
    training: trainingLabels.has(label),
    endpoints: endpoints.toSorted((a, b) => (a.time ?? 0) - (b.time ?? 0)),
  }));
  return [...all.filter(({ training }) => training), ...all.filter(({ training }) => !training)];
}

/** T_t = T_max · t/t_max at the nearest solver step, at least 1; the last step without time points. */
function stepOfTime(time: number | null, latest: number, solverSteps: number): number {
  if (time === null || !(latest > 0)) return solverSteps;
  return Math.max(1, Math.round((solverSteps * time) / latest));
}
