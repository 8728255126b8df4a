/** Puts masks, clamps, endpoints, weights and cells together as the Problem a device trains on. */
import type { TrainingSettings } from '../settings';
import type { CloudEndpoints, Endpoint, Problem, Shift } from '../problem';
import { hiddenUnits } from './hiddenUnits';
import { interventionRow } from './interventionRow';
import type { InterventionValues, MeasuredPerturbation } from './prepared';
import type { TrainingCells } from './trainingCells';

/** Added (squared) to the squared standard errors before they become weights; z units. */
const ERROR_FLOOR = 0.05;
/** Weight of the variance of log δ: chosen by held-out error on simulated overexpression screens. */
const DELTA_PRIOR = 0.1;

/**
 * `perturbations` are the training ones; `cells` [cells × G] those of `training`, capped. With one sample per condition
 * the cell term is off and all endpoints weigh alike.
 */
export function assembleProblem(
  settings: TrainingSettings,
  values: InterventionValues,
  perturbations: readonly MeasuredPerturbation[],
  training: TrainingCells,
  cells: Float32Array,
  candidates: Int32Array,
  oneSample: boolean,
  clouds: CloudEndpoints | null,
): Problem {
  const genes = values.knockoutValue.length;
  const count = perturbations.length;
  const keep = new Float32Array(count * genes);
  const clamp = new Float32Array(count * genes);
  const shifts: Shift[] = [];
  const endpoints: Endpoint[] = [];
  perturbations.forEach(({ interventions, endpoints: measured }, perturbation) => {
    const row = interventionRow(values, interventions, new Float64Array(0));
    keep.set(row.keep, perturbation * genes);
    clamp.set(row.clamp, perturbation * genes);
    for (const { gene, kind } of interventions)
      if (kind === 'overexpression')
        shifts.push({ perturbation, gene, delta: values.deltaGenes.indexOf(gene) });
    for (const { step } of measured) endpoints.push({ perturbation, step });
  });
  const deltas = values.deltaGenes.length;
  return {
    shape: {
      genes,
      regulators: candidates.length,
      modules: hiddenUnits(settings, candidates.length),
      deltas,
    },
    regulators: candidates,
    perturbations: count,
    keep,
    clamp,
    shifts,
    horizon: settings.horizon,
    solverSteps: settings.solverSteps,
    adjoint: settings.adjoint,
    endpoints,
    clouds,
    ...weightedTargets(perturbations, genes, oneSample),
    cells,
    maskOfCell: training.conditionOfCell,
    cellMask: cellMasks(training, genes),
    cellWeight: oneSample ? 0 : settings.cellWeight,
    pathWeight: settings.pathWeight,
    deltaPrior: deltas < 2 ? 0 : DELTA_PRIOR / deltas,
  };
}

/** 1/(se² + .05²) over its mean over all endpoints and genes, over their number; 0 at targets. */
function weightedTargets(
  perturbations: readonly MeasuredPerturbation[],
  genes: number,
  oneSample: boolean,
): { target: Float32Array; weight: Float32Array } {
  const rows = perturbations.flatMap(({ interventions, endpoints }) =>
    endpoints.map((endpoint) => ({ ...endpoint, interventions })),
  );
  const target = new Float32Array(rows.length * genes);
  const weight = new Float32Array(rows.length * genes);
  const precisionOf = (error: number) => (oneSample ? 1 : 1 / (error ** 2 + ERROR_FLOOR ** 2));
  let total = 0;
  for (const { standardError } of rows) for (const error of standardError) total += precisionOf(error);
  rows.forEach(({ shift, standardError, interventions }, row) => {
    target.set(shift, row * genes);
    for (let g = 0; g < genes; g++) weight[row * genes + g] = precisionOf(standardError[g] as number) / total;
    for (const { gene } of interventions) weight[row * genes + gene] = 0;
  });
  return { target, weight };
}

/** [conditions × G] 0 at the genes set in a condition's own cells. */
function cellMasks({ conditions }: TrainingCells, genes: number): Float32Array {
  const mask = new Float32Array(conditions.length * genes).fill(1);
  conditions.forEach(({ interventions }, condition) => {
    for (const { gene } of interventions) mask[condition * genes + gene] = 0;
  });
  return mask;
}
