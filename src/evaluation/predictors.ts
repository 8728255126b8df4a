/**
 * What a prediction of a perturbation has to beat, and by how much: no change at all, and the mean of the perturbations
 * trained on. Genes the experimenter set are left out of every number.
 */

/** Predicted and measured change of one perturbation. [G], in any one unit. */
export interface PredictedShift {
  readonly predicted: ArrayLike<number>;
  readonly measured: ArrayLike<number>;
  /** Genes set by the experimenter. */
  readonly targets: readonly number[];
}

/**
 * Mean squared error over that of predicting no change: below 1 is better than nothing. Every perturbation counts alike
 * (the mean over its genes). null where nothing changed or there is nothing to compare.
 */
export function errorOverNoChange(shifts: readonly PredictedShift[]): number | null {
  let error = 0;
  let change = 0;
  for (const shift of shifts) {
    const genes = freeGenes(shift);
    for (const g of genes) {
      const measured = shift.measured[g] ?? 0;
      error += ((shift.predicted[g] ?? 0) - measured) ** 2 / genes.length;
      change += measured ** 2 / genes.length;
    }
  }
  return change > 0 ? error / change : null;
}

/** Whether an error over no change is below 1 by at least half the whole percent it is printed with. */
export function beatsNoChange(error: number): boolean {
  return error < 0.995;
}

/**
 * Pearson correlation of predicted and measured change over genes (Pearson Δ). null where either does not vary: a constant
 * prediction is not wrong, it says nothing.
 */
export function pearsonOfChange(shift: PredictedShift): number | null {
  const genes = freeGenes(shift);
  const meanOf = (values: ArrayLike<number>) =>
    genes.reduce((sum, g) => sum + (values[g] ?? 0), 0) / genes.length;
  const [meanPredicted, meanMeasured] = [meanOf(shift.predicted), meanOf(shift.measured)];
  let both = 0;
  let predictedSquares = 0;
  let measuredSquares = 0;
  for (const g of genes) {
    const p = (shift.predicted[g] ?? 0) - meanPredicted;
    const m = (shift.measured[g] ?? 0) - meanMeasured;
    both += p * m;
    predictedSquares += p * p;
    measuredSquares += m * m;
  }
  const product = predictedSquares * measuredSquares;
  return product > 0 ? both / Math.sqrt(product) : null;
}

/**
 * [G] the trivial prediction for any unseen perturbation: the mean measured change of the training perturbations, each left
 * out at its own targets; 0 for a gene that every one of them sets.
 */
export function meanTrainingShift(
  training: readonly Pick<PredictedShift, 'measured' | 'targets'>[],
  genes: number,
): Float64Array {
  return Float64Array.from({ length: genes }, (_, g) => {
    const free = training.filter(({ targets }) => !targets.includes(g));
    return free.reduce((sum, { measured }) => sum + (measured[g] ?? 0), 0) / Math.max(1, free.length);
  });
}

function freeGenes({ measured, targets }: PredictedShift): number[] {
  return Array.from({ length: measured.length }, (_, g) => g).filter((g) => !targets.includes(g));
}
