import { expect, test } from 'vitest';
import { Random } from '../../numerics/random';
import { pearson } from '../../numerics/statistics';
import { referenceScreen, settings } from '../../../tests/support/dynamics/referenceScreen';
import type { Dataset } from '../../dataset/dataset';
import type { PerturbationKind } from '../../dataset/mapping';
import { prepare } from '../../dynamics/prepare/prepare';
import { correlationsWithout, labelEvidence } from './labels';
import { labelVerdict } from './verdict';

test('every pair of rows is correlated over the genes except their own', () => {
  const random = new Random(8);
  const row = (gene: number) => ({
    gene,
    values: Float64Array.from({ length: 40 }, (_, g) => (g === gene ? 30 : random.normal())),
  });
  const flat = { gene: 5, values: new Float64Array(40).fill(0) };
  const [a, b] = [
    [row(0), row(7), row(12), flat],
    [row(7), row(39), flat],
  ];
  const expected = a.flatMap((x) =>
    b.map((y) => {
      const isKept = (_: number, g: number) => g !== x.gene && g !== y.gene;
      return pearson(x.values.filter(isKept), y.values.filter(isKept));
    }),
  );
  correlationsWithout(a, b).forEach((value, p) => expect(value).toBeCloseTo(expected[p] ?? NaN, 10));
});

/** Perturbations of `regulators` genes with four targets each, which follow them in every cell, one less than the other; 60 cells each, 200 controls. */
function regulatedScreen(regulators: number, kind: PerturbationKind): Dataset {
  const random = new Random(6);
  const genes = 5 * regulators;
  const [values, conditionOfCell]: [number[], number[]] = [[], []];
  for (let condition = 0; condition <= regulators; condition++)
    for (let cell = 0; cell < (condition === 0 ? 200 : 60); cell++) {
      const levels = Array.from({ length: regulators }, (_, r) =>
        r === condition - 1 ? -3 : 0.4 * random.normal(),
      );
      for (let gene = 0; gene < genes; gene++) {
        const regulator = levels[gene % regulators] as number;
        values.push(
          Math.max(0, 3 + (gene < regulators ? regulator : 0.8 * regulator + 0.3 * random.normal())),
        );
      }
      conditionOfCell.push(condition);
    }
  return {
    ...referenceScreen(),
    genes: Array.from({ length: genes }, (_, g) => `g${g}`),
    cells: conditionOfCell.length,
    values: Float32Array.from(values),
    conditionOfCell: Int32Array.from(conditionOfCell),
    conditions: Array.from({ length: regulators + 1 }, (_, condition) => ({
      label: condition === 0 ? 'control' : `g${condition - 1}`,
      interventions: condition === 0 ? [] : [{ gene: condition - 1, kind }],
      time: null,
      cells: condition === 0 ? 200 : 60,
    })),
    candidates: Int32Array.from({ length: regulators }, (_, r) => r),
    composition: null,
  };
}

function evidenceOf(screen: Dataset) {
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  const prepared = prepare(screen, settings, labels);
  if (prepared.spread === null) throw new Error('there are enough cells');
  const evidence = labelEvidence(prepared, screen.candidates, prepared.spread);
  if (evidence === null) throw new Error('there are enough perturbations');
  return evidence;
}

test.each([
  [4, 'knockout', 'open'],
  [8, 'knockout', 'open'],
  [6, 'knockdown', 'contradicted'],
  [8, 'knockdown', 'contradicted'],
] as const)('labels permuted among the cells of %i %ss do not fit', (regulators, kind, verdict) => {
  const screen = regulatedScreen(regulators, kind);
  const right = evidenceOf(screen);
  expect(right.ownChange).toBeGreaterThan(0.9);
  expect(labelVerdict({ agreement: null, labels: right })).toBe('fit');
  for (let seed = 1; seed <= 5; seed++) {
    const perturbed = Array.from(screen.conditionOfCell).filter((condition) => condition > 0);
    const order = new Random(seed).permutation(perturbed.length);
    const permuted = Array.from(order, (place) => perturbed[place] as number);
    const labels = evidenceOf({
      ...screen,
      conditionOfCell: screen.conditionOfCell.map((condition, cell) =>
        condition === 0 ? 0 : (permuted[cell - 200] as number),
      ),
    });
    // Every label holds a part of every perturbation: all targets move alike under all of them.
    expect(labels.ownChange).toBeLessThan(0.3);
    expect(labelVerdict({ agreement: null, labels })).toBe(verdict);
  }
});
