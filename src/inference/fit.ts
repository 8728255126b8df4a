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
import { marginOfChance, measuredResponse, responseOf } from './measuredResponse';
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

/** `main`: the fit of the same dataset and settings that this one leaves something out of. */
export async function createFit(
  dataset: Dataset,
  settings: TrainingSettings,
  training: readonly string[],
  leftOut: readonly string[],
  createDevice: CreateDevice,
  main: Fit | null = null,
): Promise<Fit> {
  const left = new Set(leftOut);
  const labels = new Set(training.filter((label) => !left.has(label)));
  const prepared = prepare(dataset, settings, labels, main?.prepared);
  const device = await createDevice(prepared.problem);
  device.setParameters(prepared.initial);
  return { prepared, device, leftOut };
}

/** Values of trajectories asked for at once, 64 MB of them, in whole blocks of what devices integrate together. */
const mostStates = 2 ** 24;
const rowBlock = 16;

/**
 * Raw z shifts (back-transformed, before κ) at every measured endpoint of `perturbations`, with the parameters the device
 * holds, which the caller also passes.
 */
export async function predictEndpoints(
  fit: Fit,
  perturbations: readonly MeasuredPerturbation[],
  parameters: Float32Array,
): Promise<readonly PredictedEndpoint[]> {
  const { solverSteps, shape } = fit.prepared.problem;
  const rows = rowBlock * Math.max(1, Math.floor(mostStates / (rowBlock * (solverSteps + 1) * shape.genes)));
  const predicted: PredictedEndpoint[] = [];
  for (let first = 0; first < perturbations.length; first += rows)
    predicted.push(...(await predictTogether(fit, perturbations.slice(first, first + rows), parameters)));
  return predicted;
}

async function predictTogether(
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
  const shared = measuredResponse(prepared);
  const margin = marginOfChance(prepared.spread);
  const chances = new Map<Float64Array, Float64Array>();
  const chanceOf = (variances: Float64Array): Float64Array => {
    const chance = chances.get(variances) ?? variances.map((variance) => margin * variance);
    chances.set(variances, chance);
    return chance;
  };
  return perturbations.flatMap(({ label, interventions, endpoints }, row) =>
    endpoints.map(({ time, step, cells, rawShift, rawStandardError, sharedVariance }) => {
      const start = (row * (solverSteps + 1) + step) * genes;
      return {
        label,
        time,
        cells,
        standardError: rawStandardError,
        targets: interventions.map(({ gene }) => gene),
        predicted: backTransform(prepared.back, states.subarray(start, start + genes)),
        measured: rawShift,
        shared: responseOf(shared, interventions, genes, (step * horizon) / solverSteps),
        sharedChance: chanceOf(sharedVariance),
      };
    }),
  );
}
