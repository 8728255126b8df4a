/**
 * Shrinkage of predictions, from perturbations the model did not see: the factor κ of the model's prediction, the weight μ of the shared
 * response, and the remaining error over no change (docs/method.md, "Predictions are shrunk"). Errors are in
 * evaluation/predictions/predictionError.ts.
 */
import { errorOverNoChange, type PredictedShift } from '../../evaluation/predictions/predictionError';

/** Prediction of one labelled perturbation; time points share the label. */
export interface LabelledShift extends PredictedShift {
  readonly label: string;
  /** [G] D̄: shared response of the training perturbations; 0 without one. */
  readonly shared: ArrayLike<number>;
}

/** κ and μ, each in [0, 1.2]. */
export interface Trust {
  readonly kappa: number;
  readonly shared: number;
}

/** Sums over free genes and time points of one perturbation. */
interface Sums {
  readonly predicted: number;
  readonly shared: number;
  readonly both: number;
  readonly predictedMeasured: number;
  readonly sharedMeasured: number;
}

const MAX_FACTOR = 1.2;
/** Minimum number of perturbations to estimate μ. */
const MIN_PERTURBATIONS = 3;

/**
 * κ and μ minimise Σ (κ Δ̂ + μ D̄ − D)². μ is 0 (and κ = Σ Δ̂ D / Σ Δ̂²) where that predicts left-out perturbations better, or with fewer
 * than three perturbations; κ is 1 where nothing was predicted.
 */
export function shrinkage(shifts: readonly LabelledShift[]): Trust {
  return bestOf([...sumsByLabel(shifts).values()]);
}

export function shrunk<Shift extends LabelledShift>(shift: Shift, { kappa, shared }: Trust): Shift {
  const predicted = Float64Array.from(
    shift.predicted,
    (value, gene) => kappa * value + shared * (shift.shared[gene] as number),
  );
  return { ...shift, predicted };
}

/**
 * Each perturbation shrunk by the κ and μ of the others, for an unbiased error: with its own κ a prediction could never be worse than no
 * change, with these, noise and wrong labels give 1 or above.
 */
export function shrunkByOthers<Shift extends LabelledShift>(shifts: readonly Shift[]): readonly Shift[] {
  const sums = sumsByLabel(shifts);
  const trusts = new Map(
    [...sums.keys()].map((own) => [
      own,
      bestOf([...sums].filter(([label]) => label !== own).map(([, others]) => others)),
    ]),
  );
  return shifts.map((shift) => {
    const trust = trusts.get(shift.label);
    return trust ? shrunk(shift, trust) : shift;
  });
}

/** Error of shifts shrunk by the others; 1 where nothing changed. */
export function shrunkErrorOverNoChange(shifts: readonly LabelledShift[]): number {
  return errorOverNoChange(shrunkByOthers(shifts)) ?? 1;
}

function bestOf(parts: readonly Sums[]): Trust {
  const total = parts.reduce((sum, part) => added(sum, part, 1), NO_SUMS);
  const leftOutError = (fit: (sums: Sums) => Trust) =>
    parts.reduce((error, part) => error + errorBeyondNoChange(part, fit(added(total, part, -1))), 0);
  const isStacked = parts.length >= MIN_PERTURBATIONS && leftOutError(stacked) < leftOutError(alone);
  return isStacked ? stacked(total) : alone(total);
}

function alone(sums: Sums): Trust {
  return { kappa: sums.predicted > 0 ? clamped(sums.predictedMeasured / sums.predicted) : 1, shared: 0 };
}

/** Least squares with both factors in [0, 1.2]: the interior solution, or the best point on the boundary. */
function stacked(sums: Sums): Trust {
  const { predicted, shared, both, predictedMeasured, sharedMeasured } = sums;
  if (!(predicted > 0 && shared > 0)) return alone(sums);
  const determinant = predicted * shared - both * both;
  const inside: Trust = {
    kappa: (shared * predictedMeasured - both * sharedMeasured) / determinant,
    shared: (predicted * sharedMeasured - both * predictedMeasured) / determinant,
  };
  if (clamped(inside.kappa) === inside.kappa && clamped(inside.shared) === inside.shared) return inside;
  const edges = [0, MAX_FACTOR].flatMap((end): Trust[] => [
    { kappa: clamped((predictedMeasured - end * both) / predicted), shared: end },
    { kappa: end, shared: clamped((sharedMeasured - end * both) / shared) },
  ]);
  return edges.reduce(
    (best, edge) => (errorBeyondNoChange(sums, edge) < errorBeyondNoChange(sums, best) ? edge : best),
    alone(sums),
  );
}

function clamped(value: number): number {
  return Math.min(MAX_FACTOR, Math.max(0, value));
}

/** Σ (κ Δ̂ + μ D̄ − D)² − Σ D². */
function errorBeyondNoChange(sums: Sums, { kappa, shared }: Trust): number {
  return (
    kappa * kappa * sums.predicted +
    shared * shared * sums.shared +
    2 * (kappa * shared * sums.both - kappa * sums.predictedMeasured - shared * sums.sharedMeasured)
  );
}

const NO_SUMS: Sums = { predicted: 0, shared: 0, both: 0, predictedMeasured: 0, sharedMeasured: 0 };

function added(a: Sums, b: Sums, sign: 1 | -1): Sums {
  return {
    predicted: a.predicted + sign * b.predicted,
    shared: a.shared + sign * b.shared,
    both: a.both + sign * b.both,
    predictedMeasured: a.predictedMeasured + sign * b.predictedMeasured,
    sharedMeasured: a.sharedMeasured + sign * b.sharedMeasured,
  };
}

function sumsByLabel(shifts: readonly LabelledShift[]): ReadonlyMap<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const shift of shifts)
    sums.set(shift.label, added(sums.get(shift.label) ?? NO_SUMS, sumsOf(shift), 1));
  return sums;
}

function sumsOf({ predicted, measured, shared, targets }: LabelledShift): Sums {
  const sums = { ...NO_SUMS };
  for (let gene = 0; gene < measured.length; gene++) {
    if (targets.includes(gene)) continue;
    const [p, m, d] = [predicted[gene] as number, measured[gene] as number, shared[gene] as number];
    sums.predicted += p * p;
    sums.shared += d * d;
    sums.both += p * d;
    sums.predictedMeasured += p * m;
    sums.sharedMeasured += d * m;
  }
  return sums;
}
