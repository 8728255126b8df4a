/** Pairs whose effects are known: exactly, and in simulated screens of fixed seeds. */
import { describe, expect, it } from 'vitest';
import type { PerturbationKind } from '../dataset/mapping';
import {
  additivePairs,
  simulatedSamples,
  simulatedScreen,
} from '../../tests/support/effects/simulatedScreen';
import { chiSquareTail } from '../numerics/distributions';
import { normalTail } from '../numerics/significance';
import { median } from '../numerics/statistics';
import { uncorrelated } from './correlation';
import { screenEffects } from './effects';
import { measureEffects } from './measure';
import { normalScore } from './pairCounts';
import { levelsOfPairs, measuredPairs, pairEffects, pairKind, type Told } from './pairs';

const genes = 300;
const cellsEach = 1e6;

/** Residuals of variance 1 of a screen of the control, A, B, and A+B, each with one guide. @param folds [4 × genes] */
function exactPair(folds: (perturbation: number, gene: number) => number) {
  const slope = 2;
  const byGuide = Float64Array.from({ length: 4 * genes }, (_, at) => {
    return cellsEach * slope * (folds(Math.floor(at / genes), at % genes) - 1);
  });
  const first = Float64Array.from({ length: genes }, (_, gene) =>
    [0, 1, 2, 3].reduce((sum, k) => sum + (byGuide[k * genes + gene] as number), 0),
  );
  const between = Float64Array.from({ length: genes }, (_, gene) =>
    [0, 1, 2, 3].reduce((sum, k) => sum + (byGuide[k * genes + gene] as number) ** 2 / cellsEach, 0),
  );
  const sums = {
    cells: 4 * cellsEach,
    guides: 4,
    batches: 1,
    genes,
    cellsOfGuide: new Float64Array(4).fill(cellsEach),
    cellsInBatch: new Float64Array(4).fill(cellsEach),
    byGuide,
    byBatch: first,
    first,
    second: between.map((square) => square + 4 * cellsEach - 4),
    third: new Float64Array(genes),
    slope: new Float64Array(genes).fill(slope),
  };
  const design = { perturbations: 4, perturbationOfGuide: Int32Array.of(0, 1, 2, 3) };
  const own = new Uint8Array(4 * genes);
  const expressing = new Float64Array(genes).fill(1);
  const effects = screenEffects(sums, design, { expressing, own, correlation: uncorrelated }, 'controls');
  return pairEffects(effects, { own, genes }, [{ pair: 3, first: 1, second: 2 }], () =>
    levelsOfPairs(sums, design, effects, new Float64Array(genes).fill(1)),
  );
}

const [a, b] = [
  (gene: number) => [0, 0, 0.5, -0.4][gene % 4] ?? 0,
  (gene: number) => [0, 0.6, 0.3, -0.2, 0][gene % 5] ?? 0,
];

describe('a pair that is measured exactly', () => {
  const found = exactPair((k, gene) => {
    const besides = gene === 7 ? 1 : 0;
    return Math.exp([0, a(gene), b(gene), 0.5 * a(gene) + b(gene) + besides][k] ?? 0);
  });

  it('has its coefficients', () => {
    const exact = exactPair((k, gene) =>
      Math.exp([0, a(gene), b(gene), 0.5 * a(gene) + 1.5 * b(gene)][k] ?? 0),
    );
    expect(exact.pairs[0]?.ofFirst.value).toBeCloseTo(0.5, 4);
    expect(exact.pairs[0]?.ofSecond.value).toBeCloseTo(1.5, 4);
    expect(exact.pairs[0]?.together.value).toBeCloseTo(1, 4);
    expect(exact.pairs[0]?.difference.value).toBeCloseTo(-1, 4);
  });

  it('has its interactions, each with the error of four levels', () => {
    for (const gene of [0, 2, 7, 9]) {
      const interaction = (gene === 7 ? 1 : 0) - 0.5 * a(gene);
      expect(found.log2[gene]).toBeCloseTo(interaction / Math.LN2, 5);
      const ofPair = 0.5 * a(gene) + b(gene) + (gene === 7 ? 1 : 0);
      expect(found.observed[gene]).toBeCloseTo(ofPair / Math.LN2, 5);
      // Counting noise alone: the variance of ln F is that at F = 1 over F; that of the pair is the one without interaction.
      const variances = [1, Math.exp(-a(gene)), Math.exp(-b(gene))];
      const ofAll =
        variances.reduce((sum, value) => sum + value, 0) + Math.exp(a(gene) + b(gene) - 2 * ofPair);
      const expected = Math.sqrt(ofAll / cellsEach) / 2 / Math.LN2;
      expect(Math.abs((found.error[gene] as number) / expected - 1)).toBeLessThan(1e-3);
    }
    expect(found.p[0]).toBeGreaterThan(0.9);
    expect(found.q[7]).toBeLessThan(1e-9);
  });
});

