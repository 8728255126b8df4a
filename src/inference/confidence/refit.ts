/** Repeats the training of a run on other cells: as many steps as the run kept, and the further fits of its ensemble. */
import { type Dataset, perturbedAlone } from '../../dataset/dataset';
import type { LossTerms } from '../../dynamics/device/device';
import type { Prepared } from '../../dynamics/prepare/prepare';
import { ensembleSettings, type TrainingSettings } from '../../dynamics/settings';
import { trainStep } from '../../dynamics/train';
import { createFit, type CreateDevice, type Fit, networkOf, trainingLabels } from '../run/fit';
import type { FitResult } from '../run/result';
import { areFinite, NotFinite, halveRate } from '../run/divergence';
import { effectsOf, readWeights } from '../run/fusion';
import type { Network } from '../../network/network';
import { rankMean } from '../../network/rankMean';

/** Steps between two checks of the loss and two reports of progress. */
const CHECK_EVERY = 25;

/** The part of a run that determines its repetition. */
export interface RunToRepeat {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly result: Pick<FitResult, 'model' | 'members' | 'readout'>;
}

export interface Refit<Read> {
  readonly network: Network;
  /** Whether the network is that of the main fit, neither averaged nor joined with measured effects. */
  readonly isMainAlone: boolean;
  /** Outcome of `read` for the main fit. */
  readonly main: Read;
}

/**
 * Repeats the training of `run` on `dataset` with `seed`, and its read-out. The same bits on every wasm device. `read` receives the main fit, which is
 * disposed afterwards. `onProgress`: share done, in [0, 1]. Rejects with NotFinite where the loss diverges repeatedly.
 */
export async function refit<Read>(
  { dataset: measured, settings, result }: RunToRepeat,
  dataset: Dataset,
  seed: number,
  createDevice: CreateDevice,
  read: (fit: Fit, parameters: Float32Array) => Promise<Read>,
  onProgress: (share: number) => void,
): Promise<Refit<Read>> {
  const { stepsKept } = result.model;
  const own = { ...settings, seed };
  const ensemble = ensembleSettings(own, dataset.genes.length).filter(({ preset, horizon }) =>
    result.members.slice(1).some((member) => member.preset === preset && member.horizon === horizon),
  );
  let before = 0;
  const trained = async <Found>(
    to: TrainingSettings,
    lengthOf: (prepared: Prepared) => number,
    find: (fit: Fit, parameters: Float32Array) => Promise<Found>,
  ): Promise<Found> => {
    const fit = await createFit(dataset, to, trainingLabels(dataset), [], createDevice);
    try {
      const length = lengthOf(fit.prepared);
      const parameters = await train(fit, to, length, (made) =>
        onProgress((before + made / length) / (1 + ensemble.length)),
      );
      before++;
      return await find(fit, parameters);
    } finally {
      fit.device.dispose();
    }
  };
  const { network, effects, main } = await trained(
    own,
    () => stepsKept,
    async (fit, parameters) => ({
      network: networkOf(fit, parameters),
      effects: effectsOf(fit.prepared),
      main: await read(fit, parameters),
    }),
  );
  const alone = perturbedAlone(measured);
  const isPerturbed = Array.from(network.regulators, (gene) => alone.has(gene));
  const readOut = (weights: Float32Array): Network => ({
    ...network,
    weights: readWeights(network, weights, effects, result.readout, isPerturbed),
  });
  const members = [network.weights];
  for (const member of ensemble)
    members.push(
      await trained(
        member,
        ({ steps }) => steps,
        (fit, parameters) => Promise.resolve(networkOf(fit, parameters).weights),
      ),
    );
  if (members.length === 1)
    return { network: readOut(network.weights), isMainAlone: result.readout === 'learned', main };
  return { network: readOut(rankMean(network, network.weights, members)), isMainAlone: false, main };
}

/** Parameters after `steps` steps; restarts with half the rate where a loss is not finite. */
async function train(
  { device, prepared }: Fit,
  settings: TrainingSettings,
  steps: number,
  onStep: (made: number) => void,
): Promise<Float32Array> {
  const start = await device.checkpoint();
  for (let rate: number | null = 1; rate !== null; rate = halveRate(rate)) {
    device.restore(start);
    const losses: LossTerms[] = [];
    for (let step = 0; step < steps && areFinite(losses); step++) {
      await trainStep(device, settings, step, rate * prepared.rate);
      if ((step + 1) % CHECK_EVERY !== 0 && step + 1 < steps) continue;
      losses.push(...(await device.losses()));
      onStep(step + 1);
    }
    if (areFinite(losses)) return device.readParameters();
  }
  throw new NotFinite(steps);
}
