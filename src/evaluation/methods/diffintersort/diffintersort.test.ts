import { expect, test } from 'vitest';
import { scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { plantedScreen } from '../../../../tests/support/evaluation/plantedScreen';
import { drain } from '../../../numerics/lazy';
import { Random } from '../../../numerics/random';
import { distancesOf, gainsOf, orderOf, scoreOfOrder, topologicalDivergence } from '../intersort/intersort';
import { screenOf } from '../screen';
import {
  closed,
  diffintersort,
  learnedOrder,
  orderLoss,
  pulledBack,
  slopeOfSquashed,
  sortedSoftly,
  squashed,
} from './diffintersort';

const n = 7;
const exact = { temperature: 0.8, rounds: 5000, tolerance: 1e-13 };

function balanced(s: Float64Array, temperature = exact.temperature): Float64Array {
  const potentials = { rows: new Float64Array(s.length), columns: new Float64Array(s.length) };
  return sortedSoftly(s, potentials, { ...exact, temperature });
}

function numbers(count: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => random.normal());
}

test('the smooth sort is doubly stochastic, and the sorting permutation at low temperature', () => {
  const plan = balanced(numbers(n, 3));
  for (let i = 0; i < n; i++) {
    expect(plan.subarray(i * n, (i + 1) * n).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
    expect(plan.filter((_, p) => p % n === i).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  }
  const sorted = balanced(Float64Array.of(0.3, -0.9, 0.8, 0), 0.01);
  expect(Array.from(sorted, Math.round)).toEqual([0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
});

test('the gradient of the smooth loss agrees with finite differences', () => {
  const gains = numbers(n * n, 5);
  const potentials = numbers(n, 6);
  const lossAt = (p: Float64Array) => orderLoss(balanced(p.map(squashed)), gains).loss;
  const plan = balanced(potentials.map(squashed));
  const gradient = pulledBack(plan, orderLoss(plan, gains).gradient, exact.temperature).map(
    (value, gene) => value * slopeOfSquashed(potentials[gene] ?? NaN),
  );
  const h = 1e-5;
  for (let gene = 0; gene < n; gene++) {
    const moved = (by: number) => potentials.map((p, other) => (other === gene ? p + by : p));
    expect(gradient[gene]).toBeCloseTo((lossAt(moved(h)) - lossAt(moved(-h))) / (2 * h), 7);
  }
});

test('the loss of a permutation is that of its order, per gene', () => {
  const gains = numbers(n * n, 9).map((gain, p) => (p % (n + 1) === 0 ? 0 : gain));
  const order = new Random(2).permutation(n);
  const permutation = new Float64Array(n * n);
  order.forEach((gene, place) => {
    permutation[gene * n + place] = 1;
  });
  expect(orderLoss(permutation, gains).loss).toBeCloseTo(-scoreOfOrder(order, gains) / n, 12);
});

test('paths of effects join genes both ways only where there is feedback', () => {
  // 0 → 1 → 2 and 2 → 3 → 2.
  const effects = Uint8Array.of(0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0);
  expect([...closed(effects, 4)]).toEqual([0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0]);
});

const cascade = plantedScreen({
  genes: 8,
  regulation: (gene, levels) => 0.7 * (levels[gene - 1] ?? 0) - 0.7 * (levels[gene - 3] ?? 0),
  noise: 0.5,
  controls: 240,
  cellsPerKnockout: 120,
  seed: 6,
});

test('the order learned from a cascade has as little loss as that of the search, and no gene before its causes', () => {
  const screen = screenOf(cascade);
  const gains = gainsOf(distancesOf(screen), 0.3, 0.1);
  const learned = drain(learnedOrder(gains, 8, 100, 1));
  const searched = scoreOfOrder(drain(orderOf(gains, 8, 10, 1)), gains);
  expect(scoreOfOrder(learned, gains)).toBeCloseTo(searched, 9);
  const places = screen.order.placeOfGene;
  const edges = Array.from({ length: 7 }, (_, gene) => (places[gene] ?? 0) * 8 + (places[gene + 1] ?? 0));
  expect(topologicalDivergence(learned, edges)).toBe(0);
});

test('the same scores for the same seed and any order of genes, cells and conditions', async () => {
  const settings = { steps: 20 };
  const scores = await scoresBy(diffintersort, cascade, { settings });
  expect(await scoresOfShuffled(diffintersort, cascade, { settings })).toEqual(scores);
});
