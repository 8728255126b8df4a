/** The endpoints a prediction may be made from. */
import type { MeasuredEndpoint, MeasuredPerturbation } from '../../dynamics/prepare/prepared';
import type { Screen } from '../screen';

export interface TrainingEndpoint extends Pick<MeasuredPerturbation, 'interventions'> {
  readonly endpoint: MeasuredEndpoint;
}

/** Training endpoints of one time point; all of them where there is none of that time. */
export function trainingAt({ perturbations }: Screen, time: number | null): readonly TrainingEndpoint[] {
  const all = perturbations
    .filter(({ training }) => training)
    .flatMap(({ interventions, endpoints }) => endpoints.map((endpoint) => ({ interventions, endpoint })));
  const sameTime = all.filter(({ endpoint }) => endpoint.time === time);
  return sameTime.length > 0 ? sameTime : all;
}
