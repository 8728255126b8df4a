import { expect, test } from 'vitest';
import { compositionShift } from '../../dataset/quality/composition';
import { presets } from '../settings';
import { parameterLayout } from '../problem';
import { prepare } from './prepare';
import { backTransform } from './backTransform';
import { interventionRow } from './interventionValues';
import {
  difference,
  differenceAtEndpoints,
  oneSamplePerCondition,
  reference,
  referenceScreen,
  settings,
  TOLERANCE,
  trainingLabels,
} from '../../../tests/support/dynamics/referenceScreen';
import { cellRidge } from './warmStart';

const composed = prepare(referenceScreen(), settings, trainingLabels);

test('scale, mean and the value of a knocked-out gene are those of the controls', () => {
  expect(difference(composed.mean, reference.composed.mean)).toBeLessThan(TOLERANCE);
  expect(difference(composed.scale, reference.composed.scale)).toBeLessThan(TOLERANCE);
  expect(difference(composed.knockoutValue, reference.composed.knockoutValue)).toBeLessThan(1e-4);
});

test('an inhibited gene is a regulator without activity, whatever its measured level: the problem is that of a knockout', () => {
  const screen = referenceScreen();
  const [raised] = screen.conditions.flatMap(({ interventions }, condition) =>
    interventions.some(({ kind }) => kind === 'knockout')
      ? [{ condition, genes: interventions.map(({ gene }) => gene) }]
      : [],
  );
  const values = Float32Array.from(screen.values);
  for (let cell = 0; cell < screen.cells; cell++)
    if (screen.conditionOfCell[cell] === raised?.condition)
      for (const gene of raised?.genes ?? []) values[cell * screen.genes.length + gene] = 7;
  const inhibited = screen.conditions.map((condition) => ({
    ...condition,
    interventions: condition.interventions.map(({ gene, kind }) => ({
      gene,
      kind: kind === 'knockout' ? ('inhibitor' as const) : kind,
    })),
  }));
  const prepared = (conditions: typeof screen.conditions, measured: Float32Array = values) =>
    prepare({ ...screen, values: measured, composition: null, conditions }, settings, trainingLabels);
  const [knockout, inhibitor] = [prepared(screen.conditions), prepared(inhibited)];
  expect(inhibitor.problem).toEqual(knockout.problem);
  expect(inhibitor.initial).toEqual(knockout.initial);
  const unchanged = prepared(inhibited, screen.values);
  expect(unchanged.problem.cells).toEqual(inhibitor.problem.cells);
  expect(unchanged.problem.clamp).toEqual(inhibitor.problem.clamp);
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
  const shifts = amounts.map(
    (own, condition) =>
      compositionShift(
        own,
        control ?? own,
        new Set(screen.conditions[condition]?.interventions.map(({ gene }) => gene)),
      ).value,
  );
  expect(difference(shifts, reference.composed.composition)).toBeLessThan(1e-6);
});

test('shifts come from composition-corrected pseudo-bulk, with raw shifts and standard errors beside them', () => {
  expect(differenceAtEndpoints(composed.perturbations, 'shift', reference.composed.shift)).toBeLessThan(
    TOLERANCE,
  );
  expect(differenceAtEndpoints(composed.perturbations, 'rawShift', reference.composed.rawShift)).toBeLessThan(
    TOLERANCE,
  );
  expect(
    differenceAtEndpoints(composed.perturbations, 'standardError', reference.composed.standardError),
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
  expect([disturbed.mean, disturbed.scale, disturbed.ranges(), disturbed.back]).toEqual([
    composed.mean,
    composed.scale,
    composed.ranges(),
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

test('quantiles are taken over the damped training cells', () => {
  const { low, high } = composed.ranges();
  expect(difference(low, reference.composed.low)).toBeLessThan(1e-4);
  expect(difference(high, reference.composed.high)).toBeLessThan(1e-4);
});

test('the interventional ridge excludes the cells in which its gene was set', () => {
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

test('residuals are weighted by precision with mean 1 over endpoints and genes, and 0 at targets', () => {
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

test('predictions are transformed back to the total of the normalised data', () => {
  expect(difference(composed.back?.geneScale ?? [], reference.composed.geneScale)).toBeLessThan(TOLERANCE);
  expect(
    difference(backTransform(composed.back, reference.composed.probe), reference.composed.sentBack),
  ).toBeLessThan(TOLERANCE);
  expect(Array.from(backTransform(null, [1, 2]))).toEqual([1, 2]);
});

test('one sample per condition turns the cell term and the weights off and stays finite', () => {
  const prepared = prepare(oneSamplePerCondition(), presets.H, trainingLabels);
  expect(prepared.problem.cellWeight).toBe(0);
  expect(prepared.spread).toBeNull();
  const weights = new Set(prepared.problem.weight);
  expect(weights).toEqual(new Set([0, Math.fround(1 / (4 * reference.genes.length))]));
  for (const values of [
    prepared.initial,
    prepared.problem.target,
    prepared.problem.cells,
    prepared.ranges().low,
  ])
    expect(values.every(Number.isFinite)).toBe(true);
});

test('the same seed gives the same start, another seed another', () => {
  const again = prepare(referenceScreen(), settings, trainingLabels);
  const other = prepare(referenceScreen(), { ...settings, seed: settings.seed + 1 }, trainingLabels);
  expect(again.initial).toEqual(composed.initial);
  expect(other.initial).not.toEqual(composed.initial);
});

test('penalties of single edges enter the warm start and the problem', () => {
  const screen = referenceScreen();
  const { genes, regulators } = composed.problem.shape;
  const ones = new Float32Array(regulators * genes).fill(1);
  const same = prepare({ ...screen, edgePenalty: ones }, settings, trainingLabels);
  expect(difference(same.initial, Array.from(composed.initial))).toBeLessThan(1e-5);
  const pair = [...ones.keys()].find((at) => screen.candidates[Math.floor(at / genes)] !== at % genes) ?? 0;
  const edgePenalty = ones.with(pair, 1e4);
  const weighted = prepare({ ...screen, edgePenalty }, settings, trainingLabels);
  expect(weighted.problem.pathFactors).toBe(edgePenalty);
  expect(weighted.start).toBe(composed.start);
  const ridgeOf = (factors: Float32Array | null) =>
    cellRidge(composed.training, composed.problem.cells, screen.candidates, factors);
  const at = (pair % genes) * regulators + Math.floor(pair / genes);
  expect(Math.abs(ridgeOf(edgePenalty)[at] ?? NaN)).toBeLessThan(0.1 * Math.abs(ridgeOf(null)[at] ?? NaN));
  expect(difference(weighted.initial, Array.from(composed.initial))).toBeGreaterThan(1e-3);
});
