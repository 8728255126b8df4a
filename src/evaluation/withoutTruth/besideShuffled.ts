/** A network judged by a screen's own perturbations, beside the same with labels that mean nothing. */
import type { Dataset } from '../../dataset/dataset';
import type { Network } from '../../network/network';
import { judgeWithoutTruth, type WithoutTruth } from './causalBench';
import { conditionEffects } from './conditionEffects';
import { shuffledLabels } from './shuffledLabels';

const SHUFFLES = 5;

export interface BesideShuffled {
  readonly screen: WithoutTruth;
  /** One for each of five shuffles. */
  readonly shuffled: readonly WithoutTruth[];
}

export function judgeBesideShuffled(
  network: Network,
  dataset: Dataset,
  budget: number,
  seed: number,
): BesideShuffled {
  return {
    screen: judgeWithoutTruth(network, conditionEffects(dataset), budget),
    shuffled: Array.from({ length: SHUFFLES }, (_, shuffle) =>
      judgeWithoutTruth(network, conditionEffects(shuffledLabels(dataset, seed + shuffle)), budget),
    ),
  };
}
