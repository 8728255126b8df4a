/**
 * Error of predicted changes relative to the trivial predictions: no change, and the mean of the training perturbations. Genes set by the
 * experimenter are left out throughout.
 */

/** Predicted and measured change of one perturbation. [G], in any unit. */
export interface PredictedShift {
  readonly predicted: ArrayLike<number>;
  readonly measured: ArrayLike<number>;
  /** Genes set by the experimenter. */
  readonly targets: readonly number[];
}

/** Means over the genes of one perturbation: squared error and squared change. */
export interface SquaredError {
  readonly error: number;
  readonly change: number;
}

export function squaredError(shift: PredictedShift): SquaredError {
  const genes = freeGenes(shift.measured.length, shift.targets);
  let error = 0;
  let change = 0;
  for (const g of genes) {
    const measured = shift.measured[g] ?? 0;
    error += ((shift.predicted[g] ?? 0) - measured) ** 2 / genes.length;
    change += measured ** 2 / genes.length;
  }
  return { error, change };
}

/**
 * Mean squared error over that of predicting no change: below 1 is better. Every perturbation has equal weight (mean over its genes). null
 * where nothing changed or there is nothing to compare.
 */
export function errorOverNoChange(shifts: readonly PredictedShift[]): number | null {
  return pooledError(shifts.map(squaredError));
}

/** The same from errors that are already computed. */
export function pooledError(errors: readonly SquaredError[]): number | null {
  const change = errors.reduce((sum, one) => sum + one.change, 0);
  return change > 0 ? errors.reduce((sum, one) => sum + one.error, 0) / change : null;
}

/** Whether an error over no change is below 1 by at least half of the whole percent it is printed with. */
export function beatsNoChange(error: number): boolean {
  return error < 0.995;
}

/** Pearson's r of predicted and measured change over genes; null where either is constant: a constant is uninformative, not wrong. */
export function pearsonOfChange(shift: PredictedShift): number | null {
  const genes = freeGenes(shift.measured.length, shift.targets);
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
 * [G] trivial prediction for any unseen perturbation: the mean measured change of the training perturbations, each excluded at its own
 * targets; 0 for a gene that all of them set.
 */
export function meanTrainingShift(
  training: readonly Pick<PredictedShift, 'measured' | 'targets'>[],
  genes: number,
): Float64Array {
  const sums = new Float64Array(genes);
  const counts = new Int32Array(genes);
  for (const shift of training)
    for (const g of freeGenes(genes, shift.targets)) {
      sums[g] = (sums[g] as number) + (shift.measured[g] ?? 0);
      counts[g] = (counts[g] as number) + 1;
    }
  return sums.map((sum, g) => sum / Math.max(1, counts[g] as number));
}

/** Genes that the experimenter did not set, ascending; a loop for speed, with thousands of perturbations. */
export function freeGenes(genes: number, targets: readonly number[]): Int32Array {
  const free = new Int32Array(genes);
  let count = 0;
  for (let g = 0; g < genes; g++) if (!targets.includes(g)) free[count++] = g;
  return free.subarray(0, count);
}

/** Number of folds of cross-validation for a number of training perturbations. */
export function foldCount(perturbations: number): number {
  if (perturbations < 3) return 0;
  return perturbations >= 6 ? 3 : perturbations;
}
