/**
 * Predictions judged against the mean perturbed cell. Much of what perturbations do they all do alike (stress, delivery), which
 * inflates correlations with the change against control (Viñas Torné et al., Systema, Nature Biotechnology 2025); what is left
 * here is what tells them apart.
 */
import { pearsonOfChange, type PredictedShift } from '../predictors';

/** Both sides minus `mean` [G], the mean change of the perturbations known (evaluation/predictors `meanTrainingShift`). */
function againstMean<Shift extends PredictedShift>(shift: Shift, mean: ArrayLike<number>): Shift {
  const minusMean = (values: ArrayLike<number>) =>
    Float64Array.from(
      { length: mean.length },
      (_, gene) => (values[gene] as number) - (mean[gene] as number),
    );
  return { ...shift, predicted: minusMean(shift.predicted), measured: minusMean(shift.measured) };
}

/** Pearson's correlation over the genes not set; null where either side does not differ from the mean. */
export function pearsonAgainstMean(shift: PredictedShift, mean: ArrayLike<number>): number | null {
  return pearsonOfChange(againstMean(shift, mean));
}
