/**
 * Predictions of perturbations that a run had not seen, each with the perturbations known at the time: all training perturbations for
 * held-out ones, the other folds for those left out in turn. Every other predictor starts from the same mean shifts and is scored against
 * the same measurements, those of the run, from cells as measured.
 */
import type { FittedModel } from '../../dynamics/fitted';
import { meanTrainingShift } from '../../evaluation/predictions/predictionError';
import { foldsOf } from '../../evaluation/splits';
import type { Comparison, FitResult } from '../run/result';

/** The part of a result with predictions; `scale` is the unit of its errors. */
export interface EvaluatedRun extends Pick<FitResult, 'comparisons'> {
  readonly model: Pick<FittedModel, 'scale'> & { readonly settings: Pick<FittedModel['settings'], 'seed'> };
}

export interface Unseen {
  readonly what: 'held out' | 'left out in turn';
  /** Reference of the perturbed cells. */
  readonly comparedWith: 'controls' | 'others';
  /** Empty where no perturbation was unseen. */
  readonly judged: readonly UnseenComparison[];
}

/** In the units of the model (z). */
export interface UnseenComparison extends Comparison {
  /** Mean shifts known at prediction, of all time points. */
  readonly known: readonly Comparison[];
}

/** Held-out perturbations where there are any, else those left out in turn. */
export function unseenShifts(result: EvaluatedRun): Unseen {
  const held = heldOutShifts(result);
  return held.judged.length > 0 ? held : leftOutShifts(result);
}

function heldOutShifts({ comparisons, model }: EvaluatedRun): Unseen {
  const known = ofRole('training', comparisons, model);
  return {
    what: 'held out',
    comparedWith: areAgainstEachOther(known) ? 'others' : 'controls',
    judged: ofRole('held-out', comparisons, model).map((one) => ({ ...one, known })),
  };
}

/** Training perturbations left out in turn, whether or not others were held out. */
export function leftOutShifts({ comparisons, model }: EvaluatedRun): Unseen {
  const training = ofRole('training', comparisons, model);
  const without = areAgainstEachOther(training);
  const knownWithout = (left: readonly string[]) => {
    const out = new Set(left);
    const known = training.filter(({ label }) => !out.has(label));
    return without ? againstEachOther(known, training) : known;
  };
  const folds = foldsOf([...new Set(training.map(({ label }) => label))], model.settings.seed);
  const knownOf = new Map(
    folds.flatMap((fold) => {
      const known = knownWithout(fold);
      return fold.map((label) => [label, known] as const);
    }),
  );
  return {
    what: 'left out in turn',
    comparedWith: without ? 'others' : 'controls',
    judged: ofRole('cross-validated', comparisons, model).map((one) => ({
      ...one,
      known: knownOf.get(one.label) ?? [],
    })),
  };
}

function ofRole(
  role: Comparison['role'],
  comparisons: EvaluatedRun['comparisons'],
  { scale }: EvaluatedRun['model'],
): readonly Comparison[] {
  return comparisons.filter((one) => one.role === role).map((one) => inUnitsOf(scale, one));
}

/** By known perturbations and time; perturbations of one fold share them. */
const means = new WeakMap<UnseenComparison['known'], Map<number | null, Float64Array>>();

/** [G] mean change of the known perturbations at its time, or of all where none was measured then; do not modify. */
export function meanOfKnown({ known, time, measured }: UnseenComparison): Float64Array {
  const meanAtTime = means.get(known) ?? new Map<number | null, Float64Array>();
  means.set(known, meanAtTime);
  const found = meanAtTime.get(time);
  if (found) return found;
  const same = known.filter((one) => one.time === time);
  const mean = meanTrainingShift(same.length > 0 ? same : known, measured.length);
  meanAtTime.set(time, mean);
  return mean;
}

/** From log1p expression to the units of the fit, in which all genes have equal weight. */
export function inUnitsOf(scale: Float64Array, one: Comparison): Comparison {
  const scaled = (values: Float32Array) => values.map((value, gene) => value / (scale[gene] ?? 1));
  return {
    ...one,
    predicted: scaled(one.predicted),
    measured: scaled(one.measured),
    standardError: scaled(one.standardError),
  };
}

/**
 * Mean shifts of a screen without controls are each relative to all other perturbed cells of the time point. They contain one another, so
 * that leaving perturbations out changes the others (docs/method.md, "Scaling").
 */
type Shift = Pick<Comparison, 'label' | 'time' | 'cells' | 'measured'>;

/** Relative tolerance of sums that vanish up to rounding. */
const ROUNDING = 1e-4;

/**
 * Whether the shifts of all training perturbations are relative to each other: then Σ n(N − n)D = 0 over a time point, with n of its N
 * cells in a perturbation; shifts against controls do not satisfy that. false where no time point has two.
 */
function areAgainstEachOther(all: readonly Shift[]): boolean {
  const groups = byTime(all).filter(({ length }) => length > 1);
  let sums = 0;
  let terms = 0;
  for (const group of groups) {
    const total = cellsOf(group);
    const genes = group[0]?.measured.length ?? 0;
    for (let gene = 0; gene < genes; gene++) {
      let sum = 0;
      for (const { cells, measured } of group) {
        const term = cells * (total - cells) * (measured[gene] as number);
        sum += term;
        terms += Math.abs(term);
      }
      sums += Math.abs(sum);
    }
  }
  return groups.length > 0 && sums <= ROUNDING * terms;
}

/**
 * The shifts of `some` if the others of `all` had not been measured. From D against all others, the deviation of the own mean from the mean
 * of all is e = D(N − n)/N; against the rest of `some` it is e minus their mean e. A perturbation alone at its time is unchanged.
 */
function againstEachOther<One extends Shift>(some: readonly One[], all: readonly Shift[]): readonly One[] {
  const totals = new Map(byTime(all).map((group) => [group[0]?.time, cellsOf(group)]));
  const beyondAll = (one: One) => {
    const total = totals.get(one.time) ?? one.cells;
    return one.measured.map((value) => (value * (total - one.cells)) / total);
  };
  return byTime(some).flatMap((group) => {
    if (group.length === 1) return group;
    const own = group.map(beyondAll);
    const cells = cellsOf(group);
    const sum = new Float64Array(own[0]?.length ?? 0).map((_, gene) =>
      group.reduce((total, one, at) => total + one.cells * (own[at]?.[gene] as number), 0),
    );
    return group.map((one, at) => ({
      ...one,
      measured: one.measured.map((_, gene) => {
        const value = own[at]?.[gene] as number;
        return value - ((sum[gene] as number) - one.cells * value) / (cells - one.cells);
      }),
    }));
  });
}

function byTime<One extends Shift>(shifts: readonly One[]): readonly (readonly One[])[] {
  const times = [...new Set(shifts.map(({ time }) => time))];
  return times.map((time) => shifts.filter((shift) => shift.time === time));
}

function cellsOf(shifts: readonly Shift[]): number {
  return shifts.reduce((sum, { cells }) => sum + cells, 0);
}
