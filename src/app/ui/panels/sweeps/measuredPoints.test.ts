import { expect, test } from 'vitest';
import { aComparison } from '../../../../../tests/support/inference/testComparison';
import type { Condition } from '../../../../dataset/dataset';
import type { PerturbationKind } from '../../../../dataset/mapping';
import { measuredLevels, measuredTimes } from './measuredPoints';

const mean = Float64Array.of(Math.log1p(4), 1, 1);
/** Gene 1 is halved, gene 0 is left at a quarter of its control level of 4. */
const change = [Math.log1p(1) - Math.log1p(4), Math.log1p(Math.expm1(1) / 2) - 1, 0];

function screenOf(
  ...of: readonly (readonly [string, readonly (readonly [number, PerturbationKind])[], number | null])[]
) {
  const conditions = of.map(([label, genes, time]): Condition => ({
    label,
    interventions: genes.map(([gene, kind]) => ({ gene, kind })),
    time,
    cells: 10,
  }));
  const comparisons = of.map(([label, genes, time]) =>
    aComparison([0, 0, 0], change, { label, time, targets: genes.map(([gene]) => gene) }),
  );
  return { comparisons, conditions, model: { mean, scale: Float64Array.of(1, 1, 1), meanDelta: 2 } };
}

function levelsOf(kind: PerturbationKind): readonly number[] {
  return measuredLevels(screenOf(['A', [[0, kind]], null]), 0, [], null).map(({ x }) => x);
}

test('a lost gene is measured at 0, an overexpressed one at 2, a knocked-down one where its cells are', () => {
  expect(levelsOf('knockout')).toEqual([0]);
  expect(levelsOf('inhibitor')).toEqual([0]);
  expect(levelsOf('overexpression')).toEqual([2]);
  expect(levelsOf('knockdown')).toEqual([expect.closeTo(0.25, 6)]);
});

test('only the swept gene with exactly the others that are set counts', () => {
  const screen = screenOf(
    ['A', [[0, 'knockout']], null],
    [
      'A+B',
      [
        [0, 'knockout'],
        [1, 'knockout'],
      ],
      null,
    ],
  );
  expect(measuredLevels(screen, 0, [{ gene: 1, value: 0 }], null)).toHaveLength(1);
  expect(measuredLevels(screen, 0, [{ gene: 1, value: 0.5 }], null)).toEqual([]);
  expect(measuredLevels(screen, 0, [{ gene: 2, value: 0 }], null)).toEqual([]);
  const [alone] = measuredLevels(screen, 0, [], null);
  // Half of the expression, with 0.05 added to both.
  expect(alone?.log2[1]).toBeCloseTo(Math.log2((Math.expm1(1) / 2 + 0.05) / (Math.expm1(1) + 0.05)), 5);
});

test('times are those at which the perturbation was measured, the end without time points', () => {
  const screen = screenOf(['A', [[0, 'knockout']], 2], ['A', [[0, 'knockout']], 5]);
  const out = [{ gene: 0, value: 0 }];
  expect(measuredTimes(screen, out, [2, 3, 5], 5).map(({ x }) => x)).toEqual([2, 5]);
  expect(measuredTimes(screenOf(['A', [[0, 'knockout']], null]), out, [], 6).map(({ x }) => x)).toEqual([6]);
});
