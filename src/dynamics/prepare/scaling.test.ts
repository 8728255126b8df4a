/** Scales of genes that few controls show. */
import { expect, test } from 'vitest';
import type { Condition, Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { mean, variance } from '../../numerics/statistics';
import { computeScaling, SCALE_FLOOR } from './scaling';
import { stratify } from './strata';
import { plainScreen } from '../../../tests/support/dataset/plainScreen';

function condition(label: string, cells: number): Condition {
  return {
    label,
    interventions: label === 'control' ? [] : [{ gene: 0, kind: 'knockout' }],
    time: null,
    cells,
  };
}

/** Controls, then one perturbation. `valueOf`: of a cell and gene. */
function screenOf(
  genes: number,
  controls: number,
  perturbed: number,
  valueOf: (cell: number, gene: number) => number,
): Dataset {
  const cells = controls + perturbed;
  return plainScreen({
    name: 'sparse',
    genes: Array.from({ length: genes }, (_, g) => `g${g}`),
    cells,
    values: Float32Array.from({ length: cells * genes }, (_, at) =>
      valueOf(Math.floor(at / genes), at % genes),
    ),
    conditionOfCell: Int32Array.from({ length: cells }, (_, cell) => Number(cell >= controls)),
    conditions: [condition('control', controls), condition('g0', perturbed)],
    candidates: Int32Array.from({ length: genes }, (_, g) => g),
  });
}

function everyCondition(): boolean {
  return true;
}

function scaleOf(dataset: Dataset): Float64Array {
  return computeScaling(dataset, dataset.values, stratify(dataset, everyCondition), everyCondition).scale;
}

test('a gene that 5 of 100 controls show has a quarter of its variance from them', () => {
  // Gene 0: in 5 of 100 controls and in 60 of 300 perturbed cells; gene 1: in 25 controls and in none of the others.
  const dataset = screenOf(2, 100, 300, (cell, gene) =>
    Number(gene === 0 ? cell < 5 || (cell >= 100 && cell < 160) : cell < 25),
  );
  const own = 0.05 * 0.95;
  const within = (100 * own + 300 * 0.2 * 0.8) / (400 - 2);
  const [first, second] = scaleOf(dataset);
  expect(first).toBeCloseTo(Math.sqrt(0.25 * own + 0.75 * within) + SCALE_FLOOR, 12);
  expect(second).toBeCloseTo(Math.sqrt(0.25 * 0.75) + SCALE_FLOOR, 12);
});

test('sparse genes of an inert screen do not seem to be raised against both halves of the controls', () => {
  // The product of changes against two halves has the expectation 0, unless the scale depends on the same controls.
  const genes = 100;
  const controls = 100;
  const products = Array.from({ length: 12 }, (_, seed) => {
    const random = new Random(700 + seed);
    const dataset = screenOf(genes, controls, 1000, () => Number(random.uniform() < 0.02));
    const scale = scaleOf(dataset);
    const meanOf = (gene: number, from: number, to: number) =>
      mean(Array.from({ length: to - from }, (_cell, at) => dataset.values[(from + at) * genes + gene] ?? 0));
    return mean(
      Array.from({ length: genes }, (_gene, gene) => {
        const perturbed = meanOf(gene, controls, dataset.cells);
        const [first, second] = [meanOf(gene, 0, controls / 2), meanOf(gene, controls / 2, controls)];
        return ((perturbed - first) * (perturbed - second)) / (scale[gene] as number) ** 2;
      }),
    );
  });
  expect(Math.abs(mean(products))).toBeLessThan(3 * Math.sqrt(variance(products) / products.length));
});

/** Controls, then one sample of each of many perturbations of gene 0. */
function singleSamples(
  genes: number,
  controls: number,
  perturbed: number,
  valueOf: (cell: number, gene: number) => number,
): Dataset {
  return {
    ...screenOf(genes, controls, perturbed, valueOf),
    conditionOfCell: Int32Array.from({ length: controls + perturbed }, (_, cell) =>
      Math.max(0, cell - controls + 1),
    ),
    conditions: [
      condition('control', controls),
      ...Array.from({ length: perturbed }, (_, at) => condition(`p${at}`, 1)),
    ],
  };
}

test('with three controls and single samples 2 of 19 parts of a variance come from the controls', () => {
  const levels = [1, 3, 5, 2, 2, 7, 9];
  const within = 4;
  const all = variance(levels);
  const [, scale] = scaleOf(singleSamples(2, 3, 4, (cell) => levels[cell] ?? 0));
  expect(scale).toBeCloseTo(Math.sqrt((2 * within + 17 * all) / 19) + SCALE_FLOOR, 12);
});

test('genes of equal noise have nearly the same scale, however few the controls beside single samples', () => {
  for (const controls of [1, 2, 3, 6, 12, 19]) {
    const random = new Random(70 + controls);
    const scale = scaleOf(singleSamples(200, controls, 60, () => 5 + random.normal()));
    // A standard deviation of 60 samples has a relative error of 1/√120 = .09, one of 19 of .17, one of two of .7.
    expect(Math.sqrt(variance([...scale])) / mean([...scale])).toBeLessThan(0.18);
  }
});

test('the variance of the mean of the controls is that of a cell over their number', () => {
  const random = new Random(5);
  const dataset = screenOf(2, 40, 30, () => 2 + random.normal());
  const strata = stratify(dataset, everyCondition);
  const { scale, meanVariance } = computeScaling(dataset, dataset.values, strata, everyCondition);
  for (const gene of [0, 1]) {
    const controls = Array.from({ length: 40 }, (_, cell) => dataset.values[2 * cell + gene] ?? NaN);
    expect(meanVariance[gene]).toBeCloseTo(variance(controls) / (scale[gene] ?? NaN) ** 2 / 40, 9);
  }
});

test('without controls the level of a gene is that of the cells in which it was not set', () => {
  const random = new Random(6);
  const values = Float32Array.from({ length: 2 * 90 }, () => 2 + random.normal());
  const conditionOfCell = Int32Array.from({ length: 90 }, (_, cell) => Math.floor(cell / 30));
  const dataset = plainScreen({
    genes: ['g0', 'g1'],
    values,
    conditionOfCell,
    conditions: [0, 1, 2].map((at) => ({
      label: `p${at}`,
      // The last sets both, and the first one of them.
      interventions: [[0], [1], [0, 1]][at]?.map((gene) => ({ gene, kind: 'knockout' as const })) ?? [],
      time: null,
      cells: 30,
    })),
  });
  const { mean: level } = computeScaling(dataset, values, stratify(dataset, everyCondition), everyCondition);
  for (const gene of [0, 1]) {
    const free = [...conditionOfCell.keys()].filter((cell) => conditionOfCell[cell] === 1 - gene);
    expect(level[gene]).toBeCloseTo(mean(free.map((cell) => values[2 * cell + gene] ?? NaN)), 9);
  }
});
