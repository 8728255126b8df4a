/**
 * A network judged without a truth, after CausalBench (Chevalley et al. 2022, arXiv 2210.17283): do the genes that it draws an edge
 * to answer when the source is perturbed, and do the others not? Both see total effects; few sure edges trade against few omissions, so
 * compare networks at equal numbers of edges, beside the same labels shuffled (shuffledLabels.ts).
 */
import { strength, strongestPairs } from '../../network/ranking';
import type { Network } from '../../network/network';
import { benjaminiHochberg } from '../../numerics/significance';
import { reachableFrom } from '../networks/networkScores';
import { isTestable, type ConditionEffects, eachConditionEffect, shuffledLabels } from './conditionEffects';
import { isControl, type Dataset } from '../../dataset/dataset';

const LEVEL = 0.05;

export interface ReferenceFreeScores {
  /** Edges judged: the strongest whose source was perturbed by itself. */
  readonly edges: number;
  /** Mean Wasserstein-1 distance of the target's values with and without the source's perturbation; null without edges. */
  readonly meanWasserstein: number | null;
  /** Share of edges whose target answers: p below .05, uncorrected as published; and q at most .05 among all pairs tested. null where no source has cells enough. */
  readonly answering: number | null;
  readonly answeringCorrected: number | null;
  /** Pairs tested that no path of those edges connects. */
  readonly withoutPath: number;
  /** Share of them with p below .05 (false-omission rate), and their mean distance; null where there are none. */
  readonly omissionRate: number | null;
  readonly omittedWasserstein: number | null;
}

interface TestedPair {
  readonly wasserstein: number;
  readonly p: number;
  readonly q: number;
  /** Whether some time point of its source has cells enough for p. */
  readonly testable: boolean;
}

/**
 * At the `budget` strongest edges whose source is set alone in some of `effects`. The published rate samples 500 pairs without a path;
 * here all count. Where a gene was perturbed at several time points distances are averaged by cells, and p is the smallest times
 * their number.
 */
export function referenceFreeScores(
  network: Network,
  effects: readonly ConditionEffects[],
  budget: number,
): ReferenceFreeScores {
  const genes = network.genes.length;
  const tested = testedPairs(effects, genes);
  const sourceOf = (pair: number) => network.regulators[Math.floor(pair / genes)] as number;
  const drawn = [...strongestPairs(network, Infinity)]
    .filter((pair) => strength(network.weights[pair]) > 0)
    .map((pair) => sourceOf(pair) * genes + (pair % genes))
    .filter((pair) => tested.has(pair))
    .slice(0, budget);
  const reaches = reachableFrom(drawn, genes);
  const edges = drawn.flatMap((pair) => tested.get(pair) ?? []);
  const omitted = [...tested]
    .filter(([pair]) => !reaches(Math.floor(pair / genes)).has(pair % genes))
    .map(([, one]) => one);
  return {
    edges: edges.length,
    meanWasserstein: mean(edges.map(({ wasserstein }) => wasserstein)),
    answering: mean(testable(edges).map(({ p }) => Number(p < LEVEL))),
    answeringCorrected: mean(testable(edges).map(({ q }) => Number(q <= LEVEL))),
    withoutPath: omitted.length,
    omissionRate: mean(testable(omitted).map(({ p }) => Number(p < LEVEL))),
    omittedWasserstein: mean(omitted.map(({ wasserstein }) => wasserstein)),
  };
}

/** Pair (source × G + target) → what perturbing the source alone does to the target. */
function testedPairs(effects: readonly ConditionEffects[], genes: number): ReadonlyMap<number, TestedPair> {
  const bySource = new Map<number, ConditionEffects[]>();
  for (const effect of effects) {
    const [source, second] = effect.targets;
    if (source !== undefined && second === undefined)
      bySource.set(source, [...(bySource.get(source) ?? []), effect]);
  }
  const pairs = [...bySource].flatMap(([source, own]) =>
    Array.from({ length: genes }, (_, target) => target)
      .filter((target) => target !== source)
      .map((target) => ({ pair: source * genes + target, ...together(own, target) })),
  );
  const q = benjaminiHochberg(pairs.map(({ p }) => p));
  return new Map(pairs.map(({ pair, ...one }, at) => [pair, { ...one, q: q[at] as number }]));
}

function testable(pairs: readonly TestedPair[]): readonly TestedPair[] {
  return pairs.filter((pair) => pair.testable);
}

function together(effects: readonly ConditionEffects[], gene: number) {
  const cells = effects.reduce((sum, effect) => sum + effect.cells, 0);
  return {
    wasserstein: effects.reduce(
      (sum, effect) => sum + ((effect.wasserstein[gene] as number) * effect.cells) / cells,
      0,
    ),
    p: Math.min(1, effects.length * Math.min(...effects.map(({ p }) => p[gene] as number))),
    testable: effects.some(isTestable),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Networks judged by a screen's own perturbations, beside the same with labels that mean nothing. */

const SHUFFLES = 5;

/** What perturbations do to genes, with the labels of the screen and with each shuffle of them: the same for every network. */
export interface EffectsWithShuffled {
  readonly screen: readonly ConditionEffects[];
  readonly shuffled: readonly (readonly ConditionEffects[])[];
}

export interface ScoresWithShuffled {
  readonly screen: ReferenceFreeScores;
  /** One for each of five shuffles. */
  readonly shuffled: readonly ReferenceFreeScores[];
}

/** Of every perturbation of the dataset given, held-out ones too. Yields the share done; to cancel, stop asking. */
export function* effectsWithShuffled(dataset: Dataset, seed: number): Generator<number, EffectsWithShuffled> {
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

export function scoreWithShuffled(
  network: Network,
  { screen, shuffled }: EffectsWithShuffled,
  budget: number,
): ScoresWithShuffled {
  return {
    screen: referenceFreeScores(network, screen, budget),
    shuffled: shuffled.map((effects) => referenceFreeScores(network, effects, budget)),
  };
}
