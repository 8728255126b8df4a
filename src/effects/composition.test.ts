/** Perturbations that make much of some genes, beside the same cells whose other genes do not lose counts by it. */
import { expect, it } from 'vitest';
import { gamma, screenInMemory } from '../../tests/support/effects/simulatedScreen';
import { median } from '../numerics/statistics';
import { Random } from '../numerics/random';
import { measureTests } from './measure';

const many = 1100;

/** Genes of a panel: proteins, or genes that were amplified. */
const [few, amplified] = [30, 300];

const total = (of: readonly number[]) => of.reduce((sum, level) => sum + level, 0);

/** Counts of 150 cells of each of eight guides; perturbation 1 raises 60 genes, which take a fifth of the counts from the others. */
const raising = (times: number, seed: number) =>
  changing({ genes: many, seed, typical: 0.2, factorOf: (gene) => (gene < 60 ? times : 1) });

/** Counts of 150 cells of each of eight guides; what perturbation 1 changes is taken from, or left to, the others. */
function changing({
  genes,
  seed,
  typical,
  factorOf,
}: {
  genes: number;
  seed: number;
  /** ln of the level of a typical gene. */
  typical: number;
  factorOf: (gene: number) => number;
}) {
  const random = Random.mixed(seed);
  const levels = Array.from({ length: genes }, () => Math.exp(typical + random.normal()));
  const raised = levels.map((level, gene) => level * factorOf(gene));
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

it.each([few, amplified])(
  'of a panel of %i those that are not changed do not rise where a tenth falls',
  async (genes) => {
    const fall = genes / 10;
    const {
      genes: tested,
      folds,
      q,
    } = await measureTests(
      changing({ genes, seed: 43, typical: 3, factorOf: (gene) => (gene < fall ? 0.2 : 1) }),
      'auto',
    );
    const places = tested.map((_, at) => tested.length + at);
    const changed = places.map((at) => folds.log2[at] ?? NaN);
    expect(Math.abs(median(changed.slice(fall)))).toBeLessThan(0.04);
    expect(median(changed.slice(0, fall))).toBeCloseTo(Math.log2(0.2), 0);
    expect(places.slice(fall).filter((at) => (q[at] ?? 1) < 0.05).length).toBeLessThanOrEqual(0.05 * genes);
    expect(places.slice(0, fall).every((at) => (q[at] ?? 1) < 0.05)).toBe(true);
  },
);

it('a panel in which most proteins change, each by its own factor, stays as it is', async () => {
  const random = new Random(47);
  const factors = Array.from({ length: few }, (_, gene) =>
    gene < 20 ? Math.exp(0.6 * random.normal() - 0.7) : 1,
  );
  const { genes: tested, folds } = await measureTests(
    changing({ genes: few, seed: 44, typical: 3, factorOf: (gene) => factors[gene] ?? 1 }),
    'auto',
  );
  // By totals: what falls leaves its counts to the others, whose median is no better told.
  const changed = tested.slice(20).map((_, at) => folds.log2[tested.length + 20 + at] ?? NaN);
  expect(median(changed)).toBeGreaterThan(0.2);
});
