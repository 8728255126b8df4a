import { describe, expect, it } from 'vitest';
import type { Network } from '../../network/network';
import { exampleScreen } from '../../../tests/support/evaluation/exampleScreen';
import { rounded } from '../../../tests/support/evaluation/numbers';
import { cellsOf } from '../splits';
import { conditionEffects, type ConditionEffects } from './conditionEffects';
import { causalBenchScores, chanceScores, edgeCountsOf, measuredPairs } from './heldOutScores';
import reference from './heldOutScores.reference.json';
import whole from './referenceFree.reference.json';

const dataset = exampleScreen();
const network: Network = {
  genes: dataset.genes,
  regulators: Int32Array.from(whole.regulators),
  weights: Float32Array.from(whole.weights),
  stability: null,
};
const size = { genes: 7, regulators: network.regulators };

/** Every other cell of each condition. */
function everyOther() {
  const seen = dataset.conditions.map(() => 0);
  return cellsOf(dataset, (_, condition) => {
    seen[condition] = (seen[condition] ?? 0) + 1;
    return (seen[condition] ?? 0) % 2 === 1;
  });
}

const effects = conditionEffects(everyOther());
const measured = measuredPairs(effects, size, [], 1);

/** A screen of `genes` genes, each perturbed alone: gene 0 moves gene 1, and nothing else moves. */
function oneEffect(genes: number): readonly ConditionEffects[] {
  return Array.from({ length: genes }, (_, source) => ({
    label: `g${source}`,
    cells: 30,
    targets: [source],
    wasserstein: Float64Array.from({ length: genes }, (__, gene) => (source === 0 && gene === 1 ? 2 : 0)),
    p: Float64Array.from({ length: genes }, (__, gene) => (source === 0 && gene === 1 ? 1e-9 : 0.5)),
  }));
}

function networkOf(genes: number, edges: readonly (readonly [number, number])[]): Network {
  const weights = new Float32Array(genes * genes);
  edges.forEach(([source, target], rank) => {
    weights[source * genes + target] = edges.length - rank;
  });
  return {
    genes: Array.from({ length: genes }, (_, gene) => `g${String(gene).padStart(3, '0')}`),
    regulators: Int32Array.from({ length: genes }, (_, gene) => gene),
    weights,
    stability: null,
  };
}

describe('the statistics of CausalBench', () => {
  it('have the distance and p of SciPy for every regulator and gene', () => {
    const found = reference.pairs.map(([source = -1, target = -1]) => [
      source,
      target,
      measured.wasserstein[source * 7 + target],
      measured.p[source * 7 + target],
    ]);
    expect(rounded(found)).toEqual(rounded(reference.pairs));
    expect(measured.order.toSorted()).toEqual(
      Int32Array.from(reference.pairs, ([source = -1, target = -1]) => source * 7 + target).toSorted(),
    );
  });

  it('agree with brute force at every number of edges', () => {
    const counts = reference.scores.map(({ edges }) => edges);
    expect(rounded(causalBenchScores(network, measured, counts))).toEqual(rounded(reference.scores));
  });

  it('do not depend on the order in which pairs are drawn where all are', () => {
    const other = measuredPairs(effects, size, [], 2);
    expect(other.order).not.toEqual(measured.order);
    expect(causalBenchScores(network, other, [3])).toEqual(causalBenchScores(network, measured, [3]));
  });

  it('follow paths, and know no rate where every pair has one', () => {
    const genes = 6;
    const pairs = measuredPairs(oneEffect(genes), networkSize(genes), [], 1);
    // 0 → 2 → 1 explains the effect of 0 on 1 without an edge between them; the cycle explains everything.
    const path = networkOf(genes, [
      [0, 2],
      [2, 1],
    ]);
    expect(causalBenchScores(path, pairs, [1, 2]).map((one) => one.falseOmissionRate)).toEqual([1 / 29, 0]);
    const cycle = networkOf(
      genes,
      Array.from({ length: genes }, (_, gene) => [gene, (gene + 1) % genes] as const),
    );
    expect(causalBenchScores(cycle, pairs, [6])).toEqual([
      { edges: 6, meanWasserstein: 2 / 6, falseOmissionRate: null, pairsWithoutPath: 0 },
    ]);
  });

  it('take 500 pairs of many, the same for every network', () => {
    const genes = 40;
    const pairs = measuredPairs(oneEffect(genes), networkSize(genes), [], 7);
    const away = networkOf(genes, [[5, 6]]);
    const expected = [...pairs.order].filter((pair) => pair !== 5 * genes + 6).slice(0, 500);
    const [scores] = causalBenchScores(away, pairs, [1]);
    expect(scores?.falseOmissionRate).toBe(expected.includes(1) ? 1 / 500 : 0);
  });

  it('are unknown for a network with fewer edges', () => {
    const pairs = measuredPairs(oneEffect(6), networkSize(6), [], 1);
    expect(causalBenchScores(networkOf(6, [[0, 1]]), pairs, [1, 5])).toEqual([
      { edges: 1, meanWasserstein: 2, falseOmissionRate: 0, pairsWithoutPath: 29 },
      { edges: 5, meanWasserstein: null, falseOmissionRate: null, pairsWithoutPath: null },
    ]);
  });

  it('leave out perturbations of few cells, of several genes, and genes without a level', () => {
    const [first, second, ...others] = oneEffect(6);
    if (!first || !second) throw new Error('too few');
    const some = [{ ...first, cells: 4 }, { ...second, targets: [1, 2] }, ...others];
    const pairs = measuredPairs(some, networkSize(6), [5], 1);
    const sources = new Set([...pairs.order].map((pair) => Math.floor(pair / 6)));
    expect(sources).toEqual(new Set([2, 3, 4, 5]));
    expect([...pairs.order].filter((pair) => pair % 6 === 5)).toEqual([]);
  });
});

describe('random edges', () => {
  it('have the mean distance of all pairs, and omit as many effects as there are', () => {
    const all = reference.pairs.map(([, , distance = NaN]) => distance);
    const mean = all.reduce((sum, distance) => sum + distance / all.length, 0);
    const [many] = chanceScores(measured, [15], 3);
    expect(many?.meanWasserstein).toBeGreaterThan(0.8 * mean);
    expect(many?.meanWasserstein).toBeLessThan(1.2 * mean);
    const pairs = measuredPairs(oneEffect(12), networkSize(12), [], 1);
    const [few] = chanceScores(pairs, [2], 3);
    expect(few?.falseOmissionRate).toBeGreaterThan(0.8 / 132);
    expect(few?.falseOmissionRate).toBeLessThan(1.05 / 130);
    expect(chanceScores(pairs, [2], 3)).toEqual(chanceScores(pairs, [2], 3));
  });

  it('are compared at five numbers of edges, none above half of the pairs', () => {
    expect(countsOf(3)).toEqual([]);
    expect(countsOf(11)).toEqual([5, 10, 20, 50]);
    expect(countsOf(50)).toEqual([50, 100, 200, 500, 1000]);
  });
});

function countsOf(genes: number): readonly number[] {
  return edgeCountsOf(measuredPairs(oneEffect(genes), networkSize(genes), [], 1));
}

function networkSize(genes: number) {
  return { genes, regulators: Array.from({ length: genes }, (_, gene) => gene) };
}