it('the score of a sum of gamma variables has their tails', () => {
  for (const [freedom, x] of [
    [4, 13],
    [4, 0.5],
    [30, 60],
    [3, 3.02],
  ] as const) {
    const score = normalScore((x - freedom) / 2, [freedom / 2, 0], [freedom, 0], 0);
    expect(Math.abs(normalTail(score) / chiSquareTail(x, freedom) - 1)).toBeLessThan(0.02);
    const mirrored = normalScore((freedom - x) / 2, [freedom / 2], [-freedom], 0);
    expect(mirrored).toBeCloseTo(-score, 9);
  }
  expect(normalScore(3, [0.25, 0.25], [0, 0], 0.5)).toBeCloseTo(3, 6);
});

const named = (kind: PerturbationKind | null, ...names: string[]) => ({ names, kind, time: null });
const told = (low: number, high: number): Told => ({ value: (low + high) / 2, low, high });

it('pairs are combinations of two whose singles were perturbed in the same way at the same time', () => {
  expect(
    measuredPairs([
      named(null),
      named('knockout', 'A'),
      named('knockout', 'A', 'B'),
      named('knockout', 'B'),
      named('overexpression', 'B', 'C'),
      named('knockout', 'C'),
      named('knockout', 'A', 'B', 'C'),
    ]),
  ).toEqual([{ pair: 2, first: 1, second: 3 }]);
});

it.each([
  ['', null],
  [' at 2 days', 2],
])('a pair stands beside its singles at its own doses, in the order of its label%s', (suffix, time) => {
  const at = (label: string, ...parts: readonly number[]) => {
    const [value = 0] = parts;
    const of = `${label}${suffix}`;
    const inLabel = label.split('+');
    const names = inLabel.toSorted();
    const ofTargets = names.map((name) => parts[inLabel.indexOf(name)] ?? value);
    const amount = parts.length === 1 ? { value } : { value: NaN, parts };
    return { ...named('inhibitor', ...names), time, dose: { ...amount, unit: '', of, ofTargets } };
  };
  expect(
    measuredPairs([
      named(null),
      at('A', 1),
      at('A', 2),
      at('B', 1),
      at('B', 2),
      at('A+B', 1, 2),
      at('B+A', 1, 2),
      at('A+B', 2),
      at('A+B', 1, 3),
      named('inhibitor', 'A', 'B'),
    ]),
  ).toEqual([
    { pair: 5, first: 1, second: 4 },
    { pair: 6, first: 2, second: 3 },
    { pair: 7, first: 2, second: 4 },
  ]);
});

it('a class is told where intervals tell it', () => {
  const kindOf = (first: Told, second: Told, together: Told) =>
    pairKind({ ofFirst: first, ofSecond: second, together, difference: told(0, 0) });
  expect(kindOf(told(0.9, 1.1), told(0.85, 1.15), told(0.95, 1.05))).toBe('additive');
  expect(kindOf(told(0.9, 1.1), told(-0.1, 0.2), told(0.4, 0.6))).toBe('epistasis');
  expect(kindOf(told(0.1, 0.4), told(0.2, 0.3), told(0.1, 0.3))).toBe('suppression');
  expect(kindOf(told(1, 1.6), told(1, 1.6), told(1.1, 1.5))).toBe('synergy');
  expect(kindOf(told(0.5, 0.9), told(0.6, 1.1), told(0.6, 0.9))).toBe('buffering');
  expect(kindOf(told(0.5, 1.5), told(0.5, 1.5), told(0.7, 1.3))).toBeNull();
  expect(kindOf(told(0.9, 1.1), told(NaN, NaN), told(NaN, NaN))).toBeNull();
});

