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

/** Pairs of a gene that was perturbed alone and another; which pairs they are, and their order, does not depend on the labels of cells. */
interface TestedPairs {
  /** source × G + target → place below. */
  readonly placeOf: ReadonlyMap<number, number>;
  /** [pairs] effect of perturbing the source alone on the target. */
  readonly wasserstein: Float64Array;
  readonly p: Float64Array;
  readonly q: Float64Array;
  /** [pairs] whether a time point of the source has enough cells for p. */
  readonly testable: Uint8Array;
}

/** The same for every network. */
const testedPairs = memoize((effects: readonly ConditionEffects[]): TestedPairs => {
  const genes = effects[0]?.p.length ?? 0;
  const bySource = new Map<number, ConditionEffects[]>();
  for (const effect of effects) {
    const [source, second] = effect.targets;
    if (source !== undefined && second === undefined)
      bySource.set(source, [...(bySource.get(source) ?? []), effect]);
  }
  const pairs = [...bySource.keys()].flatMap((source) =>
    Array.from({ length: genes }, (_, target) => source * genes + target).filter(
      (pair) => pair % genes !== source,
    ),
  );
  const found = pairs.map((pair) => together(bySource.get(Math.floor(pair / genes)) ?? [], pair % genes));
  const p = Float64Array.from(found, (one) => one.p);
  return {
    placeOf: new Map(pairs.map((pair, place) => [pair, place])),
    wasserstein: Float64Array.from(found, ({ wasserstein }) => wasserstein),
    p,
    q: benjaminiHochberg(p),
    testable: Uint8Array.from(found, ({ testable }) => Number(testable)),
  };
});

/** Places of tested pairs. */
interface DrawnAndOmitted {
  /** The strongest first. */
  readonly drawn: readonly number[];
  /** Those that no path of the drawn ones connects. */
  readonly omitted: readonly number[];
}

function drawnAndOmitted(network: Network, { placeOf }: TestedPairs, budget: number): DrawnAndOmitted {
  const genes = network.genes.length;
  const drawn = strongestTested(network, placeOf, budget);
  const reaches = reachableFrom(drawn, genes);
  const placesOf = (pairs: Iterable<number>) => Array.from(pairs, (pair) => placeOf.get(pair) ?? -1);
  const omitted = [...placeOf.keys()].filter((pair) => !reaches(Math.floor(pair / genes)).has(pair % genes));
  return { drawn: placesOf(drawn), omitted: placesOf(omitted) };
}

/** The `budget` strongest edges among the tested pairs; ranks no more pairs than it takes to find them. */
function strongestTested(
  network: Network,
  tested: ReadonlyMap<number, number>,
  budget: number,
): readonly number[] {
  const { genes, regulators, weights } = network;
  const sourceOf = (pair: number) => regulators[Math.floor(pair / genes.length)] as number;
  for (let count = Math.max(1, budget); ; count *= 4) {
    const ranked = strongestPairs(network, count);
    const edges = ranked.filter((pair) => strength(weights[pair]) > 0);
    const pairs = Array.from(edges, (pair) => sourceOf(pair) * genes.length + (pair % genes.length)).filter(
      (pair) => tested.has(pair),
    );
    if (pairs.length >= budget || edges.length < count) return pairs.slice(0, budget);
  }
}

function scoresAt(
  { drawn, omitted }: DrawnAndOmitted,
  { wasserstein, p, q, testable }: TestedPairs,
): ReferenceFreeScores {
  const distance = (place: number) => wasserstein[place] as number;
  const answers = (place: number) => Number((p[place] as number) < LEVEL);
  const isTested = (place: number) => testable[place] === 1;
  const testedEdges = drawn.filter(isTested);
  return {
    edges: drawn.length,
    meanWasserstein: meanOver(drawn, distance),
    answering: meanOver(testedEdges, answers),
    answeringCorrected: meanOver(testedEdges, (place) => Number((q[place] as number) <= LEVEL)),
    withoutPath: omitted.length,
    omissionRate: meanOver(omitted.filter(isTested), answers),
    omittedWasserstein: meanOver(omitted, distance),
  };
}

/** null without places. */
function meanOver(places: readonly number[], valueAt: (place: number) => number): number | null {
  if (places.length === 0) return null;
  return places.reduce((sum, place) => sum + valueAt(place), 0) / places.length;
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

/**
 * At the `budget` strongest edges whose source was set alone in one of `effects`. The published rate samples 500 pairs without a path; here
 * all count. Over several time points of a gene, distances are averaged by cells, and p is the minimum times their number.
 */
export function scoreWithShuffled(
  network: Network,
  { screen, shuffled }: EffectsWithShuffled,
  budget: number,
): ScoresWithShuffled {
  const pairs = drawnAndOmitted(network, testedPairs(screen), budget);
  const scoresUnder = (effects: readonly ConditionEffects[]) => scoresAt(pairs, testedPairs(effects));
  return { screen: scoresUnder(screen), shuffled: shuffled.map(scoresUnder) };
}
