import { expect, it } from 'vitest';
import { simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import type { EveryGene } from '../dataset/quality/everyGene';
import { measureTests } from './measure';
import { medianRatios, PerturbedShares } from './sizeFactors';
import { inContext } from './contextCells';

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
  const genes = 100;
  const guideOfCell = Int32Array.from([
    ...Array<number>(20).fill(0),
    ...Array<number>(20).fill(1),
    2,
    2,
    2,
    2,
  ]);
  /** Of 100 counts in each cell: gene 7 in the cells of the second guide, gene 8 of the third. */
  const found = (
    own: number,
    perturbations = Int32Array.of(0, 1, 2),
    without = new Set<number>(),
    areOfAllGenes = true,
  ) => {
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
      { ofCell: new Float64Array(44).fill(100), without, areOfAllGenes },
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
  // Of a panel the total is what its genes do.
  expect(found(5, undefined, undefined, false)).toEqual([]);
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

it('counts over all genes make a part of them change as in a file of all', async () => {
  // Of most genes, so that none is typical (composition.ts).
  const { screen } = simulatedScreen(
    { genes: 600, shares: [0.8, 0.8], scale: 1.5, guides: 2, cells: 100, guideSpread: 0, lanes: 1 },
    5,
  );
  const kept = 200;
  const part: EveryGene = {
    ...screen,
    genes: screen.genes.slice(0, kept),
    pass: (use, how) =>
      screen.pass(use, {
        ...how,
        places: Int32Array.from(screen.genes, (_, gene) => (gene < kept ? (how.places?.[gene] ?? gene) : -1)),
      }),
  };
  const totals = new Float64Array(screen.guideOfCell.length);
  await screen.pass(
    ({ count, rows, values }) => {
      for (let i = 0; i < count; i++) (totals[rows[i] as number] as number) += values[i] as number;
    },
    { onBytes: () => undefined },
  );
  const expected = await measureTests(screen, 'controls');
  expect(part.genes).toEqual(expect.arrayContaining([...expected.dominating]));
  /** How far a fold change is from that among all genes. */
  const farthest = async (file: EveryGene) => {
    const { genes, folds } = await measureTests(file, 'controls');
    const distances = folds.log2.map((fold, at) => {
      const [k, gene] = [Math.floor(at / genes.length), genes[at % genes.length] ?? ''];
      return Math.abs(
        fold - (expected.folds.log2[k * expected.genes.length + expected.genes.indexOf(gene)] ?? NaN),
      );
    });
    return Math.max(...distances);
  };
  expect(await farthest(part)).toBeGreaterThan(0.1);
  const told = { ...part, totals: [{ column: 'n_counts', ofCell: totals }] };
  expect(await farthest(told)).toBeLessThan(0.01);
  const ofCell = screen.guideOfCell.map((_, cell) => cell % 2);
  const second = inContext({ ...told, contexts: { column: 'line', names: ['a', 'b'], ofCell } }, 1);
  expect(second.totals?.[0]?.ofCell).toEqual(totals.filter((_, cell) => cell % 2 === 1));
});
