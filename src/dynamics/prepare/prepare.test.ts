import { expect, test } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { compositionShift } from '../../dataset/quality/composition';
import { presets } from '../settings';
import { parameterLayout } from '../parameters';
import { backTransform, interventionRow, prepare, type MeasuredPerturbation } from './prepare';
import {
  reference,
  referenceScreen,
  screenWithoutControls,
  settings,
  trainingLabels,
} from './referenceScreen';
import { cellRidge } from './warmStart';

const composed = prepare(referenceScreen(), settings, trainingLabels);

/** Largest absolute difference; Infinity where the lengths differ. */
function difference(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Infinity;
  return Math.max(...expected.map((value, i) => Math.abs((actual[i] ?? NaN) - value)));
}

/** Values are kept in single precision and the reference to seven decimals. */
const TOLERANCE = 2e-5;

const endpointsOf = (perturbations: readonly MeasuredPerturbation[]) =>
  perturbations.flatMap(({ endpoints }) => endpoints);

test('scale, mean and the value of a knocked-out gene are those of the controls', () => {
  expect(difference(composed.mean, reference.composed.mean)).toBeLessThan(TOLERANCE);
  expect(difference(composed.scale, reference.composed.scale)).toBeLessThan(TOLERANCE);
  expect(difference(composed.knockoutValue, reference.composed.knockoutValue)).toBeLessThan(1e-4);
});

test('the compositional shift is the weighted median of log changes off target', () => {
  const screen = referenceScreen();
  const genes = screen.genes.length;
  const amounts = screen.conditions.map((_, condition) => {
    const cells = Array.from(screen.conditionOfCell.keys()).filter(
      (cell) => screen.conditionOfCell[cell] === condition,
    );
    const momentOf = (use: (gene: number, amount: number) => number): Float64Array =>
      Float64Array.from({ length: genes }, (__, g) =>
        cells.reduce((sum, cell) => sum + use(g, Math.expm1(screen.values[cell * genes + g] ?? NaN)), 0),
      ).map((sum) => sum / cells.length);
    const mean = momentOf((_gene, amount) => amount);
    return { mean, variance: momentOf((g, amount) => (amount - (mean[g] ?? NaN)) ** 2), cells: cells.length };
  });
  const [control] = amounts;
  const shifts = amounts.map(({ mean, variance, cells }, condition) =>
    compositionShift(
      mean,
      control?.mean ?? mean,
      variance,
      control?.variance ?? variance,
      cells,
      control?.cells ?? cells,
      new Set(screen.conditions[condition]?.interventions.map(({ gene }) => gene)),
    ),
  );
  expect(difference(shifts, reference.composed.composition)).toBeLessThan(1e-6);
});

test('shifts come from composition-corrected pseudo-bulk, with raw shifts and standard errors beside them', () => {
  const endpoints = endpointsOf(composed.perturbations);
  expect(
    difference(
      endpoints.flatMap(({ shift }) => Array.from(shift)),
      reference.composed.shift.flat(),
    ),
  ).toBeLessThan(TOLERANCE);
  expect(
    difference(
      endpoints.flatMap(({ rawShift }) => Array.from(rawShift)),
      reference.composed.rawShift.flat(),
    ),
  ).toBeLessThan(TOLERANCE);
  expect(
    difference(
      endpoints.flatMap(({ standardError }) => Array.from(standardError)),
      reference.composed.standardError.flat(),
    ),
  ).toBeLessThan(TOLERANCE);
});

test('training perturbations come first and a held-out one is measured but in no part of the problem', () => {
  expect(composed.perturbations.map(({ label, training }) => [label, training])).toEqual([
    ['g0', true],
    ['g1', true],
    ['g3', true],
    ['g0+g4', true],
    ['g2', false],
  ]);
  const screen = referenceScreen();
  const values = screen.values.map((value, p) => {
    const condition = screen.conditionOfCell[Math.floor(p / screen.genes.length)] ?? 0;
    return screen.conditions[condition]?.label === 'g2' ? 9 - value : value;
  });
  const disturbed = prepare({ ...screen, values }, settings, trainingLabels);
  expect(disturbed.problem).toEqual(composed.problem);
  expect(disturbed.initial).toEqual(composed.initial);
  expect([disturbed.mean, disturbed.scale, disturbed.low, disturbed.high, disturbed.back]).toEqual([
    composed.mean,
    composed.scale,
    composed.low,
    composed.high,
    composed.back,
  ]);
});

