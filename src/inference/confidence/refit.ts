/** The training of a run once more, to other cells: as many steps as the run kept, and the further fits that its network averages. */
import type { Dataset } from '../../dataset/dataset';
import type { LossTerms } from '../../dynamics/device/device';
import { ensembleSettings, type TrainingSettings } from '../../dynamics/settings';
import { trainStep } from '../../dynamics/train';
import { createFit, type CreateDevice, type Fit, networkOf } from '../run/fit';
import type { FitResult } from '../run/result';
import { areFinite, NotFinite, halveRate } from '../run/divergence';
import { trainingLabels } from '../run/crossValidatedFit';
import type { Network } from '../../network/network';
import { rankMean } from '../../network/rankMean';

/** Steps between two looks at the loss and two reports of progress. */
const LOOK_EVERY = 25;

/** What a fit needs to know of the run it belongs to. */
export interface RunToRepeat {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly result: Pick<FitResult, 'model' | 'members'>;
}

export interface Refit<Read> {
  readonly network: Network;
  /** Whether its network averages several fits. */
  readonly averaged: boolean;
  /** What was read of the main fit. */
  readonly main: Read;
}

/**
 * The training of `run` on `dataset` from `seed` on. The same bits from every wasm device. `read` is given the main fit, which is gone
 * afterwards. `onProgress`: share done, in [0, 1]. Rejects with NotFinite where the loss ran away too often.
 */
export async function refit<Read>(
  { settings, result }: RunToRepeat,
  dataset: Dataset,
  seed: number,
  createDevice: CreateDevice,
  read: (fit: Fit, parameters: Float32Array) => Promise<Read>,
  onProgress: (share: number) => void,
): Promise<Refit<Read>> {
  const { stepsKept } = result.model;
  const own = { ...settings, seed };
  const companions = ensembleSettings(own, dataset.genes.length).filter(({ preset, horizon }) =>
    result.members.slice(1).some((member) => member.preset === preset && member.horizon === horizon),
  );
  const steps = stepsKept + companions.reduce((sum, companion) => sum + companion.steps, 0);
  let before = 0;
  const trained = async <Found>(
    to: TrainingSettings,
    length: number,
    find: (fit: Fit, parameters: Float32Array) => Promise<Found>,
  ): Promise<Found> => {
    const fit = await createFit(dataset, to, trainingLabels(dataset), [], createDevice);
    try {
      const parameters = await train(fit, to, length, (made) => onProgress((before + made) / steps));
      before += length;
      return await find(fit, parameters);
    } finally {
      fit.device.dispose();
    }
  };
  const { network, main } = await trained(own, stepsKept, async (fit, parameters) => ({
    network: networkOf(fit, parameters),
    main: await read(fit, parameters),
  }));
  const members = [network.weights];
  for (const companion of companions)
    members.push(
      await trained(companion, companion.steps, (fit, parameters) =>
        Promise.resolve(networkOf(fit, parameters).weights),
      ),
    );
  if (members.length === 1) return { network, averaged: false, main };
  return {
    network: { ...network, weights: rankMean(network, network.weights, members) },
    averaged: true,
    main,
  };
}

/** The parameters after `steps` steps; from the start again with half the rate where a loss is not finite. */
async function train(
  { device }: Fit,
  settings: TrainingSettings,
  steps: number,
  onStep: (made: number) => void,
): Promise<Float32Array> {
  const start = await device.checkpoint();
  for (let rate: number | null = 1; rate !== null; rate = halveRate(rate)) {
    device.restore(start);
    const losses: LossTerms[] = [];
    for (let step = 0; step < steps && areFinite(losses); step++) {
      await trainStep(device, settings, step, rate);
      if ((step + 1) % LOOK_EVERY !== 0 && step + 1 < steps) continue;
      losses.push(...(await device.losses()));
      onStep(step + 1);
    }
    if (areFinite(losses)) return device.readParameters();
  }
  throw new NotFinite(steps);
}
