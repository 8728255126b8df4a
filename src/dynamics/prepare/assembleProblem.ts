/**
 * Combines masks, clamps, endpoints, weights and cells into the Problem a device trains on, with the clouds that
 * presets SH and S0 compare (docs/method.md, "Clouds of cells").
 */
import { trainingScheme, type TrainingSettings } from '../settings';
import type { CloudEndpoints, Endpoint, Problem, Shift } from '../problem';
import { interventionRow, type InterventionValues } from './interventionValues';
import type { MeasuredPerturbation } from './measured';
import type { TrainingCells } from './trainingCells';

/** Added (squared) to the squared standard errors before they become weights; z units. */
const ERROR_FLOOR = 0.05;
/** Weight of the variance of log δ: chosen by held-out error on simulated overexpression screens. */
const DELTA_PRIOR = 0.1;

export interface ProblemParts {
  readonly settings: TrainingSettings;
  readonly values: InterventionValues;
  /** The training ones. */
  readonly learned: readonly MeasuredPerturbation[];
  readonly training: TrainingCells;
  /** [cells × G] those of `training`, capped. */
  readonly cells: Float32Array;
  readonly candidates: Int32Array;
  /** One sample per condition: the cell term is off and all endpoints have the same weight. */
  readonly oneSample: boolean;
  readonly clouds: CloudEndpoints | null;
  /** [R × G] as Problem.pathFactors. */
  readonly edgePenalty: Float32Array | null;
}

