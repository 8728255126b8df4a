import { expect, test } from 'vitest';
import { formulaScreen } from '../../../../tests/support/evaluation/formulaScreen';
import { scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { plantedScreen } from '../../../../tests/support/evaluation/plantedScreen';
import { drain } from '../../../numerics/lazy';
import { Random } from '../../../numerics/random';
import { screenOf } from '../screen';
import { intersort, distancesOf, gainsOf, orderOf, scoreOfOrder, topologicalDivergence } from './intersort';

const chain = plantedScreen({
  genes: 8,
  regulation: (gene, levels) => 0.9 * (levels[gene - 1] ?? 0),
  noise: 0.5,
  controls: 120,
  cellsPerKnockout: 60,
  seed: 4,
});

function* permutationsOf(items: readonly number[]): Generator<number[]> {
  if (items.length === 0) yield [];
  for (const first of items)
    for (const rest of permutationsOf(items.filter((item) => item !== first))) yield [first, ...rest];
}

/** Best score over all orders, by definition. */
function bestScore(gains: Float64Array, genes: number): number {
  let best = -Infinity;
  for (const order of permutationsOf(Array.from({ length: genes }, (_, gene) => gene))) {
    let score = 0;
    for (const [place, before] of order.entries())
      for (const after of order.slice(place + 1)) score += gains[before * genes + after] ?? NaN;
    best = Math.max(best, score);
  }
  return best;
}

test('the search finds the best of all orders of six genes and never scores above it', () => {
  const random = new Random(8);
  const trials = Array.from({ length: 30 }, () => {
    const gains = Float64Array.from({ length: 36 }, (_, p) => (p % 7 === 0 ? 0 : random.uniform() - 0.4));
    return { found: scoreOfOrder(drain(orderOf(gains, 6, 10, 1)), gains), best: bestScore(gains, 6) };
  });
  for (const { found, best } of trials) expect(found).toBeCloseTo(best, 9);
});

test('the order of a chain is recovered exactly where every gene was perturbed', () => {
  const screen = screenOf(chain);
  const gains = gainsOf(distancesOf(screen), 0.3, 0);
  const order = drain(orderOf(gains, 8, 10, 1));
  const places = screen.order.placeOfGene;
  expect([...order]).toEqual([...places]);
  const edges = Array.from({ length: 7 }, (_, gene) => (places[gene] ?? 0) * 8 + (places[gene + 1] ?? 0));
  expect(topologicalDivergence(order, edges)).toBe(0);
  expect(topologicalDivergence(order.toReversed(), edges)).toBe(7);
});

test('distances are those of the distributions, in deviations of the controls', () => {
  const screen = screenOf(chain);
  const { values } = distancesOf(screen);
  const columnOf = (gene: number, wanted: number) =>
    [...chain.conditionOfCell.keys()]
      .filter((cell) => chain.conditionOfCell[cell] === wanted)
      .map((cell) => chain.values[cell * 8 + gene] ?? NaN)
      .toSorted((a, b) => a - b);
  const controls = columnOf(2, 0);
  const mean = controls.reduce((sum, value) => sum + value, 0) / 120;
  const sd = Math.sqrt(controls.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 120);
  // 120 controls and 60 knockouts: every knockout stands beside two controls.
  const knockouts = columnOf(2, 2);
  const distance = controls.reduce(
    (sum, value, at) => sum + Math.abs(value - (knockouts[Math.floor(at / 2)] ?? NaN)) / 120,
    0,
  );
  const places = screen.order.placeOfGene;
  expect(values[(places[1] ?? 0) * 8 + (places[2] ?? 0)]).toBeCloseTo(distance / sd, 4);
});

test('scores are 0 against the order and for genes never perturbed, and signed with it', async () => {
  const scores = await scoresBy(intersort, chain);
  expect(Array.from(scores, Math.sign)).toEqual(
    Array.from(scores, (_, p) => Number(p % 8 > Math.floor(p / 8))),
  );
  const dataset = { ...chain, heldOut: [chain.genes[0] ?? ''] };
  const withoutFirst = await scoresBy(intersort, dataset);
  expect(withoutFirst.subarray(0, 8)).toEqual(new Float32Array(8));
});

test('with an ε above every distance no pair gains, with less more pairs do, and those get the bonus', () => {
  const distances = distancesOf(screenOf(formulaScreen()));
  const gaining = (epsilon: number) => gainsOf(distances, epsilon, 0).filter((gain) => gain > 0).length;
  expect(gaining(9)).toBe(0);
  expect(gaining(0.1)).toBeGreaterThan(gaining(0.5));
  const plain = gainsOf(distances, 0.3, 0);
  const raised = plain.map((gain) => (gain > 0 ? gain + 0.5 * 8 : gain));
  expect(gainsOf(distances, 0.3, 0.5)).toEqual(raised);
});

test('the same scores for any order of genes, cells and conditions', async () => {
  expect(await scoresOfShuffled(intersort, chain)).toEqual(await scoresBy(intersort, chain));
});
