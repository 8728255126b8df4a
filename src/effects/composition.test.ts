/** Perturbations that make much of some genes, beside the same cells whose other genes do not lose counts by it. */
import { expect, it } from 'vitest';
import { gamma, screenInMemory } from '../../tests/support/effects/simulatedScreen';
import { median } from '../numerics/statistics';
import { Random } from '../numerics/random';
import { measureTests } from './measure';

const genes = 1100;

const total = (of: readonly number[]) => of.reduce((sum, level) => sum + level, 0);

/** Counts of 150 cells of each of eight guides; perturbation 1 raises 60 genes, which take a fifth of the counts from the others. */
function raising(times: number, seed: number) {
  const random = Random.mixed(seed);
  const levels = Array.from({ length: genes }, () => Math.exp(0.2 + random.normal()));
  const raised = levels.map((level, gene) => (gene < 60 ? level * times : level));
  const lost = total(raised) / total(levels);
  const dense: number[] = [];
  const perturbationOfGuide = [0, 0, 0, 0, 1, 1, 2, 2];
  const guideOfCell = Int32Array.from({ length: 1200 }, (_, cell) => Math.floor(cell / 150));
  for (const guide of guideOfCell) {
    const isRaised = perturbationOfGuide[guide] === 1;
    const size = Math.exp(0.3 * random.normal()) / (isRaised ? lost : 1);
    for (const level of isRaised ? raised : levels)
      dense.push(Math.floor(level * size * gamma(3, random) * (1 / 3) + random.uniform()));
  }
  return screenInMemory({
    genes,
    perturbations: 3,
    perturbationOfGuide,
    guideOfCell,
    values: 'counts',
    dense,
  });
}

it('genes that are not changed do not fall where others take their counts', async () => {
  const { genes: tested, folds, tests } = await measureTests(raising(3, 41), 'auto');
  const of = (k: number, isRaised: boolean) =>
    tested.flatMap((name, at) => (Number(name.slice(4)) < 60 === isRaised ? [k * tested.length + at] : []));
  const typical = (places: readonly number[]) => median(places.map((at) => folds.log2[at] ?? NaN));
  // By totals they would fall by ln 1.2 or so.
  expect(Math.abs(typical(of(1, false)))).toBeLessThan(0.02);
  expect(typical(of(1, true))).toBeCloseTo(Math.log2(3), 1);
  expect(Math.abs(typical(of(2, false)))).toBeLessThan(0.02);
  const below = of(1, false).map((at) => Number((tests.p[at] ?? 1) < 0.05));
  expect(below.reduce((a, b) => a + b, 0) / below.length).toBeLessThan(0.08);
});
