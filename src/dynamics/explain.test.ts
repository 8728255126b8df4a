import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { explainChange } from './explain';
import { predictChange } from './predict';
import { drivenModel } from '../../tests/support/dynamics/drivenModel';

const out = [{ gene: 0, value: 0 }];
/** z of the knocked-out gene. */
const level = -2 / 0.5;
const T = 3;

function contributionOf({ paths }: ReturnType<typeof explainChange>, ...genes: readonly number[]): number {
  return paths.find((path) => path.genes.join() === genes.join())?.contribution ?? 0;
}

describe('the explanation of a predicted change', () => {
  it('has the closed form of a linear model: one direct path and one by way of another gene', () => {
    const [direct, first, second] = [0.3, 0.8, -0.6];
    const found = explainChange(
      drivenModel([
        [0, 0, 0],
        [first, 0, 0],
        [direct, second, 0],
      ]),
      out,
      2,
      null,
    );
    // y' = w c − y, and the response of the next gene to it.
    const once = 1 - Math.exp(-T);
    const twice = 1 - Math.exp(-T) - T * Math.exp(-T);
    expect(contributionOf(found, 0, 2)).toBeCloseTo(0.5 * direct * level * once, 3);
    expect(contributionOf(found, 0, 1, 2)).toBeCloseTo(0.5 * first * second * level * twice, 3);
    expect(found.paths.map(({ genes, signs }) => [genes, signs])).toEqual([
      [
        [0, 1, 2],
        [1, -1],
      ],
      [[0, 2], [1]],
    ]);
    expect(found.delta).toBeCloseTo(
      predictChange(
        drivenModel([
          [0, 0, 0],
          [first, 0, 0],
          [direct, second, 0],
        ]),
        out,
        null,
      ).delta[2] ?? NaN,
      5,
    );
    expect(Math.abs(found.other)).toBeLessThan(0.01 * Math.abs(found.delta));
  });

  it('counts the influence of a gene on itself with every path through it', () => {
    const [weight, own] = [0.7, 0.5];
    const found = explainChange(
      drivenModel([
        [0, 0],
        [weight, own],
      ]),
      out,
      1,
      null,
    );
    const rate = 1 - own;
    expect(contributionOf(found, 0, 1)).toBeCloseTo(
      (0.5 * weight * level * (1 - Math.exp(-rate * T))) / rate,
      3,
    );
    expect(Math.abs(found.other)).toBeLessThan(0.01 * Math.abs(found.delta));
  });

  it('says what cutting an edge changes: on a linear model the paths through it', () => {
    const weights = [
      [0, 0, 0, 0],
      [0.9, 0, 0, 0],
      [0.4, 0.5, 0, 0],
      [0.2, -0.7, 0.6, 0],
    ];
    const found = explainChange(drivenModel(weights), out, 3, null);
    for (const { source, target, contribution } of found.edges) {
      const through = found.paths
        .filter(({ genes }) => genes.some((gene, at) => gene === source && genes[at + 1] === target))
        .reduce((sum, path) => sum + path.contribution, 0);
      expect(contribution).toBeCloseTo(through, 3);
      // The same model without that weight.
      const cut = weights.map((row, g) =>
        row.map((weight, r) => (g === target && r === source ? 0 : weight)),
      );
      const left = predictChange(drivenModel(cut), out, null).delta[3] ?? NaN;
      expect(contribution).toBeCloseTo(found.delta - left, 4);
    }
    expect(found.edges).toHaveLength(6);
  });

  it('adds up in a nonlinear model without loops, with shrinkage and for a raised gene', () => {
    const random = new Random(3);
    const weights = Array.from({ length: 6 }, (_, g) =>
      Array.from({ length: 6 }, (__, r) => (r < g ? 1.6 * random.normal() : 0)),
    );
    for (const changes of [out, [{ gene: 0, value: 3 }], [...out, { gene: 1, value: 2 }]]) {
      const curved = drivenModel(weights, 1.5, { kappa: 0.7 });
      const found = explainChange(curved, changes, 5, null, 64);
      expect(found.delta).toBeCloseTo(predictChange(curved, changes, null).delta[5] ?? NaN, 5);
      const sum = found.paths.reduce((total, { contribution }) => total + contribution, 0);
      const size = found.paths.reduce((total, { contribution }) => total + Math.abs(contribution), 0);
      expect(Math.abs(sum - found.delta)).toBeLessThan(0.01 * size);
      expect(sum + found.shared + found.other).toBeCloseTo(found.delta, 6);
    }
  });

  it('keeps the largest paths and says what is left', () => {
    const weights = [
      [0, 0, 0, 0],
      [0.9, 0, 0, 0],
      [0.1, 0, 0, 0],
      [0, 0.9, 0.1, 0],
    ];
    const found = explainChange(drivenModel(weights), out, 3, null, 1);
    expect(found.paths.map(({ genes }) => genes)).toEqual([[0, 1, 3]]);
    const all = explainChange(drivenModel(weights), out, 3, null);
    expect(found.other).toBeCloseTo(contributionOf(all, 0, 2, 3) + all.other, 6);
  });

  it('refuses a gene that is set', () => {
    expect(() => explainChange(drivenModel([[0]]), out, 0, null)).toThrow(RangeError);
  });
});
