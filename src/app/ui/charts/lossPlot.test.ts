import { expect, it } from 'vitest';
import type { SvgElement } from '../../../present/chart/chart';
import { curvesOf } from './curves';
import { lossPlot } from './lossPlot';

const size = { width: 400, height: 200, marked: null };
const series = (values: readonly number[], every = 1) => ({
  steps: Float64Array.from(values, (_, i) => every * (i + 1)),
  values: Float64Array.from(values),
});
const ofClass = (drawn: readonly SvgElement[], name: string) =>
  drawn.filter(({ attributes }) => attributes['class'] === name);
const words = (drawn: readonly SvgElement[]) => drawn.flatMap(({ children }) => children).map(String);

it('draws both curves on one logarithmic axis, with their names at the ends', () => {
  const drawn = lossPlot(curvesOf(series([4, 2, 1, 1]), series([0.9, 0.5], 2), 0.5), size);
  const [heldOut] = ofClass(drawn, 'line');
  const [reference] = ofClass(drawn, 'reference');
  // From step 2 to step 4 of 4, 268 pixels wide, beginning at 36.
  const [, x0, y0, x1, y1] =
    /^M([\d.]+),([\d.]+)L([\d.]+),([\d.]+)$/.exec(String(heldOut?.attributes['d'])) ?? [];
  const level = Number(/^M36 ([\d.]+)H304$/.exec(String(reference?.attributes['d']))?.[1]);
  expect([Number(x0), Number(x1)]).toEqual([170, 304]);
  // Equal ratios are equal distances.
  const perFactor = (Number(y1) - level) / Math.log(1 / 0.5);
  expect((Number(y0) - level) / Math.log(1 / 0.9)).toBeCloseTo(perFactor, 0);
  expect(words(drawn)).toEqual(expect.arrayContaining(['no change 1', 'cross-val. 0.50']));
  expect(words(drawn).some((word) => word.startsWith('training '))).toBe(true);
});

it('marks a step of the run only, and draws no curve before the first', () => {
  const curves = curvesOf(series([4, 2, 1, 1]), series([]), null);
  const marks = (marked: number) => ofClass(lossPlot(curves, { ...size, marked }), 'axis').length;
  expect([marks(2), marks(9)]).toEqual([1, 0]);
  const empty = lossPlot(curvesOf(series([]), series([]), null), size);
  expect(ofClass(empty, 'reference')).toEqual([]);
  expect(words(empty).some((word) => word.includes('training'))).toBe(false);
});
