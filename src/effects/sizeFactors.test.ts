import { expect, it } from 'vitest';
import { simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { measureTests } from './measure';
import { medianRatios, PerturbedShares } from './sizeFactors';

it('samples are compared by the genes that do not change, however much a third of them does', () => {
  const genes = 30;
  const depths = [1, 2, 0.5];
  const counts = Float64Array.from({ length: depths.length * genes }, (_, at) => {
    const [sample, gene] = [Math.floor(at / genes), at % genes];
    return (gene + 1) * (depths[sample] ?? NaN) * (sample === 1 && gene % 3 === 0 ? 100 : 1);
  });
  const factors = medianRatios(counts, genes) ?? [];
  const average = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
  depths.forEach((depth, sample) => expect(factors[sample]).toBeCloseTo(depth / average, 12));
  expect(medianRatios(counts.subarray(0, 57), 19)).toBeNull();
});

it('genes whose share of the counts depends on a perturbation are left out of the depth', () => {
  const genes = 1000;
  const guideOfCell = Int32Array.from([
    ...Array<number>(20).fill(0),
    ...Array<number>(20).fill(1),
    2,
    2,
    2,
    2,
  ]);
  /** Of 100 counts in each cell: gene 7 in the cells of the second guide, gene 8 of the third. */
  const found = (own: number, perturbations = Int32Array.of(0, 1, 2), without = new Set<number>()) => {
    const shares = new PerturbedShares(
      {
        genes,
        guideOfCell,
        guides: 3,
        batches: 1,
        batchOfCell: new Int32Array(44),
        sizeFactors: new Float64Array(44),
      },
      perturbations,
      { ofCell: new Float64Array(44).fill(100), without },
    );
    guideOfCell.forEach((guide, cell) => {
      const counts = { count: 2, rows: Int32Array.of(cell, cell), genes: Int32Array.of(7, 8) };
      shares.add({ ...counts, values: [guide === 1 ? own : 1, guide === 2 ? 10 : 0] });
    });
    return shares.dominating();
  };
  // Four cells are too few to tell.
  expect(found(5)).toEqual([7]);
  expect(found(2)).toEqual([]);
  expect(found(5, Int32Array.of(0, 0, 0))).toEqual([]);
  expect(found(5, undefined, new Set([7]))).toEqual([]);
});

it('a transgene with a tenth of the counts makes no other gene fall', async () => {
  const { screen } = simulatedScreen(
    { genes: 1200, shares: [0, 0, 0, 0], guides: 3, cells: 80, guideSpread: 0, lanes: 1, ownFold: 400 },
    7,
  );
  const { q, dominating } = await measureTests(screen, 'controls');
  const perturbations = screen.perturbations.length;
  expect(dominating.length).toBeGreaterThan(0);
  const genes = q.length / perturbations;
  const changed = Array.from(
    { length: perturbations },
    (_, k) => q.subarray(k * genes, (k + 1) * genes).filter((value) => value < 0.05).length,
  );
  // Its own, and those found by chance.
  expect(Math.max(...changed)).toBeLessThan(6);
});