describe('pairs of a simulated screen', async () => {
  const pairs = [
    ...additivePairs,
    { of: [1, 2] as const, times: [1, 1] as const, besides: 0 },
    { of: [3, 6] as const, times: [1, 0] as const, besides: 0 },
  ];
  const { screen } = simulatedScreen({ genes: 700, shares: [0, 0, 0.25, 0.25, 0.25, 0.25], pairs }, 921);
  const { pairs: found, genes: names } = await measureEffects(screen, 'auto', () => undefined);

  it('without interactions are below .05 in a twentieth of the genes', () => {
    const p = [...found.p.subarray(0, 5 * names.length)].filter(Number.isFinite);
    expect(p.length).toBeGreaterThan(2500);
    const share = p.filter((value) => value <= 0.05).length / p.length;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.06);
  });

  it('have coefficients of 1 where effects add up, and of 0 where one hides the other', () => {
    const additive = found.pairs.slice(0, 4);
    for (const { together } of additive) expect(Math.abs(together.value - 1)).toBeLessThan(0.1);
    const intervals = additive.flatMap(({ ofFirst, ofSecond }) => [ofFirst, ofSecond]);
    expect(intervals.filter(({ low, high }) => low < 1 && high > 1).length).toBeGreaterThan(6);
    const [inert, hidden] = found.pairs.slice(4);
    expect(inert?.ofFirst.value).toBeNaN();
    expect(hidden && pairKind(hidden)).toBe('epistasis');
    expect(Math.abs(hidden?.ofSecond.value ?? NaN)).toBeLessThan(0.1);
  });
});

describe('pairs of replicates', () => {
  const design = { genes: 400, replicates: 3, controls: 4, singles: 6, share: 0.25 };
  const pairs = [
    ...additivePairs,
    { of: [3, 6] as const, times: [1, 0] as const, besides: 0 },
    { of: [4, 5] as const, times: [0.5, 0.5] as const, besides: 0 },
  ];

  it.each(['log2-normalised', 'log-ratio'] as const)('of %s are told as those of counts', async (values) => {
    const screen = simulatedSamples({ ...design, pairs, values }, 617);
    const { pairs: found, folds, genes: names } = await measureEffects(screen, 'auto', () => undefined);
    const p = [...found.p.subarray(0, 4 * names.length)];
    const share = p.filter((value) => value <= 0.05).length / p.length;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.065);
    const additive = found.pairs.slice(0, 4).flatMap(({ ofFirst, ofSecond }) => [ofFirst, ofSecond]);
    for (const { value } of additive) expect(Math.abs(value - 1)).toBeLessThan(0.15);
    expect(additive.filter(({ low, high }) => low < 1 && high > 1).length).toBeGreaterThan(5);
    const [masked, half] = found.pairs.slice(4);
    expect(masked && pairKind(masked)).toBe('epistasis');
    expect(half && pairKind(half)).toBe('buffering');
    // Of genes that respond to nothing the reference of all is nearly the same.
    const [pair] = found.pairs;
    const sum = (gene: number) =>
      [pair?.pair, pair?.first, pair?.second].map((k) => folds.log2[(k ?? 0) * names.length + gene] ?? NaN);
    const differences = names.map((_, gene) => {
      const [both = NaN, first = NaN, second = NaN] = sum(gene);
      return Math.abs((found.log2[gene] ?? NaN) - (both - first - second));
    });
    expect(median(differences)).toBeLessThan(0.05);
  });

  it('say nothing where nothing has replicates', async () => {
    const screen = simulatedSamples(
      { ...design, pairs, values: 'log2-normalised', replicates: 1, controls: 1 },
      618,
    );
    const { pairs: found, isTested } = await measureEffects(screen, 'auto', () => undefined);
    expect([isTested, found.pairs]).toEqual([false, []]);
  });
});
