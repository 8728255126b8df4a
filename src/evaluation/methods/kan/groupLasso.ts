/**
 * The group lasso (Yuan & Lin 2006): minimises w′Cw/2 − c′w + λ Σ ‖w_group‖ over groups of neighbouring coefficients, group after group by
 * a majorised step (Yang & Zou 2015), first over all groups, then over those in use until they settle.
 */

export interface GroupProblem {
  /** [n × n] and [n] covariances of the predictors and with the response. */
  readonly covariance: Float64Array;
  readonly response: Float64Array;
  /** [groups + 1] first coefficient of every group, and n. */
  readonly starts: Int32Array;
  readonly penalty: number;
  /** A group that stays 0; −1: none. */
  readonly excluded: number;
}

const MOST_SWEEPS = 500;
/** Largest change of a coefficient in the last sweep. */
const TOLERANCE = 1e-5;

/** [n] */
export function groupLasso({ covariance, response, starts, penalty, excluded }: GroupProblem): Float64Array {
  const n = response.length;
  const weights = new Float64Array(n);
  /** c − C w */
  const rest = response.slice();
  const groups = [...starts.keys()].slice(0, -1).filter((group) => group !== excluded);
  const curvatures = groups.map((group) => largestRowSum(covariance, n, starts, group));
  const isUsed = groups.map(() => false);
  const sweep = (every: boolean): number => {
    let largest = 0;
    for (const [at, group] of groups.entries()) {
      if (!every && isUsed[at] !== true) continue;
      const curvature = curvatures[at] as number;
      const [from, to] = [starts[group] as number, starts[group + 1] as number];
      let square = 0;
      for (let k = from; k < to; k++)
        square += ((weights[k] as number) + (rest[k] as number) / curvature) ** 2;
      const kept = Math.max(0, 1 - penalty / (curvature * Math.sqrt(square)));
      isUsed[at] = kept > 0;
      for (let k = from; k < to; k++) {
        const before = weights[k] as number;
        const after = kept > 0 ? kept * (before + (rest[k] as number) / curvature) : 0;
        moves[k] = after - before;
        weights[k] = after;
      }
      for (let k = from; k < to; k++) {
        const move = moves[k] as number;
        if (move === 0) continue;
        largest = Math.max(largest, Math.abs(move));
        for (let i = 0, p = k * n; i < n; i++, p++)
          rest[i] = (rest[i] as number) - move * (covariance[p] as number);
      }
    }
    return largest;
  };
  const moves = new Float64Array(n);
  for (let round = 0; round < MOST_SWEEPS; round++) {
    if (sweep(true) < TOLERANCE) break;
    for (let inner = 0; inner < MOST_SWEEPS; inner++) if (sweep(false) < TOLERANCE) break;
  }
  return weights;
}

/** An upper bound of the curvature within a group; 1 for constant predictors. */
function largestRowSum(covariance: Float64Array, n: number, starts: Int32Array, group: number): number {
  let largest = 0;
  for (let i = starts[group] as number; i < (starts[group + 1] as number); i++) {
    let sum = 0;
    for (let j = starts[group] as number; j < (starts[group + 1] as number); j++)
      sum += Math.abs(covariance[i * n + j] as number);
    largest = Math.max(largest, sum);
  }
  return largest || 1;
}
