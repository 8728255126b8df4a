import { expect, test } from 'vitest';
import { auroc, averagePrecision, density } from '../networks/metrics';
import type { Condition, Dataset } from '../../dataset/dataset';
import type { Network } from '../../network/network';
import { formulaScreen } from '../../../tests/support/evaluation/formulaScreen';
import { closedForms, methodNames, type MethodName } from './methodNames';
import { networkBy } from './methods';
import { screenOf } from './screen';
import { shuffled } from '../../../tests/support/evaluation/shuffledOrder';
import reference from './methods.reference.json';

function networkOf(method: MethodName, dataset: Dataset): Network {
  const run = networkBy(method, screenOf(dataset), 1);
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}

test('the screen equals that of the reference values', () => {
  const { values } = formulaScreen();
  expect([...values.slice(0, 8), ...values.slice(-8)]).toEqual(reference.values);
});

test.each(closedForms)('%s agrees with NumPy, SciPy and scikit-learn', (method) => {
  const { weights } = networkOf(method, formulaScreen());
  const expected = reference.scores[method].flat();
  expect(weights).toHaveLength(expected.length);
  weights.forEach((weight, p) => expect(weight).toBeCloseTo(expected[p] ?? NaN, 4));
});

const inBatches: Dataset = {
  ...formulaScreen(),
  batches: ['second', 'first'],
  batchOfCell: Int32Array.from({ length: 170 }, (_, cell) => (cell >> 1) % 2),
};

test.each(methodNames)('%s gives the same bits for any order of genes, cells and conditions', (method) => {
  for (const dataset of [formulaScreen(), inBatches]) {
    const here = networkOf(method, dataset);
    const other = shuffled(dataset, 3);
    const there = networkOf(method, other.dataset);
    const moved = Array.from(there.regulators, (regulator) => {
      const row = here.regulators.indexOf(other.geneAt[regulator] ?? -1);
      return Array.from(other.geneAt, (gene) => here.weights[row * 8 + gene]);
    });
    expect(Array.from(there.weights)).toEqual(moved.flat());
  }
});

const regressions = methodNames.filter((method) =>
  ['linear-on-means', 'cell-ridge', 'cell-lasso', 'genie3', 'grnboost2'].includes(method),
);

test.each(regressions)('%s ignores a gene in cells where it was set', (method) => {
  const dataset = formulaScreen();
  const plain = networkOf(method, dataset).weights;
  // Gene 5 (no candidate) is overexpressed in condition 3: whatever its value there, nothing may change.
  const values = dataset.values.slice();
  dataset.conditionOfCell.forEach((condition, cell) => {
    if (condition === 3) values[cell * 8 + 5] = 9 - (cell % 7);
  });
  expect(networkOf(method, { ...dataset, values }).weights).toEqual(plain);
  // Without the knowledge that it was set, the same values do change its regulators.
  const unmasked = {
    ...dataset,
    values,
    conditions: dataset.conditions.map((condition, index) =>
      index === 3 ? { ...condition, interventions: [{ gene: 7, kind: 'knockout' as const }] } : condition,
    ),
  };
  expect(networkOf(method, unmasked).weights).not.toEqual(plain);
});

test.each(methodNames)('%s ignores held-out perturbations', (method) => {
  const dataset = formulaScreen();
  const values = dataset.values.slice();
  dataset.conditionOfCell.forEach((condition, cell) => {
    if (condition === 6) values.fill(3.5, cell * 8, cell * 8 + 8);
  });
  expect(networkOf(method, { ...dataset, values }).weights).toEqual(networkOf(method, dataset).weights);
});

test.each(methodNames)('%s gives self pairs no score', (method) => {
  const { regulators, weights } = networkOf(method, formulaScreen());
  regulators.forEach((gene, r) => expect(weights[r * 8 + gene]).toBe(0));
});

test.each(['cell-lasso', 'genie3', 'grnboost2'] as const)(
  '%s reports progress and can be cancelled at any time',
  (method) => {
    const screen = screenOf(formulaScreen());
    const told = Array.from(networkBy(method, screen, 1));
    expect(told).toEqual(Array.from({ length: 8 }, (_, gene) => (gene + 1) / 8));
    const stopped = networkBy(method, screen, 1);
    stopped.next();
    expect(stopped.return(networkOf('density', formulaScreen())).done).toBe(true);
    expect(stopped.next().done).toBe(true);
  },
);

test('tree methods are a function of the seed', () => {
  const screen = screenOf(formulaScreen());
  const weightsOf = (seed: number): Float32Array | undefined => {
    const run = networkBy('genie3', screen, seed);
    let step = run.next();
    while (step.done !== true) step = run.next();
    return step.value.weights;
  };
  expect(weightsOf(4)).toEqual(weightsOf(4));
  expect(weightsOf(4)).not.toEqual(weightsOf(5));
});

