/**
 * What a run predicted of perturbations it had not seen, each beside what was known when it was predicted: held-out ones with all
 * training perturbations, those left out in turn with the ones of the other folds. Whatever else predicts them starts from the very
 * same mean shifts and is judged by the same measurements: those of the run itself, from cells as they were measured.
 */
import type { FittedModel } from '../../dynamics/fitted';
import { meanTrainingShift } from '../../evaluation/predictions/predictionError';
import { foldsOf } from '../../evaluation/splits';
import type { Comparison, FitResult } from '../run/result';

/** What of a result is judged; `scale` are the units of its errors. */
export interface Judged extends Pick<FitResult, 'comparisons'> {
  readonly model: Pick<FittedModel, 'scale'> & { readonly settings: Pick<FittedModel['settings'], 'seed'> };
}

export interface Unseen {
  readonly what: 'held out' | 'left out in turn';
  /** What perturbed cells are compared with. */
  readonly comparedWith: 'controls' | 'others';
  /** Empty where nothing was unseen. */
  readonly judged: readonly UnseenComparison[];
}

/** In the units of the model (z). */
export interface UnseenComparison extends Comparison {
  /** The mean shifts known when it was predicted, of all time points. */
  readonly known: readonly Comparison[];
}

/** Held-out perturbations where there are any, else those left out in turn. */
export function unseenShifts(result: Judged): Unseen {
  const held = heldOutShifts(result);
  return held.judged.length > 0 ? held : leftOutShifts(result);
}

function heldOutShifts({ comparisons, model }: Judged): Unseen {
  const known = ofRole('training', comparisons, model);
  return {
    what: 'held out',
    comparedWith: areAgainstEachOther(known) ? 'others' : 'controls',
    judged: ofRole('held-out', comparisons, model).map((one) => ({ ...one, known })),
  };
}

/** Of the training perturbations, whether or not others were held out. */
export function leftOutShifts({ comparisons, model }: Judged): Unseen {
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
  comparisons: Judged['comparisons'],
  { scale }: Judged['model'],
): readonly Comparison[] {
  return comparisons.filter((one) => one.role === role).map((one) => inUnitsOf(scale, one));
}

/** By those known and the time: of one fold they are the same for all that were left out with it. */
const means = new WeakMap<UnseenComparison['known'], Map<number | null, Float64Array>>();

/** [G] the mean change of those known at its time, or of all where none was measured then; not to be changed. */
export function meanOfKnown({ known, time, measured }: UnseenComparison): Float64Array {
  const byTime = means.get(known) ?? new Map<number | null, Float64Array>();
  means.set(known, byTime);
  const found = byTime.get(time);
  if (found) return found;
  const same = known.filter((one) => one.time === time);
  const mean = meanTrainingShift(same.length > 0 ? same : known, measured.length);
  byTime.set(time, mean);
  return mean;
}

/** From log1p expression to the units the model was fitted in, where every gene counts alike. */
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
 * Mean shifts of a screen without controls, each against all other perturbed cells of its time point: they contain one another, so
 * that leaving some perturbations out changes the shifts of the rest (docs/method.md, "Scaling").
 */

type Shift = Pick<Comparison, 'label' | 'time' | 'cells' | 'measured'>;

/** Sums that are 0 but for rounding, as a share of their terms. */
const ROUNDING = 1e-4;

/**
 * Whether shifts of all training perturbations are against each other: then Σ n(N − n)D = 0 over those of a time point, n cells of N;
 * against controls nothing makes it so. false where no time point has two.
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
 * The shifts of `some` had the others of `all` never been measured. From D against all others the mean of the own cells beyond that of
 * all is e = D(N − n)/N; against the rest of `some` it is e less their mean e. One alone at its time stays as it was.
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
