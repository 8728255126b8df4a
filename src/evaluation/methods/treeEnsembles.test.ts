import { expect, test } from 'vitest';
import { lehmer } from '../../../tests/support/numerics/lehmer';
import { Random } from '../../numerics/random';
import { TreeGrower, binsOf, boosted, forestImportance } from './treeEnsembles';
import reference from './treeEnsembles.reference.json';

const rows = 600;
const predictors = 6;
const everyPredictor = Int32Array.from({ length: predictors }, (_, p) => p);

/** The same formula as scripts/references/methods_trees.py. */
function formula(): { readonly x: Float32Array; readonly y: Float64Array } {
  const x = new Float32Array(rows * predictors);
  const y = new Float64Array(rows);
  const uniform = lehmer(7);
  for (let i = 0; i < rows; i++) {
    const [a = 0, b = 0, ...others] = Array.from(everyPredictor, uniform);
    const [c = 0, d = 0, e = 0] = others;
    x.set([a, 0.5 * a + 0.5 * b, ...others], i * predictors);
    y[i] = 2 * a - 1.5 * c * d + (e > 0.6 ? 0.8 : 0) + 0.6 * (uniform() + uniform() - 1);
  }
  return { x, y };
}

const { x, y } = formula();
const fine = binsOf(x, predictors, everyPredictor);
const coarse = binsOf(
  x.map((value) => Math.floor(value * 40)),
  predictors,
  everyPredictor,
);

function shares(importance: Float64Array): number[] {
  const whole = importance.reduce((sum, value) => sum + value, 0);
  return Array.from(importance, (value) => value / whole);
}

/** Largest difference. */
function distance(values: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, p) => Math.abs((values[p] ?? NaN) - value)));
}

test('the rows equal those of the reference values', () => {
  expect(distance([...x.slice(0, predictors), y[0] ?? NaN], reference.firstRow)).toBeLessThan(1e-8);
  expect(distance([...x.slice(-predictors), y.at(-1) ?? NaN], reference.lastRow)).toBeLessThan(1e-8);
});

test.each([
  { name: 'shallow', rules: { maxDepth: 3, minRows: 1 }, expected: reference.shallowTree },
  { name: 'grown', rules: { maxDepth: Infinity, minRows: 5 }, expected: reference.fullTree },
])('a $name tree without random draws splits as in scikit-learn', ({ rules, expected }) => {
  const grower = new TreeGrower(coarse, { ...rules, drawn: predictors, rate: 0 });
  grower.response.set(y);
  grower.draws.fill(1);
  grower.grow(new Random(1));
  expect(distance(shares(grower.importance), expected)).toBeLessThan(1e-8);
});

test('boosting without random draws has the importances of scikit-learn', () => {
  const settings = { rate: 0.1, maxTrees: 40, maxDepth: 3, predictors: 1, rows: 1, window: 25 };
  const { importance, trees } = boosted({ bins: coarse, values: y, random: new Random(1) }, settings);
  expect(trees).toBe(40);
  expect(distance(importance, reference.boosting)).toBeLessThan(1e-8);
});

/** Largest difference of the means over seeds, in standard errors (and half a percent for the binning). */
function standardErrors(
  fits: readonly ArrayLike<number>[],
  { mean, deviation }: { readonly mean: readonly number[]; readonly deviation: readonly number[] },
): number {
  const errors = mean.map((expected, p) => {
    const own = fits.reduce((sum, fit) => sum + (fit[p] ?? NaN), 0) / fits.length;
    const error = (deviation[p] ?? NaN) * Math.sqrt(1 / 30 + 1 / fits.length);
    return Math.abs(own - expected) / (error + 0.005 * expected);
  });
  return Math.max(...errors);
}

test('forests have the importances of scikit-learn, up to sampling error', () => {
  const fits = [1, 2, 3, 4, 5].map((seed) =>
    forestImportance({ bins: fine, values: y, random: new Random(seed) }, { trees: 100, minRows: 5 }),
  );
  expect(standardErrors(fits, reference.forests)).toBeLessThan(4);
});

test('stochastic boosting stops as in scikit-learn and has its importances, up to sampling error', () => {
  const settings = { rate: 0.01, maxTrees: 5000, maxDepth: 3, predictors: 0.4, rows: 0.9, window: 25 };
  const fits = [1, 2, 3, 4, 5].map((seed) => {
    const { importance, trees } = boosted({ bins: fine, values: y, random: new Random(seed) }, settings);
    return [...importance, trees];
  });
  expect(standardErrors(fits, reference.stochasticBoosting)).toBeLessThan(4);
});

function smallForest(seed: number): Float64Array {
  return forestImportance({ bins: fine, values: y, random: new Random(seed) }, { trees: 2, minRows: 5 });
}

test('a forest is a function of the seed', () => {
  expect(smallForest(5)).toEqual(smallForest(5));
  expect(smallForest(5)).not.toEqual(smallForest(6));
});

test('classes keep the order of values, and few distinct values have a class each', () => {
  const few = binsOf(Float32Array.of(3, -1, 3, 0, 7, -1), 1, [0]);
  expect(Array.from(few.classes)).toEqual([2, 0, 2, 1, 3, 0]);
  for (let row = 1; row < rows; row++) {
    const larger = (x[row * predictors] ?? NaN) > (x[(row - 1) * predictors] ?? NaN);
    const [before = NaN, here = NaN] = fine.classes.subarray(row - 1, row + 1);
    expect(larger ? here >= before : here <= before).toBe(true);
  }
});

test('kernels draw the numbers that the generator would, and it goes on behind them', () => {
  const [own, random] = [new Random(9), new Random(9)];
  const grower = new TreeGrower(fine, { maxDepth: 3, minRows: 1, drawn: 2, rate: 0 });
  for (let tree = 0; tree < 2; tree++) {
    grower.bootstrap(random);
    const drawn = new Int32Array(rows);
    for (let draw = 0; draw < rows; draw++) {
      const row = Math.floor(own.uniform() * rows);
      drawn[row] = (drawn[row] ?? 0) + 1;
    }
    expect(grower.draws).toEqual(drawn);
  }
  expect(random.uniform()).toBe(own.uniform());
});

test('a constant response gives no importance', () => {
  const constant = new Float64Array(rows).fill(2);
  const random = new Random(1);
  expect(
    Math.max(...forestImportance({ bins: fine, values: constant, random }, { trees: 3, minRows: 5 })),
  ).toBe(0);
});

test('more rows than a tree can count are refused', () => {
  const many = { rows: 2 ** 15, predictors: 1, classes: new Uint8Array(2 ** 15) };
  expect(() => new TreeGrower(many, { maxDepth: 3, minRows: 1, drawn: 1, rate: 0 })).toThrow(RangeError);
});
