/**
 * The two statistics of CausalBench (Chevalley et al., Communications Biology 2025, arXiv 2210.17283) at equal numbers of edges, on cells
 * that no method has learned from: the mean Wasserstein distance of predicted edges, and the false omission rate of pairs without a path.
 * causalBench.ts has the same on the cells that were learned from, beside shuffled labels.
 */
import { strength, strongestPairs } from '../../network/ranking';
import type { Network } from '../../network/network';
import { mean } from '../../numerics/statistics';
import { Random } from '../../numerics/random';
import { reachableFrom } from '../networks/networkScores';
import { together } from './causalBench';
import { isTestable, type ConditionEffects } from './conditionEffects';

/** Level of the Mann–Whitney test, uncorrected, and number of pairs drawn for the false omission rate, as published. */
const LEVEL = 0.05;
const OMISSION_PAIRS = 500;
/** Of fewer pairs a rate says nothing. */
const MIN_OMISSION_PAIRS = 10;

/** Numbers of edges compared: the last five that are at most half of all pairs. */
const EDGE_COUNTS = [5, 10, 20, 50, 100, 200, 500, 1000, 5000];
const SHOWN_COUNTS = 5;

/** Networks of random edges whose scores are averaged. */
const RANDOM_NETWORKS = 20;

/** Effects of regulators perturbed alone on all measured genes. A pair is source × G + target. */
export interface MeasuredPairs {
  readonly genes: number;
  /** Every pair once, in random order: the false omission rate of each network takes the first that have no path. */
  readonly order: Int32Array;
  /** [G × G] Wasserstein-1 distance, log1p, and p of the Mann–Whitney test; NaN where not measured. */
  readonly wasserstein: Float64Array;
  readonly p: Float64Array;
}

export interface CausalBenchScores {
  readonly edges: number;
  /** Mean Wasserstein distance of the edges; null where the network has fewer. */
  readonly meanWasserstein: number | null;
  /** Share with p < .05 of `pairsWithoutPath`, at most 500; null for fewer than ten, and where the network has fewer edges. */
  readonly falseOmissionRate: number | null;
  readonly pairsWithoutPath: number | null;
}

/** `regulators`: candidates. Effects of fewer than five cells are left out, and `latent` genes, which have no level. */
export function measuredPairs(
  effects: readonly ConditionEffects[],
  { genes, regulators }: { readonly genes: number; readonly regulators: Iterable<number> },
  latent: readonly number[],
  seed: number,
): MeasuredPairs {
  const wasserstein = new Float64Array(genes * genes).fill(NaN);
  const p = new Float64Array(genes * genes).fill(NaN);
  const pairs: number[] = [];
  for (const source of regulators) {
    const own = effects.filter(
      (effect) => isTestable(effect) && effect.targets.length === 1 && effect.targets[0] === source,
    );
    for (let target = 0; target < genes && own.length > 0; target++) {
      if (target === source || latent.includes(target)) continue;
      const pair = source * genes + target;
      const both = together(own, target);
      wasserstein[pair] = both.wasserstein;
      p[pair] = both.p;
      pairs.push(pair);
    }
  }
  const order = new Random(seed).permutation(pairs.length).map((place) => pairs[place] as number);
  return { genes, order, wasserstein, p };
}

/** Empty where there are fewer than ten pairs. */
export function edgeCountsOf({ order }: MeasuredPairs): readonly number[] {
  return EDGE_COUNTS.filter((count) => count <= order.length / 2).slice(-SHOWN_COUNTS);
}

/** At the strongest edges between measured pairs; edges of other regulators cannot be tested and do not count. */
export function causalBenchScores(
  network: Network,
  measured: MeasuredPairs,
  counts: readonly number[],
): readonly CausalBenchScores[] {
  const { genes } = measured;
  const edges = [...strongestPairs(network, Infinity)]
    .filter((pair) => strength(network.weights[pair]) > 0)
    .map((pair) => (network.regulators[Math.floor(pair / genes)] as number) * genes + (pair % genes))
    .filter((pair) => !Number.isNaN(measured.p[pair]));
  return counts.map((count) => scoresOf(edges.slice(0, count), measured, count));
}

/** The same for random edges: the mean of twenty networks. */
export function chanceScores(
  measured: MeasuredPairs,
  counts: readonly number[],
  seed: number,
): readonly CausalBenchScores[] {
  const random = new Random(seed);
  const networks = Array.from({ length: RANDOM_NETWORKS }, () => {
    const edges = [...random.permutation(measured.order.length)].map((at) => measured.order[at] as number);
    return counts.map((count) => scoresOf(edges.slice(0, count), measured, count));
  });
  return counts.map((edges, at) => {
    const meanOf = (score: Exclude<keyof CausalBenchScores, 'edges'>) => {
      const known = networks.flatMap((network) => network[at]?.[score] ?? []);
      return known.length === 0 ? null : mean(known);
    };
    return {
      edges,
      meanWasserstein: meanOf('meanWasserstein'),
      falseOmissionRate: meanOf('falseOmissionRate'),
      pairsWithoutPath: meanOf('pairsWithoutPath'),
    };
  });
}

function scoresOf(
  edges: readonly number[],
  { genes, order, wasserstein, p }: MeasuredPairs,
  count: number,
): CausalBenchScores {
  if (edges.length < count)
    return { edges: count, meanWasserstein: null, falseOmissionRate: null, pairsWithoutPath: null };
  const reaches = reachableFrom(edges, genes);
  const omitted: number[] = [];
  for (let at = 0; at < order.length && omitted.length < OMISSION_PAIRS; at++) {
    const pair = order[at] as number;
    if (!reaches(Math.floor(pair / genes)).has(pair % genes)) omitted.push(pair);
  }
  return {
    edges: count,
    meanWasserstein: mean(edges.map((pair) => wasserstein[pair] as number)),
    falseOmissionRate:
      omitted.length < MIN_OMISSION_PAIRS
        ? null
        : mean(omitted.map((pair) => Number((p[pair] as number) < LEVEL))),
    pairsWithoutPath: omitted.length,
  };
}
