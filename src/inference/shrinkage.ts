/**
 * How far predictions can be trusted, from perturbations the model did not see: their error over that of predicting no
 * change, and the factor κ that predictions are multiplied by (docs/method.md, "Predictions are shrunk").
 */

/** A predicted and a measured mean shift [G] in z; `targets` are genes set by the experimenter and never judged. */
export interface PredictedShift {
  readonly label: string;
  readonly targets: readonly number[];
  readonly predicted: ArrayLike<number>;
  readonly measured: ArrayLike<number>;
}

interface Sums {
  readonly cross: number;
  readonly predictedSquare: number;
  readonly measuredSquare: number;
}

function sums(shifts: readonly PredictedShift[]): Sums {
  let cross = 0;
  let predictedSquare = 0;
  let measuredSquare = 0;
  for (const { predicted, measured, targets } of shifts) {
    for (let gene = 0; gene < measured.length; gene++) {
      if (targets.includes(gene)) continue;
      const p = predicted[gene] ?? 0;
      const m = measured[gene] ?? 0;
      cross += p * m;
      predictedSquare += p * p;
      measuredSquare += m * m;
    }
  }
  return { cross, predictedSquare, measuredSquare };
}

/** κ = Σ Δ̂·D / Σ Δ̂², clipped to [0, 1.2]; 1 where nothing was predicted. */
export function shrinkage(shifts: readonly PredictedShift[]): number {
  const { cross, predictedSquare } = sums(shifts);
  return predictedSquare > 0 ? Math.min(1.2, Math.max(0, cross / predictedSquare)) : 1;
}

/** Σ (κ Δ̂ − D)² / Σ D² over all shifts: below 1 is better than predicting no change. */
export function errorOverNoChange(shifts: readonly PredictedShift[], kappa = 1): number {
  const { cross, predictedSquare, measuredSquare } = sums(shifts);
  if (measuredSquare === 0) return 1;
  return (kappa * kappa * predictedSquare - 2 * kappa * cross + measuredSquare) / measuredSquare;
}

/**
 * The error over no change after shrinking, judged honestly: each perturbation with the κ of all the others. With its own
 * κ no prediction could ever be worse than no change; with this one, noise and wrong labels come out at 1 or above.
 */
export function shrunkErrorOverNoChange(shifts: readonly PredictedShift[]): number {
  const labels = [...new Set(shifts.map(({ label }) => label))];
  let error = 0;
  let none = 0;
  for (const label of labels) {
    const own = shifts.filter((shift) => shift.label === label);
    const kappa = shrinkage(shifts.filter((shift) => shift.label !== label));
    const { measuredSquare } = sums(own);
    error += errorOverNoChange(own, kappa) * measuredSquare;
    none += measuredSquare;
  }
  return none > 0 ? error / none : 1;
}