/** Every cell with gene 5 set, and no controls. */
const setEverywhere: Dataset = {
  ...formulaScreen(),
  control: { mode: 'others' },
  conditions: formulaScreen().conditions.map((condition) => ({
    ...condition,
    interventions: [
      ...condition.interventions.filter(({ gene }) => gene !== 5),
      { gene: 5, kind: 'overexpression' },
    ],
  })),
};

test.each(methodNames)('%s gives finite scores where a gene is set in every cell', (method) => {
  expect(networkOf(method, setEverywhere).weights.every(Number.isFinite)).toBe(true);
});

test.each(regressions)('%s finds no regulator of a gene that is set in every cell', (method) => {
  const { weights } = networkOf(method, setEverywhere);
  expect(weights.filter((_, p) => p % 8 === 5)).toEqual(new Float32Array(7));
});

test('the density line has the average precision of chance for any truth', () => {
  const { weights } = networkOf('density', formulaScreen());
  const pairs = weights.filter((weight) => weight > 0);
  const truth = Uint8Array.from(pairs, (_, p) => Number(p % 4 === 1));
  expect(averagePrecision(truth, Float64Array.from(pairs))).toBeCloseTo(density(truth), 12);
  expect(auroc(truth, Float64Array.from(pairs))).toBe(0.5);
});

function labelled(label: string, genes: readonly number[]): Pick<Condition, 'label' | 'interventions'> {
  return { label, interventions: genes.map((gene) => ({ gene, kind: 'knockout' })) };
}

test('conditions of a gene are weighted by cells, and combinations count only for genes never set alone', () => {
  const dataset = formulaScreen();
  // Gene 0 alone in conditions 1 (25 cells) and 2 (21 cells), and in a combination that must not count.
  const several = {
    ...dataset,
    heldOut: [],
    conditions: dataset.conditions.map((condition, index) => {
      if (index === 1) return { ...condition, ...labelled('guide 1', [0]) };
      if (index === 2) return { ...condition, ...labelled('guide 2', [0]) };
      return index === 6 ? { ...condition, ...labelled('both', [0, 6]) } : condition;
    }),
  };
  const onlyFirst = networkOf('ko-z', { ...several, heldOut: ['guide 2', 'both'] }).weights;
  const onlySecond = networkOf('ko-z', { ...several, heldOut: ['guide 1', 'both'] }).weights;
  const all = networkOf('ko-z', several).weights;
  for (let g = 1; g < 8; g++)
    expect(all[g]).toBeCloseTo((25 * (onlyFirst[g] ?? NaN) + 21 * (onlySecond[g] ?? NaN)) / 46, 5);
});

test('without controls perturbed cells are compared with the others of their time point', () => {
  const dataset = formulaScreen();
  const isKept = (cell: number) => (dataset.conditionOfCell[cell] ?? 0) > 0;
  const cells = Array.from(dataset.conditionOfCell.keys()).filter(isKept);
  const others: Dataset = {
    ...dataset,
    cells: cells.length,
    values: Float32Array.from(
      cells.flatMap((cell) => Array.from(dataset.values.slice(cell * 8, cell * 8 + 8))),
    ),
    conditionOfCell: Int32Array.from(cells, (cell) => (dataset.conditionOfCell[cell] ?? 0) - 1),
    conditions: dataset.conditions.slice(1),
    control: { mode: 'others' },
  };
  const { weights } = networkOf('wasserstein', others);
  // By hand for gene 1 → 2 (condition 3 of these): quantile functions of both samples on a common grid of 18 × 92 steps.
  const valuesOf = (wanted: (condition: number) => boolean) =>
    cells
      .map((_, row) => row)
      .filter((row) => wanted(others.conditionOfCell[row] ?? -1))
      .map((row) => others.values[row * 8 + 2] ?? NaN)
      .toSorted((a, b) => a - b);
  const own = valuesOf((condition) => condition === 3);
  // Cells in which gene 2 itself was set are no reference for it.
  const setsGene = (condition: number) =>
    others.conditions[condition]?.interventions.some(({ gene }) => gene === 2) === true;
  const rest = valuesOf((condition) => condition !== 3 && condition < 5 && !setsGene(condition));
  const steps = own.length * rest.length;
  let distance = 0;
  for (let step = 0; step < steps; step++)
    distance +=
      Math.abs((own[Math.floor(step / rest.length)] ?? NaN) - (rest[Math.floor(step / own.length)] ?? NaN)) /
      steps;
  const within = [0, 1, 2, 3, 4].map((index) => valuesOf((condition) => condition === index));
  const squares = within.map((list) => {
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    return list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  });
  const freedom = within.reduce((sum, list) => sum + list.length - 1, 0);
  const scale = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / freedom) + 0.05;
  expect(weights[8 + 2]).toBeCloseTo(distance / scale, 4);
});