test('cells are damped within their condition along large shared directions only', () => {
  expect(difference(composed.spread?.deviation ?? [], reference.composed.spread)).toBeLessThan(TOLERANCE);
  const genes = reference.genes.length;
  const every = Array.from({ length: Math.ceil(composed.problem.maskOfCell.length / 7) }, (_, i) => 7 * i);
  expect(
    difference(
      every.flatMap((cell) => Array.from(composed.problem.cells.subarray(cell * genes, (cell + 1) * genes))),
      reference.composed.capped.flat(),
    ),
  ).toBeLessThan(1e-4);
});

test('quantiles are taken over the training cells before they are damped', () => {
  expect(difference(composed.low, reference.composed.low)).toBeLessThan(1e-4);
  expect(difference(composed.high, reference.composed.high)).toBeLessThan(1e-4);
});

test('the interventional ridge leaves out the cells in which its gene was set', () => {
  const ridge = cellRidge(composed.training, composed.problem.cells, composed.problem.regulators);
  expect(difference(ridge, reference.composed.ridge.flat())).toBeLessThan(TOLERANCE);
});

test('the field linearised at the warm start is the ridge, up to its noise', () => {
  const { shape } = composed.problem;
  const layout = parameterLayout(shape);
  const { initial } = composed;
  const linear = reference.composed.ridge.map((row, gene) =>
    row.map((_, regulator) => {
      let sum = 0;
      for (let m = 0; m < shape.modules; m++) {
        const rate = 1 / (1 + Math.exp(-(initial[layout.beta + m] ?? 0)));
        sum +=
          (initial[layout.at + m * shape.genes + gene] ?? 0) *
          rate *
          (1 - rate) *
          (initial[layout.bt + regulator * shape.modules + m] ?? 0);
      }
      return sum;
    }),
  );
  const deviations = linear.flat().map((value, i) => value - (reference.composed.ridge.flat()[i] ?? NaN));
  const size = Math.hypot(...reference.composed.ridge.flat());
  expect(Math.hypot(...deviations) / size).toBeLessThan(0.35);
  const units = Array.from(initial.subarray(layout.beta, layout.delta));
  expect(units).toEqual([-0.5, -0.5, -0.5, -0.5, 0.5, 0.5, 0.5, 0.5]);
  expect(Math.log1p(Math.exp(initial[layout.delta] ?? NaN))).toBeCloseTo(2, 5);
});

test('fewer modules than regulators start at the best low-rank copy of the ridge', () => {
  const ridge = reference.composed.ridge;
  const prepared = prepare(referenceScreen(), { ...settings, modules: 2 }, trainingLabels);
  const { shape } = prepared.problem;
  const layout = parameterLayout(shape);
  expect(shape.modules).toBe(2);
  const residual = ridge.map((row, gene) =>
    row.map((value, r) => {
      let sum = 0;
      for (let m = 0; m < 2; m++)
        sum +=
          0.25 *
          (prepared.initial[layout.at + m * shape.genes + gene] ?? 0) *
          (prepared.initial[layout.bt + r * 2 + m] ?? 0);
      return value - sum;
    }),
  );
  // What is left is orthogonal to what was kept: no better copy exists in the kept directions.
  const kept = Array.from({ length: 2 }, (_, m) =>
    Array.from({ length: shape.regulators }, (__, r) => prepared.initial[layout.bt + r * 2 + m] ?? 0),
  );
  for (const direction of kept)
    for (const row of residual)
      expect(row.reduce((sum, value, r) => sum + value * (direction[r] ?? 0), 0)).toBeCloseTo(0, 5);
  expect(Math.hypot(...residual.flat())).toBeLessThan(Math.hypot(...ridge.flat()));
});

test('residuals weigh by precision with mean 1 over endpoints and genes, and nothing at targets', () => {
  expect(difference(composed.problem.weight, reference.composed.weight.flat())).toBeLessThan(1e-7);
});

test('knockout and knockdown clamp, overexpression shifts, combinations do both', () => {
  const { problem, knockoutValue } = composed;
  const genes = reference.genes.length;
  const clamped = Array.from({ length: problem.perturbations }, (_, k) =>
    Array.from({ length: genes }, (__, g) => g).filter((g) => problem.keep[k * genes + g] === 0),
  );
  expect(clamped).toEqual([[0], [], [3], [0]]);
  expect(problem.clamp[0]).toBeCloseTo(knockoutValue[0] ?? NaN, 5);
  expect(problem.clamp[2 * genes + 3]).toBeCloseTo(reference.composed.knockdown, 5);
  expect(problem.shifts).toEqual([
    { perturbation: 1, gene: 1, delta: 0 },
    { perturbation: 3, gene: 4, delta: 1 },
  ]);
  const row = interventionRow(
    composed,
    [
      { gene: 4, kind: 'overexpression' },
      { gene: 5, kind: 'overexpression' },
    ],
    Float64Array.of(1, 3),
  );
  expect(Array.from(row.shift)).toEqual([0, 0, 0, 0, 3, 2]);
  expect(Array.from(row.keep)).toEqual([1, 1, 1, 1, 1, 1]);
});

