import { describe, expect, it } from 'vitest';
import type { Condition, Dataset } from '../../dataset/dataset';
import { presets } from '../../dynamics/settings';
import type { TruthEdge } from '../../network/formats/knownEdges';
import { type Prior, priorOn, swappedPrior, wrongPrior } from '../../network/prior';
import { drain } from '../../numerics/lazy';
import { Random } from '../../numerics/random';
import { plainScreen } from '../../../tests/support/dataset/plainScreen';
import { KnownRidge, chosenStrength, nestedErrors, withKnowledge } from './withKnowledge';
import { prepare } from '../../dynamics/prepare/prepare';
import { chain } from '../../../tests/support/inference/chain';

const GENES = 24;
const REGULATORS = 12;
const CELLS = 12;
const names = Array.from({ length: GENES }, (_, gene) => `G${gene}`);

/** Every gene has two earlier regulators, drawn at random; few, noisy cells of every knockout, so that the cells alone leave much open. */
function randomScreen(seed: number): { readonly dataset: Dataset; readonly edges: readonly TruthEdge[] } {
  const random = new Random(seed);
  const regulators = names.map((_, gene) =>
    gene < 2
      ? []
      : [...random.permutation(Math.min(gene, REGULATORS))].slice(0, 2).map((source) => ({
          source,
          slope: (random.uniform() < 0.5 ? -1 : 1) * (0.4 + 0.3 * random.uniform()),
        })),
  );
  const conditions = Array.from({ length: REGULATORS + 1 }, (_, k): Condition => ({
    label: k === 0 ? 'control' : `G${k - 1}`,
    interventions: k === 0 ? [] : [{ gene: k - 1, kind: 'knockout' }],
    time: null,
    cells: CELLS,
  }));
  const conditionOfCell = Int32Array.from({ length: conditions.length * CELLS }, (_, cell) =>
    Math.floor(cell / CELLS),
  );
  const values = new Float32Array(conditionOfCell.length * GENES);
  conditionOfCell.forEach((condition, cell) => {
    const row = values.subarray(cell * GENES, (cell + 1) * GENES);
    for (let gene = 0; gene < GENES; gene++) {
      const driven = (regulators[gene] ?? []).reduce(
        (sum, { source, slope }) => sum + slope * ((row[source] ?? 0) - 3),
        3,
      );
      row[gene] = gene === condition - 1 ? 0 : Math.max(0, driven + 0.5 * random.normal());
    }
  });
  return {
    dataset: plainScreen({
      name: 'linear',
      genes: names,
      cells: conditionOfCell.length,
      values,
      conditionOfCell,
      conditions,
      candidates: Int32Array.from({ length: REGULATORS }, (_, r) => r),
    }),
    edges: regulators.flatMap((of, gene) =>
      of.map(({ source, slope }) => ({
        source: names[source] ?? '',
        target: names[gene] ?? '',
        sign: slope > 0 ? (1 as const) : (-1 as const),
      })),
    ),
  };
}

const { dataset, edges } = randomScreen(4);

function priorFrom(known: readonly TruthEdge[]): Prior {
  const laid = priorOn(known, 'half', names, names.slice(0, REGULATORS));
  if (!laid.ok) throw new Error('the edges are those of the screen');
  return laid.value;
}

const half = priorFrom(edges.filter(({ source }) => Number(source.slice(1)) % 2 === 0));
const learn = (prior: Prior, asked: number | 'auto', of = dataset) =>
  drain(withKnowledge(of, presets.H, prior, asked));

