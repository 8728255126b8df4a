/** The direction of genes whose change was measured clearly. */
import type { PredictedShift } from '../predictors';

export interface MeasuredShift extends PredictedShift {
  /** [G] of the measured change. */
  readonly standardError: ArrayLike<number>;
}

export interface DirectionHits {
  /** Genes not set whose measured change is beyond two standard errors. */
  readonly clear: number;
  /** Of those: predicted in the measured direction, and predicted to change at all. */
  readonly right: number;
  readonly predicted: number;
}

export function directionHits({ predicted, measured, standardError, targets }: MeasuredShift): DirectionHits {
  const hits = { clear: 0, right: 0, predicted: 0 };
  for (let gene = 0; gene < measured.length; gene++) {
    const change = measured[gene] as number;
    if (targets.includes(gene) || Math.abs(change) <= 2 * (standardError[gene] as number)) continue;
    const product = (predicted[gene] as number) * change;
    hits.clear += 1;
    if (product > 0) hits.right += 1;
    if (product !== 0) hits.predicted += 1;
  }
  return hits;
}

/** Share in the measured direction over all perturbations; null where nothing is clear or nothing at all is predicted. */
export function directionOfClearGenes(shifts: readonly MeasuredShift[]): number | null {
  return pooledDirection(shifts.map(directionHits));
}

/** The same of perturbations counted before. */
export function pooledDirection(hits: readonly DirectionHits[]): number | null {
  const total = (of: keyof DirectionHits) => hits.reduce((sum, one) => sum + one[of], 0);
  return total('predicted') === 0 ? null : total('right') / total('clear');
}