test('predictions go back to the total the data were normalised to', () => {
  expect(difference(composed.back?.geneScale ?? [], reference.composed.geneScale)).toBeLessThan(TOLERANCE);
  expect(
    difference(backTransform(composed.back, reference.composed.probe), reference.composed.sentBack),
  ).toBeLessThan(TOLERANCE);
  expect(Array.from(backTransform(null, [1, 2]))).toEqual([1, 2]);
});

test('each batch is measured against its own controls', () => {
  const screen = referenceScreen({
    values: Float32Array.from(reference.valuesWithBatchOffsets),
    batchOfCell: Int32Array.from(referenceScreen().conditionOfCell, (_, cell) => cell % 2),
    batches: ['a', 'b'],
    composition: null,
  });
  const labels = new Set(screen.conditions.map(({ label }) => label));
  const { perturbations } = prepare(screen, settings, labels);
  expect(
    difference(
      endpointsOf(perturbations).flatMap(({ shift }) => Array.from(shift)),
      reference.batches.shift.flat(),
    ),
  ).toBeLessThan(TOLERANCE);
});

test('without controls every condition is compared with all others of its day', () => {
  const screen = screenWithoutControls();
  const labels = new Set(screen.conditions.map(({ label }) => label).filter((label) => label !== 'g2'));
  const prepared = prepare(screen, settings, labels);
  expect(difference(prepared.scale, reference.others.scale)).toBeLessThan(TOLERANCE);
  const endpoints = endpointsOf(prepared.perturbations);
  expect(
    difference(
      endpoints.flatMap(({ shift }) => Array.from(shift)),
      reference.others.shift.flat(),
    ),
  ).toBeLessThan(TOLERANCE);
  expect(
    difference(
      endpoints.flatMap(({ standardError }) => Array.from(standardError)),
      reference.others.standardError.flat(),
    ),
  ).toBeLessThan(TOLERANCE);
  const firstCell = Array.from(prepared.training.values.subarray(0, reference.genes.length - 1));
  expect(difference(firstCell, reference.others.firstCell.slice(0, -1))).toBeLessThan(TOLERANCE);
  expect(endpoints.map(({ time, step }) => [time, step]).slice(0, 2)).toEqual([
    [1, 3],
    [4, 12],
  ]);
  expect(prepared.problem.endpoints[1]).toEqual({ perturbation: 0, step: 12 });
});

test('one sample per condition turns the cell term and the weights off and stays finite', () => {
  const screen = referenceScreen();
  const firsts = screen.conditions.map((_, condition) => screen.conditionOfCell.indexOf(condition));
  const genes = screen.genes.length;
  const bulk: Dataset = {
    ...screen,
    cells: firsts.length,
    conditionOfCell: Int32Array.from(firsts.keys()),
    conditions: screen.conditions.map((condition) => ({ ...condition, cells: 1 })),
    values: Float32Array.from(
      firsts.flatMap((cell) => Array.from(screen.values.subarray(cell * genes, (cell + 1) * genes))),
    ),
    composition: null,
  };
  const prepared = prepare(bulk, presets.H, trainingLabels);
  expect(prepared.problem.cellWeight).toBe(0);
  expect(prepared.spread).toBeNull();
  const weights = new Set(prepared.problem.weight);
  expect(weights).toEqual(new Set([0, Math.fround(1 / (4 * genes))]));
  for (const values of [prepared.initial, prepared.problem.target, prepared.problem.cells, prepared.low])
    expect(values.every(Number.isFinite)).toBe(true);
});

test('the same seed gives the same start, another seed another', () => {
  const again = prepare(referenceScreen(), settings, trainingLabels);
  const other = prepare(referenceScreen(), { ...settings, seed: settings.seed + 1 }, trainingLabels);
  expect(again.initial).toEqual(composed.initial);
  expect(other.initial).not.toEqual(composed.initial);
});

test('days without controls are compared with the controls there are', () => {
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
