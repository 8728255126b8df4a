import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import type { Network } from '../../network/network';
import { exampleScreen } from '../../../tests/support/evaluation/exampleScreen';
import { rounded } from '../../../tests/support/evaluation/numbers';
import { scoreWithShuffled, type ReferenceFreeScores } from './causalBench';
import { conditionEffects, type ConditionEffects, shuffledLabels } from './conditionEffects';
import reference from './referenceFree.reference.json';

const dataset = exampleScreen();
const network: Network = {
  genes: dataset.genes,
  regulators: Int32Array.from(reference.regulators),
  weights: Float32Array.from(reference.weights),
  stability: null,
};
/** Only what the screen was made with: d2 → a1 → f0 and c4 ⊣ g3. */
const truth: Network = {
  ...network,
  weights: network.weights.map((_, at) => [7, 2 * 7 + 1, 4 * 7 + 3].indexOf(at) + 1),
};

function referenceFreeScores(of: Network, effects: readonly ConditionEffects[], budget: number) {
  return scoreWithShuffled(of, { screen: effects, shuffled: [] }, budget).screen;
}

function timesOf({ conditions, conditionOfCell }: Dataset) {
  return Array.from(conditionOfCell, (condition) => conditions[condition]?.time);
}

/** Conditions of every other cell, ascending. */
function ofOddCells({ conditionOfCell }: Dataset): Int32Array {
  return conditionOfCell.filter((_, cell) => cell % 2 === 1).toSorted();
}

function plain(effects: readonly ConditionEffects[]) {
  return effects.map((effect) => ({ ...effect, wasserstein: [...effect.wasserstein], p: [...effect.p] }));
}

describe('effects of perturbations', () => {
  it('agree with SciPy for every condition and gene', () => {
    expect(rounded(plain(conditionEffects(dataset)))).toEqual(rounded(reference.effects));
  });

  it('are relative to all other perturbations where there are no controls', () => {
    const without: Dataset = {
      ...dataset,
      conditions: dataset.conditions.filter(({ interventions }) => interventions.length > 0),
      conditionOfCell: dataset.conditionOfCell.subarray(42).map((condition) => condition - 2),
      values: dataset.values.subarray(42 * 7),
    };
    const effects = conditionEffects(without);
    expect(effects).toHaveLength(7);
    // c4 at time 2 against a1 and f0 at time 2: its own values are 0, so the distance is their mean.
    const others = [1, 6].flatMap((condition) =>
      [...without.conditionOfCell.keys()].filter((cell) => without.conditionOfCell[cell] === condition),
    );
    const mean = others.reduce((sum, cell) => sum + (without.values[cell * 7 + 4] ?? NaN) / others.length, 0);
    expect(effects[3]?.label).toBe('c4');
    expect(effects[3]?.wasserstein[4]).toBeCloseTo(mean, 6);
  });

  it('are empty where there is no reference', () => {
    const [, , a1] = dataset.conditions;
    const alone = { ...dataset, conditions: a1 ? [a1] : [], conditionOfCell: new Int32Array(dataset.cells) };
    expect(conditionEffects(alone)).toEqual([]);
  });
});

