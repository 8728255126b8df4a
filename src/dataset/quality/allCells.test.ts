import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { select } from '../../../tests/support/dataset/countScreen';
import {
  largeExpression,
  largeGenes,
  largeMapping,
  largeScreen,
  largeSizes,
} from '../../../tests/support/dataset/largeScreen';
import { CellMomentSums, groupByConditionAndBatch } from '../cellMoments';
import { isControl, measuredCells } from '../dataset';

const screen = largeScreen();
const column = (name: string) => screen.obs[name] as readonly string[];
const [labels, batches] = [column('perturbation'), column('batch')];
const expression = largeExpression(screen);
const dataset = await select(screen, largeMapping, 'by-cell');
const width = dataset.genes.length;

/** [G] means over cells of a function of the value, one cell after another. */
function meanOver(isWanted: (cell: number) => boolean, of: (x: number) => number): readonly number[] {
  const cells = [...labels.keys()].filter(isWanted);
  return dataset.genes.map((gene) => {
    const at = largeGenes.indexOf(gene);
    return cells.reduce((all, cell) => all + of(expression[cell]?.[at] ?? 0), 0) / cells.length;
  });
}

describe('a screen of which a sample of cells is kept', () => {
  it('has the means, variances and pseudo-bulk of all its cells, by condition and batch', () => {
    const { moments, conditions } = dataset;
    if (!moments) throw new Error('moments expected');
    expect(dataset.cells).toBeLessThan(labels.length);
    expect(moments.condition).toHaveLength(
      new Set(labels.map((label, cell) => `${label} ${batches[cell]}`)).size,
    );
    moments.condition.forEach((condition, group) => {
      const batch = dataset.batches[moments.batch[group] ?? -1];
      const label = conditions[condition]?.label;
      const isOwn = (cell: number) => labels[cell] === label && batches[cell] === batch;
      const own = (values: Float32Array) => [...values.subarray(group * width, (group + 1) * width)];
      expect(moments.cells[group]).toBe(labels.filter((_, cell) => isOwn(cell)).length);
      const mean = meanOver(isOwn, (x) => x);
      const square = meanOver(isOwn, (x) => x * x);
      const amount = meanOver(isOwn, Math.expm1);
      const composed = meanOver(isOwn, (x) =>
        Math.log1p(Math.expm1(x) * Math.exp(-(dataset.composition?.[condition] ?? 0))),
      );
      expect(own(moments.mean)).toEqual(mean.map((value) => expect.closeTo(value, 5)));
      expect(own(moments.variance)).toEqual(
        square.map((value, g) => expect.closeTo(value - (mean[g] ?? 0) ** 2, 5)),
      );
      expect(own(moments.amount)).toEqual(amount.map((value) => expect.closeTo(value, 3)));
      const amountSquare = meanOver(isOwn, (x) => Math.expm1(x) ** 2);
      // Single precision of x, and of the result.
      const amountVariance = amountSquare.map((value, g) => value - (amount[g] ?? 0) ** 2);
      expect(
        own(moments.amountVariance ?? new Float32Array()).map((value, g) => value / (amountVariance[g] ?? 1)),
      ).toEqual(amountVariance.map(() => expect.closeTo(1, 4)));
      expect(own(moments.composed?.mean ?? new Float32Array())).toEqual(
        composed.map((value) => expect.closeTo(value, 5)),
      );
    });
  });

  it('keeps controls and small perturbations whole, and equal shares of the others', () => {
    const kept = Object.fromEntries(dataset.conditions.map(({ label, cells }) => [label, cells]));
    expect(kept).toEqual({ ...largeSizes, A: 6378, B: 6378 });
    expect(measuredCells(dataset)).toEqual(dataset.conditions.map(({ label }) => largeSizes[label]));
    expect(dataset.conditions.filter(isControl)).toHaveLength(1);
  });

  it('has the same bits in any order of cells', async () => {
    const order = new Random(9).permutation(labels.length);
    const moved = {
      ...screen,
      rows: Array.from(order, (cell) => screen.rows[cell] ?? []),
      obs: {
        perturbation: Array.from(order, (cell) => labels[cell] ?? ''),
        batch: Array.from(order, (cell) => batches[cell] ?? ''),
      },
    };
    expect((await select(moved, largeMapping, 'dense')).moments).toEqual(dataset.moments);
  });

  it('has no such moments where every cell is kept', async () => {
    const few = {
      ...screen,
      rows: screen.rows.slice(0, 15_000),
      obs: { perturbation: labels.slice(0, 15_000) },
    };
    const small = await select(few, { values: 'counts' });
    expect(small.cells).toBe(15_000);
    expect(small.moments).toBeUndefined();
  });
});

it.each([8, 16])(
  'sums of logarithms up to %i are the same in any order of cells, and of nothing zero',
  (most) => {
    const conditionOf = Int32Array.from({ length: 1000 }, (_, row) => row % 3);
    const random = new Random(4);
    const values = Float32Array.from(conditionOf, () => most * random.uniform());
    const groups = groupByConditionAndBatch(conditionOf, null, 0);
    const largest = Float64Array.of(
      0,
      values.reduce((sum, x) => sum + Math.expm1(x) ** 2, 0),
    );
    const momentsIn = (rows: Iterable<number>) => {
      const sums = new CellMomentSums(groups, largest, Float64Array.of(0, 0.3, -0.2));
      const order = Int32Array.from(rows);
      sums.add({
        count: order.length,
        rows: order,
        genes: new Int32Array(order.length).fill(1),
        values: Float64Array.from(order, (row) => values[row] ?? 0),
      });
      return sums.moments();
    };
    const forwards = momentsIn(conditionOf.keys());
    expect(momentsIn([...conditionOf.keys()].toReversed())).toEqual(forwards);
    expect([0, 2, 4].map((at) => forwards.mean[at])).toEqual([0, 0, 0]);
  },
);
