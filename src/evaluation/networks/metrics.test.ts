import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lehmerDraws } from '../../../tests/support/numerics/lehmer';
import { auroc, averagePrecision, density, precisionAt, precisionRecall } from './metrics';

// scripts/references/evaluation_metrics.py made the recorded values with scikit-learn.
const positive = Uint8Array.from(lehmerDraws(3, 200), (v) => Number(v < 0.15));
const scores = Float64Array.from(lehmerDraws(4, 200), (v, i) => v + 0.3 * (positive[i] ?? 0));
const tied = scores.map((v) => Math.floor(8 * v) / 8);
const equal = new Float64Array(200).fill(1);

describe('metrics', () => {
  it('give the average precision of scikit-learn with and without ties', () => {
    expect(averagePrecision(positive, scores)).toBeCloseTo(0.4907477550775758, 12);
    expect(averagePrecision(positive, tied)).toBeCloseTo(0.4750380781723607, 12);
    expect(averagePrecision(positive, equal)).toBeCloseTo(density(positive), 12);
  });

  it('give the area under the ROC of scikit-learn with and without ties', () => {
    expect(auroc(positive, scores)).toBeCloseTo(0.6916571428571429, 12);
    expect(auroc(positive, tied)).toBeCloseTo(0.6874285714285714, 12);
    expect(auroc(positive, equal)).toBe(0.5);
  });

  it('give the precision–recall curve of scikit-learn', () => {
    const curve = precisionRecall(positive, tied);
    const precision = [
      1, 1, 0.294117647059, 0.214285714286, 0.1875, 0.128205128205, 0.160305343511, 0.157232704403,
      0.14450867052, 0.125,
    ];
    const recall = [0.08, 0.36, 0.4, 0.48, 0.6, 0.6, 0.84, 1, 1, 1];
    expect(curve.precision).toHaveLength(precision.length);
    for (const [n, value] of precision.entries()) expect(curve.precision[n]).toBeCloseTo(value, 11);
    for (const [n, value] of recall.entries()) expect(curve.recall[n]).toBeCloseTo(value, 11);
  });

  it('do not depend on the order of the pairs', () => {
    const pairs = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 0.5, 1, 2)), { minLength: 1 });
    fc.assert(
      fc.property(pairs, (any) => {
        const measure = (list: typeof any) => {
          const truth = Uint8Array.from(list, ([p]) => p);
          const sizes = Float64Array.from(list, ([, s]) => s);
          return [averagePrecision(truth, sizes), auroc(truth, sizes), precisionAt(truth, sizes, 3)];
        };
        expect(measure(any.toReversed())).toEqual(measure(any));
      }),
    );
  });

  it('include all ties with the k-th edge and exclude scores of zero', () => {
    const truth = Uint8Array.from([1, 0, 1, 0, 1, 1]);
    const sizes = Float64Array.from([5, 3, 3, 2, 0, 0]);
    expect(precisionAt(truth, sizes, 1)).toBe(1);
    expect(precisionAt(truth, sizes, 2)).toBeCloseTo(2 / 3);
    expect(precisionAt(truth, sizes, 6)).toBe(0.5);
  });

  it('are null where they are undefined', () => {
    const none = new Uint8Array(3);
    const sizes = Float64Array.from([1, 2, 3]);
    expect(averagePrecision(none, sizes)).toBeNull();
    expect(auroc(none, sizes)).toBeNull();
    expect(auroc(Uint8Array.from([1, 1, 1]), sizes)).toBeNull();
    expect(precisionAt(none, new Float64Array(3), 2)).toBeNull();
  });
});
