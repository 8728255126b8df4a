/**
 * The same training where there is nothing to find: cells keep their values and swap their labels. What it gives is the zero of the
 * run's own figures, of every edge as of its error.
 */
import { shuffledLabels } from '../../evaluation/referenceFree/shuffledLabels';
import type { ShuffledCheck } from './confidence';
import type { CreateDevice } from '../fit';
import { foldsOf } from '../folds';
import { Inference } from '../inference';
import type { MainResult } from '../buildResult';
import { trainingLabels } from '../crossValidatedFit';
import { strongestPairs } from '../../network/ranking';
import { readNetwork } from '../../network/readout';
import { isStable } from '../../network/stability';
import { Random } from '../../numerics/random';
import { chanceOf, shareHolding, type Chance } from './chance';
import { refit, type RunToRepeat } from './refit';

/** Shuffled trainings that tell what every edge scores by chance, beside the one that is cross-validated. */
const TRAININGS = 5;
/** Share of the work that is cross-validation: the main fit, its leave-out fits and its further ones. */
const JUDGING = 0.5;
/** Steps between two reports of progress. */
const REPORT_EVERY = 25;

export interface ShuffledRun {
  readonly check: ShuffledCheck;
  readonly chance: Chance;
}

/** null where too few perturbations forbid cross-validation. `onProgress`: share done, in [0, 1]. The same bits from every wasm device. */
export async function shuffledCheck(
  run: RunToRepeat,
  createDevice: CreateDevice,
  onProgress: (share: number) => void,
): Promise<ShuffledRun | null> {
  const { dataset, settings } = run;
  if (foldsOf(trainingLabels(dataset), settings.seed).length === 0) return null;
  const random = new Random(Math.imul(settings.seed + 1, 0x85ebca6b));
  const seeds = Array.from({ length: TRAININGS + 1 }, () => random.integer(2 ** 31));
  const [judged = 0, ...others] = seeds;
  const networks: Float32Array[] = [];
  for (const [made, seed] of others.entries()) {
    const { network } = await refit(
      run,
      shuffledLabels(dataset, seed),
      seed,
      createDevice,
      () => Promise.resolve(),
      (share) => onProgress(((1 - JUDGING) * (made + share)) / TRAININGS),
    );
    networks.push(network.weights);
  }
  const chance = chanceOf(networks);
  const result = await crossValidated(run, judged, createDevice, (share) =>
    onProgress(1 - JUDGING + JUDGING * share),
  );
  if (!result.crossValidation) return null;
  const { network, model } = result;
  const leaveOut = model.leaveOut.map((parameters) => readNetwork({ ...model, parameters }).weights);
  const holding = shareHolding(network.weights, leaveOut, chance);
  const strongest = strongestPairs(network, 2 * network.genes.length);
  const stable = strongest.filter((pair) => isStable(holding[pair] ?? 0)).length;
  const { shrunkError } = result.crossValidation;
  return { check: { error: shrunkError, stableShare: stable / Math.max(1, strongest.length) }, chance };
}

async function crossValidated(
  { dataset, settings }: RunToRepeat,
  seed: number,
  createDevice: CreateDevice,
  onProgress: (share: number) => void,
): Promise<MainResult> {
  const inference = await Inference.create(shuffledLabels(dataset, seed), settings, createDevice);
  try {
    const stepsLeft = () => inference.stepsLeft.main + inference.stepsLeft.companions;
    const steps = stepsLeft();
    for (let made = 1; !inference.isDone; made++) {
      await inference.advance();
      if (made % REPORT_EVERY === 0 || inference.isDone) onProgress(1 - stepsLeft() / steps);
    }
    return await inference.result();
  } finally {
    inference.dispose();
  }
}
