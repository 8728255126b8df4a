import { beforeAll, describe, expect, it } from 'vitest';
import { chain, outsideOfChain } from '../../../tests/support/inference/chain';
import { bytesWithin } from '../../../tests/support/inference/testBytes';
import { trainedRun } from '../../../tests/support/cli/commands';
import type { Dataset } from '../../dataset/dataset';
import { isPredicted, predictOutside, type Loadings } from '../../dynamics/loadings';
import { foldsOf } from '../../evaluation/splits';
import { parameterLayout } from '../../dynamics/problem';
import { predictEnd } from '../../dynamics/predict';
import { choleskyInPlace, choleskySolveInPlace } from '../../numerics/linearAlgebra';
import { trainedConditions } from './fit';
import { memoryOfRun, outsideBytes, runSizeOf } from './memory';
import { fitLoadings } from './loadings';
import type { Comparison, FitResult } from './result';

const outside = outsideOfChain();
const dataset = chain();
const cells = Int32Array.from(dataset.conditions, (one) => one.cells);
let result: FitResult;
let loadings: Loadings;

beforeAll(async () => {
  ({ result } = await trainedRun({}, { ...dataset, outside }));
  const fitted = result.loadings;
  if (!fitted) throw new Error('no loadings');
  loadings = fitted;
});

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function without<One>(list: readonly One[], p: number): readonly One[] {
  return list.filter((_, at) => at !== p);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}

/** Activities by their definition, σ(Bz + β) − σ(β). */
function activities(change: ArrayLike<number>, parameters: Float32Array): readonly number[] {
  const { regulators, scale, shape } = result.model;
  const { bt, beta } = parameterLayout(shape);
  return Array.from({ length: shape.modules }, (_, m) => {
    const rest = parameters[beta + m] ?? 0;
    const input = Array.from(regulators, (gene, r) => {
      const weight = parameters[bt + r * shape.modules + m] ?? 0;
      return (weight * (change[gene] ?? 0)) / (scale[gene] ?? 1);
    });
    return sigmoid(rest + sum(input)) - sigmoid(rest);
  });
}

function asSet({ predicted, measured, targets }: Comparison): Float32Array {
  return predicted.map((value, gene) => (targets.includes(gene) ? (measured[gene] ?? 0) : value));
}

function rowsOf(role: Comparison['role']): readonly Comparison[] {
  return result.comparisons
    .filter((one) => one.role === role)
    .toSorted((a, b) => (a.label < b.label ? -1 : 1));
}

