import { describe, expect, it } from 'vitest';
import { CONTROL_OF_RATIOS } from '../dataset/dataset';
import type { FittedModel } from './fitted';
import { predictChange, predictedLevels, type Change } from './predict';
import { presets } from './settings';
import { plainModel } from '../../tests/support/dynamics/plainModel';

/**
 * Two genes, one unit that reads gene 0 and drives gene 1: z₁ settles where φ₁(z₀) = z₁, so every answer of the sliders
 * has a closed form.
 */
const drive = 3;
const gain = 0.5;
const mean = [1.2, 0.8];
const scale = [0.5, 0.4];

function model(change: Partial<FittedModel> = {}): FittedModel {
  return plainModel({
    genes: ['A', 'B'],
    regulators: Int32Array.of(0),
    shape: { genes: 2, regulators: 1, modules: 1, deltas: 0 },
    parameters: Float32Array.of(0, drive, gain, 0),
    // Far enough in time that only the steady state is left.
    settings: { ...presets.H, horizon: 40, solverSteps: 400 },
    mean: Float64Array.from(mean),
    scale: Float64Array.from(scale),
    low: Float64Array.of(-2, -2),
    high: Float64Array.of(2, 2),
    ...change,
  });
}

/** φ₁ at a clamped z₀. */
function response(z0: number): number {
  return drive * (1 / (1 + Math.exp(-gain * z0)) - 0.5);
}

function expectHalves(found: readonly number[], half: number): void {
  for (const one of found) expect(one).toBeCloseTo(half, 5);
}

/** Of gene 1. */
function changed(change: Partial<FittedModel>, ...changes: readonly Change[]): number {
  return predictChange(model(change), changes, null).delta[1] ?? NaN;
}

