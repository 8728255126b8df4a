/** A run beside means of the other perturbations, which know no network, over the same unseen perturbations. */
import type { Interval } from '../../evaluation/bootstrap';
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import { plainMeans, type PlainMean } from './benchmark';
import { shrunkMeans } from './predictions';
import { isClearlyAbove, isClearlyBelow } from './standing';
import { errorsOf, pairedError } from './pairedErrors';
import { specificity } from './specificity';
import { meanOfKnown, unseenShifts, type EvaluatedRun } from './unseen';

export interface BesidePlainMeans {
  /** Number of perturbations. */
  readonly judged: number;
  /** Of the model. */
  readonly error: Interval;
  /** The means that predict as well as the model or better, over the same perturbations; `better`: clearly. */
  readonly means: readonly { readonly rival: PlainMean; readonly better: boolean }[];
  /** An error well below no change, of predictions that fit their own perturbations. False also where the intervals decide without it. */
  readonly specific: boolean;
}

/** z from which predictions fit their own perturbations: one in a hundred by chance. */
const MIN_SPECIFICITY = 2.33;
/** An error above this is hardly below no change. */
const HARDLY_BELOW = 0.9;

export function isWellBelowNoChange(error: number): boolean {
  return error < HARDLY_BELOW;
}

/** null where no perturbation was unseen or nothing changed. */
export function besidePlainMeans(result: EvaluatedRun): BesidePlainMeans | null {
  const { seed } = result.model.settings;
  const unseen = unseenShifts(result);
  const { judged } = unseen;
  if (judged.length === 0) return null;
  const labels = judged.map(({ label }) => label);
  const own = errorsOf(
    judged,
    judged.map(({ predicted }) => predicted),
  );
  const shifts = { 'shrunk-mean': shrunkMeans(result, unseen), 'mean-of-training': judged.map(meanOfKnown) };
  const compared = plainMeans.map((rival) => ({
    rival,
    paired: pairedError(labels, own, errorsOf(judged, shifts[rival]), seed),
  }));
  const error = compared[0]?.paired?.model ?? null;
  if (error === null) return null;
  const means = compared.flatMap(({ rival, paired }) =>
    paired === null || isClearlyBelow(paired.difference)
      ? []
      : [{ rival, better: isClearlyAbove(paired.difference) }],
  );
  const isOpen = means.length > 0 || !beatsNoChange(error.high);
  return {
    judged: new Set(labels).size,
    error,
    means,
    specific: isOpen && isWellBelowNoChange(error.value) && (specificity(judged) ?? 0) >= MIN_SPECIFICITY,
  };
}

/** Whether the mean of the other perturbations clearly predicts better than the model. */
export function meanIsBetter(result: EvaluatedRun): boolean {
  const means = besidePlainMeans(result)?.means ?? [];
  return means.some(({ rival, better }) => rival === 'mean-of-training' && better);
}
