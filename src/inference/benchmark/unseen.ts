/**
 * Predictions of perturbations that a run had not seen, each with the perturbations known at the time: all training perturbations for
 * held-out ones, the other folds for those left out in turn. Every other predictor starts from the same mean shifts and is scored against
 * the same measurements, those of the run, from cells as measured.
 */
import type { FittedModel } from '../../dynamics/fitted';
import { familyOf } from '../../dataset/dataset';
import { foldCount, meanTrainingShift } from '../../evaluation/predictions/predictionError';
import { foldsOf } from '../../evaluation/splits';
import type { Comparison, FitResult } from '../run/result';

/** The part of a result with predictions; `scale` is the unit of its errors. */
export interface EvaluatedRun extends Pick<FitResult, 'comparisons' | 'controlSplit'> {
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

function heldOutShifts({ comparisons, controlSplit, model }: EvaluatedRun): Unseen {
  const training = ofRole('training', comparisons, model);
  const folds = foldCount(new Set(training.map(familyOf)).size);
  const known = againstKnownHalf(training, controlSplit?.offsets[folds], model.scale);
  return {
    what: 'held out',
    comparedWith: areAgainstEachOther(known) ? 'others' : 'controls',
    judged: ofRole('held-out', comparisons, model).map((one) => ({ ...one, known })),
  };
}

/** Training perturbations left out in turn, whether or not others were held out. */
export function leftOutShifts({ comparisons, controlSplit, model }: EvaluatedRun): Unseen {
  const training = ofRole('training', comparisons, model);
  const without = areAgainstEachOther(training);
  const knownWithout = (left: readonly string[], place: number) => {
    const out = new Set(left);
    const known = training.filter(({ label }) => !out.has(label));
    return without
      ? againstEachOther(known, training)
      : againstKnownHalf(known, controlSplit?.offsets[place], model.scale);
  };
  const folds = foldsOf(training, model.settings.seed);
  const knownOf = new Map(
    folds.flatMap((fold, place) => {
      const known = knownWithout(fold, place);
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

/** [judged] each [G]: meanOfKnown against the controls that the perturbations were measured with, which no prediction knows. */
export function meansBesideMeasured(
  result: EvaluatedRun,
  judged: readonly UnseenComparison[],
): readonly Float64Array[] {
  if (result.controlSplit === null) return judged.map(meanOfKnown);
  const training = ofRole('training', result.comparisons, result.model);
  const against = new Map<UnseenComparison['known'], UnseenComparison['known']>();
  return judged.map((one) => {
    const labels = new Set(one.known.map(({ label }) => label));
    // Of the same perturbations against all controls, between the means against the two halves.
    const known = against.get(one.known) ?? training.filter(({ label }) => labels.has(label));
    against.set(one.known, known);
    const other = meanOfKnown(one);
    return meanOfKnown({ ...one, known }).map((value, gene) => 2 * value - (other[gene] as number));
  });
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

/** Back to log1p expression, with the mean change of the known perturbations. */
export function inLog(judged: readonly UnseenComparison[], scale: Float64Array) {
  const toLog = (values: ArrayLike<number>) =>
    Float64Array.from(scale, (s, gene) => s * (values[gene] as number));
  return judged.map((one) => ({
    ...one,
    predicted: toLog(one.predicted),
    measured: toLog(one.measured),
    standardError: toLog(one.standardError),
    meanOfKnown: toLog(meanOfKnown(one)),
  }));
}

/** Training shifts against the half of the controls that a fit knew. `offset`: of ControlSplit; undefined: against all. `scale`: [G]. */
function againstKnownHalf(
  training: readonly Comparison[],
  offset: Float32Array | undefined,
  scale: Float64Array,
): readonly Comparison[] {
  if (offset === undefined) return training;
  return training.map((one) => ({
    ...one,
    measured: one.measured.map((value, gene) =>
      one.strata.reduce(
        (sum, { stratum, share }) =>
          sum + (share * (offset[stratum * scale.length + gene] as number)) / (scale[gene] as number),
        value,
      ),
    ),
  }));
}

/**
 * Mean shifts of a screen without controls are each relative to all other perturbed cells of the time point; for each gene, to those in
 * which it was not set. They contain one another, so that leaving perturbations out changes the others (docs/method.md, "Scaling").
 */
type Shift = Pick<Comparison, 'label' | 'time' | 'cells' | 'measured' | 'targets'>;

/** Relative tolerance of sums that vanish up to rounding. */
const ROUNDING = 1e-4;

/**
 * Whether the shifts of all training perturbations are relative to each other: then Σ n(N − n)D = 0 for every gene over the perturbations of
 * a time point that do not set it, with n of their N cells in a perturbation; shifts against controls do not satisfy that. false where no
 * gene is left free by two.
 */
function areAgainstEachOther(all: readonly Shift[]): boolean {
  let sums = 0;
  let terms = 0;
  for (const group of byTime(all)) {
    const total = freeCells(group);
    total.forEach((cellsOfGene, gene) => {
      const free = group.filter(({ targets }) => !targets.includes(gene));
      if (free.length < 2) return;
      let sum = 0;
      for (const { cells, measured } of free) {
        const term = cells * (cellsOfGene - cells) * (measured[gene] as number);
        sum += term;
        terms += Math.abs(term);
      }
      sums += Math.abs(sum);
    });
  }
  return terms > 0 && sums <= ROUNDING * terms;
}

/**
 * The shifts of `some` if the others of `all` had not been measured. From D against all others, the deviation of the own mean from the mean
 * of all that leave the gene free is e = D(N − n)/N, or D where the perturbation sets it; against the rest of `some` it is e minus their mean
 * e. Unchanged where no other perturbation of its time leaves the gene free.
 */
function againstEachOther<One extends Shift>(some: readonly One[], all: readonly Shift[]): readonly One[] {
  const groupsOfAll = byTime(all);
  return byTime(some).flatMap((group) => {
    const total = freeCells(groupsOfAll.find(([first]) => first?.time === group[0]?.time) ?? group);
    const left = freeCells(group);
    const isFree = group.map(
      ({ targets }) =>
        (gene: number) =>
          !targets.includes(gene),
    );
    const own = group.map(({ measured, cells }, at) =>
      measured.map((value, gene) => {
        const cellsOfGene = total[gene] as number;
        return isFree[at]?.(gene) === true ? (value * (cellsOfGene - cells)) / cellsOfGene : value;
      }),
    );
    const sum = left.map((_, gene) =>
      group.reduce(
        (before, { cells }, at) =>
          isFree[at]?.(gene) === true ? before + cells * (own[at]?.[gene] as number) : before,
        0,
      ),
    );
    return group.map((one, at) => ({
      ...one,
      measured: one.measured.map((unchanged, gene) => {
        const value = own[at]?.[gene] as number;
        const inMean = isFree[at]?.(gene) === true ? one.cells : 0;
        const others = (left[gene] as number) - inMean;
        return others > 0 ? value - ((sum[gene] as number) - inMean * value) / others : unchanged;
      }),
    }));
  });
}

function byTime<One extends Shift>(shifts: readonly One[]): readonly (readonly One[])[] {
  const times = [...new Set(shifts.map(({ time }) => time))];
  return times.map((time) => shifts.filter((shift) => shift.time === time));
}

/** [G] cells of the perturbations that do not set the gene. */
function freeCells(shifts: readonly Shift[]): Float64Array {
  const total = new Float64Array(shifts[0]?.measured.length ?? 0);
  for (const { cells, targets } of shifts)
    for (let gene = 0; gene < total.length; gene++)
      if (!targets.includes(gene)) total[gene] = (total[gene] as number) + cells;
  return total;
}
