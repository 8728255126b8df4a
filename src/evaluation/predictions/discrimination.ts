/** Whether predictions tell perturbations apart: is a prediction nearer to what it predicts than to what others did? */
import type { PredictedShift } from '../predictors';

/**
 * [perturbations] the discrimination score PDS of the Virtual Cell Challenge (Arc Institute, cell-eval): 1 − r/N with r the rank, from
 * 0, of the perturbation among all N by the L1 distance of its prediction to what was measured of each, over the genes that the
 * predicted perturbation did not set. 1: always the nearest. One guess for all gives (N + 1)/2N on average where nothing was set; else
 * more, since what others set stays in their distance: read it beside that of no change. Others at the very same distance count half.
 * Compare perturbations of one time point only.
 */
export function discriminationScores(shifts: readonly PredictedShift[]): readonly number[] {
  return shifts.map(({ predicted, targets }, own) => {
    const distances = shifts.map(({ measured }) => {
      let distance = 0;
      for (let gene = 0; gene < predicted.length; gene++)
        if (!targets.includes(gene))
          distance += Math.abs((predicted[gene] as number) - (measured[gene] as number));
      return distance;
    });
    const ownDistance = distances[own] as number;
    const nearer = distances.filter((distance) => distance < ownDistance).length;
    const asNear = distances.filter((distance) => distance === ownDistance).length - 1;
    return 1 - (nearer + asNear / 2) / shifts.length;
  });
}
