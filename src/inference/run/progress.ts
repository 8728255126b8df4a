/** State to resume a run bit for bit, and the step to keep. Random draws are a function of the step (dynamics/train.ts). */
import type { Checkpoint } from '../../dynamics/device/device';
import type { Stages } from '../../dynamics/problem';
import type { TrainingSettings } from '../../dynamics/settings';
import type { FitResult } from './result';

/** Measurements of the held-out error per run. */
export const EVALUATIONS_PER_RUN = 25;

export interface SavedProgress {
  readonly step: number;
  /** Optimiser state of the main fit, then of each leave-out fit. */
  readonly fits: readonly Checkpoint[];
  /** The cross-validated error so far. */
  readonly curve: readonly { readonly step: number; readonly error: number }[];
  readonly kept: readonly KeptStep[];
  /** Below 1 after a restart from a non-finite loss. */
  readonly rateFactor: number;
  /** Of a solver step (dynamics/problem.ts); absent in runs of earlier versions. */
  readonly stages?: Stages | undefined;
}

/** Optimiser steps that the main fit of a run made: all of its schedule, or fewer after a start from fluctuating cells. */
export function stepsTrained(
  { crossValidation }: Pick<FitResult, 'crossValidation'>,
  settings: Pick<TrainingSettings, 'steps'>,
): number {
  return crossValidation?.steps.at(-1) ?? settings.steps;
}

/** Cross-validated errors of the start and of the kept step; null without cross-validation, and in runs that did not measure their start. */
export function trainingErrors({
  model,
  crossValidation,
}: Pick<FitResult, 'model' | 'crossValidation'>): { readonly start: number; readonly kept: number } | null {
  const errorAt = (step: number) => crossValidation?.errors[crossValidation.steps.indexOf(step)];
  const [start, kept] = [errorAt(0), errorAt(model.stepsKept)];
  return start === undefined || kept === undefined ? null : { start, kept };
}

/**
 * Relative tolerance of the smallest cross-validated error. Of the steps measured in the second half of the schedule, where the learning
 * rate decreases and the network converges, the last within tolerance is kept. Earlier steps count only until there is a later one: on
 * small networks they predict as well but rank edges worse (docs/decisions/0002). Steps that can no longer be kept are dropped to save
 * memory: those beyond the tolerance, and those with a later step whose error is no larger.
 */
const TOLERANCE = 0.02;

export interface KeptStep {
  readonly step: number;
  /** Cross-validated error over no change; null without cross-validation, where the last step is kept. */
  readonly error: number | null;
  /** Parameters of the main fit, then of each leave-out fit. */
  readonly fits: readonly Float32Array[];
}

/**
 * The last of the returned steps is the best so far. `steps`: length of the schedule. `isRefined`: training refines a start that predicts already;
 * any step may be kept then, the start included, and the first within tolerance is: what training does not improve clearly it does not change
 * (docs/decisions/0106-what-training-adds.md).
 */
export function keepStep(
  kept: readonly KeptStep[],
  candidate: KeptStep,
  { steps, isRefined }: { readonly steps: number; readonly isRefined: boolean },
): readonly KeptStep[] {
  const { error } = candidate;
  if (error !== null && isRefined) {
    const isNoBetter = kept.some((one) => one.error !== null && one.error <= error);
    return isNoBetter
      ? kept
      : [candidate, ...kept].filter((one) => (one.error ?? Infinity) <= (1 + TOLERANCE) * error);
  }
  if (error === null || candidate.step < steps / 2) return [candidate];
  const better = kept.filter((one) => one.step >= steps / 2 && one.error !== null && one.error < error);
  const limit = (1 + TOLERANCE) * Math.min(error, ...better.map((one) => one.error ?? Infinity));
  return [...better, candidate].filter((one) => (one.error ?? Infinity) <= limit);
}