describe('reference-free scores of a network', () => {
  const effects = conditionEffects(dataset);

  it.each(reference.judged)(
    'have the distances and omissions of NumPy at $budget edges',
    ({ budget, scores }) => {
      expect(rounded(referenceFreeScores(network, effects, budget))).toEqual(rounded(scores));
    },
  );

  it('of the true edges have fewer omissions than those of an inactive gene, and responding targets', () => {
    const idle: Network = {
      ...network,
      weights: network.weights.map((_, at) => [5 * 7, 5 * 7 + 1, 5 * 7 + 3].indexOf(at) + 1),
    };
    const right = referenceFreeScores(truth, effects, 3);
    const wrong = referenceFreeScores(idle, effects, 3);
    expect(right).toMatchObject({ edges: 3, answering: 1, answeringCorrected: 1 });
    expect(wrong).toMatchObject({ edges: 3, answering: 0, answeringCorrected: 0 });
    expect(right.omissionRate ?? NaN).toBeLessThan(wrong.omissionRate ?? NaN);
    expect(right.meanWasserstein ?? NaN).toBeGreaterThan(wrong.meanWasserstein ?? NaN);
  });

  it('have no response rate where no perturbation has five cells, and ignore those with fewer', () => {
    const small = effects.map((effect) => ({ ...effect, cells: 4 }));
    expect(referenceFreeScores(truth, small, 3)).toMatchObject({
      edges: 3,
      answering: null,
      answeringCorrected: null,
      omissionRate: null,
    });
    const one = effects.map((effect) => ({
      ...effect,
      cells: effect.targets.includes(4) ? 4 : effect.cells,
    }));
    expect(referenceFreeScores(truth, one, 3)).toMatchObject({ edges: 3, answering: 1 });
  });

  it('without edges are null, and all tested pairs are omitted', () => {
    const none = { ...network, weights: network.weights.map(() => 0) };
    expect(referenceFreeScores(none, effects, 9)).toMatchObject({
      edges: 0,
      meanWasserstein: null,
      answering: null,
      withoutPath: 30,
    });
    expect(referenceFreeScores(network, [], 9)).toMatchObject({
      edges: 0,
      withoutPath: 0,
      omissionRate: null,
    });
  });

  it('count omissions among tested pairs outside the network alone, where a published formula counts others', () => {
    const genes = 5;
    const [A, B, C, D] = [0, 1, 2, 3];
    const edgesOf = (...pairs: readonly (readonly [number, number])[]): Network => ({
      genes: ['A', 'B', 'C', 'D', 'E'],
      regulators: Int32Array.from({ length: genes }, (_, g) => g),
      weights: Float32Array.from({ length: genes * genes }, (_, p) =>
        Number(pairs.some(([source, target]) => source * genes + target === p)),
      ),
      stability: null,
    });
    /** Of a perturbed gene: the genes that respond. C, D and E were never perturbed. */
    const responding = new Map([
      [A, new Set([B, C])],
      [B, new Set([C, D])],
    ]);
    const effectsOf = Array.from(responding, ([target, genesThatRespond]): ConditionEffects => {
      const responds = Float64Array.from({ length: genes }, (_, g) => Number(genesThatRespond.has(g)));
      return {
        label: String(target),
        cells: 20,
        targets: [target],
        wasserstein: responds,
        p: responds.map((one) => (one === 1 ? 0.001 : 0.5)),
      };
    });
    const chain = edgesOf([A, B], [B, C]);
    const { answering, omissionRate, withoutPath } = referenceFreeScores(chain, effectsOf, 9);
    // Of 8 tested pairs, A → B, B → C and, over a path, A → C lie within the network; B → D alone responds among the others.
    expect({ answering, withoutPath, omissionRate }).toEqual({
      answering: 1,
      withoutPath: 5,
      omissionRate: 1 / 5,
    });

    // Edges by index never match pairs by name, so nothing is excluded: the rate of all tested pairs, whatever the network.
    const responses = [...responding.values()].reduce((sum, { size }) => sum + size, 0);
    expect(omissionRate).not.toBe(responses / 8);
    // All 20 pairs in the denominator, though the pairs of C, D and E are not tested.
    expect(omissionRate).not.toBe(1 / 17);
  });
});

describe('shuffled labels', () => {
  it('keep every value, every time point and the number of cells of each condition', () => {
    const shuffled = shuffledLabels(dataset, 3);
    expect(shuffled.values).toBe(dataset.values);
    expect(shuffled.conditionOfCell).not.toEqual(dataset.conditionOfCell);
    expect(shuffled.conditionOfCell.toSorted()).toEqual(dataset.conditionOfCell.toSorted());
    expect(timesOf(shuffled)).toEqual(timesOf(dataset));
    expect(shuffledLabels(dataset, 3).conditionOfCell).toEqual(shuffled.conditionOfCell);
  });

  it('stay within batches', () => {
    const batchOfCell = Int32Array.from({ length: dataset.cells }, (_, cell) => cell % 2);
    const shuffled = shuffledLabels({ ...dataset, batchOfCell, batches: ['x', 'y'] }, 3);
    expect(ofOddCells(shuffled)).toEqual(ofOddCells(dataset));
  });

  it('leave one pair in twenty responding by chance, and the true network no better than others', () => {
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    // Enough controls at both times for every comparison to be within a time point.
    const even = { ...dataset, conditions: dataset.conditions.map((one) => ({ ...one, time: 1 })) };
    const judged = seeds.map((seed) =>
      referenceFreeScores(truth, conditionEffects(shuffledLabels(even, seed)), 3),
    );
    const meanOf = (of: (one: ReferenceFreeScores) => number | null) =>
      judged.reduce((sum, one) => sum + (of(one) ?? NaN) / judged.length, 0);
    expect(meanOf(({ omissionRate }) => omissionRate)).toBeGreaterThan(0.03);
    expect(meanOf(({ omissionRate }) => omissionRate)).toBeLessThan(0.07);
    expect(meanOf(({ answeringCorrected }) => answeringCorrected)).toBeLessThan(0.02);
    const ratio = meanOf((one) => one.meanWasserstein) / meanOf((one) => one.omittedWasserstein);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.25);
  });
});
