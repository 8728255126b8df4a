/**
 * The mean shift shared by the perturbations of a screen, whichever gene is set (docs/method.md, "Predictions are
 * shrunk"). Added to predictions with the weight that cross-validation on unseen perturbations supports.
 */
import type { Intervention } from '../dataset/dataset';

/** Plain data, structured-clonable. */
export interface SharedResponse {
  /** In [0, 1]: share of the response added to a prediction. */
  readonly weight: number;
  /**
   * Value, relative to control, at which the genes of the measured perturbations were set: below 1 for lowered, 2 for
   * raised by the mean δ.
   */
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
 * [G] the response (z, without its weight) at a decay time: between rows along 1 − e^(−t), from 0 at time 0, as the
 * model's genes respond to a constant input; constant after the last row.
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

/** Fraction of its final change that a gene under a constant input has reached after a decay time. */
function reached(time: number): number {
  return -Math.expm1(-time);
}

/**
 * Fraction of the response, in [0, 1], that applies when genes are set to `values` (relative to control): that of the
 * gene set furthest in the measured direction, so that a combination counts once; 0 for genes set in the other
 * direction.
 */
export function strengthOf({ fullAt }: Pick<SharedResponse, 'fullAt'>, values: readonly number[]): number {
  const way =
    fullAt < 1
      ? (value: number) => (1 - value) / (1 - fullAt)
      : (value: number) => Math.log2(value) / Math.log2(fullAt);
  return values.reduce((strongest, value) => Math.min(1, Math.max(strongest, way(value))), 0);
}
