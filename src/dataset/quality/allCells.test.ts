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
import {
  ALL_BATCHES,
  batchesOfGroup,
  CellMomentSums,
  groupByConditionAndBatch,
  momentsOfConditions,
  reordered,
} from '../cellMoments';
import { isControl, measuredCells } from '../dataset';
import { momentsWithout } from '../redrawnMoments';

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

function isKept(cell: number): boolean {
  return cell % 5 > 0;
}

describe('conditions that are summed over batches', () => {
  const random = new Random(12);
  const conditionOfCell = Int32Array.from({ length: 600 }, (_, cell) => cell % 3);
  const batchOfCell = Int32Array.from({ length: 600 }, () => random.integer(4));
  const values = Float32Array.from({ length: 1200 }, () => 3 * random.uniform());
  const groups = groupByConditionAndBatch(conditionOfCell, batchOfCell, 4, (condition) => condition > 0);
  const sums = new CellMomentSums(groups, new Float64Array(2).fill(1e6), null);
  sums.add({
    count: values.length,
    rows: Int32Array.from(values, (_, at) => Math.floor(at / 2)),
    genes: Int32Array.from(values, (_, at) => at % 2),
    values: Float64Array.from(values),
  });
  const moments = sums.moments();
  const cellsOf = (condition: number, batch: number, isUsed: (cell: number) => boolean) =>
    conditionOfCell.filter((own, cell) => own === condition && batchOfCell[cell] === batch && isUsed(cell))
      .length;
  const inBatches = (condition: number, isUsed: (cell: number) => boolean = () => true) =>
    [0, 1, 2, 3].map((batch) => ({ batch, cells: cellsOf(condition, batch, isUsed) }));

  it('have their cells counted by batch', () => {
    expect([...moments.condition]).toEqual([0, 0, 0, 0, 1, 2]);
    expect([...moments.batch]).toEqual([0, 1, 2, 3, ALL_BATCHES, ALL_BATCHES]);
    expect([4, 5].map((group) => batchesOfGroup(moments, group))).toEqual([inBatches(1), inBatches(2)]);
    expect(batchesOfGroup(moments, 2)).toEqual([inBatches(0)[2]]);
  });

  it('have them at their places in another order, of some conditions, and without cells left out', () => {
    const turned = reordered(moments, Int32Array.of(0, 2, 1), Int32Array.of(3, 2, 1, 0), Int32Array.of(1, 0));
    expect(batchesOfGroup(turned, 4)).toEqual(
      inBatches(2)
        .toReversed()
        .map(({ cells }, batch) => ({ batch, cells })),
    );
    expect(turned.mean.slice(8, 10)).toEqual(moments.mean.slice(10, 12).toReversed());
    expect(batchesOfGroup(momentsOfConditions(moments, [2], 2), 0)).toEqual(inBatches(2));
    const rest = momentsWithout(
      { genes: ['A', 'B'], values, conditionOfCell, batchOfCell, composition: null, moments },
      (cell) => !isKept(cell),
    );
    if (!rest) throw new Error('moments expected');
    expect(batchesOfGroup(rest, 4)).toEqual(inBatches(1, isKept));
    const own = [...conditionOfCell.keys()].filter((cell) => conditionOfCell[cell] === 1 && isKept(cell));
    const mean = own.reduce((sum, cell) => sum + (values[2 * cell] as number), 0) / own.length;
    expect(rest.mean[4 * 2]).toBeCloseTo(mean, 5);
  });
});
