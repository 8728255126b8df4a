import { Matrix, inverse } from 'ml-matrix';
import { expect, it } from 'vitest';
import { screenInMemory } from '../../tests/support/effects/simulatedScreen';
import { Random } from '../numerics/random';
import { cellVariance, fitLevels, guideMeans, thirdMoments } from './fit';
import { measureEffects } from './measure';
import { PlainSumming } from './plainValues';

const random = new Random(4);
/** Exponential: standard deviation 1, third central moment 2. */
const noise = () => -Math.log(1 - random.uniform()) - 1;

it('third moments are those of cells within guides, also of genes that a perturbation removes', () => {
  // Of two genes, one of 20 guides removes the first.
  const guideOfCell = Int32Array.from({ length: 40_000 }, (_, cell) => cell % 20);
  const layout = {
    genes: 2,
    guideOfCell,
    batchOfCell: new Int32Array(guideOfCell.length),
    guides: 20,
    batches: 1,
    sizeFactors: new Float64Array(guideOfCell.length).fill(1),
  };
  const summing = new PlainSumming(layout, (value) => value);
  const cells = Array.from(guideOfCell, (guide) => [guide === 3 ? 0 : 12 + noise(), 12 + noise()] as const);
  cells.forEach((values, cell) => {
    summing.add({
      count: 2,
      rows: Int32Array.of(cell, cell),
      genes: Int32Array.of(0, 1),
      values: Float32Array.from(values),
    });
  });
  const [first, second] = thirdMoments(summing.sums(), Float64Array.of(0.95, 1));
  // 0.95 of 2; over all cells the removal alone makes it 0.05 · 0.95 · (−12)³ · 0.9 = −74.
  expect(first).toBeGreaterThan(1.5);
  expect(first).toBeLessThan(2.3);
  expect(second).toBeGreaterThan(1.7);
  expect(second).toBeLessThan(2.3);
});

/** Cells of four guides, unequal in number, of two perturbations, in two batches; one gene. */
function unevenCells() {
  const design = { perturbations: 2, perturbationOfGuide: Int32Array.of(0, 0, 1, 1) };
  const cells = [
    [0, 0, 7],
    [0, 1, 3],
    [1, 0, 2],
    [1, 1, 1],
    [2, 0, 1],
    [2, 1, 9],
    [3, 1, 4],
  ].flatMap(([guide = 0, batch = 0, count = 0]) => Array.from({ length: count }, () => ({ guide, batch })));
  const values = cells.map(({ guide, batch }) => guide + 2 * batch + noise());
  const summing = new PlainSumming(
    {
      genes: 1,
      guideOfCell: Int32Array.from(cells, ({ guide }) => guide),
      batchOfCell: Int32Array.from(cells, ({ batch }) => batch),
      guides: 4,
      batches: 2,
      sizeFactors: new Float64Array(cells.length).fill(1),
    },
    (value) => value,
  );
  summing.add({
    count: cells.length,
    rows: Int32Array.from(cells.keys()),
    genes: new Int32Array(cells.length),
    values: Float32Array.from(values),
  });
  return { design, cells, values: Array.from(Float32Array.from(values)), sums: summing.sums() };
}

it('levels are those of generalised least squares on single cells, guides within perturbations random', () => {
  const { design, cells, values, sums } = unevenCells();
  const ratio = 0.3;
  const n = cells.length;
  const columns = Matrix.zeros(n, 3);
  const covariance = Matrix.eye(n);
  cells.forEach(({ guide, batch }, i) => {
    columns.set(i, design.perturbationOfGuide[guide] ?? 0, 1);
    columns.set(i, 2, batch);
    cells.forEach((other, j) => {
      if (other.guide === guide) covariance.set(i, j, covariance.get(i, j) + ratio);
    });
  });
  const weighted = columns.transpose().mmul(inverse(covariance));
  const solved = inverse(weighted.mmul(columns)).mmul(weighted).mmul(Matrix.columnVector(values)).to1DArray();
  const fit = fitLevels(sums, design, ratio);
  // Of two batches each counts by its pairs of cells of different perturbations, over its cells.
  const told = [0, 1].map((of) => {
    const own = cells.flatMap(({ guide, batch }) =>
      batch === of ? [design.perturbationOfGuide[guide]] : [],
    );
    return own.flatMap((one, at) => own.slice(at + 1).filter((other) => other !== one)).length / own.length;
  });
  const share = (told[1] ?? NaN) / ((told[0] ?? NaN) + (told[1] ?? NaN));
  const average = share * (solved[2] ?? NaN);
  const found = [...fit.level.map((value) => value - average), ...fit.ofBatch];
  solved.forEach((value, at) => expect(found[at]).toBeCloseTo(value, 6));
  expect(fit.average[0]).toBeCloseTo(average, 6);
  const means = guideMeans(sums, fit);
  means.forEach((value, guide) => {
    const own = values.flatMap((one, i) =>
      cells[i]?.guide === guide ? [one - (cells[i]?.batch ?? NaN) * (solved[2] ?? NaN)] : [],
    );
    expect(value).toBeCloseTo(own.reduce((sum, one) => sum + one, average * own.length) / own.length, 6);
  });
});

it('the variance of cells is that of the residuals of guides and batches, over the cells beyond their number', () => {
  const { cells, values, sums } = unevenCells();
  const columns = Matrix.zeros(cells.length, 5);
  cells.forEach(({ guide, batch }, i) => {
    columns.set(i, guide, 1);
    columns.set(i, 4, batch);
  });
  const response = Matrix.columnVector(values);
  const solved = inverse(columns.transpose().mmul(columns)).mmul(columns.transpose()).mmul(response);
  const rest = Matrix.sub(response, columns.mmul(solved)).to1DArray();
  const { variance, freedom } = cellVariance(sums);
  expect(freedom).toBe(cells.length - 5);
  expect(variance[0]).toBeCloseTo(rest.reduce((sum, one) => sum + one * one, 0) / freedom, 6);
});

it('controls among strong perturbations of a small panel are found unchanged', async () => {
  const [genes, perturbations] = [20, 17];
  const sizes = Array.from({ length: perturbations }, (_, k) => (k === 0 ? 400 : 40));
  const guideOfCell = Int32Array.from(sizes.flatMap((size, k) => Array<number>(size).fill(k)));
  const { calibration, tests } = await measureEffects(
    screenInMemory({
      genes,
      perturbations,
      perturbationOfGuide: sizes.map((_, k) => k),
      guideOfCell,
      values: 'log-normalised',
      dense: Array.from(guideOfCell).flatMap((k) =>
        Array.from({ length: genes }, (_, gene) => (gene + 1 === k ? 0 : 4 + 0.3 * random.normal())),
      ),
    }),
    'controls',
    () => undefined,
  );
  expect(calibration.at(-1)?.tests).toBe(10 * genes);
  expect(calibration.at(-1)?.below05).toBeLessThan(0.1);
  // Nor does a perturbation seem to change genes that others remove.
  const others = tests.p.filter((p, at) => Number.isFinite(p) && at % genes !== Math.floor(at / genes) - 1);
  expect(others.filter((p) => p < 0.05).length / others.length).toBeLessThan(0.1);
});
