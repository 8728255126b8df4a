/**
 * Evaluation of a network without a reference, after CausalBench (Chevalley et al. 2022, arXiv 2210.17283): targets of its edges should
 * respond when the source is perturbed, other genes should not. Both quantities see total effects and trade off against each other: compare
 * networks at equal numbers of edges, and with shuffled labels.
 */
import { strength, strongestPairs } from '../../network/ranking';
import type { Network } from '../../network/network';
import { memoize } from '../../numerics/lazy';
import { benjaminiHochberg } from '../../numerics/significance';
import { reachableFrom } from '../networks/networkScores';
import { effectsUnderLabels, exchangedLabels, isTestable, type ConditionEffects } from './conditionEffects';
import type { Dataset } from '../../dataset/dataset';

const LEVEL = 0.05;

export interface ReferenceFreeScores {
  /** Evaluated edges: the strongest whose source was perturbed alone. */
  readonly edges: number;
  /** Mean Wasserstein-1 distance of the target's values with and without the perturbation of the source; null without edges. */
  readonly meanWasserstein: number | null;
  /**
   * Share of edges whose target responds: p below .05, uncorrected as published; and q at most .05 among all tested pairs. null where no
   * source has enough cells.
   */
  readonly answering: number | null;
  readonly answeringCorrected: number | null;
  /** Tested pairs that no path of those edges connects. */
  readonly withoutPath: number;
  /** Share of them with p below .05 (false-omission rate), and their mean distance; null without such pairs. */
  readonly omissionRate: number | null;
  readonly omittedWasserstein: number | null;
}

interface TestedPair {
  readonly wasserstein: number;
  readonly p: number;
  readonly q: number;
  /** Whether a time point of the source has enough cells for p. */
  readonly testable: boolean;
}

/**
 * At the `budget` strongest edges whose source was set alone in one of `effects`. The published rate samples 500 pairs without a path; here
 * all count. Over several time points of a gene, distances are averaged by cells, and p is the minimum times their number.
 */
export function referenceFreeScores(
  network: Network,
  effects: readonly ConditionEffects[],
  budget: number,
): ReferenceFreeScores {
  const genes = network.genes.length;
  const tested = testedPairs(effects);
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

/** Pair (source × G + target) → effect of perturbing the source alone on the target; the same for every network. */
const testedPairs = memoize((effects: readonly ConditionEffects[]): ReadonlyMap<number, TestedPair> => {
  const genes = effects[0]?.p.length ?? 0;
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
});

function testable(pairs: readonly TestedPair[]): readonly TestedPair[] {
  return pairs.filter((pair) => pair.testable);
}

/** Effects of a perturbation at several time points on one gene. */
export function together(effects: readonly ConditionEffects[], gene: number) {
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

const SHUFFLES = 5;

/** Effects of the perturbations on the genes, with the labels of the screen and with each shuffle: the same for every network. */
export interface EffectsWithShuffled {
  readonly screen: readonly ConditionEffects[];
  readonly shuffled: readonly (readonly ConditionEffects[])[];
}

export interface ScoresWithShuffled {
  readonly screen: ReferenceFreeScores;
  /** One for each of five shuffles. */
  readonly shuffled: readonly ReferenceFreeScores[];
}

/** Effects of all perturbations of the dataset, held-out ones included. Yields the share done; stop iterating to cancel. */
export function* effectsWithShuffled(dataset: Dataset, seed: number): Generator<number, EffectsWithShuffled> {
  const shuffles = Array.from({ length: SHUFFLES }, (_, at) => exchangedLabels(dataset, seed + at));
  const [screen = [], ...shuffled] = yield* effectsUnderLabels(dataset, [
    dataset.conditionOfCell,
    ...shuffles,
  ]);
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
