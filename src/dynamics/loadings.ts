/**
 * Predictions for genes that are measured but not modelled: linear in the module activities of a predicted state (docs/method.md, "Genes
 * outside the network"). Fitted by inference/run/loadings.ts.
 */
import { type FittedModel, distanceSet } from './fitted';
import { type Change, type PredictedEnd, foldChange } from './predict';
import { logistic, preactivation, vectorFieldOf } from './vectorField';
import { timesVector } from '../numerics/linearAlgebra';

/** Plain data, structured-clonable. */
export interface Loadings {
  /** [U] names, ascending. */
  readonly genes: readonly string[];
  /** [U] mean of the controls, log1p. */
  readonly mean: Float64Array;
  /** [K × M] orthonormal combinations of module activities. */
  readonly components: Float32Array;
  /** [K × U] change of log1p expression per unit of each; 0 for genes that modules do not predict. */
  readonly weights: Float32Array;
  /** [U] error at left-out perturbations over no change; from 1 on, modules do not predict the gene. */
  readonly error: Float32Array;
  /** [U] half width of the 95 % interval after one gene is knocked out or doubled, log1p. */
  readonly margin: Float32Array;
  /** Absent in runs of versions that did not measure it. */
  readonly together?: OutsideErrors;
}

/** Errors of all genes outside together at left-out perturbations, over no change, with 95 % intervals over perturbations. */
export interface OutsideErrors {
  readonly error: ErrorInterval;
  /** Of the mean of the other perturbations, which needs no modules. */
  readonly ofMean: ErrorInterval;
  /** The first less the second. */
  readonly beyondMean: ErrorInterval;
}

interface ErrorInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Combinations of module activities that are kept at most. */
export const MAX_COMPONENTS = 64;

/** Whether modules predict a gene better than no change, by at least half of the whole percent it is printed with. */
export function isPredicted({ error }: Pick<Loadings, 'error'>, gene: number): boolean {
  return (error[gene] as number) < 0.995;
}

/** [M] change of the module activities, σ(Bz + β) − σ(β), for a change [G] of log1p expression from the control mean. */
export function activityChanges({
  shape,
  regulators,
  parameters,
  scale,
}: Pick<FittedModel, 'shape' | 'regulators' | 'parameters' | 'scale'>): (
  change: ArrayLike<number>,
) => Float64Array {
  const field = vectorFieldOf(shape, regulators, new Float64Array(parameters));
  return (change) => {
    const activity = new Float64Array(shape.modules);
    preactivation(
      field,
      scale.map((s, gene) => (change[gene] as number) / s),
      activity,
    );
    return activity.map((u, m) => logistic(u) - (field.resting[m] as number));
  };
}

/** [U] as predictEnd has them for the modelled genes. `delta` [G]: what it predicts for those. */
export function predictOutside(
  model: FittedModel,
  loadings: Loadings,
  changes: readonly Change[],
  { delta: modelled }: Pick<PredictedEnd, 'delta'>,
): Omit<PredictedEnd, 'beyondData'> {
  const { weights, components, margin } = loadings;
  const scores = timesVector(components, activityChanges(model)(modelled));
  const sums = new Float64Array(margin.length);
  scores.forEach((score, k) => {
    for (let g = 0; g < sums.length; g++)
      sums[g] = (sums[g] as number) + score * (weights[k * sums.length + g] as number);
  });
  const distance = distanceSet(changes);
  const delta = Float32Array.from(sums);
  const lowestDelta = delta.map((value, g) => value - distance * (margin[g] as number));
  const highestDelta = delta.map((value, g) => value + distance * (margin[g] as number));
  return {
    delta,
    lowestDelta,
    highestDelta,
    log2FoldChange: foldChange(loadings, delta),
    low: foldChange(loadings, lowestDelta),
    high: foldChange(loadings, highestDelta),
  };
}
