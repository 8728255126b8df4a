import { expect, test } from 'vitest';
import { foundBy, scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { formulaScreen } from '../../../../tests/support/evaluation/formulaScreen';
import { plantedScreen } from '../../../../tests/support/evaluation/plantedScreen';
import { Random } from '../../../numerics/random';
import { averagePrecision } from '../../networks/metrics';
import { topologicalOrder } from '../acyclic';
import { screenOf } from '../screen';
import {
  acyclicity,
  linearProblem,
  lowRank,
  negativeLogLikelihood,
  notears,
  notearsLowRank,
} from './notears';

const genes = 12;
const draw = new Random(6);
/** [target × source] of a linear system in the order of the genes. */
const weights = Float64Array.from({ length: genes * genes }, (_, p) =>
  p % genes < Math.floor(p / genes) && draw.uniform() < 0.35
    ? (draw.uniform() < 0.4 ? -1 : 1) * (0.4 + 0.5 * draw.uniform())
    : 0,
);
const linear = plantedScreen({
  genes,
  regulation: (gene, levels) =>
    levels.reduce((sum, level, source) => sum + (weights[gene * genes + source] ?? NaN) * level, 0),
  noise: 0.5,
  controls: 2000,
  cellsPerKnockout: 250,
  seed: 3,
});
const { scale, mean: means, order } = screenOf(linear);
const scaleOf = (gene: number) => scale[order.placeOfGene[gene] ?? -1] ?? NaN;
/** [source × target] in standard deviations of the controls. */
const truth = Float64Array.from(weights, (_, p) => {
  const [source, target] = [Math.floor(p / genes), p % genes];
  return ((weights[target * genes + source] ?? NaN) * scaleOf(source)) / scaleOf(target);
});
const isEdge = Uint8Array.from(truth, (weight) => Number(weight !== 0));

function precisionOf(scores: Float32Array): number {
  return averagePrecision(isEdge, Float64Array.from(scores, Math.abs)) ?? NaN;
}

test('the weights of a linear acyclic system are recovered, with their signs', async () => {
  const scores = await scoresBy(notears, linear);
  expect(precisionOf(scores)).toBeGreaterThan(0.995);
  truth.forEach((weight, p) => expect(Math.abs((scores[p] ?? NaN) - weight)).toBeLessThan(0.06));
  expect(topologicalOrder(Float64Array.from(scores), genes)).not.toBeNull();
});

test('the low-rank form recovers the edges too', async () => {
  const scores = await scoresBy(notearsLowRank, linear, { settings: { factors: 10, penalty: 1 } });
  expect(precisionOf(scores)).toBeGreaterThan(0.9);
});

test('an unseen perturbation beside a seen one is predicted as the system responds', async () => {
  const dataset = { ...linear, heldOut: [linear.genes[0] ?? ''] };
  const { predict } = await foundBy(notears, dataset);
  const shift = predict?.([0, 2].map((gene) => ({ gene: order.placeOfGene[gene] ?? -1, kind: 'knockout' })));
  // Gene 0 was not measured: it is held at no expression; gene 2 at its measured level.
  const none = -(means[order.placeOfGene[0] ?? -1] ?? NaN);
  const expected = new Float64Array(genes);
  for (let gene = 0; gene < genes; gene++)
    expected[gene] =
      { 0: none, 2: -3 }[gene] ??
      expected.reduce((sum, level, source) => sum + (weights[gene * genes + source] ?? NaN) * level, 0);
  expect(Math.max(...expected.map(Math.abs).subarray(3))).toBeGreaterThan(1.5);
  expected.forEach((level, gene) => {
    const predicted = (shift?.[order.placeOfGene[gene] ?? -1] ?? NaN) * scaleOf(gene);
    expect(Math.abs(predicted - level)).toBeLessThan(0.25);
  });
});

const problem = linearProblem(screenOf(formulaScreen()));
const size = problem.genes * problem.candidates.length;
const someWeights = (seed: number, sd: number) => {
  const random = new Random(seed);
  return Float64Array.from({ length: size }, (_, p) => {
    const own = problem.ownOf[Math.floor(p / problem.candidates.length)];
    return own === p % problem.candidates.length ? 0 : sd * random.normal();
  });
};

/** Largest difference to central differences over all parameters. */
function gradientError(
  value: (x: Float64Array, gradient: Float64Array) => number,
  x: Float64Array,
  isFree: (p: number) => boolean = () => true,
): number {
  const gradient = new Float64Array(x.length);
  value(x, gradient);
  const unused = new Float64Array(x.length);
  return Math.max(
    ...Array.from(x, (at, p) => {
      if (!isFree(p)) return 0;
      const [up, down] = [1e-5, -1e-5].map((step) => {
        unused.fill(0);
        return value(
          x.map((other, q) => (q === p ? at + step : other)),
          unused,
        );
      });
      return Math.abs(((up ?? NaN) - (down ?? NaN)) / 2e-5 - (gradient[p] ?? NaN));
    }),
  );
}

test('the likelihood is that of the residuals of the cells in which the gene was free', () => {
  const { dataset, cells, targets } = screenOf(formulaScreen());
  const b = someWeights(1, 0.3);
  const { length: regulators } = dataset.candidates;
  let expected = 0;
  for (const gene of dataset.genes.keys()) {
    const residuals = [...cells.conditionOf.keys()]
      .filter((cell) => targets[cells.conditionOf[cell] ?? -1]?.includes(gene) === false)
      .map((cell) =>
        dataset.candidates.reduce(
          (rest, source, r) =>
            rest - (b[gene * regulators + r] ?? NaN) * (cells.values[cell * 8 + source] ?? NaN),
          cells.values[cell * 8 + gene] ?? NaN,
        ),
      );
    const mean = residuals.reduce((sum, value) => sum + value, 0) / residuals.length;
    const variance = residuals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / residuals.length;
    expected += (residuals.length / cells.count / 2) * Math.log(variance + 1e-4);
  }
  expect(negativeLogLikelihood(problem, b, new Float64Array(size))).toBeCloseTo(expected, 8);
});

test('gradients of the likelihood, of h and of the low-rank form agree with finite differences', () => {
  const likelihood = (x: Float64Array, gradient: Float64Array) => negativeLogLikelihood(problem, x, gradient);
  const isFree = (p: number) =>
    problem.ownOf[Math.floor(p / problem.candidates.length)] !== p % problem.candidates.length;
  expect(gradientError(likelihood, someWeights(2, 0.3), isFree)).toBeLessThan(1e-6);
  const h = (x: Float64Array, gradient: Float64Array) => acyclicity(problem, x, gradient, () => 1);
  expect(gradientError(h, someWeights(3, 0.5), isFree)).toBeLessThan(1e-6);
  const form = lowRank(problem, 3, 1, new Random(1));
  const ofWeights = new Float64Array(size);
  const both = (x: Float64Array, gradient: Float64Array) => {
    const b = form.weightsOf(x);
    const loss = likelihood(b, ofWeights);
    const sum = loss + acyclicity(problem, b, ofWeights, () => 1);
    form.pullBack(x, ofWeights, gradient);
    return sum;
  };
  const start = form.parameters.map((value) => 3 * value);
  expect(gradientError(both, start)).toBeLessThan(1e-6);
});

/** tr e^M − n of a cycle of length k whose entries of M have the product p: Σ_n k pⁿ/(kn)!. */
const cycle = (length: number, product: number) => {
  let [sum, factorial] = [0, 1];
  for (let n = 1; n <= 40; n++) {
    factorial *= n;
    if (n % length === 0) sum += (length * product ** (n / length)) / factorial;
  }
  return sum;
};

test('h is 0 without a cycle and has its closed form with one of any length', () => {
  const candidates = Int32Array.of(0, 1, 2, 3);
  const hOf = (edges: readonly (readonly [number, number, number])[]) => {
    const b = new Float64Array(16);
    for (const [target, source, weight] of edges) b[target * 4 + source] = weight;
    return acyclicity({ candidates }, b, new Float64Array(16), () => 0);
  };
  const chain = [
    [1, 0, 2],
    [2, 1, -3],
    [3, 2, 1],
    [3, 0, 4],
  ] as const;
  expect(hOf(chain)).toBe(0);
  expect(hOf([...chain, [0, 1, 0.5]])).toBeGreaterThan(0.5);
  expect(
    hOf([
      [1, 0, 2],
      [0, 1, -0.5],
    ]),
  ).toBeCloseTo(cycle(2, 1), 10);
  expect(hOf([...chain.slice(0, 3), [0, 3, 0.3]])).toBeCloseTo(cycle(4, (2 * 3 * 0.3) ** 2), 10);
});

const small = plantedScreen({
  genes: 6,
  regulation: (gene, levels) => 0.8 * (levels[gene - 1] ?? 0),
  noise: 0.5,
  controls: 80,
  cellsPerKnockout: 30,
  seed: 1,
});

test.each([notears, notearsLowRank])(
  '%o gives the same scores for any order of genes, cells and conditions',
  async (method) => {
    expect(await scoresOfShuffled(method, small)).toEqual(await scoresBy(method, small));
  },
);

test('a seed gives the same low-rank weights, another seed others', async () => {
  const [first, again, other] = await Promise.all(
    [1, 1, 2].map((seed) => scoresBy(notearsLowRank, small, { seed })),
  );
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test('candidates alone regulate, and a gene that is set in every cell has no regulator', async () => {
  const candidates = Int32Array.of(1, 4);
  const conditions = small.conditions.map((one) => ({
    ...one,
    interventions: [
      ...one.interventions.filter(({ gene }) => gene !== 2),
      { gene: 2, kind: 'knockout' as const },
    ],
  }));
  const scores = await scoresBy(notears, { ...small, candidates, conditions, control: { mode: 'others' } });
  expect(scores).toHaveLength(12);
  expect(scores.every(Number.isFinite)).toBe(true);
  expect([scores[2], scores[8], scores[1], scores[10]]).toEqual([0, 0, 0, 0]);
  expect(Math.abs(scores[11] ?? NaN)).toBeGreaterThan(0.1);
});