describe('the prediction of a change', () => {
  it('clamps a lowered gene at log1p of its share of the control expression and moves its target to the steady state', () => {
    for (const value of [0, 0.25, 0.9]) {
      const { delta } = predictChange(model(), [{ gene: 0, value }], null);
      const clamped = Math.log1p(value * Math.expm1(1.2)) - 1.2;
      expect(delta[0]).toBeCloseTo(clamped, 5);
      expect(delta[1]).toBeCloseTo(0.4 * response(clamped / 0.5), 5);
    }
  });

  it('has a curve as far as it is finite', () => {
    // Gene 0 opposes itself so strongly that no number of steps follows it.
    const wild = model({ parameters: Float32Array.of(-1e7, drive, 1e7, 0) });
    const { times, trajectory } = predictChange(wild, [{ gene: 0, value: 3 }], null);
    expect(times[0]).toBe(0);
    expect(trajectory).toHaveLength(2 * times.length);
    expect(trajectory.every(Number.isFinite)).toBe(true);
    expect(predictChange(model(), [{ gene: 0, value: 3 }], null).times.at(-1)).toBeCloseTo(40, 5);
  });

  it('reports the requested level but clamps no lower than the floor', () => {
    const whole = predictChange(model({ clampFloor: -1 }), [{ gene: 0, value: 0 }], null);
    expect(whole.delta[0]).toBeCloseTo(-1.2, 5);
    expect(whole.trajectory[0]).toBeCloseTo(0, 5);
    expect(whole.delta[1]).toBeCloseTo(0.4 * response(-1), 5);
    const part = predictChange(model({ clampFloor: -1 }), [{ gene: 0, value: 0.9 }], null);
    expect(part.delta).toEqual(predictChange(model(), [{ gene: 0, value: 0.9 }], null).delta);
  });

  it('adds the mean strength times log2 of the factor to a raised gene', () => {
    const { delta } = predictChange(model(), [{ gene: 0, value: 2 }], null);
    // dz/dt = −z + δ̄ log₂ 2 settles at δ̄ = 2.
    expect(delta[0]).toBeCloseTo(0.5 * 2, 5);
    expect(delta[1]).toBeCloseTo(0.4 * response(2), 5);
  });

  it('is exactly 0 for a gene left at 1', () => {
    const answer = predictChange(model({ leaveOut: [model().parameters] }), [{ gene: 0, value: 1 }], null);
    expect([...answer.delta, ...answer.log2FoldChange]).toEqual([0, 0, 0, 0]);
    expect([...answer.lowestDelta, ...answer.highestDelta]).toEqual([0, 0, 0, 0]);
  });

  it('says nothing of a gene that is not measured, but of what that passes on', () => {
    // A drives B, which drives C; B is not measured.
    const chain = model({
      genes: ['A', 'B', 'C'],
      regulators: Int32Array.of(0, 1),
      shape: { genes: 3, regulators: 2, modules: 2, deltas: 0 },
      parameters: Float32Array.of(0, drive, 0, 0, 0, drive, gain, 0, 0, gain, 0, 0),
      mean: Float64Array.of(1.2, 0.8, 0.8),
      scale: Float64Array.of(0.5, 0.4, 0.4),
      low: Float64Array.of(-2, -2, -2),
      high: Float64Array.of(2, 2, 2),
      latent: [1],
    });
    const { delta, lowestDelta, highestDelta } = predictChange(chain, [{ gene: 0, value: 0.25 }], null);
    expect([delta[1], lowestDelta[1], highestDelta[1]]).toEqual([0, 0, 0]);
    const clamped = Math.log1p(0.25 * Math.expm1(1.2)) - 1.2;
    expect(delta[2]).toBeCloseTo(0.4 * response(response(clamped / 0.5)), 5);
    // Where it is set, its own level is shown.
    expect(predictChange(chain, [{ gene: 1, value: 2 }], null).delta[1]).toBeCloseTo(0.4 * 2, 5);
  });

  it('is shrunk by κ except at the gene set', () => {
    const whole = predictChange(model(), [{ gene: 0, value: 0 }], null).delta;
    const shrunk = predictChange(model({ kappa: 0.4 }), [{ gene: 0, value: 0 }], null).delta;
    expect(shrunk[0]).toBe(whole[0]);
    expect(shrunk[1]).toBeCloseTo(0.4 * (whole[1] ?? 0), 6);
  });

  it('is scaled by the factor of measured genes, without shared response, where all genes were measured in this direction', () => {
    const shared = {
      weight: 0.5,
      fullAt: 0,
      times: Float64Array.of(40),
      response: Float64Array.of(0, 1),
    };
    const measured = { kappa: 0.9, lowered: Int32Array.of(0), raised: new Int32Array() };
    const lowered: Change = { gene: 0, value: 0 };
    const raised: Change = { gene: 0, value: 2 };
    const other: Change = { gene: 1, value: 1 };
    const whole = changed({}, lowered);
    expect(changed({ kappa: 0.4, measured, shared }, lowered)).toBeCloseTo(0.9 * whole, 6);
    expect(changed({ kappa: 0.4, measured, shared }, lowered, other)).toBeCloseTo(0.9 * whole, 6);
    expect(changed({ kappa: 0.4, measured, shared }, raised)).toBeCloseTo(0.4 * changed({}, raised), 6);
    const unmeasured = { ...measured, lowered: new Int32Array() };
    expect(changed({ kappa: 0.4, measured: unmeasured, shared }, lowered)).toBeCloseTo(
      0.4 * whole + 0.5 * 0.4,
      6,
    );
  });

  it('adds the shared response in proportion to the strongest change in the measured direction, except at the genes set', () => {
    const shared = { weight: 0.5, fullAt: 0, times: Float64Array.of(40), response: Float64Array.of(3, -2) };
    const changeOf = (value: number) => {
      const [plain, stacked] = [model(), model({ shared })].map(
        (one) => predictChange(one, [{ gene: 0, value }], null).delta,
      );
      return [0, 1].map((gene) => (stacked?.[gene] ?? NaN) - (plain?.[gene] ?? NaN));
    };
    expect(changeOf(0)).toEqual([0, expect.closeTo(0.4 * 0.5 * -2, 6)]);
    expect(changeOf(0.75)).toEqual([0, expect.closeTo(0.25 * 0.4 * 0.5 * -2, 6)]);
    for (const value of [1, 2]) expect(changeOf(value)).toEqual([0, 0]);
  });

  it('ends earlier on the same trajectory when asked for an earlier time', () => {
    const timed = model({ latestTime: 4 });
    const late = predictChange(timed, [{ gene: 0, value: 0 }], 4);
    const early = predictChange(timed, [{ gene: 0, value: 0 }], 1);
    expect(early.times.at(-1)).toBeCloseTo(10, 4);
    expect(early.trajectory).toEqual(late.trajectory.slice(0, early.trajectory.length));
  });

  it('includes a smooth curve of the exact solution that ends at the predicted change', () => {
    const settled = { ...presets.H, horizon: 3, solverSteps: 6 };
    const { times, trajectory, delta } = predictChange(
      model({ settings: settled }),
      [{ gene: 0, value: 0 }],
      null,
    );
    expect(times).toHaveLength(61);
    expect([times[0], times[60]]).toEqual([0, 3]);
    const clamped = -1.2;
    times.forEach((time, point) => {
      expect(trajectory[2 * point]).toBeCloseTo(1.2 + clamped, 6);
      const moved = 0.4 * response(clamped / 0.5) * (1 - Math.exp(-time));
      expect(trajectory[2 * point + 1]).toBeCloseTo(0.8 + moved, 4);
    });
    expect(trajectory[121]).toBeCloseTo(0.8 + (delta[1] ?? NaN), 3);
  });

  it('has an interval as wide as the margin of measured or of unseen changes, at least the range of the leave-out fits', () => {
    const margins = { unseen: Float64Array.of(1, 0.75), measured: Float64Array.of(1, 0.25) };
    const measured = { kappa: 1, lowered: Int32Array.of(0), raised: new Int32Array() };
    const halves = (change: Partial<FittedModel>, ...changes: readonly Change[]) => {
      const { delta, lowestDelta, highestDelta } = predictChange(model(change), changes, null);
      return [(delta[1] ?? NaN) - (lowestDelta[1] ?? NaN), (highestDelta[1] ?? NaN) - (delta[1] ?? NaN)];
    };
    // In log1p expression: z times the scale of gene 1.
    expectHalves(halves({ margins, measured }, { gene: 0, value: 0 }), 0.4 * 0.25);
    expectHalves(halves({ margins, measured }, { gene: 0, value: 0.5 }), 0.4 * 0.25 * 0.5);
    expectHalves(halves({ margins, measured }, { gene: 0, value: 2 }), 0.4 * 0.75);
    expectHalves(halves({ margins }, { gene: 0, value: 0 }), 0.4 * 0.75);
    expectHalves(halves({ margins, measured }, { gene: 0, value: 1 }), 0);
    const { delta, lowestDelta } = predictChange(model({ margins }), [{ gene: 0, value: 0 }], null);
    expect(lowestDelta[0]).toBe(delta[0]);
    const inverse = Float32Array.of(0, -drive, gain, 0);
    const [below = NaN, above = NaN] = halves({ margins, leaveOut: [inverse] }, { gene: 0, value: 0 });
    expect(Math.max(below, above)).toBeGreaterThan(1.5 * 0.4 * 0.75);
  });

  it('has the range of the leave-out fits and lists genes set beyond the data', () => {
    const weaker = Float32Array.of(0, drive / 2, gain, 0);
    const answer = predictChange(model({ leaveOut: [weaker] }), [{ gene: 0, value: 3 }], null);
    const alone = predictChange(model({ parameters: weaker }), [{ gene: 0, value: 3 }], null);
    expect(answer.low[1]).toBeCloseTo(alone.log2FoldChange[1] ?? NaN, 6);
    expect(answer.high[1]).toBe(answer.log2FoldChange[1]);
    expect(answer.lowestDelta[1]).toBe(alone.delta[1]);
    expect(answer.highestDelta[1]).toBe(answer.delta[1]);
    expect(answer.beyondData).toEqual([0]);
  });
});

