import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chart, SvgElement } from './chart';
import { debiasedAverage, learningChart, logTicks } from './learning';

const size = { width: 400, height: 200 };
const series = (values: readonly number[], every = 1) => ({
  steps: Float64Array.from(values, (_, i) => every * (i + 1)),
  values: Float64Array.from(values),
});
const none = series([]);
const marksOf = ({ svg }: Chart) =>
  svg.children.filter((child): child is SvgElement => typeof child !== 'string');
const ofClass = (chart: Chart, name: string) =>
  marksOf(chart).filter(({ attributes }) => attributes['class'] === name);
const words = (chart: Chart) => marksOf(chart).flatMap(({ children }) => children.map(String));
const stepsAt = (chart: Chart, kind: string) =>
  ofClass(chart, kind).map(({ attributes }) => attributes['cx']);

describe('learning curves', () => {
  it('share one logarithmic axis, with their names at the ends', () => {
    const learning = { loss: series([4, 2, 1, 1]), heldOut: series([0.9, 0.5], 2), stated: 0.5 };
    const chart = learningChart(learning, size);
    const [heldOut] = ofClass(chart, 'line');
    const [reference] = ofClass(chart, 'reference');
    // From step 2 to step 4 of 4, 268 pixels wide, beginning at 36.
    const [, x0, y0, x1, y1] =
      /^M([\d.]+),([\d.]+)L([\d.]+),([\d.]+)$/.exec(String(heldOut?.attributes['d'])) ?? [];
    const level = Number(/^M36 ([\d.]+)H304$/.exec(String(reference?.attributes['d']))?.[1]);
    expect([Number(x0), Number(x1)]).toEqual([170, 304]);
    // Equal ratios are equal distances.
    const perFactor = (Number(y1) - level) / Math.log(1 / 0.5);
    expect((Number(y0) - level) / Math.log(1 / 0.9)).toBeCloseTo(perFactor, 0);
    expect(words(chart)).toEqual(expect.arrayContaining(['no change 1', 'cross-val. 0.50']));
    expect(words(chart).some((word) => word.startsWith('training '))).toBe(true);
    expect(words(chart)).not.toContain('optimiser steps');
    expect(words(learningChart(learning, {}))).toContain('optimiser steps');
  });

  it('divide the loss by its first value', () => {
    const chart = learningChart({ loss: series([4, 2, 1]), heldOut: none, stated: null }, size);
    const [training] = ofClass(chart, 'line loss thin');
    const heights = [...String(training?.attributes['d']).matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y));
    expect((heights[1] ?? 0) - (heights[0] ?? 0)).toBeCloseTo((heights[2] ?? 0) - (heights[1] ?? 0), 0);
    // The average of 1, 0.5 and 0.25 with weights 0.95², 0.95 and 1.
    const average = (0.9025 + 0.475 + 0.25) / (0.9025 + 0.95 + 1);
    expect(chart.title).toBe(`Training loss is ${average.toFixed(2)} (start = 1)`);
  });

  it('mark a step of the run only, and are not drawn before the first', () => {
    const learning = { loss: series([4, 2, 1, 1]), heldOut: none, stated: null };
    const lines = (marked: number | null) =>
      ofClass(learningChart(learning, { ...size, marked }), 'axis').length;
    expect([lines(2), lines(9)]).toEqual([lines(null) + 1, lines(null)]);
    const empty = learningChart({ loss: none, heldOut: none, stated: null }, size);
    expect(ofClass(empty, 'reference')).toEqual([]);
    expect(words(empty).some((word) => word.includes('training'))).toBe(false);
  });

  it('have a ring at the step used, or else a dot at the newest error', () => {
    const learning = { loss: series([2, 1, 1, 1, 1, 1]), heldOut: series([0.9, 0.5, 0.6], 2), stated: null };
    const used = learningChart(learning, { ...size, kept: 4 });
    expect(used.title).toContain('step 4 is used');
    expect(stepsAt(used, 'chosen')).toEqual([36 + (268 * 4) / 6]);
    expect(stepsAt(used, 'dot')).toEqual([]);
    expect(stepsAt(learningChart(learning, size), 'dot')).toEqual([304]);
  });

  it('are told in words', () => {
    const chart = learningChart({ loss: series([4, 4, 4]), heldOut: series([0.8, 0.9]), stated: 0.7 }, size);
    expect(words(chart)[0]).toBe(
      'Learning curve. After step 3 the training loss is 1.00 (start = 1). Cross-validated error 0.70 (no change = 1), lowest 0.80 at step 1.',
    );
  });

  it('omit values that no axis can show', () => {
    const chart = learningChart({ loss: series([4, 0, NaN, 1]), heldOut: series([NaN]), stated: null }, size);
    expect(JSON.stringify(chart)).not.toMatch(/NaN|undefined/);
    expect(ofClass(chart, 'line loss thin')[0]?.attributes['d']).toMatch(/^M[\d.,]+(L[\d.,]+){2}$/);
  });
});

describe('the moving average', () => {
  it('is the mean with weights β^age', () => {
    const values = [3, 1, 4, 1, 5];
    const weights = values.map((_, age) => 0.9 ** (values.length - 1 - age));
    const mean =
      values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) /
      weights.reduce((a, b) => a + b, 0);
    expect(debiasedAverage(values, 0.9).at(-1)).toBeCloseTo(mean, 12);
  });

  it('of a constant is the constant from the first point on', () => {
    for (const value of debiasedAverage(Array.from({ length: 50 }, () => 7)))
      expect(value).toBeCloseTo(7, 10);
  });
});

describe('ticks of the logarithmic axis', () => {
  it('are few, ascending and within any range', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 0.9, noNaN: true }),
        fc.double({ min: 1.05, max: 1e4, noNaN: true }),
        (low, high) => {
          const ticks = logTicks(low, high);
          expect(ticks.length).toBeGreaterThanOrEqual(1);
          expect(ticks.length).toBeLessThanOrEqual(9);
          expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
          for (const tick of ticks) expect(tick >= low && tick <= high).toBe(true);
        },
      ),
    );
  });

  it('are even steps for a small range, as after the first step', () => {
    expect(logTicks(0.765, 1.15)).toEqual([0.8, 0.9, 1, 1.1]);
    expect(logTicks(0.25, 1.15)).toEqual([0.3, 0.5, 1]);
    expect(logTicks(0.001, 20)).toEqual([0.001, 0.01, 0.1, 1, 10]);
  });
});
