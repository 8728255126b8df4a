import { LuDecomposition, Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { foundBy, scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { formulaScreen } from '../../../../tests/support/evaluation/formulaScreen';
import { type GaussianCondition, gaussianScreen } from '../../../../tests/support/evaluation/linearCells';
import { Random } from '../../../numerics/random';
import { screenOf } from '../screen';
import { contextsOf } from './contexts';
import { lyapunov, negativeLogLikelihood } from './lyapunov';

const GENES = 6;
/** [source, target, weight] in log1p units; with a loop 0 → 1 → 2 ⊣ 0. */
const edges = [
  [0, 1, 0.9],
  [1, 2, 0.7],
  [2, 0, -0.6],
  [2, 3, 0.8],
  [4, 3, -0.7],
  [4, 5, 0.6],
] as const;
const rates = [2.4, 1.1, 1, 2.1, 3, 1.2];

/** Mean and covariance of dx = (a − B x) dt + σ dW with σ² = 2, solved as linear systems. */
function steadyState(b: Matrix, a: readonly number[]): Pick<GaussianCondition, 'mean' | 'covariance'> {
  const mean = new LuDecomposition(b).solve(Matrix.columnVector([...a])).to1DArray();
  const drive = Matrix.eye(GENES, GENES, 2).to1DArray();
  const covariance = new LuDecomposition(b.kroneckerSum(b)).solve(Matrix.columnVector(drive)).to1DArray();
  return { mean: Float64Array.from(mean), covariance: Float64Array.from(covariance) };
}

/** The cells of a knockout: the gene no longer regulates, and reads 0. Without a gene, the controls. */
function knockout(gene: number | null): GaussianCondition {
  const b = Matrix.eye(GENES);
  for (const [source, target, weight] of edges) if (source !== gene) b.set(target, source, -weight);
  return {
    label: gene === null ? 'control' : `g${gene}`,
    set: gene === null ? [] : [[gene, 'knockout']],
    ...steadyState(b, rates),
    fixed: gene === null ? [] : [[gene, 0]],
  };
}

/** Gene 1 is held at 0.6, whatever its regulators do. */
function knockdown(): GaussianCondition {
  const b = Matrix.eye(GENES);
  for (const [source, target, weight] of edges) if (target !== 1) b.set(target, source, -weight);
  const { mean, covariance } = steadyState(
    b,
    rates.map((rate, g) => (g === 1 ? 0.6 : rate)),
  );
  return { label: 'g1', set: [[1, 'knockdown']], mean, covariance };
}

const conditions = [knockout(null), knockout(0), knockdown(), knockout(2), knockout(4)];
const regulators = [0, 1, 2, 4];
const screen = gaussianScreen(conditions, 2000, 3, { candidates: Int32Array.from(regulators) });
const exact = { sparsity: 0.001, iterations: 150 };

test('a cyclic system is recovered from its own cells, with weights and signs', async () => {
  const scores = await scoresBy(lyapunov, screen, { settings: exact });
  const scale = knockout(null)
    .covariance.filter((_, p) => p % (GENES + 1) === 0)
    .map(Math.sqrt);
  const truth = new Float64Array(regulators.length * GENES);
  for (const [source, target, weight] of edges)
    truth[regulators.indexOf(source) * GENES + target] =
      (weight * (scale[source] ?? NaN)) / (scale[target] ?? NaN);
  const errors = Array.from(truth, (weight, p) => Math.abs(weight - (scores[p] ?? NaN)));
  expect(Math.max(...errors)).toBeLessThan(0.1);
});

test('an unseen knockout is predicted through the loop', async () => {
  const held = conditions[3];
  if (held === undefined) throw new Error('no condition');
  const dataset = { ...screen, heldOut: [held.label] };
  const { predict } = await foundBy(lyapunov, dataset, { settings: exact });
  const control = knockout(null);
  const predicted = predict?.([{ gene: 2, kind: 'knockout' }]);
  for (let g = 0; g < GENES; g++) {
    if (g === 2) continue;
    const deviation = Math.sqrt(control.covariance[g * (GENES + 1)] ?? NaN);
    const change = ((held.mean[g] ?? NaN) - (control.mean[g] ?? NaN)) / deviation;
    expect(Math.abs((predicted?.[g] ?? NaN) - change)).toBeLessThan(0.15 + 0.1 * Math.abs(change));
  }
});

test('the gradient is that of finite differences, with silent and held genes', () => {
  const some = screenOf(gaussianScreen(conditions, 40, 5));
  const layout = { genes: GENES, candidates: Int32Array.from(regulators) };
  const contexts = contextsOf(some);
  const random = new Random(9);
  const parameters = Float64Array.from({ length: GENES * 7 }, () => 0.2 * random.normal());
  const gradient = new Float64Array(parameters.length);
  negativeLogLikelihood(layout, contexts, parameters, gradient);
  const unused = new Float64Array(parameters.length);
  const step = 1e-5;
  const numerical = parameters.map((_, p) => {
    const at = (sign: number) =>
      negativeLogLikelihood(
        layout,
        contexts,
        parameters.map((value, q) => value + (p === q ? sign * step : 0)),
        unused,
      );
    return (at(1) - at(-1)) / (2 * step);
  });
  numerical.forEach((slope, p) => expect(gradient[p]).toBeCloseTo(slope, 6));
});

test('the result is the same for any order of genes, cells and conditions', async () => {
  const few = gaussianScreen(conditions, 30, 5);
  const given = { settings: { sparsity: 0.02, iterations: 20 } };
  expect(await scoresOfShuffled(lyapunov, few, given)).toEqual(await scoresBy(lyapunov, few, given));
});

test('what a perturbed gene itself does has no influence on its regulators', async () => {
  const dataset = formulaScreen();
  const values = dataset.values.slice();
  // Gene 0 is knocked out in condition 1.
  dataset.conditionOfCell.forEach((condition, cell) => {
    if (condition === 1) values[cell * 8] = cell % 5;
  });
  const given = { settings: { iterations: 20 } };
  expect(await scoresBy(lyapunov, { ...dataset, values }, given)).toEqual(
    await scoresBy(lyapunov, dataset, given),
  );
});
