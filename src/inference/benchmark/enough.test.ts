import { expect, it } from 'vitest';
import { median } from '../../numerics/statistics';
import { Random } from '../../numerics/random';
import { enoughOf, perturbationsToDecide } from './enough';
import { pairedError, type PairedSums } from './pairedErrors';

/** Sizes of changes differ as on screens, a few are large; the model is better by a twentieth on average. */
function drawn(perturbations: number, random: Random): readonly PairedSums[] {
  return Array.from({ length: perturbations }, () => {
    const change = Math.exp(random.normal());
    return { change, other: change, model: change * (0.95 + 0.2 * random.normal()) };
  });
}

it('lies half-way to the number at which 1.96 standard errors are the mean difference beyond a tie', () => {
  const items = [0.9, 0.7, 1.1, 0.8].map((model) => ({ model, other: 1, change: 1 }));
  // Differences .1, .3, −.1, .2 less .005: mean .12, variance .0875/3.
  const unchanged = (1.96 ** 2 * (0.0875 / 3)) / 0.12 ** 2;
  expect(perturbationsToDecide(items)).toBeCloseTo(Math.sqrt(items.length * unchanged), 10);
  const twice = [...items, ...items];
  expect(perturbationsToDecide(twice)).toBeCloseTo((unchanged * 6) / 7, 10);
  expect(perturbationsToDecide(items.map((one) => ({ ...one, other: 0.88 })))).toBe(Infinity);
  expect(perturbationsToDecide(items.slice(0, 1))).toBe(Infinity);
});

it('is where the bootstrap interval decides in half of the screens', () => {
  const random = new Random(21);
  const needed = Math.round(perturbationsToDecide(drawn(20_000, random)));
  const decided = Array.from({ length: 60 }, (_, seed) => pairedError(drawn(needed, random), seed)).filter(
    (paired) => paired !== null && paired.difference.high < -0.005,
  );
  expect(decided.length / 60).toBeGreaterThan(0.35);
  expect(decided.length / 60).toBeLessThan(0.65);
});

it('is told within a factor of two from half of the perturbations that decide, in the median', () => {
  const random = new Random(22);
  const needed = perturbationsToDecide(drawn(20_000, random));
  const told = Array.from({ length: 201 }, () =>
    perturbationsToDecide(drawn(Math.round(needed / 2), random)),
  );
  expect(median(told) / needed).toBeGreaterThan(0.5);
  expect(median(told) / needed).toBeLessThan(2);
});

it('takes the comparison that needs most, and tells no number where one needs five times as many', () => {
  const few = { judged: 4, enough: 5 };
  const open = { judged: 10, enough: 31.2 };
  expect(enoughOf([few], [50], null)).toEqual({ perturbations: 1, cells: null });
  expect(enoughOf([few, open], [50], null)).toEqual({ perturbations: 25, cells: null });
  expect(enoughOf([open, { judged: 10, enough: 51 }], [50], null).perturbations).toBeNull();
});

function cellsAt(perfect: number): number | null {
  return enoughOf([], [40, 60, 200], { reference: 'others', perfect, replicate: 2 * perfect }).cells;
}

it('asks for cells where noise is larger than the signal, and not where no signal can be told', () => {
  expect(cellsAt(0.4)).toBeNull();
  // Three quarters of Σ D² are noise: with nine times the cells, a quarter.
  expect(cellsAt(0.75)).toBe(550);
  expect(cellsAt(0.95)).toBeNull();
});
