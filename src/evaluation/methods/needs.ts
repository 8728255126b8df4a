/** What a data set offers to methods: the size of their problem, and what they need and it lacks. */
import type { TrainingData } from '../../dynamics/settings';
import {
  controlCellCount,
  ENOUGH_CONTROLS,
  isControl,
  perturbationLabels,
  type Dataset,
} from '../../dataset/dataset';
import type { AboutMethod, MethodNeed, ProblemSize } from './method';

/** Folds of the regulators of a known network, for predictors of links: two to learn from, one to stop by, one to be judged by. */
export const FOLDS = 4;

export type Design = Pick<TrainingData, 'conditions' | 'heldOut' | 'moments' | 'knowledge'>;

/** Beside the data set: a finished run, and the number of finished networks of other methods. */
export interface Beside {
  readonly run: boolean;
  readonly networks: number;
}

const ENOUGH_NETWORKS = 2;

/** Needs of the method that are not met, in its own order. */
export function unmetNeeds(
  { needs }: Pick<AboutMethod, 'needs'>,
  design: Design,
  beside: Beside,
): readonly MethodNeed[] {
  return needs.filter((need) => !isMet(need, design, beside));
}

function isMet(need: MethodNeed, design: Design, { run, networks }: Beside): boolean {
  switch (need) {
    case 'perturbations':
      return perturbationLabels({ conditions: trainingConditions(design) }).length > 0;
    case 'controls':
      return controlCellCount(design) >= ENOUGH_CONTROLS;
    case 'times':
      return trainingTimes(design).length >= 2;
    case 'run':
      return run;
    case 'networks':
      return networks >= ENOUGH_NETWORKS;
    case 'prior':
      return new Set(design.knowledge?.edges.map(({ source }) => source)).size >= FOLDS;
    default:
      return need satisfies never;
  }
}

function trainingConditions({ conditions, heldOut }: Design): Dataset['conditions'] {
  return conditions.filter(({ label, cells }) => cells > 0 && !heldOut.includes(label));
}

/** Ascending, controls included. */
function trainingTimes(design: Design): readonly number[] {
  const times = trainingConditions(design).flatMap(({ time }) => (time === null ? [] : [time]));
  return [...new Set(times)].toSorted((a, b) => a - b);
}

export function problemSize(design: Design & Pick<Dataset, 'genes' | 'candidates'>): ProblemSize {
  const training = trainingConditions(design);
  const cellsOf = (control: boolean) =>
    training.reduce((sum, one) => sum + (isControl(one) === control ? one.cells : 0), 0);
  return {
    genes: design.genes.length,
    regulators: design.candidates.length,
    perturbedCells: cellsOf(false),
    controls: cellsOf(true),
    perturbations: perturbationLabels({ conditions: training }).length,
    times: trainingTimes(design).length,
  };
}