describe('levels to show', () => {
  const change = {
    ...predictChange(model(), [], null),
    delta: Float32Array.of(-1.5, 0.25),
    lowestDelta: Float32Array.of(-2, -3),
    highestDelta: Float32Array.of(-1, 0.5),
  };

  it('end at 0, below which there is no expression', () => {
    const [a, b] = predictedLevels(model(), change, undefined);
    expect(a).toMatchObject({ gene: 'A', predicted: 0, low: 0, delta: -Math.fround(1.2) });
    expect(a?.high).toBeCloseTo(0.2, 6);
    expect(b).toMatchObject({ gene: 'B', delta: 0.25, low: 0 });
    expect(b?.predicted).toBeCloseTo(1.05, 6);
  });

  it('are ratios to base 2 where the data are log ratios, 0 at control and without an end', () => {
    const atControl = model({ mean: Float64Array.of(CONTROL_OF_RATIOS, CONTROL_OF_RATIOS) });
    const fourth = { ...change, delta: Float32Array.of(-2 * Math.LN2, 16 * Math.LN2) };
    const [a, b] = predictedLevels(atControl, fourth, 'log-ratio');
    for (const [found, wanted] of [
      [a?.control, 0],
      [a?.predicted, -2],
      [a?.delta, -2],
      [a?.low, -2 / Math.LN2],
      [b?.predicted, 16],
      [b?.low, -3 / Math.LN2],
    ])
      expect(found).toBeCloseTo(wanted ?? NaN, 5);
  });
});
