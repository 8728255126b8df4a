/** What a prediction may be made from. */
import type { MeasuredEndpoint, MeasuredPerturbation } from '../../../dynamics/prepare/prepared';
import type { Screen } from '../screen';

export interface TrainingEndpoint extends Pick<MeasuredPerturbation, 'interventions'> {
  /** Its shift in z. */
  readonly endpoint: Pick<MeasuredEndpoint, 'shift' | 'time' | 'cells'>;
}

export interface Known extends Pick<Screen, 'mean' | 'scale' | 'comparedWith'> {
  readonly training: readonly TrainingEndpoint[];
}

export function trainingEndpoints({ perturbations }: Screen): readonly TrainingEndpoint[] {
  return perturbations
    .filter(({ training }) => training)
    .flatMap(({ interventions, endpoints }) => endpoints.map((endpoint) => ({ interventions, endpoint })));
}

/** Those of one time point; all of them where there is none of that time. */
export function atTime(
  training: readonly TrainingEndpoint[],
  time: number | null,
): readonly TrainingEndpoint[] {
  const sameTime = training.filter(({ endpoint }) => endpoint.time === time);
  return sameTime.length > 0 ? sameTime : training;
}
