/** A network against the cells of its screen, without a reference. */
import type { Dataset } from '../../dataset/dataset';
import type { Network } from '../../network/network';
import { drain } from '../../numerics/lazy';
import { heldOutPerturbations } from '../splits';
import { effectsWithShuffled, scoreWithShuffled, type ScoresWithShuffled } from './causalBench';
import { identifiability, type Identifiability } from './identifiability';

export interface ScreenEvaluation extends ScoresWithShuffled {
  /** Whether the perturbations used were held out; otherwise the network was learned from them. */
  readonly unseen: boolean;
  /** Identifiability given the training perturbations. */
  readonly identifiability: Identifiability;
}

export function evaluateOnScreen(
  network: Network,
  dataset: Dataset,
  edges: number,
  seed: number,
): ScreenEvaluation {
  const { train, test } = heldOutPerturbations(dataset, dataset.heldOut);
  const unseen = dataset.heldOut.length > 0;
  const effects = drain(effectsWithShuffled(unseen ? test : train, seed));
  return {
    unseen,
    identifiability: identifiability(train),
    ...scoreWithShuffled(network, effects, edges),
  };
}
