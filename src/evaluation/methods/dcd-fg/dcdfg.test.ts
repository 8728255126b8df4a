import { expect, test } from 'vitest';
import { foundBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { plantedScreen } from '../../../../tests/support/evaluation/plantedScreen';
import { Random } from '../../../numerics/random';
import { inOriginalOrder, screenOf } from '../screen';
import { type FactorGraph, acyclicEdges, dcdfg, meanSlopes, moduleValue, propagated } from './dcdfg';
import {
  negativeLogLikelihood,
  parametersOf,
  probabilitiesOf,
  spectralRadius,
  startParameters,
  throughSoftmax,
} from './model';

const genes = 6;
/** Genes 0 and 1 act on the others through one nonlinear module, with alternating signs. */
const planted = plantedScreen({
  genes,
  regulation: (gene, [a = 0, b = 0]) =>
    gene < 2 ? 0 : (gene % 2 === 1 ? 1.5 : -1.5) * Math.tanh(a + 0.8 * b),
  noise: 0.5,
  controls: 200,
  cellsPerKnockout: 60,
  seed: 5,
});
/** With 400 steps eight of eight seeds rank the planted edges first, and seven predict all knockouts within 0.6; with 200, six. */
const settings = { modules: 3, steps: 400 };

test('edges through a nonlinear module are recovered with their signs, for any order of genes and cells, and unseen perturbations are predicted', async () => {
  const { order, scale, original } = screenOf(planted);
  const found = await foundBy(dcdfg, planted, { settings });
  const scores = inOriginalOrder(found.scores, original, order);
  const others = scores.filter((_, p) => p >= 2 * genes || p % genes < 2).map(Math.abs);
  for (const source of [0, 1])
    for (const target of [2, 3, 4, 5]) {
      const score = scores[source * genes + target] ?? NaN;
      expect(score * (target % 2 === 1 ? 1 : -1)).toBeGreaterThan(Math.max(...others));
    }
  const place = (gene: number) => order.placeOfGene[gene] ?? -1;
  const knockouts = [0, 1].map((gene) => ({ gene: place(gene), kind: 'knockout' as const }));
  const shift = found.predict?.(knockouts) ?? [];
  for (const gene of planted.genes.keys()) {
    const expected = gene < 2 ? -3 : (gene % 2 === 1 ? 1.5 : -1.5) * Math.tanh(-3 * 1.8);
    const predicted = (shift[place(gene)] ?? NaN) * (scale[place(gene)] ?? NaN);
    expect(Math.abs(predicted - expected)).toBeLessThan(0.6);
  }
  expect(await scoresOfShuffled(dcdfg, planted, { settings })).toEqual(scores);
});

const shape = { genes: 4, candidates: Int32Array.of(0, 1, 3), modules: 2 };

/** Largest difference to central differences, with `at` every so many entries. */
function gradientError(value: (x: Float64Array) => number, x: Float64Array, gradient: Float64Array): number {
  const errors = Array.from(x, (_, p) => {
    const [up, down] = [1e-6, -1e-6].map((step) =>
      value(x.map((other, q) => (q === p ? other + step : other))),
    );
    return Math.abs(((up ?? NaN) - (down ?? NaN)) / 2e-6 - (gradient[p] ?? NaN));
  });
  return Math.max(...errors);
}

test('gradients of the likelihood by parameters and by edges agree with finite differences', () => {
  const random = new Random(2);
  const { all } = startParameters(shape, random);
  expect(startParameters(shape, new Random(2)).all).toEqual(all);
  expect(startParameters(shape, new Random(3)).all).not.toEqual(all);
  const draw = (count: number) => Float64Array.from({ length: count }, () => random.normal());
  const batch = { count: 5, values: draw(20), free: draw(20).map((value) => Number(value < 1)) };
  const x = all.map((value) => value + 0.3 * random.normal());
  const edges = draw(24).map(Math.abs);
  const [gradient, ofEdges] = [parametersOf(shape), new Float64Array(24)];
  const loss = (
    parameters: Float64Array,
    given: Float64Array,
    into = parametersOf(shape),
    to = new Float64Array(24),
  ) =>
    negativeLogLikelihood({ shape, parameters: parametersOf(shape, parameters), batch, edges: given }, 0.7, {
      gradient: into,
      ofEdges: to,
    });
  loss(x, edges, gradient, ofEdges);
  expect(gradientError((at) => loss(at, edges), x, gradient.all)).toBeLessThan(1e-6);
  expect(gradientError((at) => loss(x, at), edges, ofEdges)).toBeLessThan(1e-6);
});

/** Of one value with this residual. */
const term = (logVariance: number, rest: number) => {
  const variance = Math.exp(logVariance) + 1e-4;
  return (Math.log(variance) + rest ** 2 / variance) / 2;
};

test('the likelihood of an empty graph is that of its intercepts and variances', () => {
  const parameters = parametersOf(shape);
  parameters.intercepts.set([1, 2, 3, 4]);
  parameters.logVariances.set([0, 0.5, -0.5, 1]);
  const batch = { count: 1, values: Float64Array.of(1.5, 1, 3, 9), free: Float64Array.of(1, 1, 1, 0) };
  const none = new Float64Array(24);
  const loss = negativeLogLikelihood({ shape, parameters, batch, edges: none }, 1, {
    gradient: parametersOf(shape),
    ofEdges: none.slice(),
  });
  expect(loss).toBeCloseTo(term(0, 0.5) + term(0.5, 1) + term(-0.5, 0), 10);
});

/** Largest eigenvalue of Σ_f into[i, f] out[j, f] without its diagonal, by many power iterations on the matrix. */
function radiusByHand(into: readonly number[], out: readonly number[]): number {
  let vector = [1, 1, 1];
  let radius = 0;
  for (let k = 0; k < 500; k++) {
    const image = vector.map((_, i) =>
      vector.reduce(
        (sum, value, j) =>
          i === j
            ? sum
            : sum +
              value *
                [0, 1].reduce((path, f) => path + (into[2 * i + f] ?? NaN) * (out[2 * j + f] ?? NaN), 0),
        0,
      ),
    );
    radius = Math.hypot(...image);
    vector = image.map((value) => value / radius);
  }
  return radius;
}

const column = (probabilities: Float64Array, direction: number) =>
  Array.from(probabilities).filter((_, p) => p % 3 === direction);

const byHand = (logits: Float64Array) => {
  const probabilities = probabilitiesOf(logits);
  return radiusByHand(column(probabilities, 0), column(probabilities, 1));
};

test('the spectral radius is that of the graph of genes, with its gradient, and 0 without a cycle', () => {
  const three = { genes: 3, candidates: Int32Array.of(0, 1, 2), modules: 2 };
  const vectors = { left: new Float64Array(3).fill(1), right: new Float64Array(3).fill(1) };
  const radiusOf = (probabilities: Float64Array, gradient = new Float64Array(18)) => {
    for (let k = 0; k < 20; k++) spectralRadius(three, probabilities, vectors, () => 0, gradient);
    return spectralRadius(three, probabilities, vectors, () => 1, gradient);
  };
  const random = new Random(3);
  const logits = Float64Array.from({ length: 18 }, () => random.normal());
  const probabilities = probabilitiesOf(logits);
  const [change, gradient] = [new Float64Array(18), new Float64Array(18)];
  expect(radiusOf(probabilities, change)).toBeCloseTo(byHand(logits), 8);
  throughSoftmax(probabilities, change, gradient);
  expect(gradientError(byHand, logits, gradient)).toBeLessThan(1e-6);
  // Gene 0 → module 0 → gene 1 → module 1 → gene 2.
  const chain = new Float64Array(18);
  for (const [p, value] of [
    [0, 0.9],
    [7, 0.7],
    [9, 0.8],
    [16, 0.6],
  ] as const)
    chain[p] = value;
  vectors.left.fill(1);
  vectors.right.fill(1);
  expect(radiusOf(chain)).toBeCloseTo(0, 8);
});

test('edges that are kept have no cycle, one direction each, and only those of likely edges', () => {
  const random = new Random(9);
  const drawn = Array.from({ length: 18 }, () => {
    const parts = [random.uniform(), random.uniform(), 0.4 * random.uniform()];
    const sum = parts.reduce((total, part) => total + part, 0);
    return parts.map((part) => part / sum);
  });
  const { into, out, order } = acyclicEdges(drawn.flat(), {
    genes: 6,
    candidates: Int32Array.from({ length: 6 }, (_, g) => g),
    modules: 3,
  });
  const places = [...order];
  expect(places.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  for (let module = 0; module < 3; module++)
    for (let source = 0; source < 6; source++)
      for (let target = 0; target < 6; target++)
        expect(
          into[source * 3 + module] === 0 ||
            out[target * 3 + module] === 0 ||
            places.indexOf(source) < places.indexOf(target),
        ).toBe(true);
  into.forEach((is, p) => {
    const [inward = 0, outward = 0] = drawn[p] ?? [];
    expect(is + (out[p] ?? NaN)).toBeLessThan(2);
    expect(is === 0 || (inward > outward && inward + outward > 0.5)).toBe(true);
  });
});

test('slopes of a module are its finite differences, and genes follow their regulators', () => {
  const random = new Random(1);
  const draw = (length: number) => Float64Array.from({ length }, () => random.normal() / 2);
  const graph: FactorGraph = {
    genes: 4,
    candidates: Int32Array.of(0, 1),
    modules: 1,
    into: Uint8Array.of(1, 0, 0, 0),
    out: Uint8Array.of(0, 0, 1, 1),
    weights: [draw(32), draw(256), draw(16)],
    biases: [draw(16), draw(16), draw(1)],
    loadings: Float64Array.of(0, 0, 2, -1),
    intercepts: draw(4),
  };
  const state = [0.4, -0.3, 0, 0];
  const slopes = new Float64Array(2);
  const value = moduleValue(graph, 0, state, slopes);
  const moved = (step: number) => moduleValue(graph, 0, [0.4 + step, -0.3, 0, 0]);
  expect(slopes[0]).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 6);
  expect(slopes[1]).toBe(0);
  const run = meanSlopes(graph, Float32Array.from(state));
  const { value: mean } = run.next() as IteratorReturnResult<Float32Array>;
  expect(mean[2]).toBeCloseTo(2 * (slopes[0] ?? NaN), 6);
  expect(mean[3]).toBeCloseTo(-(slopes[0] ?? NaN), 6);
  const reached = propagated(
    graph,
    Int32Array.of(0, 1, 2, 3),
    new Map([
      [0, 0.4],
      [3, 7],
    ]),
  );
  expect(reached[2]).toBeCloseTo((graph.intercepts[2] ?? NaN) + 2 * value, 6);
  expect(reached[3]).toBe(7);
});
