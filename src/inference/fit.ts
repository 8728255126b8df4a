/**
 * One of the fits that train side by side: the main one on all training perturbations, or a leave-out one that judges it.
 * Knows how to predict perturbations with its current parameters; the loop over fits is inference.ts.
 */
import type { Dataset } from '../dataset/dataset';
import type { DynamicsDevice } from '../dynamics/device/device';
import { softplus } from '../dynamics/softplus';
import { parameterLayout } from '../dynamics/parameters';
import { backTransform } from '../dynamics/prepare/backTransform';
import {
  interventionRow,
  prepare,
  type MeasuredPerturbation,
  type Prepared,
} from '../dynamics/prepare/prepare';
import type { Problem } from '../dynamics/problem';
import type { TrainingSettings } from '../dynamics/settings';
import type { LabelledShift } from './shrinkage';

export type CreateDevice = (problem: Problem) => Promise<DynamicsDevice>;

export interface Fit {
  readonly prepared: Prepared;
  /** Replaced where one is lost. */
  device: DynamicsDevice;
  /** Training labels this fit does not see; empty for the main fit. */
  readonly leftOut: readonly string[];
}

/** A predicted endpoint of one perturbation beside what was measured. */
export interface PredictedEndpoint extends LabelledShift {
  readonly time: number | null;
  readonly cells: number;
  /** [G] in z */
  readonly standardError: ArrayLike<number>;
}

export async function createFit(
  dataset: Dataset,
  settings: TrainingSettings,
  training: readonly string[],
  leftOut: readonly string[],
  createDevice: CreateDevice,
): Promise<Fit> {
  const labels = new Set(training.filter((label) => !leftOut.includes(label)));
  const prepared = prepare(dataset, settings, labels);
  const device = await createDevice(prepared.problem);
  device.setParameters(prepared.initial);
  return { prepared, device, leftOut };
}

/**
 * Raw z shifts (back-transformed, before κ) at every measured endpoint of `perturbations`, with the parameters the device
 * holds, which the caller also passes.
 */
export async function predictEndpoints(
  fit: Fit,
  perturbations: readonly MeasuredPerturbation[],
  parameters: Float32Array,
): Promise<readonly PredictedEndpoint[]> {
  const { prepared, device } = fit;
  const { shape, horizon, solverSteps } = prepared.problem;
  const { genes } = shape;
  const deltas = Float64Array.from(parameters.subarray(parameterLayout(shape).delta), softplus);
  const rows = perturbations.length;
  const query = {
    rows,
    keep: new Float32Array(rows * genes),
    clamp: new Float32Array(rows * genes),
    shift: new Float32Array(rows * genes),
    horizon,
    solverSteps,
  };
  perturbations.forEach(({ interventions }, row) => {
    const { keep, clamp, shift } = interventionRow(prepared, interventions, deltas);
    query.keep.set(keep, row * genes);
    query.clamp.set(clamp, row * genes);
    query.shift.set(shift, row * genes);
  });
  const states = await device.simulate(query);
  return perturbations.flatMap(({ label, interventions, endpoints }, row) =>
    endpoints.map(({ time, step, cells, rawShift, standardError }) => {
      const start = (row * (solverSteps + 1) + step) * genes;
      return {
        label,
        time,
        cells,
        standardError,
        targets: interventions.map(({ gene }) => gene),
        predicted: backTransform(prepared.back, states.subarray(start, start + genes)),
        measured: rawShift,
      };
    }),
  );
}