export function assembleProblem(parts: ProblemParts): Problem {
  const { settings, values, learned, training, cells, candidates, oneSample, clouds, edgePenalty } = parts;
  const genes = values.knockoutValue.length;
  const count = learned.length;
  const keep = new Float32Array(count * genes);
  const clamp = new Float32Array(count * genes);
  const shifts: Shift[] = [];
  const endpoints: Endpoint[] = [];
  const { solverSteps, stages } = trainingScheme(
    settings,
    learned.every(({ endpoints: measured }) => measured.every(({ step }) => step === settings.solverSteps)),
  );
  learned.forEach(({ interventions, endpoints: measured }, perturbation) => {
    const row = interventionRow(values, interventions, new Float64Array(0));
    keep.set(row.keep, perturbation * genes);
    clamp.set(row.clamp, perturbation * genes);
    for (const { gene, kind } of interventions)
      if (kind === 'overexpression' && values.deltaGenes.includes(gene))
        shifts.push({ perturbation, gene, delta: values.deltaGenes.indexOf(gene) });
    for (const { step } of measured)
      endpoints.push({ perturbation, step: (step * solverSteps) / settings.solverSteps });
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
    solverSteps,
    stages,
    endpoints,
    clouds,
    ...weightedTargets(learned, genes, oneSample, values.latent),
    cells,
    maskOfCell: training.conditionOfCell,
    cellMask: cellMasks(training, genes, values.latent),
    cellWeight: oneSample ? 0 : settings.cellWeight,
    pathWeight: settings.pathWeight,
    pathFactors: edgePenalty,
    deltaPrior: deltas < 2 ? 0 : DELTA_PRIOR / deltas,
  };
}

/** 1/(se² + .05²), divided by its sum over all endpoints and genes; 0 at targets and at genes that are not measured. */
function weightedTargets(
  perturbations: readonly MeasuredPerturbation[],
  genes: number,
  oneSample: boolean,
  latent: readonly number[],
): { target: Float32Array; weight: Float32Array } {
  const rows = perturbations.flatMap(({ interventions, endpoints }) =>
    endpoints.map((endpoint) => ({ ...endpoint, interventions })),
  );
  const target = new Float32Array(rows.length * genes);
  const weight = new Float32Array(rows.length * genes);
  const precisionOf = (error: number) => (oneSample ? 1 : 1 / (error ** 2 + ERROR_FLOOR ** 2));
  let total = 0;
  for (const { standardError } of rows)
    standardError.forEach((error, g) => {
      if (!latent.includes(g)) total += precisionOf(error);
    });
  rows.forEach(({ shift, standardError, interventions }, row) => {
    target.set(shift, row * genes);
    for (let g = 0; g < genes; g++) weight[row * genes + g] = precisionOf(standardError[g] as number) / total;
    for (const { gene } of interventions) weight[row * genes + gene] = 0;
    for (const gene of latent) weight[row * genes + gene] = 0;
  });
  return { target, weight };
}

/** [conditions × G] 0 at the genes set in a condition's own cells, and at genes that are not measured. */
function cellMasks({ conditions }: TrainingCells, genes: number, latent: readonly number[]): Float32Array {
  const mask = new Float32Array(conditions.length * genes).fill(1);
  conditions.forEach(({ interventions }, condition) => {
    for (const { gene } of interventions) mask[condition * genes + gene] = 0;
    for (const gene of latent) mask[condition * genes + gene] = 0;
  });
  return mask;
}

/** With the ½ in the cost: twice the mean square of a shift of the whole cloud. */
const WEIGHT = 4;
/** The cross loop needs 5 to 35 iterations to the tolerance; distant clouds rarely more. */
const ITERATIONS = 100;
const TOLERANCE = 1e-3;

/**
 * Control cells from which trajectories start, and the cells measured at each endpoint, as rows of `cells` [cells × G]:
 * translated to corrected means and capped. `perturbations`: the training ones in the order of the problem's endpoints.
 * Without controls every training cell is a start, moved back by the mean of its condition: the fixed point z = 0 is
 * then the mean of the starts.
 */
export function cloudEndpoints(
  perturbations: readonly MeasuredPerturbation[],
  training: TrainingCells,
  cells: Float32Array,
  comparedWith: 'controls' | 'others',
  blur: number,
): CloudEndpoints {
  const maskOfEndpoint = perturbations.flatMap(({ endpoints }, perturbation) =>
    endpoints.map(({ time }) =>
      training.conditions.findIndex(
        (condition) => condition.perturbation === perturbation && condition.time === time,
      ),
    ),
  );
  return {
    start: comparedWith === 'controls' ? controlCells(training, cells) : movedBack(training, cells),
    measured: measuredRows(training, maskOfEndpoint),
    maskOfEndpoint: Int32Array.from(maskOfEndpoint),
    weight: WEIGHT,
    blur,
    iterations: ITERATIONS,
    tolerance: TOLERANCE,
  };
}

/** Per endpoint, the rows of its condition. */
function measuredRows(
  { conditionOfCell, conditions }: TrainingCells,
  conditionOfEndpoint: readonly number[],
): Int32Array[] {
  const rows: number[][] = conditions.map(() => []);
  conditionOfCell.forEach((condition, row) => rows[condition]?.push(row));
  return conditionOfEndpoint.map((condition) => Int32Array.from(rows[condition] ?? []));
}

function rowsWhere({ conditionOfCell }: TrainingCells, isIn: (condition: number) => boolean): Int32Array {
  return Int32Array.from(conditionOfCell.keys()).filter((row) => isIn(conditionOfCell[row] as number));
}

function controlCells(training: TrainingCells, cells: Float32Array): Float32Array {
  const genes = cells.length / training.conditionOfCell.length;
  const rows = rowsWhere(training, (condition) => training.conditions[condition]?.perturbation === -1);
  const start = new Float32Array(rows.length * genes);
  rows.forEach((row, i) => start.set(cells.subarray(row * genes, (row + 1) * genes), i * genes));
  return start;
}

function movedBack({ conditionOfCell, centres }: TrainingCells, cells: Float32Array): Float32Array {
  const genes = cells.length / conditionOfCell.length;
  return cells.map((value, p) => {
    const centre = (conditionOfCell[Math.floor(p / genes)] as number) * genes + (p % genes);
    return value - (centres[centre] as number);
  });
}

/**
 * Number of hidden units M: the setting; else 2R, and for `compact`, whose units are read as the modules themselves,
 * R/2 within 10 to 30 and at most 2R.
 */
export function hiddenUnits({ modules, preset }: TrainingSettings, regulators: number): number {
  const many = 2 * regulators;
  if (modules !== null) return modules;
  return preset === 'compact' ? Math.min(many, Math.max(10, Math.min(30, Math.ceil(regulators / 2)))) : many;
}
