/**
 * The factor κ that predictions are multiplied by, from perturbations the model did not see, and what is left of their
 * error over no change then (docs/method.md, "Predictions are shrunk"). Scores themselves are evaluation/predictors.ts.
 */
import { errorOverNoChange, type PredictedShift } from '../evaluation/predictors';

/** A prediction of one labelled perturbation; several time points share the label. */
export interface LabelledShift extends PredictedShift {
  readonly label: string;
}

/** κ = Σ Δ̂·D / Σ Δ̂², genes set by the experimenter left out, clipped to [0, 1.2]; 1 where nothing was predicted. */
export function shrinkage(shifts: readonly PredictedShift[]): number {
  let cross = 0;
  let square = 0;
  for (const { predicted, measured, targets } of shifts) {
    for (let gene = 0; gene < measured.length; gene++) {
      if (targets.includes(gene)) continue;
      const p = predicted[gene] ?? 0;
      cross += p * (measured[gene] ?? 0);
      square += p * p;
    }
  }
  return square > 0 ? Math.min(1.2, Math.max(0, cross / square)) : 1;
}

export function shrunk<Shift extends PredictedShift>(shift: Shift, kappa: number): Shift {
  return { ...shift, predicted: Float64Array.from(shift.predicted, (value) => kappa * value) };
}

/**
 * The error over no change after shrinking, judged honestly: each perturbation with the κ of all the others. With its own
 * κ no prediction could ever be worse than no change; with this one, noise and wrong labels come out at 1 or above.
 * 1 where nothing changed.
 */
export function shrunkErrorOverNoChange(shifts: readonly LabelledShift[]): number {
  const judged = shifts.map((shift) =>
    shrunk(shift, shrinkage(shifts.filter(({ label }) => label !== shift.label))),
  );
  return errorOverNoChange(judged) ?? 1;
}
