/**
 * The model beside the trivial predictors on the perturbations it has not seen: held out where there are any, else each
 * left out in turn. Errors as a share of "no change"; targets are left out.
 */
import { directionOfClearGenes } from '../evaluation/predictions/clearGenes';
import { errorOverNoChange, meanTrainingShift, pearsonOfChange } from '../evaluation/predictors';
import type { Comparison, FitResult } from './result';

interface PredictorRow {
  readonly name: string;
  readonly error: number | null;
  /** Share of clearly changed genes predicted in the right direction. */
  readonly direction: number | null;
  readonly correlation: number | null;
}

export interface PredictorTable {
  readonly what: 'held out' | 'left out in turn';
  readonly perturbations: number;
  readonly rows: readonly PredictorRow[];
}

/** What of a result is judged; `scale` are the units of its errors. */
export interface Judged extends Pick<FitResult, 'comparisons' | 'heldOut' | 'crossValidation'> {
  readonly model: Pick<FitResult['model'], 'scale'>;
}

export function predictorTable(result: Judged): PredictorTable | null {
  const { what, judged, meanOfKnown } = unseenShifts(result);
  if (judged.length === 0) return null;
  const byMean = judged.map((one, place) => ({ ...one, predicted: meanOfKnown[place] ?? one.predicted }));
  const byNothing = judged.map((one) => ({ ...one, predicted: new Float32Array(one.measured.length) }));
  const honest = what === 'held out' ? result.heldOut : result.crossValidation;
  return {
    what,
    perturbations: new Set(judged.map(({ label }) => label)).size,
    rows: [
      // The run's own error: each perturbation shrunk by what the others suggest.
      { ...row('Modulode', judged), ...(honest ? { error: honest.shrunkError } : {}) },
      row('Mean of other perturbations', byMean),
      row('No change', byNothing),
    ],
  };
}

interface UnseenShifts {
  readonly what: PredictorTable['what'];
  /** In the units of the model; empty where nothing was unseen. */
  readonly judged: readonly Comparison[];
  /** [judged] each [G] the mean change of the perturbations known when it was predicted, at its time. */
  readonly meanOfKnown: readonly Float32Array[];
}

/** Held-out perturbations where there are any, else those left out in turn. */
export function unseenShifts(result: Judged): UnseenShifts {
  const comparisons = result.comparisons.map((one) => inUnitsOf(result.model.scale, one));
  const heldOut = comparisons.filter(({ role }) => role === 'held-out');
  const leftOut = comparisons.filter(({ role }) => role === 'cross-validated');
  const judged = heldOut.length > 0 ? heldOut : leftOut;
  // Without a held-out set every perturbation is judged by the mean of the others.
  const known = (one: Comparison) =>
    heldOut.length > 0
      ? comparisons.filter(({ role }) => role === 'training')
      : leftOut.filter(({ label }) => label !== one.label);
  return {
    what: heldOut.length > 0 ? 'held out' : 'left out in turn',
    judged,
    meanOfKnown: judged.map((one) =>
      Float32Array.from(meanTrainingShift(atTimeOf(one, known(one)), one.measured.length)),
    ),
  };
}

/** Whether guessing the mean of the other perturbations errs less than the model, to the two places that are printed. */
export function meanIsBetter({ rows: [model, others] }: PredictorTable): boolean {
  if (!model || !others || model.error === null || others.error === null) return false;
  return others.error < model.error - 0.005;
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

/** Perturbations measured at the same time, or all where none was. */
function atTimeOf(one: Comparison, others: readonly Comparison[]): readonly Comparison[] {
  const same = others.filter(({ time }) => time === one.time);
  return same.length > 0 ? same : others;
}

function row(name: string, shifts: readonly Comparison[]): PredictorRow {
  const correlations = shifts.map(pearsonOfChange).filter((value) => value !== null);
  return {
    name,
    error: errorOverNoChange(shifts),
    direction: directionOfClearGenes(shifts),
    correlation: correlations.length > 0 ? mean(correlations) : null,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
