/** Training curves of a run: the loss of the main fit, and the cross-validated error. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { Series } from '../../share/finishedRun';
import {
  axes,
  axisMarks,
  chartSvg,
  commonFrame,
  element,
  round,
  text,
  tickLabel,
  type Chart,
  type Frame,
  type Scale,
  widened,
} from './chart';

const learningFrame: Frame = { ...commonFrame, height: 214, bottom: 166 };

interface Point {
  readonly step: number;
  readonly value: number;
}

/** Loss on a logarithmic axis; null without data. `width` in pixels. */
export function lossChart(loss: Series, width = learningFrame.width, smoothing = 25): Chart | null {
  const frame = widened(learningFrame, width);
  const points = pointsOf(loss).filter(({ value }) => value > 0);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return null;
  const smooth = smoothed(points, smoothing);
  const values = points.map(({ value }) => value);
  const y = scaleLog([0.9 * Math.min(...values), 1.1 * Math.max(...values)], [frame.bottom, frame.top]);
  const x = scaleLinear([0, last.step], [frame.left, frame.right]);
  const ends = smooth.at(-1)?.value ?? last.value;
  const title = `The loss fell from ${tickLabel(first.value)} to ${tickLabel(ends)}`;
  return {
    title,
    svg: chartSvg(frame, `${title} in ${last.step} steps.`, [
      ...axes(frame, stepAxis(x, last.step), axisMarks('loss', logTicks(y), y)),
      element('path', { class: 'line thin', d: pathOf(points, x, y) }),
      element('path', { class: 'line', d: pathOf(smooth, x, y) }),
    ]),
    note: `Objective of the main fit at every step, and its mean over ${smoothing} steps (bold).`,
  };
}

/** `kept`: the step whose model is reported; null without cross-validation. */
export function heldOutChart(
  heldOut: Series,
  kept: number,
  steps: number,
  width = learningFrame.width,
): Chart | null {
  const frame = widened(learningFrame, width);
  const points = pointsOf(heldOut);
  const last = points.at(-1);
  if (!last) return null;
  const at = points.find(({ step }) => step === kept) ?? last;
  const values = points.map(({ value }) => value);
  const highest = Math.max(1.1, ...values);
  const y = scaleLinear([0, Math.min(highest, 2)], [frame.bottom, frame.top]).clamp(true);
  const x = scaleLinear([0, steps], [frame.left, frame.right]);
  const title = `Cross-validated error during training; step ${kept} is used`;
  return {
    title,
    svg: chartSvg(
      frame,
      `${title}. Range over the run: ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} (no change = 1).`,
      [
        ...axes(frame, stepAxis(x, steps), axisMarks('error (no change = 1)', y.ticks(4), y)),
        element('path', { class: 'reference', d: `M${frame.left} ${round(y(1))}H${frame.right}` }),
        text(frame.right, y(1) - 5, 'no change', 'tick end strong'),
        element('path', { class: 'line', d: pathOf(points, x, y) }),
        ...points.map(({ step, value }) =>
          element('circle', { class: 'dot', cx: x(step), cy: y(value), r: 2.6 }),
        ),
        element('circle', { class: 'chosen', cx: x(at.step), cy: y(at.value), r: 5 }),
      ],
    ),
    note: 'Relative error, each perturbation scaled by the factor from the others. Ring: the step used, the last within 2 % of the lowest error of the second half.',
  };
}

function stepAxis(x: ReturnType<typeof scaleLinear<number, number>>, steps: number) {
  const within = x.ticks(5).filter((value) => value <= steps);
  return axisMarks('optimiser steps', within, x);
}

function pointsOf({ steps, values }: Series): readonly Point[] {
  return Array.from(steps, (step, i) => ({ step, value: values[i] ?? Number.NaN })).filter(
    ({ step, value }) => Number.isFinite(step) && Number.isFinite(value),
  );
}

/** Moving average over the last `width` values. */
function smoothed(points: readonly Point[], width: number): readonly Point[] {
  return points.map(({ step }, i) => {
    const around = points.slice(Math.max(0, i - width + 1), i + 1);
    return { step, value: around.reduce((sum, { value }) => sum + value, 0) / around.length };
  });
}

function pathOf(points: readonly Point[], x: Scale, y: Scale): string {
  return (
    line<Point>(
      ({ step }) => x(step),
      ({ value }) => y(value),
    ).digits(1)(points) ?? ''
  );
}

/** Powers of ten if there are at least three, otherwise some round values. */
function logTicks(y: ReturnType<typeof scaleLog<number, number>>): readonly number[] {
  const tens = y.ticks(10).filter((value) => value.toExponential().startsWith('1e'));
  return tens.length >= 3 ? tens : scaleLinear(y.domain(), [0, 1]).ticks(4);
}
