/**
 * Shrinkage of predictions (docs/method.md, "Predictions are shrunk"). Of changes that were not measured: the factor κ of the model's
 * prediction and the weight μ of the shared response, from perturbations the model did not see. Of genes that were measured: a factor from
 * how the fit describes them, less its noise. Errors are in evaluation/predictions/predictionError.ts.
 */
import { type Condition, familyOf } from '../../dataset/dataset';
import { errorOverNoChange, type PredictedShift } from '../../evaluation/predictions/predictionError';
import { NORMAL_QUANTILE } from '../../numerics/statistics';

/** Prediction of one labelled perturbation; time points share the label, doses of one perturbation count as one. */
export interface LabelledShift extends PredictedShift, Pick<Condition, 'label' | 'of'> {
  /** [G] D̄: shared response of the training perturbations; 0 without one. */
  readonly shared: ArrayLike<number>;
  /** Where the predicting fit had measured every gene it sets: the factor of such predictions (measuredFactor); null elsewhere. */
  readonly measuredFactor: number | null;
}

/** κ and μ of changes that were not measured, in [0, MOST_ENLARGED] and [0, 1]. */
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
  readonly measured: number;
  /** Σ over perturbations of the squares of `predicted` and of `shared` of each. */
  readonly predictedSizes: number;
  readonly sharedSizes: number;
}

/** A field that is held back by penalties, and by responses that level off, predicts sizes too small; beyond this factor it is no longer its prediction. */
const MOST_ENLARGED = 2;
/** Minimum number of perturbations to estimate μ. */
const MIN_PERTURBATIONS = 3;
/**
 * Weight of the prior, κ = μ = 0, in perturbations that show no effect, of the size on which the estimate rests; less where predictions
 * leave less of the measured changes than they explain. Chosen on simulated screens (docs/decisions/0045-trust-in-predictions.md, 0107).
 */
const PRIOR_PERTURBATIONS = 1.5;

/**
 * From the perturbations that set a gene that was not measured. κ and μ minimise Σ (κ Δ̂ + μ D̄ − D)² + a (κ² s + μ² u), a the weight of
 * the prior (1.5 times unsureness), s the mean of the sizes Σ Δ̂² of the perturbations, each weighted by itself, and u that of Σ D̄²: of K predictions of equal
 * size the prior has the weight a/K, of a few large ones among many more. μ is 0 where that predicts left-out perturbations better, or
 * with fewer than three perturbations; κ is 1 where nothing was predicted.
 */
export function shrinkage(shifts: readonly LabelledShift[]): Trust {
  return bestOf([...sumsByFamily(unmeasured(shifts)).values()]);
}

/** 95 % interval of κ, by leaving out each perturbation in turn (jackknife); null for fewer than three. */
export function kappaInterval(shifts: readonly LabelledShift[]): readonly [number, number] | null {
  const parts = [...sumsByFamily(unmeasured(shifts)).values()];
  const count = parts.length;
  if (count < MIN_PERTURBATIONS) return null;
  const { kappa } = bestOf(parts);
  const without = parts.map((_, at) => bestOf(parts.toSpliced(at, 1)).kappa);
  const mean = without.reduce((sum, one) => sum + one, 0) / count;
  const squares = without.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const half = NORMAL_QUANTILE * Math.sqrt(((count - 1) / count) * squares);
  return [clamped(kappa - half, MOST_ENLARGED), clamped(kappa + half, MOST_ENLARGED)];
}

/**
 * Factor for predictions of measured genes, from the predictions of a fit's own training perturbations: the slope of measured over
 * predicted, Σ Δ̂ D / Σ Δ̂², times the reliability of the measurement, 1 − Σ se²/Σ D², in [0, 1]. A fit follows the noise of what it was
 * trained on about as far as the signal, so that this share of the slope is noise; 1 where nothing was predicted. The noise of one sample is unknown:
 * where every condition is one, other doses of the same perturbation are its repeats (reliabilityOfDoses), and without any the factor is null; else
 * such conditions do not count. It is null too where combinations of measured genes are among single samples: left out in turn, they tell κ.
 * @param combinations of measured genes that were trained on
 */
