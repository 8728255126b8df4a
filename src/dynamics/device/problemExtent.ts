/** How large a problem is, known before any of its arrays is made: what its memory and its plan on a GPU follow from. */
import type { CloudEndpoints, Endpoint, Problem } from '../problem';

export interface ProblemExtent extends Pick<
  Problem,
  | 'shape'
  | 'perturbations'
  | 'horizon'
  | 'solverSteps'
  | 'adjoint'
  | 'cellWeight'
  | 'pathWeight'
  | 'deltaPrior'
> {
  readonly endpoints: readonly Pick<Endpoint, 'perturbation'>[];
  readonly clouds: Pick<CloudEndpoints, 'weight' | 'blur' | 'iterations' | 'tolerance'> | null;
}

/** With the rows of what is made of cells. */
export interface ProblemArrays extends ProblemExtent {
  /** Rows of Problem.cells, of Problem.cellMask, and of CloudEndpoints.start (0 without clouds). */
  readonly cellRows: number;
  readonly maskRows: number;
  readonly startRows: number;
}

/** What of a batch decides how much is computed at once. */
export interface BatchShape {
  readonly cells: number;
  /** Drawn clouds and the cells of each; 0 where means are compared. */
  readonly clouds: number;
  readonly cloudCells: number;
}

export function arraysOf(problem: Problem): ProblemArrays {
  const { genes } = problem.shape;
  return {
    ...problem,
    cellRows: problem.maskOfCell.length,
    maskRows: problem.cellMask.length / genes,
    startRows: problem.clouds ? problem.clouds.start.length / genes : 0,
  };
}
