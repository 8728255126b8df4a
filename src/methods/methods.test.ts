import { expect, test } from 'vitest';
import { auroc, averagePrecision, density } from '../evaluation/metrics';
import type { Dataset } from '../dataset/dataset';
import type { Network } from '../network/network';
import { formulaScreen } from './formulaScreen';
import { methodNames, networkBy, screenOf, type MethodName } from './methods';
import { shuffled } from './shuffled';
import reference from './methods.reference.json';

function networkOf(method: MethodName, dataset: Dataset): Network {
  const run = networkBy(method, screenOf(dataset), 1);
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}

const closedForms = [
  'density',
  'pearson',
  'ko-z',
  'welch',
  'wasserstein',
  'linear-on-means',
  'cell-ridge',
  'cell-lasso',
] as const;

test('the screen of the formula is the one the reference was computed from', () => {
  const { values } = formulaScreen();
  expect([...values.slice(0, 8), ...values.slice(-8)]).toEqual(reference.values);
});

test.each(closedForms)('%s scores as NumPy, SciPy and scikit-learn do', (method) => {
  const { weights } = networkOf(method, formulaScreen());
  const expected = reference.scores[method].flat();
  expect(weights).toHaveLength(expected.length);
  weights.forEach((weight, p) => expect(weight).toBeCloseTo(expected[p] ?? NaN, 4));
});

test.each(methodNames)(
  '%s gives the same bits whatever the order of genes, cells and conditions',
  (method) => {
    const dataset = formulaScreen();
    const { genes } = dataset;
    const here = networkOf(method, dataset);
    const other = shuffled(dataset, 3);
    const there = networkOf(method, other.dataset);
    here.regulators.forEach((regulator, r) => {
      const row = there.regulators.indexOf(other.geneAt.indexOf(regulator));
      genes.forEach((_, g) => {
        const weight = there.weights[row * genes.length + other.geneAt.indexOf(g)];
        expect(weight).toBe(here.weights[r * genes.length + g]);
      });
    });
  },
);

const regressions = methodNames.filter((method) =>
  ['linear-on-means', 'cell-ridge', 'cell-lasso', 'genie3', 'grnboost2'].includes(method),
);

test.each(regressions)('%s never looks at a gene where an experimenter set it', (method) => {
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

test.each(methodNames)('%s learns nothing from a held-out perturbation', (method) => {
  const dataset = formulaScreen();
  const values = dataset.values.slice();
  dataset.conditionOfCell.forEach((condition, cell) => {
    if (condition === 6) values.fill(3.5, cell * 8, cell * 8 + 8);
  });
  expect(networkOf(method, { ...dataset, values }).weights).toEqual(networkOf(method, dataset).weights);
});

test.each(methodNames)('%s scores no gene with itself', (method) => {
  const { regulators, weights } = networkOf(method, formulaScreen());
  regulators.forEach((gene, r) => expect(weights[r * 8 + gene]).toBe(0));
});

test('the density line ranks like chance, whatever the truth', () => {
  const { weights } = networkOf('density', formulaScreen());
  const pairs = weights.filter((weight) => weight > 0);
  const truth = Uint8Array.from(pairs, (_, p) => Number(p % 4 === 1));
  expect(averagePrecision(truth, Float64Array.from(pairs))).toBeCloseTo(density(truth), 12);
  expect(auroc(truth, Float64Array.from(pairs))).toBe(0.5);
});