export function measuredFactor(training: readonly Repeatable[], combinations = 0): number | null {
  let [predictedSquares, products, measuredSquares, noise] = [0, 0, 0, 0];
  const replicated = training.filter(({ cells }) => cells > 1);
  const isOneSample = training.length > 0 && replicated.length === 0;
  if (isOneSample && combinations >= MIN_PERTURBATIONS) return null;
  const reliability = isOneSample ? reliabilityOfDoses(training) : null;
  if (isOneSample && reliability === null) return null;
  for (const { predicted, measured, standardError, targets } of isOneSample ? training : replicated)
    for (let gene = 0; gene < measured.length; gene++) {
      if (targets.includes(gene)) continue;
      const [p, m] = [predicted[gene] as number, measured[gene] as number];
      predictedSquares += p * p;
      products += p * m;
      measuredSquares += m * m;
      noise += (standardError[gene] as number) ** 2;
    }
  if (!(predictedSquares > 0 && measuredSquares > 0)) return 1;
  return clamped(
    (products / predictedSquares) * (reliability ?? Math.max(0, 1 - noise / measuredSquares)),
    1,
  );
}

interface Repeatable extends PredictedShift, Pick<Condition, 'label' | 'of'> {
  readonly standardError: ArrayLike<number>;
  readonly cells: number;
}

/**
 * Share of the squares of measured changes that is no noise, from doses of one perturbation, whose changes have one direction and noise of their own:
 * Σ D·D′ over Σ |D| |D′|, over all pairs of doses. null without several doses.
 */
function reliabilityOfDoses(training: readonly Repeatable[]): number | null {
  const families = new Map<string, Repeatable[]>();
  for (const one of training) families.set(familyOf(one), [...(families.get(familyOf(one)) ?? []), one]);
  let [products, sizes] = [0, 0];
  for (const doses of families.values())
    doses.forEach((one, at) => {
      for (const other of doses.slice(at + 1)) {
        // Time points of one dose differ by more than noise.
        if (other.label === one.label) continue;
        let [product, own, others] = [0, 0, 0];
        for (let gene = 0; gene < one.measured.length; gene++) {
          if (one.targets.includes(gene)) continue;
          const [a, b] = [one.measured[gene] as number, other.measured[gene] as number];
          product += a * b;
          own += a * a;
          others += b * b;
        }
        products += product;
        sizes += Math.sqrt(own * others);
      }
    });
  return sizes > 0 ? Math.max(0, products / sizes) : null;
}

function unmeasured<Shift extends LabelledShift>(shifts: readonly Shift[]): readonly Shift[] {
  return shifts.filter((shift) => shift.measuredFactor === null);
}

/** A prediction of measured genes by its own factor, every other one by κ and μ. */
export function shrunk<Shift extends LabelledShift>(shift: Shift, trust: Trust): Shift {
  const { kappa, shared } =
    shift.measuredFactor === null ? trust : { kappa: shift.measuredFactor, shared: 0 };
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
  const sums = sumsByFamily(unmeasured(shifts));
  const parts = [...sums.values()];
  const trusts = new Map([...sums.keys()].map((own, at) => [own, bestOf(parts.toSpliced(at, 1))]));
  return shifts.map((shift) => shrunk(shift, trusts.get(familyOf(shift)) ?? FULL_TRUST));
}

/** Error of shifts shrunk by the others; 1 where nothing changed. */
export function shrunkErrorOverNoChange(shifts: readonly LabelledShift[]): number {
  return errorOverNoChange(shrunkByOthers(shifts)) ?? 1;
}

function bestOf(parts: readonly Sums[]): Trust {
  const total = parts.reduce((sum, part) => added(sum, part, 1), NO_SUMS);
  const leftOutError = (fit: (sums: Sums) => Trust) =>
    parts.reduce(
      (error, part) => error + errorBeyondNoChange(part, fit(withPrior(added(total, part, -1)))),
      0,
    );
  const isStacked = parts.length >= MIN_PERTURBATIONS && leftOutError(stacked) < leftOutError(alone);
  return (isStacked ? stacked : alone)(withPrior(total));
}

