/** Networks judged by a screen's own perturbations, beside the same with labels that mean nothing. */
import { isControl, type Dataset } from '../../dataset/dataset';
import type { Network } from '../../network/network';
import { judgeWithoutTruth, type WithoutTruth } from './causalBench';
import { eachConditionEffect, type ConditionEffects } from './conditionEffects';
import { shuffledLabels } from './shuffledLabels';

const SHUFFLES = 5;

/** What perturbations do to genes, with the labels of the screen and with each shuffle of them: the same for every network. */
export interface EffectsBesideShuffled {
  readonly screen: readonly ConditionEffects[];
  readonly shuffled: readonly (readonly ConditionEffects[])[];
}

export interface BesideShuffled {
  readonly screen: WithoutTruth;
  /** One for each of five shuffles. */
  readonly shuffled: readonly WithoutTruth[];
}

/** Of every perturbation of the dataset given, held-out ones too. Yields the share done; to cancel, stop asking. */
export function* effectsBesideShuffled(
  dataset: Dataset,
  seed: number,
): Generator<number, EffectsBesideShuffled> {
  const conditions = dataset.conditions.filter((condition) => !isControl(condition)).length;
  const all: ConditionEffects[][] = [];
  for (let at = 0; at <= SHUFFLES; at++) {
    const effects: ConditionEffects[] = [];
    for (const one of eachConditionEffect(at === 0 ? dataset : shuffledLabels(dataset, seed + at - 1))) {
      effects.push(one);
      yield (at + effects.length / conditions) / (1 + SHUFFLES);
    }
    all.push(effects);
  }
  const [screen = [], ...shuffled] = all;
  return { screen, shuffled };
}

export function judgeBesideShuffled(
  network: Network,
  { screen, shuffled }: EffectsBesideShuffled,
  budget: number,
): BesideShuffled {
  return {
    screen: judgeWithoutTruth(network, screen, budget),
    shuffled: shuffled.map((effects) => judgeWithoutTruth(network, effects, budget)),
  };
}
