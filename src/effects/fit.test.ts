import { expect, it } from 'vitest';
import { screenInMemory } from '../../tests/support/effects/simulatedScreen';
import { Random } from '../numerics/random';
import { thirdMoments } from './fit';
import { measureEffects } from './measure';
import { PlainSumming } from './plainValues';

const random = new Random(4);
/** Exponential: standard deviation 1, third central moment 2. */
const noise = () => -Math.log(1 - random.uniform()) - 1;

it('third moments are those of cells within guides, also of genes that a perturbation removes', () => {
  // Of two genes, one of 20 guides removes the first.
  const guideOfCell = Int32Array.from({ length: 40_000 }, (_, cell) => cell % 20);
  const layout = {
    genes: 2,
    guideOfCell,
    batchOfCell: new Int32Array(guideOfCell.length),
    guides: 20,
    batches: 1,
    sizeFactors: new Float64Array(guideOfCell.length).fill(1),
  };
  const summing = new PlainSumming(layout, (value) => value);
  const cells = Array.from(guideOfCell, (guide) => [guide === 3 ? 0 : 12 + noise(), 12 + noise()] as const);
  cells.forEach((values, cell) => {
    summing.add({
      count: 2,
      rows: Int32Array.of(cell, cell),
      genes: Int32Array.of(0, 1),
      values: Float32Array.from(values),
    });
  });
  const [first, second] = thirdMoments(summing.sums(), Float64Array.of(0.95, 1));
  // 0.95 of 2; over all cells the removal alone makes it 0.05 · 0.95 · (−12)³ · 0.9 = −74.
  expect(first).toBeGreaterThan(1.5);
  expect(first).toBeLessThan(2.3);
  expect(second).toBeGreaterThan(1.7);
  expect(second).toBeLessThan(2.3);
});

it('controls among strong perturbations of a small panel are found unchanged', async () => {
  const [genes, perturbations] = [20, 17];
  const sizes = Array.from({ length: perturbations }, (_, k) => (k === 0 ? 400 : 40));
  const guideOfCell = Int32Array.from(sizes.flatMap((size, k) => Array<number>(size).fill(k)));
  const { calibration, tests } = await measureEffects(
    screenInMemory({
      genes,
      perturbations,
      perturbationOfGuide: sizes.map((_, k) => k),
      guideOfCell,
      values: 'log-normalised',
      dense: Array.from(guideOfCell).flatMap((k) =>
        Array.from({ length: genes }, (_, gene) => (gene + 1 === k ? 0 : 4 + 0.3 * random.normal())),
      ),
    }),
    'controls',
    () => undefined,
  );
  expect(calibration.at(-1)?.tests).toBe(10 * genes);
  expect(calibration.at(-1)?.below05).toBeLessThan(0.1);
  // Nor does a perturbation seem to change genes that others remove.
  const others = tests.p.filter((p, at) => Number.isFinite(p) && at % genes !== Math.floor(at / genes) - 1);
  expect(others.filter((p) => p < 0.05).length / others.length).toBeLessThan(0.1);
});
