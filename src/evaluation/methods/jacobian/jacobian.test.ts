import { expect, test } from 'vitest';
import { foundBy, scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { shuffled } from '../../../../tests/support/evaluation/shuffledOrder';
import { plantedScreen } from '../../../../tests/support/evaluation/plantedScreen';
import type { FittedModel } from '../../../dynamics/fitted';
import { parameterLayout } from '../../../dynamics/problem';
import { jacobian, jacobianOfRun, laggedJacobian, meanSlopes } from './jacobian';
import { Random } from '../../../numerics/random';
import { presets } from '../../../dynamics/settings';
import { screenOf } from '../screen';
import { rk4 } from '../../../dynamics/solve/rk4';
import { vectorField, vectorFieldOf } from '../../../dynamics/vectorField';

const dataset = plantedScreen({
  genes: 5,
  regulation: (gene, levels) => (gene === 0 ? 0 : 0.8 * (levels[gene - 1] ?? 0)),
  noise: 0.5,
  controls: 60,
  cellsPerKnockout: 20,
  seed: 2,
});

/** A run that knows gene 4 but not as a regulator, and a gene that the screen lacks. */
function runOf(): FittedModel {
  const shape = { genes: 6, regulators: 4, modules: 3, deltas: 0 };
  const random = new Random(3);
  const genes = ['elsewhere', ...dataset.genes];
  return {
    genes,
    regulators: Int32Array.of(1, 2, 3, 4),
    shape,
    parameters: Float32Array.from({ length: parameterLayout(shape).total }, () => random.normal()),
    settings: presets.default,
    mean: new Float64Array(6),
    scale: new Float64Array(6).fill(1),
    deltaGenes: new Int32Array(0),
    meanDelta: 1,
    kappa: 1,
    measured: null,
    margins: null,
    shared: null,
    back: null,
    lossesReplaced: false,
    clampFloor: -1.5,
    low: new Float64Array(6),
    high: new Float64Array(6),
    stepsKept: 1,
    latestTime: null,
    leaveOut: [],
  };
}

const run = runOf();

test('genes of the run are matched by name; unknown regulators and the diagonal get no score', async () => {
  const scores = await scoresBy(jacobianOfRun, dataset, { run, settings: { cells: -1, lag: 0 } });
  const expected = jacobian(run, meanSlopes(run, [new Float64Array(6)]));
  for (let source = 0; source < 5; source++)
    for (let target = 0; target < 5; target++) {
      const isKnown = source < 4 && source !== target;
      expect(scores[source * 5 + target]).toBeCloseTo(
        isKnown ? (expected[source * 6 + target + 1] ?? NaN) : 0,
        6,
      );
    }
});

test('the cells of one perturbation are those of its label, with their target no lower than in training', async () => {
  const screen = screenOf(dataset);
  const wanted = dataset.genes.toSorted()[1] ?? '';
  const gene = screen.dataset.genes.indexOf(wanted);
  const states = [...screen.cells.conditionOf.keys()]
    .filter((row) => screen.dataset.conditions[screen.cells.conditionOf[row] ?? -1]?.label === wanted)
    .map((row) =>
      Float64Array.from(run.genes, (name) => {
        const place = screen.dataset.genes.indexOf(name);
        if (place < 0) return 0;
        const level = screen.cells.values[row * 5 + place] ?? NaN;
        return place === gene ? Math.max(-1.5, level) : level;
      }),
    );
  expect(states).toHaveLength(20);
  const expected = jacobian(run, meanSlopes(run, states));
  const scores = await scoresBy(jacobianOfRun, dataset, { run, settings: { cells: 2, lag: 0 } });
  expect(scores[1]).toBeCloseTo(expected[2] ?? NaN, 5);
  expect(scores[3 * 5]).toBeCloseTo(expected[3 * 6 + 1] ?? NaN, 5);
  await expect(foundBy(jacobianOfRun, dataset, { run, settings: { cells: 9 } })).rejects.toThrow(
    '5 were trained on',
  );
});

test('a group of cells is read wherever its cells lie in the file; one without training cells, or with the control mean, is refused', async () => {
  const label = dataset.genes.toSorted()[1] ?? '';
  const cellsOf = ({ conditions, conditionOfCell }: typeof dataset) =>
    Uint8Array.from(conditionOfCell, (condition) => Number(conditions[condition]?.label === label));
  const expected = await scoresBy(jacobianOfRun, dataset, { run, settings: { cells: 2, lag: 0 } });
  expect(await scoresBy(jacobianOfRun, dataset, { run, cells: cellsOf(dataset) })).toEqual(expected);
  const other = shuffled(dataset, 3);
  const there = await scoresOfShuffled(jacobianOfRun, dataset, { run, cells: cellsOf(other.dataset) });
  expect(there).toEqual(expected);

  const heldOut = { ...dataset, heldOut: [label] };
  await expect(foundBy(jacobianOfRun, heldOut, { run, cells: cellsOf(dataset) })).rejects.toThrow(
    'None of the chosen cells',
  );
  const atMean = { run, cells: cellsOf(dataset), settings: { cells: -1 } };
  await expect(foundBy(jacobianOfRun, dataset, atMean)).rejects.toThrow('no group of cells');
});

test('without a run it is refused; with one, scores are the same for any order of genes, cells and conditions', async () => {
  await expect(foundBy(jacobianOfRun, dataset)).rejects.toThrow('needs run');
  const settings = { cells: 0, lag: 0.7 };
  const there = await scoresOfShuffled(jacobianOfRun, dataset, { run, settings });
  expect(there).toEqual(await scoresBy(jacobianOfRun, dataset, { run, settings }));
});

const shape = { genes: 6, regulators: 4, modules: 5, deltas: 1 };
const regulators = Int32Array.of(0, 2, 3, 5);
const random = new Random(7);
const parameters = Float32Array.from({ length: parameterLayout(shape).total }, () => 0.7 * random.normal());
const model = { shape, regulators, parameters };
const field = vectorFieldOf(shape, regulators, Float64Array.from(parameters));
const h = 1e-5;

function normals(): Float64Array {
  return Float64Array.from({ length: shape.genes }, () => random.normal());
}

/** Central difference of a map of states by regulator r. */
function difference(map: (z: Float64Array) => Float64Array, z: Float64Array, r: number): Float64Array {
  const moved = (by: number) => map(z.map((value, g) => (g === regulators[r] ? value + by : value)));
  const [above, below] = [moved(h), moved(-h)];
  return above.map((value, g) => (value - (below[g] ?? NaN)) / (2 * h));
}

function rates(z: Float64Array): Float64Array {
  const f = new Float64Array(shape.genes);
  vectorField(field, z, f);
  return f;
}

test('the mean of the Jacobian over states agrees with finite differences of the field', () => {
  const states = [normals(), normals(), normals()];
  const found = jacobian(model, meanSlopes(model, states));
  for (let r = 0; r < shape.regulators; r++) {
    const single = states.map((z) => difference(rates, z, r));
    for (let g = 0; g < shape.genes; g++) {
      const decay = g === regulators[r] ? 1 : 0;
      const mean = single.reduce((sum, row) => sum + (row[g] ?? NaN) / 3, 0);
      expect(found[r * shape.genes + g]).toBeCloseTo(mean + decay, 8);
    }
  }
});

test('after a lag it is the derivative of the flow at the control state', () => {
  const lag = 1.3;
  const flow = (z: Float64Array) =>
    rk4((at, dz) => vectorField(field, at, dz), z.slice(), lag, 200).at(-1) ?? z;
  const control = new Float64Array(shape.genes);
  const found = laggedJacobian(model, meanSlopes(model, [control]), lag);
  for (let r = 0; r < shape.regulators; r++)
    difference(flow, control, r).forEach((slope, g) =>
      expect(found[r * shape.genes + g]).toBeCloseTo(slope, 7),
    );
});

test('a short lag gives the direct slopes', () => {
  const slopes = meanSlopes(model, [normals()]);
  const direct = jacobian(model, slopes);
  const lagged = laggedJacobian(model, slopes, 1e-6);
  direct.forEach((slope, p) => {
    const isSelf = regulators[Math.floor(p / shape.genes)] === p % shape.genes;
    expect(((lagged[p] ?? NaN) - (isSelf ? 1 : 0)) / 1e-6).toBeCloseTo(slope - (isSelf ? 1 : 0), 4);
  });
});