/** With the sums of the prior. */
function withPrior(sums: Sums): Sums {
  const weight = PRIOR_PERTURBATIONS * unsureness(sums);
  return {
    ...sums,
    predicted: sums.predicted + weight * sizeOf(sums.predicted, sums.predictedSizes),
    shared: sums.shared + weight * sizeOf(sums.shared, sums.sharedSizes),
  };
}

/** What predictions leave of the measured changes over what they explain, Σ (D − κ Δ̂)² / Σ (κ Δ̂)² with the κ of least squares; at most 1. */
function unsureness({ predicted, measured, predictedMeasured }: Sums): number {
  if (!(predictedMeasured > 0)) return 1;
  return Math.min(1, Math.max(0, (predicted * measured) / predictedMeasured ** 2 - 1));
}

/** Mean of sizes, each weighted by itself, from their sum and that of their squares. */
function sizeOf(sum: number, squares: number): number {
  return sum > 0 ? Math.max(0, squares) / sum : 0;
}

function alone(sums: Sums): Trust {
  return {
    kappa: sums.predicted > 0 ? clamped(sums.predictedMeasured / sums.predicted, MOST_ENLARGED) : 1,
    shared: 0,
  };
}

/** Least squares with both factors within their bounds: the interior solution, or the best point on the boundary. */
function stacked(sums: Sums): Trust {
  const { predicted, shared, both, predictedMeasured, sharedMeasured } = sums;
  if (!(predicted > 0 && shared > 0)) return alone(sums);
  const determinant = predicted * shared - both * both;
  const inside: Trust = {
    kappa: (shared * predictedMeasured - both * sharedMeasured) / determinant,
    shared: (predicted * sharedMeasured - both * predictedMeasured) / determinant,
  };
  const isInside =
    clamped(inside.kappa, MOST_ENLARGED) === inside.kappa && clamped(inside.shared, 1) === inside.shared;
  if (isInside) return inside;
  const atKappa = (kappa: number): Trust => ({
    kappa,
    shared: clamped((sharedMeasured - kappa * both) / shared, 1),
  });
  const atShared = (weight: number): Trust => ({
    kappa: clamped((predictedMeasured - weight * both) / predicted, MOST_ENLARGED),
    shared: weight,
  });
  const edges = [atKappa(0), atKappa(MOST_ENLARGED), atShared(0), atShared(1)];
  return edges.reduce(
    (best, edge) => (errorBeyondNoChange(sums, edge) < errorBeyondNoChange(sums, best) ? edge : best),
    alone(sums),
  );
}

function clamped(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

/** Σ (κ Δ̂ + μ D̄ − D)² − Σ D². */
function errorBeyondNoChange(sums: Sums, { kappa, shared }: Trust): number {
  return (
    kappa * kappa * sums.predicted +
    shared * shared * sums.shared +
    2 * (kappa * shared * sums.both - kappa * sums.predictedMeasured - shared * sums.sharedMeasured)
  );
}

/** Where nothing is to be shrunk. */
const FULL_TRUST: Trust = { kappa: 1, shared: 0 };

const NO_SUMS: Sums = {
  predicted: 0,
  shared: 0,
  both: 0,
  predictedMeasured: 0,
  sharedMeasured: 0,
  measured: 0,
  predictedSizes: 0,
  sharedSizes: 0,
};

function added(a: Sums, b: Sums, sign: 1 | -1): Sums {
  return {
    predicted: a.predicted + sign * b.predicted,
    shared: a.shared + sign * b.shared,
    both: a.both + sign * b.both,
    predictedMeasured: a.predictedMeasured + sign * b.predictedMeasured,
    sharedMeasured: a.sharedMeasured + sign * b.sharedMeasured,
    measured: a.measured + sign * b.measured,
    predictedSizes: a.predictedSizes + sign * b.predictedSizes,
    sharedSizes: a.sharedSizes + sign * b.sharedSizes,
  };
}

function sumsByFamily(shifts: readonly LabelledShift[]): ReadonlyMap<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const shift of shifts)
    sums.set(familyOf(shift), added(sums.get(familyOf(shift)) ?? NO_SUMS, sumsOf(shift), 1));
  for (const [family, own] of sums)
    sums.set(family, { ...own, predictedSizes: own.predicted ** 2, sharedSizes: own.shared ** 2 });
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
    sums.measured += m * m;
  }
  return sums;
}
