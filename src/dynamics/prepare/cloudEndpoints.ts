/**
 * The clouds that presets SH and S0 compare (docs/method.md, "Clouds of cells"): cells at control that trajectories start
 * from, and the cells measured at each endpoint. Both are rows in the form the cell term sees: translated to corrected
 * means and capped.
 */
import type { CloudEndpoints } from '../problem';
import type { MeasuredPerturbation } from './prepared';
import type { TrainingCells } from './trainingCells';

/** Together with ½ in the cost: twice the mean square of a shift of the whole cloud. */
const WEIGHT = 4;
/** The cross loop needs 5 to 35 iterations to the tolerance; clouds that are far apart seldom more. */
const ITERATIONS = 100;
const TOLERANCE = 1e-3;

/**
 * `perturbations` are the training ones in the order of the problem's endpoints; `cells` [cells × G] those of `training`.
 * Against controls the starts are the control cells. Where cells are compared with one another, every training cell is a
 * start, moved back by the mean of its condition: the fixed point z = 0 is then the mean of the starts.
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

/** Per endpoint, the rows of the condition it was measured in. */
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
