/** Null model of a run: the same training on shuffled labels, to calibrate the cross-validated error and the score of every edge. */
import { shuffledLabels } from '../../evaluation/referenceFree/conditionEffects';
import type { ShuffledCheck } from '../run/confidence';
import { type CreateDevice, trainedConditions } from '../run/fit';
import { foldsOf } from '../../evaluation/splits';
import { Inference } from '../run/inference';
import { leaveOutWeights } from '../run/buildResult';
import type { UntimedResult } from '../run/result';
import { strongestPairs, strength } from '../../network/ranking';
import { isStable } from '../../network/stability';
import { Random } from '../../numerics/random';
import { refit, type RunToRepeat } from './refit';

/** Number of trainings on shuffled labels for the chance scores, in addition to the cross-validated one. */
const TRAININGS = 5;
/** Share of the work in cross-validation: the main fit and its leave-out fits. */
const CROSS_VALIDATION_SHARE = 0.5;
/** Steps between two reports of progress. */
const REPORT_EVERY = 25;

export interface ShuffledRun {
  readonly check: ShuffledCheck;
  readonly chance: Chance;
}

/** null where cross-validation is impossible. `onProgress`: share done, in [0, 1]. The same bits on every wasm device. */
export async function shuffledCheck(
  run: RunToRepeat,
  createDevice: CreateDevice,
  onProgress: (share: number) => void,
): Promise<ShuffledRun | null> {
  const { dataset, settings } = run;
  if (foldsOf(trainedConditions(dataset), settings.seed).length === 0) return null;
  const random = new Random(Math.imul(settings.seed + 1, 0x85ebca6b));
  const seeds = Array.from({ length: TRAININGS + 1 }, () => random.integer(2 ** 31));
  const [crossValidatedSeed = 0, ...others] = seeds;
  const networks: Float32Array[] = [];
  for (const [made, seed] of others.entries()) {
    const { network } = await refit(run, {
      dataset: shuffledLabels(dataset, seed),
      seed,
      createDevice,
      read: () => Promise.resolve(),
      onProgress: (share) => onProgress(((1 - CROSS_VALIDATION_SHARE) * (made + share)) / TRAININGS),
    });
    networks.push(network.weights);
  }
  const chance = chanceOf(networks);
  const { result, leaveOut } = await crossValidated(run, crossValidatedSeed, createDevice, (share) =>
    onProgress(1 - CROSS_VALIDATION_SHARE + CROSS_VALIDATION_SHARE * share),
  );
  if (!result.crossValidation) return null;
  const { network } = result;
  const holding = reproducibleShare(network.weights, leaveOut, chance);
  const strongest = strongestPairs(network, 2 * network.genes.length);
  const stable = strongest.filter((pair) => isStable(holding[pair] ?? 0)).length;
  const { shrunkError } = result.crossValidation;
  return { check: { error: shrunkError, stableShare: stable / Math.max(1, strongest.length) }, chance };
}

/** With the read-out of the run, and the networks of its leave-out fits. */
async function crossValidated(
  { dataset, settings, result: run }: RunToRepeat,
  seed: number,
  createDevice: CreateDevice,
  onProgress: (share: number) => void,
): Promise<{ readonly result: UntimedResult; readonly leaveOut: readonly Float32Array[] }> {
  const shuffled = shuffledLabels(dataset, seed);
  const inference = await Inference.create(shuffled, settings, createDevice, { readout: run.readout });
  try {
    const steps = inference.stepsLeft;
    for (let made = 1; !inference.isDone; made++) {
      await inference.advance();
      if (made % REPORT_EVERY === 0 || inference.isDone) onProgress(1 - inference.stepsLeft / steps);
    }
    const result = await inference.result();
    return { result, leaveOut: leaveOutWeights(result.model, inference.effects, run.readout) };
  } finally {
    inference.dispose();
  }
}

/**
 * Standard deviations above the mean score with shuffled labels. Shuffled cells keep the co-variation of genes, and a network from it is
 * stable too, so that a reproducible edge must exceed its chance score.
 */
const CHANCE_DEVIATIONS = 3;

interface Chance {
  /** [R × G] mean and standard deviation of the scores over trainings on shuffled labels. */
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** At least two networks [R × G]. The variance of few networks is imprecise: it is averaged with the mean variance of all edges. */
export function chanceOf(networks: readonly Float32Array[]): Chance {
  const count = networks.length;
  const mean = Float32Array.from(
    networks[0] ?? [],
    (_, pair) => networks.reduce((sum, weights) => sum + (weights[pair] ?? 0), 0) / count,
  );
  const variances = Float64Array.from(
    mean,
    (own, pair) =>
      networks.reduce((sum, weights) => sum + ((weights[pair] ?? 0) - own) ** 2, 0) / (count - 1),
  );
  const shared = variances.reduce((sum, variance) => sum + variance, 0) / Math.max(1, variances.length);
  return { mean, deviation: Float32Array.from(variances, (variance) => Math.sqrt((variance + shared) / 2)) };
}

/**
 * [R × G] share of the fits that give an edge the sign of `main`, at least half its magnitude, and more than chance in that direction
 * (where known); 0 where main is 0, including the diagonal.
 */
export function reproducibleShare(
  main: Float32Array,
  fits: readonly Float32Array[],
  chance: Chance | null,
): Float32Array {
  return Float32Array.from(main, (weight, pair) => {
    const size = strength(weight);
    if (size === 0 || fits.length === 0) return 0;
    const sign = Math.sign(weight);
    const byChance = chance
      ? sign * (chance.mean[pair] as number) + CHANCE_DEVIATIONS * (chance.deviation[pair] as number)
      : -Infinity;
    const threshold = Math.max(size / 2, byChance);
    return fits.filter((fit) => sign * (fit[pair] ?? 0) >= threshold).length / fits.length;
  });
}
