import { expect, test } from 'vitest';
import { predictedClasses, predictedThreshold, responsesOf } from './responses';

const change = (
  label: string,
  targets: number[],
  measured: number[],
  standardError: number[],
  cells = 50,
) => ({
  label,
  time: null,
  cells,
  targets,
  measured,
  standardError,
});
const condition = (label: string, gene: number, kind: 'knockout' | 'overexpression') => ({
  label,
  interventions: [{ gene, kind }],
  time: null,
  cells: 50,
});

test('A change needs half a standard deviation and a small false discovery rate; targets and genes without an error are not measured', () => {
  const responses = responsesOf(
    [
      change('A', [0], [-3, 0.9, -0.9, 0.3, 1], [0.1, 0.1, 0.5, 0.1, 0]),
      change('B+', [1], [0.02, 3, 2, 0.4, 0], [0.05, 0.1, 0.2, 0.09, 0]),
    ],
    [condition('A', 0, 'knockout'), condition('B+', 1, 'overexpression')],
    [1, 1, 1, 1, 1],
  );
  expect([...responses.classes]).toEqual([0, 1, 0, 0, 0, 0, 0, 1, 0, 0]);
  expect([...responses.isMeasured]).toEqual([0, 1, 1, 1, 0, 1, 0, 1, 1, 0]);
  // 0.3 ± 0.196 lies within half a standard deviation, but differs from 0; 0.4 ± 0.18 and −0.9 ± 1 reach beyond it.
  expect([...responses.isClear]).toEqual([0, 1, 0, 0, 0, 1, 0, 1, 0, 0]);
  expect(responses.perturbations.map(({ settings }) => settings)).toEqual([
    [{ gene: 0, direction: -1 }],
    [{ gene: 1, direction: 1 }],
  ]);
  // The fourth smallest of six p, of a normal distribution at 3 standard errors.
  expect(responses.q[3]).toBeCloseTo((0.0026998 * 6) / 4, 6);
});

test('Where the table of effects tests a gene, its false discovery rate counts', () => {
  const changes = [change('A', [0], [-3, 0.9, -0.9, 0.3], [0.1, 0.1, 0.1, 0.05])];
  const told = Float64Array.of(NaN, 0.2, 0.01, NaN);
  const { classes, isClear, q } = responsesOf(changes, [condition('A', 0, 'knockout')], [1, 1, 1, 1], told);
  expect([...classes]).toEqual([0, 0, -1, 0]);
  // 0.3 ± 0.098 lies within half a standard deviation, and nothing says that it differs from 0.
  expect([...isClear]).toEqual([0, 0, 1, 1]);
  expect(q).toBe(told);
});

test('A perturbation that changes nothing may have failed: it is no evidence that a gene does not respond', () => {
  const idle = change('A', [0], [0, 0, 0], [0.1, 0.1, 0.1]);
  const works = change('B', [1], [0, 0, 3], [0.1, 0.1, 0.1]);
  expect([...responsesOf([idle, works], [], [1, 1, 1]).isClear]).toEqual([0, 0, 0, 1, 0, 1]);
});

test('With one sample per perturbation the other perturbations tell how far a gene varies', () => {
  const values = [0.1, -0.1, 0.05, -0.06, 0.02, 0, 4];
  const changes = values.map((value, row) =>
    change(`P${row}`, [row + 1], [value, 0, 0, 0, 0, 0, 0, 0], [], 1),
  );
  const responses = responsesOf(changes, [], [1, 1, 1, 1, 1, 1, 1, 1]);
  expect(values.map((_, row) => responses.classes[row * 8])).toEqual([0, 0, 0, 0, 0, 0, 1]);
});

test('As many changes are predicted as were measured, the largest', () => {
  const responses = {
    classes: Int8Array.from([0, 1, -1, 0, 0, 0]),
    isMeasured: Uint8Array.from([0, 1, 1, 1, 1, 1]),
  };
  const predicted = [
    [9, 0.1, -0.4],
    [0.2, 0.01, 0.02],
  ];
  const threshold = predictedThreshold(predicted, responses, [1, 1, 2]);
  expect(threshold).toBe(0.2);
  expect([...predictedClasses(predicted, [1, 1, 2], threshold)]).toEqual([1, 0, -1, 1, 0, 0]);
  expect(predictedThreshold(predicted, { ...responses, classes: new Int8Array(6) }, [1, 1, 2])).toBe(
    Infinity,
  );
});
