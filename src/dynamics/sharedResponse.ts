/**
 * What perturbations of a screen have in common, whichever gene is set (docs/method.md, "Predictions are shrunk"): their mean
 * shift. Part of every prediction as far as unseen perturbations showed it.
 */
import type { Intervention } from '../dataset/dataset';

/** Plain data, structured-clonable. */
export interface SharedResponse {
  /** μ, in [0, 1.2]: what of the response is added to a prediction. */
  readonly weight: number;
  /** Value, relative to control, that genes were set to where it was measured: below 1 lowered; 2 raised by the mean δ. */
  readonly fullAt: number;
  /** Decay times of the rows, ascending. */
  readonly times: Float64Array;
  /** [times × G] mean shift in z, as measured. */
  readonly response: Float64Array;
}

export type Direction = 'lowered' | 'raised';

/** null where a combination lowers some genes and raises others. */
export function directionOf(interventions: readonly Intervention[]): Direction | null {
  const raised = interventions.filter(({ kind }) => kind === 'overexpression').length;
  if (raised === 0) return 'lowered';
  return raised === interventions.length ? 'raised' : null;
}

/**
 * [G] the response (z, before μ) at a decay time: between rows as 1 − e^(−t) goes, from none at 0, which is how the model's
 * genes answer a constant input; the last row after it.
 */
export function responseAt({ times, response }: SharedResponse, genes: number, time: number): Float64Array {
  const next = times.findIndex((other) => other >= time);
  const at = next === -1 ? times.length - 1 : next;
  const before = at > 0 ? (times[at - 1] as number) : 0;
  const after = times[at] as number;
  const share =
    time >= after ? 1 : Math.max(0, (reached(time) - reached(before)) / (reached(after) - reached(before)));
  return Float64Array.from({ length: genes }, (_, g) => {
    const from = at > 0 ? (response[(at - 1) * genes + g] as number) : 0;
    return from + share * ((response[at * genes + g] as number) - from);
  });
}

/** Share of its way that a gene given a constant input has gone after a decay time. */
function reached(time: number): number {
  return -Math.expm1(-time);
}

/**
 * How much of the response setting genes to `values` (relative to control) calls for, in [0, 1]: that of the gene set furthest
 * the way of the measured ones, so that a combination answers once. Nothing for genes set the other way, or left at 1.
 */
export function strengthOf({ fullAt }: SharedResponse, values: readonly number[]): number {
  const way =
    fullAt < 1
      ? (value: number) => (1 - value) / (1 - fullAt)
      : (value: number) => Math.log2(value) / Math.log2(fullAt);
  return values.reduce((most, value) => Math.min(1, Math.max(most, way(value))), 0);
}
