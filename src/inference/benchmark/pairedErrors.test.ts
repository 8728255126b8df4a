import { describe, expect, it } from 'vitest';
import { errorsOf, pairedError, pairedSums } from './pairedErrors';

const error = (value: number, change = 1) => ({ error: value, change });

describe('two predictors over the same perturbations', () => {
  it('leaves out of both what one does not predict', () => {
    const labels = ['A', 'B', 'C+D', 'E+F'];
    // The model errs much on single perturbations, which the other does not predict.
    const model = [error(0.9), error(0.9), error(0.05), error(0.03)];
    const sums = [null, null, error(0.1), error(0.3)];
    expect(pairedError(pairedSums(labels, model, sums), 1)).toEqual({
      perturbations: 2,
      model: { value: 0.04, low: 0.03, high: 0.05 },
      difference: {
        value: expect.closeTo(-0.16, 10) as number,
        low: expect.closeTo(-0.27, 10) as number,
        high: expect.closeTo(-0.05, 10) as number,
      },
    });
  });

  it('draws perturbations, with all their time points', () => {
    const labels = ['A', 'A', 'B', 'B'];
    const model = [error(1), error(0), error(0), error(1)];
    const other = [error(0.5), error(0), error(0), error(0.5)];
    const paired = pairedError(pairedSums(labels, model, other), 1);
    // Every draw of two perturbations has the same error.
    expect(paired?.model).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
    expect(paired?.difference).toEqual({ value: 0.25, low: 0.25, high: 0.25 });
  });

  it('weighs perturbations by their change, as the error does', () => {
    const paired = pairedError(
      pairedSums(['A', 'B'], [error(1, 4), error(1, 1)], [error(0, 4), error(0, 1)]),
      1,
    );
    expect(paired?.model.value).toBeCloseTo(0.4);
    expect(paired?.difference.value).toBeCloseTo(0.4);
  });

  it('is unknown where both predict nothing in common, or nothing changed', () => {
    expect(pairedError(pairedSums(['A'], [error(1)], [null]), 1)).toBeNull();
    expect(pairedError(pairedSums(['A'], [error(0, 0)], [error(0, 0)]), 1)).toBeNull();
  });
});

it('errors leave targets out and are null without a prediction', () => {
  const judged = [{ predicted: [], measured: [5, 1, 2], targets: [0] }];
  expect(errorsOf(judged, [[0, 0, 0]])).toEqual([{ error: 2.5, change: 2.5 }]);
  expect(errorsOf(judged, [null])).toEqual([null]);
});
