/**
 * How far predictions are trusted, from perturbations the model did not see: the factor κ of what it predicts, the share μ of
 * what all perturbations have in common, and what is left of the error over no change then (docs/method.md, "Predictions are
 * shrunk"). Scores themselves are evaluation/predictors.ts.
 */
import { errorOverNoChange, type PredictedShift } from '../../evaluation/predictions/predictionError';

/** A prediction of one labelled perturbation; several time points share the label. */
export interface LabelledShift extends PredictedShift {
  readonly label: string;
  /** [G] D̄: what the perturbations trained on have in common; 0 where there is nothing of that kind. */
  readonly shared: ArrayLike<number>;
  /**
   * [G] what the sampling of the controls may add to D̄ D: both are told against them, so their chance would be "predicted" even
   * where labels mean nothing. Σ D̄ D is lessened by it. 0 where there are no controls.
   */
  readonly sharedChance: ArrayLike<number>;
}

/** κ and μ, each in [0, 1.2]. */
export interface Trust {
  readonly kappa: number;
  readonly shared: number;
}

/** Sums over genes and time points of one perturbation, genes set by the experimenter left out. */
interface Sums {
  readonly predicted: number;
  readonly shared: number;
  readonly both: number;
  readonly predictedMeasured: number;
  readonly sharedMeasured: number;
}

const largest = 1.2;
/** Fewest perturbations that say whether what is shared helps. */
const ENOUGH = 3;

/**
 * κ and μ of the smallest Σ (κ Δ̂ + μ D̄ − D)². μ is 0 (and κ = Σ Δ̂ D / Σ Δ̂²) where that predicts perturbations left out better,
 * or where there are fewer than three; κ is 1 where nothing was predicted.
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
 * Each perturbation shrunk by what all the others suggest: judged honestly. With its own κ no prediction could ever be worse
 * than no change; with this one, noise and wrong labels come out at 1 or above.
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

/** Of shifts shrunk by what the others suggest; 1 where nothing changed. */
export function shrunkErrorOverNoChange(shifts: readonly LabelledShift[]): number {
  return errorOverNoChange(shrunkByOthers(shifts)) ?? 1;
}

function bestOf(parts: readonly Sums[]): Trust {
  const total = parts.reduce((sum, part) => added(sum, part, 1), nothing);
  const leftOutError = (fit: (sums: Sums) => Trust) =>
    parts.reduce((error, part) => error + errorBeyondNoChange(part, fit(added(total, part, -1))), 0);
  const isStacked = parts.length >= ENOUGH && leftOutError(stacked) < leftOutError(alone);
  return isStacked ? stacked(total) : alone(total);
}

function alone(sums: Sums): Trust {
  return { kappa: sums.predicted > 0 ? within(sums.predictedMeasured / sums.predicted) : 1, shared: 0 };
}

/** The least squares inside the square, or on the edge of it that is best. */
function stacked(sums: Sums): Trust {
  const { predicted, shared, both, predictedMeasured, sharedMeasured } = sums;
  if (!(predicted > 0 && shared > 0)) return alone(sums);
  const determinant = predicted * shared - both * both;
  const inside: Trust = {
    kappa: (shared * predictedMeasured - both * sharedMeasured) / determinant,
    shared: (predicted * sharedMeasured - both * predictedMeasured) / determinant,
  };
  if (within(inside.kappa) === inside.kappa && within(inside.shared) === inside.shared) return inside;
  const edges = [0, largest].flatMap((end): Trust[] => [
    { kappa: within((predictedMeasured - end * both) / predicted), shared: end },
    { kappa: end, shared: within((sharedMeasured - end * both) / shared) },
  ]);
  return edges.reduce(
    (best, edge) => (errorBeyondNoChange(sums, edge) < errorBeyondNoChange(sums, best) ? edge : best),
    alone(sums),
  );
}

function within(value: number): number {
  return Math.min(largest, Math.max(0, value));
}

/** Σ (κ Δ̂ + μ D̄ − D)² − Σ D². */
function errorBeyondNoChange(sums: Sums, { kappa, shared }: Trust): number {
  return (
    kappa * kappa * sums.predicted +
    shared * shared * sums.shared +
    2 * (kappa * shared * sums.both - kappa * sums.predictedMeasured - shared * sums.sharedMeasured)
  );
}

const nothing: Sums = { predicted: 0, shared: 0, both: 0, predictedMeasured: 0, sharedMeasured: 0 };

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
    sums.set(shift.label, added(sums.get(shift.label) ?? nothing, sumsOf(shift), 1));
  return sums;
}

function sumsOf({ predicted, measured, shared, sharedChance, targets }: LabelledShift): Sums {
  const sums = { ...nothing };
  for (let gene = 0; gene < measured.length; gene++) {
    if (targets.includes(gene)) continue;
    const [p, m, d] = [predicted[gene] as number, measured[gene] as number, shared[gene] as number];
    sums.predicted += p * p;
    sums.shared += d * d;
    sums.both += p * d;
    sums.predictedMeasured += p * m;
    sums.sharedMeasured += d === 0 ? 0 : d * m - (sharedChance[gene] as number);
  }
  return sums;
}
