import { describe, expect, it } from 'vitest';
import { drivenModel } from '../../tests/support/dynamics/drivenModel';
import { additivity, kindOfAdditivity } from './additivity';
import type { FittedModel } from './fitted';
import { foldChange, predictEnd } from './predict';

const both = [
  { gene: 0, value: 0 },
  { gene: 1, value: 0 },
];
const [mean, scale, T] = [2, 0.5, 3];
/** z of a knocked-out gene. */
const level = -mean / scale;

/** One unit that reads genes 0 and 1 with `gains` and drives gene 2 with `weight`; gene 2 acts on nothing. */
function joined(gains: readonly [number, number], weight: number, change: Partial<FittedModel> = {}) {
  const [first, second] = gains;
  const start = drivenModel([
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const at = [0, 0, weight];
  const bt = [first, second, 0];
  return {
    ...start,
    shape: { ...start.shape, modules: 1 },
    parameters: Float32Array.from([...at, ...bt, 0]),
    ...change,
  };
}

const sigma = (u: number) => 1 / (1 + Math.exp(-u));
/** Closed form of gene 2: its input is constant from the start, so that it is reached with 1 − e^(−T). */
const changeAt = (weight: number, input: number, offset = 0) =>
  scale * weight * (sigma(offset + input) - sigma(offset)) * -Math.expm1(-T);
const foldOf = (delta: number) =>
  foldChange({ mean: Float64Array.of(mean) }, Float32Array.of(delta))[0] ?? NaN;

describe('additivity of a combination', () => {
  it('is exact on a linear model, by way of other genes too', () => {
    const linear = drivenModel(
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0.1, 0.15, 0, 0],
        [0.05, -0.1, 0.2, 0],
      ],
      1e-4,
    );
    const { combined, sum, deviation } = additivity(linear, both, null);
    expect(Math.abs(combined[2] ?? 0)).toBeGreaterThan(0.1);
    for (const gene of [2, 3]) {
      expect(deviation[gene]).toBeCloseTo(0, 4);
      expect(combined[gene]).toBeCloseTo(sum[gene] ?? NaN, 4);
    }
    expect(combined).toEqual(
      predictEnd(linear, both, null).log2FoldChange.map((value, gene) => (gene < 2 ? 0 : value)),
    );
  });

  it.each([
    ['that saturates', [0.6, 0.5], 1.5, 0, 'less than additive'],
    ['whose offset both must overcome', [0.6, 0.5], 4, 4, 'more than additive'],
    ['that is saturated at rest', [0.8, -1.5], 6, 3, 'opposite'],
  ] as const)('has the closed form of one unit %s', (_, gains, weight, offset, kind) => {
    const model = joined(gains, weight);
    const { combined, sum, deviation } = additivity(
      { ...model, parameters: model.parameters.with(model.parameters.length - 1, offset) },
      both,
      null,
    );
    const at = (input: number) => changeAt(weight, input, offset);
    const [first, second] = gains.map((gain) => gain * level) as [number, number];
    const expected = { combined: foldOf(at(first + second)), sum: foldOf(at(first) + at(second)) };
    expect(combined[2]).toBeCloseTo(expected.combined, 3);
    expect(sum[2]).toBeCloseTo(expected.sum, 3);
    expect(deviation[2]).toBeCloseTo(expected.combined - expected.sum, 3);
    expect(kindOfAdditivity(combined[2] ?? 0, sum[2] ?? 0)).toBe(kind);
  });

  it('has the range over the leave-out fits, and none without them', () => {
    const gains = [0.6, 0.5] as const;
    const leaveOut = [0.5, 2].map((weight) => joined(gains, weight).parameters);
    const { deviation, range } = additivity(joined(gains, 1, { leaveOut }), both, null);
    const each = [0.5, 2].map((weight) => {
      const at = (input: number) => changeAt(weight, input);
      return foldOf(at(1.1 * level)) - foldOf(at(0.6 * level) + at(0.5 * level));
    });
    expect(range?.low[2]).toBeCloseTo(Math.min(...each), 3);
    expect(range?.high[2]).toBeCloseTo(Math.max(...each), 3);
    expect(deviation[2]).toBeGreaterThan(range?.low[2] ?? NaN);
    expect(additivity(joined(gains, 1), both, null).range).toBeNull();
  });

  it('scales the parts as the combination and counts the shared response once', () => {
    const linear = drivenModel(
      [
        [0, 0, 0],
        [0, 0, 0],
        [0.1, 0.15, 0],
      ],
      1e-4,
      {
        kappa: 0.5,
        // Gene 0 alone would keep all of its prediction.
        measured: { kappa: 1, lowered: Int32Array.of(0), raised: new Int32Array() },
        shared: {
          weight: 1,
          fullAt: 0,
          times: Float64Array.of(T),
          response: Float64Array.of(0, 0, 0.4),
        },
      },
    );
    const { combined, deviation } = additivity(linear, both, null);
    expect(deviation[2]).toBeCloseTo(0, 4);
    expect(combined[2]).toBeCloseTo(predictEnd(linear, both, null).log2FoldChange[2] ?? NaN, 5);
  });

  it('refuses a single gene', () => {
    expect(() =>
      additivity(
        joined([1, 1], 1),
        [
          { gene: 0, value: 0 },
          { gene: 1, value: 1 },
        ],
        null,
      ),
    ).toThrow(RangeError);
  });
});

describe('the kind of additivity', () => {
  it.each([
    [1, 0.95, 'additive'],
    [1, 0.5, 'more than additive'],
    [-1, -0.5, 'more than additive'],
    [0.5, 1, 'less than additive'],
    [0.02, -0.5, 'less than additive'],
    [-0.5, 0.02, 'more than additive'],
    [-0.5, 0.5, 'opposite'],
  ] as const)('of %f beside a sum of %f is %s', (combined, sum, kind) => {
    expect(kindOfAdditivity(combined, sum)).toBe(kind);
  });
});
