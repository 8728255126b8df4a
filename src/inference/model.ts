/** What is read from one fit: its network, and the model as it is kept and sent to the page. */
import type { Dataset } from '../dataset/dataset';
import { CLAMP_FLOOR } from '../dynamics/clampFloor';
import type { FittedModel } from '../dynamics/fitted';
import { softplus } from '../dynamics/softplus';
import { parameterLayout } from '../dynamics/parameters';
import { meanDelta } from '../dynamics/prepare/interventionRow';
import type { TrainingSettings } from '../dynamics/settings';
import { findModules } from '../network/modules';
import type { Module, Network } from '../network/network';
import { readNetwork } from '../network/readout';
import { unitModules } from '../network/units';
import type { Fit } from './fit';
import { measuredResponse } from './measuredResponse';
import type { Trust } from './shrinkage';

/**
 * Modules of the main fit: groups of its network's genes, or its hidden units where there are few. `fits`: parameters of the
 * main fit, then of each leave-out fit.
 */
export function modulesOf(
  main: Fit,
  { preset }: TrainingSettings,
  fits: readonly Float32Array[],
): readonly Module[] {
  const { regulators, shape } = main.prepared.problem;
  if (preset === 'compact') return unitModules(regulators, shape, fits);
  const [network, ...others] = fits.map((parameters) => networkOf(main, parameters));
  return network
    ? findModules(
        network,
        others.map(({ weights }) => weights),
      )
    : [];
}

export function networkOf({ prepared }: Fit, parameters: Float32Array): Network {
  return readNetwork({
    genes: prepared.genes,
    regulators: prepared.problem.regulators,
    shape: prepared.problem.shape,
    parameters,
    low: prepared.low,
    high: prepared.high,
  });
}

export interface Learned {
  readonly parameters: Float32Array;
  readonly leaveOut: readonly Float32Array[];
  readonly trust: Trust;
  readonly step: number;
}

export function fittedModel(
  dataset: Dataset,
  settings: TrainingSettings,
  { prepared }: Fit,
  { parameters, leaveOut, trust, step }: Learned,
): FittedModel {
  const { shape, regulators } = prepared.problem;
  const deltas = Float64Array.from(parameters.subarray(parameterLayout(shape).delta), softplus);
  const response = measuredResponse(prepared);
  const times = dataset.conditions.flatMap(({ time }) => (time === null ? [] : [time]));
  return {
    genes: dataset.genes,
    regulators,
    shape,
    parameters,
    settings,
    mean: prepared.mean,
    scale: prepared.scale,
    deltaGenes: prepared.deltaGenes,
    meanDelta: meanDelta(deltas),
    kappa: trust.kappa,
    shared: response && trust.shared > 0 ? { ...response.shared, weight: trust.shared } : null,
    back: prepared.back,
    lossesReplaced: prepared.lossesReplaced,
    clampFloor: CLAMP_FLOOR,
    low: prepared.low,
    high: prepared.high,
    stepsKept: step,
    latestTime: times.length > 0 ? Math.max(...times) : null,
    leaveOut,
  };
}
