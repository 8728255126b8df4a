/** What the conditions of a screen are compared with: the controls of their batch or day, those there are, or each other. */
import { expect, test } from 'vitest';
import { prepare } from './prepare';
import {
  difference,
  differenceAtEndpoints,
  endpointsOf,
  reference,
  referenceScreen,
  screenWithoutControls,
  settings,
  TOLERANCE,
  trainingLabels,
} from '../../../tests/support/dynamics/referenceScreen';
import type { Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { presets } from '../settings';
import { splitControls } from './strata';
import { plainScreen } from '../../../tests/support/dataset/plainScreen';

test('each batch is measured against its own controls', () => {
  const screen = referenceScreen({
    values: Float32Array.from(reference.valuesWithBatchOffsets),
    batchOfCell: Int32Array.from(referenceScreen().conditionOfCell, (_, cell) => cell % 2),
    batches: ['a', 'b'],
    composition: null,
  });
  const labels = new Set(screen.conditions.map(({ label }) => label));
  const { perturbations } = prepare(screen, settings, labels);
  expect(differenceAtEndpoints(perturbations, 'shift', reference.batches.shift)).toBeLessThan(TOLERANCE);
});

test('without controls every condition is compared with all others of its day', () => {
  const screen = screenWithoutControls();
  const labels = new Set(screen.conditions.map(({ label }) => label).filter((label) => label !== 'g2'));
  const prepared = prepare(screen, settings, labels);
  expect(difference(prepared.scale, reference.others.scale)).toBeLessThan(TOLERANCE);
  expect(differenceAtEndpoints(prepared.perturbations, 'shift', reference.others.shift)).toBeLessThan(
    TOLERANCE,
  );
  expect(
    differenceAtEndpoints(prepared.perturbations, 'standardError', reference.others.standardError),
  ).toBeLessThan(TOLERANCE);
  const firstCell = Array.from(prepared.training.values.subarray(0, reference.genes.length - 1));
  expect(difference(firstCell, reference.others.firstCell.slice(0, -1))).toBeLessThan(TOLERANCE);
  expect(
    endpointsOf(prepared.perturbations)
      .slice(0, 2)
      .map(({ time, step }) => [time, step]),
  ).toEqual([
    [1, 3],
    [4, 12],
  ]);
  expect(prepared.problem.endpoints[1]).toEqual({ perturbation: 0, step: 12 });
});

test('days without controls are compared with the controls of other days', () => {
  const screen = referenceScreen({ composition: null });
  const withDays = {
    ...screen,
    conditions: screen.conditions.map((condition, index) => ({ ...condition, time: index === 0 ? 0 : 7 })),
  };
  const apart = prepare(withDays, settings, trainingLabels);
  const together = prepare(screen, settings, trainingLabels);
  expect(apart.problem.target).toEqual(together.problem.target);
  expect(apart.problem.weight).toEqual(together.problem.weight);
  expect(apart.problem.cells).toEqual(together.problem.cells);
});

test('controls without a time serve the perturbed cells of every day', () => {
  const screen = referenceScreen({ composition: null });
  const days = [1, 4];
  const conditions = screen.conditions.flatMap((condition, index) =>
    index === 0
      ? [condition]
      : days.map((time, day) => ({
          ...condition,
          time,
          cells: Math.ceil((condition.cells - day) / days.length),
        })),
  );
  const seen = new Int32Array(screen.conditions.length);
  const conditionOfCell = screen.conditionOfCell.map((condition) => {
    const nth = seen[condition] ?? 0;
    seen[condition] = nth + 1;
    return condition === 0 ? 0 : 1 + days.length * (condition - 1) + (nth % days.length);
  });
  const apart = prepare({ ...screen, conditions, conditionOfCell }, settings, trainingLabels);
  const together = prepare(screen, settings, trainingLabels);
  expect(apart.comparedWith).toBe('controls');
  expect(difference(apart.mean, Array.from(together.mean))).toBeLessThan(1e-12);
  expect(difference(apart.scale, Array.from(together.scale))).toBeLessThan(1e-12);
  for (const [p, { endpoints }] of apart.perturbations.entries()) {
    expect(endpoints.map(({ time }) => time)).toEqual(days);
    const whole = together.perturbations[p]?.endpoints[0];
    const cells = endpoints.reduce((sum, endpoint) => sum + endpoint.cells, 0);
    const pooled = screen.genes.map(
      (_, g) => endpoints.reduce((sum, { shift, cells: n }) => sum + n * (shift[g] ?? NaN), 0) / cells,
    );
    expect(difference(whole?.shift ?? [], pooled)).toBeLessThan(TOLERANCE);
  }
});

test.each([
  ['controls', referenceScreen({ composition: new Float64Array(6) })],
  ['others', { ...screenWithoutControls(), composition: new Float64Array(12) }],
])('against %s, a shift common to all genes of a condition changes nothing once it is known', (_, screen) => {
  const condition = 3;
  const common = 0.4;
  const values = screen.values.map((x, p) =>
    screen.conditionOfCell[Math.floor(p / screen.genes.length)] === condition
      ? Math.log1p(Math.expm1(x) * Math.exp(common))
      : x,
  );
  const composition = Float64Array.from(screen.conditions, (__, index) => (index === condition ? common : 0));
  const plain = prepare(screen, settings, trainingLabels).problem;
  const { target, weight, cells } = prepare(
    { ...screen, values, composition },
    settings,
    trainingLabels,
  ).problem;
  expect(difference(target, Array.from(plain.target))).toBeLessThan(TOLERANCE);
  expect(difference(weight, Array.from(plain.weight))).toBeLessThan(TOLERANCE);
  expect(difference(cells, Array.from(plain.cells))).toBeLessThan(1e-4);
});

/** How sure a mean of few cells is taken to be. */

const GENES = 4;
const sizes = [60, 1, 2, 5, 20, 200];

/** Controls, then conditions of 1, 2, 5, 20 and 200 cells; the two cells of the third are alike. */
function unevenScreen(): Dataset {
  const random = new Random(2);
  const rows = sizes.flatMap((size, condition) =>
    Array.from({ length: size }, () =>
      Array.from({ length: GENES }, () => 2 + condition / 4 + random.normal() / 3),
    ),
  );
  const firstOfTwo = 61;
  rows[firstOfTwo + 1] = [...(rows[firstOfTwo] ?? [])];
  return plainScreen({
    name: 'small',
    fingerprint: 'small',
    genes: ['A', 'B', 'C', 'D'],
    cells: rows.length,
    values: Float32Array.from(rows.flat()),
    conditionOfCell: Int32Array.from(
      sizes.flatMap((size, condition) => Array.from({ length: size }, () => condition)),
    ),
    conditions: sizes.map((cells, condition) => ({
      label: condition === 0 ? 'control' : `perturbation ${condition}`,
      interventions: condition === 0 ? [] : [{ gene: condition % GENES, kind: 'knockout' as const }],
      time: null,
      cells,
    })),
    candidates: Int32Array.from([0, 1, 2, 3]),
  });
}

const labels = new Set(sizes.slice(1).map((_, at) => `perturbation ${at + 1}`));

test('the fewer cells, the smaller the weight of a mean, even where these cells happen to agree', () => {
  const { perturbations } = prepare(unevenScreen(), { ...presets.H, cap: 'off' }, labels);
  const errors = perturbations.map(({ endpoints }) => Array.from(endpoints[0]?.standardError ?? []));
  const means = errors.map((own) => Math.sqrt(own.reduce((sum, error) => sum + error ** 2, 0) / GENES));
  expect(means).toEqual(means.toSorted((a, b) => b - a));
});

test('below 20 cells the spread of the controls supplements that of the cells', () => {
  const { perturbations } = prepare(unevenScreen(), { ...presets.H, cap: 'off' }, labels);
  const [one, two] = perturbations.map(({ endpoints }) => endpoints[0]?.standardError[3] ?? 0);
  // z of the controls has a variance of a little under 1, and there are 60 of them.
  expect((one ?? 0) ** 2).toBeCloseTo(1 + 1 / 60, 2);
  expect((two ?? 0) ** 2).toBeCloseTo(0.9 / 2 + 1 / 60, 2);
});

test('a perturbation that is not trained on is measured against the controls that predictions do not know', () => {
  const screen = unevenScreen();
  const unseen = 'perturbation 5';
  const known = new Set([...labels].filter((label) => label !== unseen));
  const halves = splitControls(screen, 1, 0);
  const uncapped = { ...presets.H, cap: 'off' as const };
  const main = prepare(screen, uncapped, labels);
  const { perturbations, scale } = prepare(screen, uncapped, known, { main, halves });
  const meanOf = (gene: number, isUsed: (cell: number) => boolean) => {
    const cells = [...screen.conditionOfCell.keys()].filter(isUsed);
    return cells.reduce((sum, cell) => sum + (screen.values[cell * GENES + gene] ?? NaN), 0) / cells.length;
  };
  const found = perturbations.find(({ label }) => label === unseen)?.endpoints[0]?.rawShift;
  for (let gene = 0; gene < GENES; gene++) {
    const own = meanOf(gene, (cell) => screen.conditionOfCell[cell] === 5);
    const [other, first] = [2, 1].map((half) => meanOf(gene, (cell) => halves?.halfOfCell[cell] === half));
    expect(found?.[gene]).toBeCloseTo((own - (other ?? NaN)) / (scale[gene] ?? NaN), 5);
    expect(Math.abs((first ?? NaN) - (other ?? NaN))).toBeGreaterThan(1e-3);
  }
});
