/** Repeats the training of a run on other cells, with as many steps as the run kept. */
import { perturbedAlone } from '../../dataset/dataset';
import type { LossTerms } from '../../dynamics/device/device';
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';
import { trainStep } from '../../dynamics/train';
import { createFit, type CreateDevice, type Fit, networkOf } from '../run/fit';
import type { FitResult } from '../run/result';
import { areFinite, NotFinite, halveRate } from '../run/divergence';
import { effectsOf, readWeights } from '../run/fusion';
import type { Network } from '../../network/network';

/** Steps between two checks of the loss and two reports of progress. */
const CHECK_EVERY = 25;

/** The part of a run that determines its repetition. */
export interface RunToRepeat {
  readonly dataset: TrainingData;
  readonly settings: TrainingSettings;
  readonly result: Pick<FitResult, 'model' | 'readout'>;
}

export interface Refit<Read> {
  readonly network: Network;
  /** Outcome of `read`. */
  readonly found: Read;
}

interface Repetition<Read> {
  readonly dataset: TrainingData;
  readonly seed: number;
  readonly createDevice: CreateDevice;
  /** Receives the fit, which is disposed afterwards. */
  readonly read: (fit: Fit, parameters: Float32Array) => Promise<Read>;
  /** Share done, in [0, 1]. */
  readonly onProgress: (share: number) => void;
}

/**
 * Repeats the training of `run` on another dataset with another seed, and its read-out. The same bits on every wasm device. Rejects with
 * NotFinite where the loss diverges repeatedly.
 */
export async function refit<Read>(
  { dataset: measured, settings, result }: RunToRepeat,
  { dataset, seed, createDevice, read, onProgress }: Repetition<Read>,
): Promise<Refit<Read>> {
  const { stepsKept } = result.model;
  const own = { ...settings, seed };
  const fit = await createFit(dataset, own, createDevice);
  try {
    const parameters = await train(fit, own, stepsKept, (made) => onProgress(made / stepsKept));
    const network = networkOf(fit, parameters);
    const alone = perturbedAlone(measured);
    const isPerturbed = Array.from(network.regulators, (gene) => alone.has(gene));
    const effects = effectsOf(fit.prepared);
    const weights = readWeights(network, network.weights, effects, result.readout, isPerturbed);
    return { network: { ...network, weights }, found: await read(fit, parameters) };
  } finally {
    fit.device.dispose();
  }
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