describe('a known network', () => {
  it('is used where it predicts unseen knockouts better than the cells alone and than its own edges swapped', () => {
    const { edgePenalty, knowledge } = learn(half, 'auto');
    expect(knowledge?.strength).toBeGreaterThan(0);
    expect(knowledge?.gain?.low).toBeGreaterThan(0);
    expect(knowledge?.gain?.mean).toBeGreaterThan(knowledge?.shuffledGain ?? NaN);
    expect(knowledge?.curve.map(({ strength }) => strength)).toContain(0);
    expect(knowledge?.edges).toHaveLength(half.coverage.edges.covered);
    const strength = knowledge?.strength ?? NaN;
    for (let r = 0; r < REGULATORS; r++)
      for (let gene = 0; gene < GENES; gene++) {
        const isKnown = edges.some(({ source, target }) => source === `G${r}` && target === `G${gene}`);
        const expected =
          r % 2 === 1 || gene === r ? 1 : Math.exp(isKnown ? -strength : Math.min(1, strength));
        expect(edgePenalty?.[r * GENES + gene]).toBeCloseTo(expected, 6);
      }
  });

  it('that is swapped or wholly wrong gets strength 0, and training is as without it', () => {
    for (const seed of [1, 2])
      for (const wrong of [swappedPrior(half, new Random(seed)), wrongPrior(half, 1, new Random(seed))]) {
        const { edgePenalty, knowledge, ...rest } = learn(wrong, 'auto');
        expect(knowledge?.strength).toBe(0);
        expect(edgePenalty).toBeUndefined();
        expect(rest).toEqual(dataset);
      }
  });

  it('has the strength that was asked for, measured all the same; at 0 nothing is measured', () => {
    const asked = learn(half, 2).knowledge;
    expect(asked).toMatchObject({ asked: 2, strength: 2 });
    expect(asked?.gain?.mean).toBeGreaterThan(0);
    const gains = [asked?.gain?.mean ?? NaN, ...(asked?.wrongGains.map(({ gain }) => gain) ?? [])];
    expect(asked?.wrongGains.map(({ share }) => share)).toEqual([0.2, 0.5, 1]);
    expect(gains).toEqual(gains.toSorted((a, b) => b - a));
    const none = learn(half, 0);
    expect(none.edgePenalty).toBeUndefined();
    expect(none.knowledge).toMatchObject({
      asked: 0,
      strength: 0,
      gain: null,
      shuffledGain: null,
      wrongGains: [],
      curve: [],
    });
  });

  it('is not used where too few perturbations are left to judge it', () => {
    const heldOut = names.slice(0, REGULATORS - 2);
    expect(learn(half, 'auto', { ...dataset, heldOut }).knowledge).toMatchObject({ strength: 0, gain: null });
  });

  it('is judged without the perturbations that were held out of training', () => {
    const heldOut = ['G3'];
    const scrambled = dataset.values.slice();
    const random = new Random(8);
    dataset.conditionOfCell.forEach((condition, cell) => {
      if (dataset.conditions[condition]?.label === 'G3')
        for (let gene = 0; gene < GENES; gene++) scrambled[cell * GENES + gene] = 5 * random.uniform();
    });
    const [own, other] = [dataset.values, scrambled].map(
      (values) => learn(half, 'auto', { ...dataset, values, heldOut }).knowledge,
    );
    expect(other).toEqual(own);
  });
});

/** Strengths 0, 1, … with the errors of the same perturbations. */
function tried(...errors: (readonly number[])[]) {
  return errors.map((ofStrength, strength) => ({
    strength,
    errors: ofStrength.map((error, at) => ({ error, change: 1, fold: at % 3 })),
  }));
}

describe('the chosen strength', () => {
  it('is the smallest within one standard error of the best', () => {
    expect(chosenStrength(tried([1, 1, 1, 1], [0.5, 0.6, 0.5, 0.6], [0.45, 0.6, 0.52, 0.58]))).toBe(1);
    expect(chosenStrength(tried([1, 1, 1, 1], [0.9, 0.9, 0.9, 0.9], [0.5, 0.5, 0.5, 0.5]))).toBe(2);
  });

  it('is 0 where a gain rests on one perturbation', () => {
    expect(chosenStrength(tried([1, 1, 1, 1], [1.02, 1.01, 1.02, 0.5]))).toBe(0);
  });
});

it('the strength at which a fold is judged is the one that the other folds choose', () => {
  // Perturbation k is in fold k mod 3. Strength 1 helps in fold 0 alone, and so much that over all folds it would be chosen.
  const without = [1, 1, 1, 1.01, 1, 1];
  const withKnown = [0.1, 1.1, 1.1, 0.1, 1.1, 1.1];
  expect(chosenStrength(tried(without, withKnown), 0)).toBe(1);
  const judged = nestedErrors(tried(without, withKnown)).map(({ error }) => error);
  const byHand = without.map((error, at) => {
    const others = [without, withKnown].map((errors) => errors.filter((_, other) => other % 3 !== at % 3));
    return chosenStrength(tried(...others)) === 0 ? error : withKnown[at];
  });
  expect(judged).toEqual(byHand);
  expect([judged[0], judged[3]]).toEqual([1, 1.01]);
});

it('predicts the state at which clamped genes stay and every other gene is what its regulators make of it', () => {
  const screen = chain();
  const prepared = prepare(screen, presets.H, new Set(['G0', 'G1']));
  const ridge = new KnownRidge(prepared);
  const coefficients = ridge.coefficients(null, 0.3);
  const genes = screen.genes.length;
  const single = prepared.perturbations.filter(({ training }) => !training);
  // Two genes at once, one of which regulates the other, beside the measured shift of one of them.
  const [first] = single;
  const both = first && {
    ...first,
    interventions: [0, 1].map((gene) => ({ gene, kind: 'knockout' as const })),
  };
  const unseen = both ? [...single, both] : single;
  expect(unseen).toHaveLength(3);
  const errors = ridge.errors(coefficients, unseen);
  for (const [at, { interventions, endpoints }] of unseen.entries()) {
    const targets = interventions.map(({ gene }) => gene);
    let state = new Float64Array(genes);
    for (let round = 0; round < 200; round++)
      state = Float64Array.from(state, (_, gene) =>
        targets.includes(gene)
          ? (prepared.knockoutValue[gene] ?? NaN)
          : state.reduce((sum, value, q) => sum + (coefficients[gene * genes + q] ?? NaN) * value, 0),
      );
    const free = [...state.keys()].filter((gene) => !targets.includes(gene));
    const squares = free.map((gene) => ((state[gene] ?? NaN) - (endpoints[0]?.shift[gene] ?? NaN)) ** 2);
    expect(errors[at]?.error).toBeCloseTo(squares.reduce((sum, one) => sum + one, 0) / free.length, 6);
  }
});