/** Ridge weights from its normal equations. */
function ridge(
  features: readonly (readonly number[])[],
  y: readonly number[],
  penalty: number,
): Float64Array {
  const width = features[0]?.length ?? 0;
  const gram = new Float64Array(width * width);
  const right = new Float64Array(width);
  features.forEach((row, at) => {
    for (let i = 0; i < width; i++) {
      right[i] = (right[i] ?? 0) + (row[i] ?? 0) * (y[at] ?? 0);
      for (let j = 0; j < width; j++)
        gram[i * width + j] = (gram[i * width + j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
    }
  });
  for (let i = 0; i < width; i++) gram[i * width + i] = (gram[i * width + i] ?? 0) + penalty;
  choleskyInPlace(gram, width);
  choleskySolveInPlace(gram, width, right);
  return right;
}

function dot(a: readonly number[], b: ArrayLike<number>): number {
  return sum(a.map((value, at) => value * (b[at] ?? 0)));
}

/** The largest eigenvalue of a Gram matrix, by power iteration. */
function largestEigenvalue(features: readonly (readonly number[])[]): number {
  let vector = features.map((_, at) => 1 + at / 10);
  let length = 0;
  for (let step = 0; step < 500; step++) {
    const next = features.map((a) => sum(features.map((b, at) => dot(a, b) * (vector[at] ?? 0))));
    length = Math.hypot(...next);
    vector = next.map((value) => value / length);
  }
  return length;
}

/** As docs/method.md lists them, relative to the largest eigenvalue; the last choice is no change. */
const penalties = [1e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3];
const choices = [...penalties.keys(), penalties.length];

/** What the left-out perturbations are predicted from: of each, features of all perturbations, and its own as they are predicted. */
interface Refit {
  readonly seen: readonly (readonly number[])[];
  readonly unseen: readonly number[];
  readonly largest: number;
}

/** [changes] predictions by ridge regression on the other perturbations, fitted anew for each. */
function predictions(
  refits: readonly Refit[],
  y: readonly number[],
  choiceOf: (p: number) => number,
): readonly number[] {
  return refits.map(({ seen, unseen, largest }, p) => {
    const penalty = penalties[choiceOf(p)];
    return penalty === undefined ? 0 : dot(unseen, ridge(without(seen, p), without(y, p), penalty * largest));
  });
}

/** Measured changes and the sampling variance of the control mean that all of them share. */
interface Gene {
  readonly y: readonly number[];
  readonly shared: number;
}

/** Squared errors against other controls: the covariance of prediction and measurement is that of the control mean. */
function errorsOf(refits: readonly Refit[], { y, shared }: Gene, choiceOf: (p: number) => number) {
  const ones = predictions(
    refits,
    y.map(() => 1),
    choiceOf,
  );
  return predictions(refits, y, choiceOf).map(
    (predicted, p) => (predicted - (y[p] ?? 0)) ** 2 + 2 * shared * (ones[p] ?? 0),
  );
}

/** The choice of all genes together at all perturbations but one, and its errors there. */
function chosen(refits: readonly Refit[], genes: readonly Gene[]) {
  const totals = choices.map((choice) =>
    refits.map((_, p) => sum(genes.map((gene) => errorsOf(refits, gene, () => choice)[p] ?? 0))),
  );
  const best = (leftOut: number | null) => {
    const sums = totals.map((own) => sum(own) - (leftOut === null ? 0 : (own[leftOut] ?? 0)));
    return sums.lastIndexOf(Math.min(...sums));
  };
  const nested = refits.map((_, p) => best(p));
  const error = sum(nested.map((choice, p) => totals[choice]?.[p] ?? 0));
  return { choice: best(null), nested, ratio: error / sum(totals.at(-1) ?? []) };
}

describe('loadings of genes outside the model', () => {
  it('have the errors and weights of refits that leave out one perturbation at a time', () => {
    const { model } = result;
    const activitiesOf = (role: Comparison['role'], parameters: Float32Array) =>
      rowsOf(role).map((one) => activities(asSet(one), parameters));
    const features = activitiesOf('training', model.parameters);
    const folds = foldsOf(trainedConditions(dataset), model.settings.seed);
    // Of the fit that did not see the perturbation.
    const refits = rowsOf('training').map(({ label }, p): Refit => {
      const parameters = model.leaveOut[folds.findIndex((fold) => fold.includes(label))];
      if (!parameters) throw new Error(`${label} is in no fold`);
      const seen = activitiesOf('training', parameters);
      const unseen = activitiesOf('cross-validated', parameters)[p] ?? [];
      return { seen, unseen, largest: largestEigenvalue(seen) };
    });
    const count = features.length;
    const genes = outside.names.map((_, gene): Gene => {
      const y = rowsOf('training').map(({ label }) => {
        const at = dataset.conditions.findIndex((one) => one.label === label);
        return (outside.mean[at * 4 + gene] ?? 0) - (outside.mean[gene] ?? 0);
      });
      return { y, shared: (outside.variance[gene] ?? 0) / (cells[0] ?? 1) };
    });
    const { choice, nested, ratio: error } = chosen(refits, genes);
    expect(choice).toBeLessThan(penalties.length);
    const choiceOf = (p: number) => nested[p] ?? 0;
    const judged = genes.map((gene) => {
      const { y, shared } = gene;
      const unchanged = y.map((own) => own ** 2);
      const errors = errorsOf(refits, gene, choiceOf);
      const ratio = sum(errors) / sum(unchanged);
      const residuals = errors.map((one, p) => one - ratio * (unchanged[p] ?? 0));
      // All changes move together with the mean of the controls.
      const moved = (by: number) => {
        const changes = y.map((own) => own + by);
        const off = predictions(refits, changes, choiceOf).map((one, p) => one - (changes[p] ?? 0));
        return sum(off.map((one) => one ** 2)) - ratio * sum(changes.map((one) => one ** 2));
      };
      const slope = (moved(1e-4) - moved(-1e-4)) / 2e-4;
      const variance = (count / (count - 1)) * sum(residuals.map((r) => r * r)) + shared * slope ** 2;
      return { ratio, variance: variance / sum(unchanged) ** 2 };
    });
    // The fourth gene does not change.
    const changing = judged.slice(0, 3);
    const middle = sum(changing.map(({ ratio }) => ratio)) / 3;
    const spread = sum(changing.map(({ ratio }) => (ratio - middle) ** 2)) / 3;
    const real = Math.max(0, 1 - sum(changing.map(({ variance }) => variance)) / 3 / spread);
    expect(real).toBeGreaterThan(0.1);
    genes.forEach(({ y }, gene) => {
      const shrunk = middle + real * ((judged[gene]?.ratio ?? NaN) - middle);
      expect(loadings.error[gene]).toBeCloseTo(gene === 3 ? 1 : Math.max(0, shrunk), 4);
      const weights = isPredicted(loadings, gene)
        ? ridge(features, y, (penalties[choice] ?? 0) * largestEigenvalue(features))
        : features.map(() => 0);
      features.forEach((row) => {
        const scores = [0, 1, 2, 3, 4].flatMap((k) => {
          const width = row.length;
          const component = loadings.components.subarray(k * width, (k + 1) * width);
          return component.length > 0 ? [dot(row, component) * (loadings.weights[k * 4 + gene] ?? 0)] : [];
        });
        expect(sum(scores)).toBeCloseTo(dot(row, weights), 4);
      });
    });
    // All knockouts are alike: one column of ones.
    const ones = refits.map(() => [1]);
    const ofMean = chosen(
      refits.map(() => ({ seen: ones, unseen: [1], largest: count })),
      genes,
    );
    expect(loadings.together?.error.value).toBeCloseTo(error, 4);
    expect(loadings.together?.ofMean.value).toBeCloseTo(ofMean.ratio, 4);
    expect(loadings.together?.beyondMean.value).toBeCloseTo(error - ofMean.ratio, 4);
  });

  it('predict genes that follow modelled ones, and no change of those that go contrary to them, whatever the noise', () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const fitted = fitLoadings({ ...dataset, outside: outsideOfChain(seed) }, result);
      expect(fitted?.error[0]).toBeLessThan(0.9);
      expect([0, 1, 2, 3].map((gene) => fitted && isPredicted(fitted, gene))).toEqual([
        true,
        true,
        false,
        false,
      ]);
    }
    const { model } = result;
    const changes = [{ gene: 0, value: 0 }];
    const end = predictOutside(model, loadings, changes, predictEnd(model, changes, null));
    const measured = (outside.mean[4] ?? 0) - (outside.mean[0] ?? 0);
    expect(Math.sign(end.delta[0] ?? 0)).toBe(Math.sign(measured));
    expect(Math.abs((end.delta[0] ?? 0) - measured)).toBeLessThan(Math.abs(measured));
    expect([end.delta[2], end.delta[3]]).toEqual([0, 0]);
    // A gene that does not change has no interval; one that changes unpredictably has that of its changes.
    expect(end.highestDelta[3]).toBe(0);
    expect(end.highestDelta[2]).toBeGreaterThan(0.1);
  });

  it('predict no change where nothing is changed', () => {
    const { model } = result;
    const end = predictOutside(model, loadings, [], predictEnd(model, [], null));
    for (const part of [end.delta, end.lowestDelta, end.highestDelta, end.log2FoldChange])
      expect(Math.max(...part.map(Math.abs))).toBe(0);
  });

  it('do not see an offset of a batch that its controls share', () => {
    const rows = [0, 0, 1, 2, 3, 4];
    const halves = (shift: number): Dataset => ({
      ...dataset,
      batches: ['a', 'b'],
      outside: {
        names: outside.names,
        condition: Int32Array.from(rows),
        batch: Int32Array.of(0, 1, -1, -1, -1, -1),
        cells: Int32Array.of(30, 30, 60, 60, 60, 60),
        cellsInBatch: Int32Array.of(30, 0, 0, 30, 10, 50, 20, 40, 60, 0, 30, 30),
        mean: Float32Array.from(
          rows.flatMap((condition, row) => {
            const inSecond = [0, 1, 5 / 6, 2 / 3, 0, 0.5][row] ?? 0;
            return outside.names.map((_, g) => (outside.mean[condition * 4 + g] ?? 0) + shift * inSecond);
          }),
        ),
        variance: outside.variance,
      },
    });
    const [plain, shifted] = [0, 2].map((shift) => fitLoadings(halves(shift), result));
    expect(plain?.weights.some((weight) => weight !== 0)).toBe(true);
    shifted?.weights.forEach((weight, at) => expect(weight).toBeCloseTo(plain?.weights[at] ?? NaN, 3));
    shifted?.error.forEach((error, gene) => expect(error).toBeCloseTo(plain?.error[gene] ?? NaN, 3));
  });

  it('take the bytes that a run counts for them and the means', () => {
    const { mean, weights, error, margin } = loadings;
    const kept = [outside.mean, outside.variance, mean, weights, error, margin];
    const size = runSizeOf({ ...dataset, outside });
    expect(outsideBytes(size, result.model.settings)).toBe(bytesWithin(kept));
    const baseOf = (of: Parameters<typeof memoryOfRun>[0]) =>
      memoryOfRun(of, result.model.settings, { copies: 2, workers: 1 }).base;
    expect(baseOf(size) - baseOf(runSizeOf(dataset))).toBe(2 * bytesWithin(kept));
  });

  it('are absent with too few perturbations', () => {
    const comparisons = result.comparisons.filter(({ label }) => label === 'G0' || label === 'G1');
    expect(fitLoadings({ ...dataset, outside }, { ...result, comparisons })).toBeNull();
    expect(fitLoadings(dataset, result)).toBeNull();
  });
});
