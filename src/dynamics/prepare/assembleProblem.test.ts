import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { parameterLayout } from '../problem';
import { presets, type TrainingSettings } from '../settings';
import { hiddenUnits } from './assembleProblem';
import { prepare } from './prepare';
import {
  oneSamplePerCondition,
  reference,
  referenceScreen,
  screenWithoutControls,
  trainingLabels,
} from '../../../tests/support/dynamics/referenceScreen';

const genes = reference.genes.length;
const settings: TrainingSettings = { ...presets.SH, cap: 'on' };

function cloudsOf(screen: Dataset) {
  const { problem } = prepare(screen, settings, trainingLabels);
  if (!problem.clouds) throw new Error('a problem with clouds');
  return { problem, clouds: problem.clouds };
}

function columnMeans(rows: Float32Array): number[] {
  const count = rows.length / genes;
  return Array.from(
    { length: genes },
    (_, g) => rows.filter((__, p) => p % genes === g).reduce((sum, value) => sum + value, 0) / count,
  );
}

describe('clouds at endpoints', () => {
  it('start from the control cells in the form of the cell term', () => {
    const { problem, clouds } = cloudsOf(referenceScreen());
    // The controls are the first condition of the screen.
    expect(clouds.start).toEqual(problem.cells.slice(0, 44 * genes));
    expect(Math.max(...columnMeans(clouds.start).map(Math.abs))).toBeLessThan(1e-5);
  });

  it('use the cells of their own condition and mask its genes', () => {
    const { problem, clouds } = cloudsOf(referenceScreen());
    expect(clouds.measured.map((rows) => rows.length)).toEqual([9, 10, 8, 11]);
    clouds.measured.forEach((rows, e) => {
      const mask = clouds.maskOfEndpoint[e] ?? -1;
      expect([...rows].every((row) => problem.maskOfCell[row] === mask)).toBe(true);
    });
    const leftOut = Array.from(clouds.maskOfEndpoint, (row) =>
      Array.from({ length: genes }, (_, g) => g).filter((g) => problem.cellMask[row * genes + g] === 0),
    );
    expect(leftOut).toEqual([[0], [1], [3], [0, 4]]);
  });

  it('have the mean shift of their perturbation off target, whatever the cap did to their spread', () => {
    const { problem, clouds } = cloudsOf(referenceScreen());
    clouds.measured.forEach((rows, e) => {
      const own = Float32Array.from(
        [...rows].flatMap((row) => [...problem.cells.subarray(row * genes, (row + 1) * genes)]),
      );
      const mask = problem.cellMask.subarray((clouds.maskOfEndpoint[e] ?? -1) * genes);
      const off = columnMeans(own).map(
        (mean, g) => (mask[g] ?? NaN) * (mean - (problem.target[e * genes + g] ?? NaN)),
      );
      expect(Math.max(...off.map(Math.abs))).toBeLessThan(1e-4);
    });
  });

  it('without controls start from all training cells moved back by the mean of their condition and day', () => {
    const { problem, clouds } = cloudsOf(screenWithoutControls());
    expect(clouds.start).toHaveLength(problem.cells.length);
    expect(clouds.measured).toHaveLength(problem.endpoints.length);
    expect(new Set(clouds.maskOfEndpoint).size).toBe(problem.endpoints.length);
    const trained = new Set(problem.maskOfCell);
    for (const condition of trained) {
      const rows = clouds.start.filter((_, p) => problem.maskOfCell[Math.floor(p / genes)] === condition);
      expect(Math.max(...columnMeans(rows).map(Math.abs))).toBeLessThan(1e-5);
    }
  });

  it('do not exist with one sample per condition, where means are compared', () => {
    const { problem } = prepare(oneSamplePerCondition(), settings, trainingLabels);
    expect(problem.clouds).toBeNull();
    expect(problem.weight.some((value) => value > 0)).toBe(true);
  });
});

/** The screen with times of its conditions. */
function timed(at: (condition: number) => number | null): Dataset {
  const screen = referenceScreen();
  return { ...screen, conditions: screen.conditions.map((one, index) => ({ ...one, time: at(index) })) };
}

/** Solver steps, those with an endpoint, and stages, in training and in predictions. */
function stepsOf(dataset: Dataset) {
  const { problem, perturbations, solverSteps } = prepare(dataset, presets.H, trainingLabels);
  const measured = perturbations.filter(({ training }) => training).flatMap(({ endpoints }) => endpoints);
  return {
    training: [problem.solverSteps, new Set(problem.endpoints.map(({ step }) => step)), problem.stages],
    predictions: [solverSteps, new Set(measured.map(({ step }) => step)), 4],
  };
}

describe('trajectories of means', () => {
  it('take steps of one stage in training where all end at the horizon', () => {
    expect(stepsOf(timed(() => null))).toEqual({
      training: [9, new Set([9]), 1],
      predictions: [12, new Set([12]), 4],
    });
  });

  it('take all steps where perturbations were measured at several times', () => {
    // The controls, then an early and later conditions.
    const { training, predictions } = stepsOf(timed((condition) => (condition === 1 ? 1 : 2)));
    expect(training).toEqual([12, new Set([6, 12]), 4]);
    expect(predictions).toEqual(training);
  });
});

describe('a cold start', () => {
  it('is normal noise of the stated sizes, independent of the data', () => {
    const screen = referenceScreen();
    const cold: TrainingSettings = { ...presets.S0, modules: 4000 };
    const { initial, problem } = prepare(screen, cold, trainingLabels);
    const layout = parameterLayout(problem.shape);
    const spread = (from: number, to: number): number =>
      Math.hypot(...initial.subarray(from, to)) / Math.sqrt(to - from);
    expect(spread(layout.at, layout.bt)).toBeCloseTo(0.1 / Math.sqrt(4000), 4);
    expect(spread(layout.bt, layout.beta)).toBeCloseTo(1.5 / Math.sqrt(problem.shape.regulators), 1);
    expect(spread(layout.beta, layout.delta)).toBeCloseTo(0.3, 1);
    expect([...initial.subarray(layout.delta)].map((raw) => Math.log1p(Math.exp(raw)))).toEqual(
      [...initial.subarray(layout.delta)].map(() => expect.closeTo(2, 5)),
    );
    const doubled = { ...screen, values: screen.values.map((value) => 2 * value), composition: null };
    expect(prepare(doubled, cold, trainingLabels).initial).toEqual(initial);
  });
});

describe('the number of hidden units', () => {
  it('is twice the regulators, and 10 to 30 for the compact preset but never more than that', () => {
    const counts = [2, 5, 11, 30, 60, 150].map((regulators) => [
      hiddenUnits(presets.H, regulators),
      hiddenUnits(presets.compact, regulators),
    ]);
    expect(counts).toEqual([
      [4, 4],
      [10, 10],
      [22, 10],
      [60, 15],
      [120, 30],
      [300, 30],
    ]);
    expect(hiddenUnits({ ...presets.compact, modules: 17 }, 150)).toBe(17);
  });
});
