/** Learning curves of a run on one logarithmic axis: training loss (start = 1) and cross-validated error (no change = 1). */
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { Series } from '../../share/finishedRun';
import { axes, axisMarks, chartSvg, commonFrame, element, round, text, widened } from './chart';
import type { Chart, Frame, Scale, SvgElement } from './chart';
import { spread } from './placeLabels';

export interface Learning {
  /** Objective of the main fit. */
  readonly loss: Series;
  /** Relative error of left-out perturbations. */
  readonly heldOut: Series;
  /** The error as it is stated elsewhere, printed at the end of its curve; null: the newest. */
  readonly stated: number | null;
}

interface Options {
  /** The step whose model is reported. */
  readonly kept?: number | null;
  /** A step with a line at it. */
  readonly marked?: number | null;
  /** In pixels. */
  readonly width?: number;
  /** In pixels, of a chart without titles of axes. */
  readonly height?: number | null;
}

interface Point {
  readonly step: number;
  readonly value: number;
}

const LINE_HEIGHT = 13;
/** Width for the names of curves, right of the plot. */
const names = 96;
const printed: Frame = { ...commonFrame, right: commonFrame.width - names, height: 214, bottom: 166 };

export function learningChart({ loss, heldOut, stated }: Learning, options: Options): Chart {
  const { kept = null, marked = null, width = printed.width, height = null } = options;
  const frame =
    height === null
      ? widened(printed, width)
      : { width, height, left: 36, right: width - names, top: 8, bottom: height - 24 };
  const { left, right, top, bottom } = frame;
  const training = relative(pointsOf(loss));
  const averages = debiasedAverage(training.map(({ value }) => value));
  const smoothed = training.map(({ step }, i) => ({ step, value: averages[i] ?? 1 }));
  const errors = pointsOf(heldOut);
  const newest = errors.at(-1);
  const [trained, error] = [averages.at(-1), stated ?? newest?.value];
  const end = [...training, ...errors].reduce((last, { step }) => Math.max(last, step), 0);
  const values = [...training, ...errors].map(({ value }) => value);
  const low =
    0.85 *
    Math.max(
      1e-4,
      values.reduce((least, value) => Math.min(least, value), 0.9),
    );
  const high = 1.15 * values.reduce((most, value) => Math.max(most, value), 1);
  const x = scaleLinear([0, Math.max(1, end)], [left, right]);
  const y = scaleLog([low, high], [bottom, top]).clamp(true);
  const curve = (kind: string, points: readonly Point[]) =>
    element('path', {
      class: kind,
      d:
        line<Point>(
          ({ step }) => x(step),
          ({ value }) => y(value),
        ).digits(1)(points) ?? '',
    });
  const ringed = errors.find(({ step }) => step === kept);
  const at = ringed ?? newest;
  const steps = x.ticks(Math.max(2, Math.floor((right - left) / 50)));
  const title = `Training loss is ${(trained ?? 1).toFixed(2)} (start = 1)${kept === null ? '' : `; step ${kept} is used`}`;
  return {
    title,
    svg: chartSvg(frame, `Learning curve. ${inWords(end, trained, error, errors)}`, [
      ...axes(
        frame,
        axisMarks('optimiser steps', steps, x),
        axisMarks('loss and error', logTicks(low, high), y),
      ),
      curve('line loss thin', training),
      curve('line loss', smoothed),
      ...(end > 0 ? [element('path', { class: 'reference', d: `M${left} ${round(y(1))}H${right}` })] : []),
      curve('line', errors),
      ...(at
        ? [
            element('circle', {
              class: ringed ? 'chosen' : 'dot',
              cx: x(at.step),
              cy: y(at.value),
              r: ringed ? 5 : 3.5,
            }),
          ]
        : []),
      ...(marked === null || marked > end
        ? []
        : [element('path', { class: 'axis', d: `M${round(x(marked))} ${top}V${bottom}` })]),
      ...namesBeside(frame, y, end > 0 ? 1 : undefined, error, trained),
    ]),
    note: `Grey: objective of the main fit, bold: its moving average. Coloured: cross-validated error, each perturbation scaled by the factor from the others.${ringed ? ' Ring: the step used, the last within 2 % of the lowest error of the second half.' : ''}`,
  };
}

/** The newest values at the heights of their curves; undefined: not known yet. */
function namesBeside(
  { right, top, bottom }: Frame,
  y: Scale,
  unchanged: number | undefined,
  error: number | undefined,
  trained: number | undefined,
): readonly SvgElement[] {
  const labels = [
    { name: 'no change', value: unchanged, kind: 'start', digits: 0 },
    { name: 'cross-val.', value: error, kind: 'start accent', digits: 2 },
    { name: 'training', value: trained, kind: 'start', digits: 2 },
  ].flatMap(({ value, ...label }) => (value === undefined ? [] : [{ ...label, value }]));
  const heights = spread(
    labels.map(({ value }) => y(value)),
    LINE_HEIGHT,
    [top, bottom],
  );
  return labels.map(({ name, value, kind, digits }, i) =>
    text(right + 9, (heights[i] ?? 0) + 4, `${name} ${value.toFixed(digits)}`, kind),
  );
}

function pointsOf({ steps, values }: Series): readonly Point[] {
  return Array.from(steps, (step, i) => ({ step, value: values[i] ?? Number.NaN })).filter(
    ({ step, value }) => Number.isFinite(step) && Number.isFinite(value),
  );
}

function relative(points: readonly Point[]): readonly Point[] {
  const first = points[0]?.value || 1;
  return points.map(({ step, value }) => ({ step, value: value / first }));
}

/** Exponential moving average without the bias towards 0 at the start (Kingma and Ba 2015, section 3): m_t / (1 − β^t). */
export function debiasedAverage(values: readonly number[], beta = 0.95): number[] {
  let [mean, bias] = [0, 1];
  return values.map((value) => {
    mean = beta * mean + (1 - beta) * value;
    bias *= beta;
    return mean / (1 - bias);
  });
}

function inWords(
  end: number,
  trained: number | undefined,
  error: number | undefined,
  errors: readonly Point[],
): string {
  if (trained === undefined) return 'No steps yet.';
  const [lowest] = errors.toSorted((a, b) => a.value - b.value);
  const least = lowest ? `, lowest ${lowest.value.toFixed(2)} at step ${Math.round(lowest.step)}` : '';
  const unseen =
    error === undefined
      ? 'The cross-validated error is not measured yet.'
      : `Cross-validated error ${error.toFixed(2)} (no change = 1)${least}.`;
  return `After step ${Math.round(end)} the training loss is ${trained.toFixed(2)} (start = 1). ${unseen}`;
}

/**
 * Ticks of a logarithmic axis, ascending and few: 1, 2, 3 and 5 times powers of ten (only the powers where that would be
 * many), or even steps where they would be less than three.
 */
export function logTicks(low: number, high: number): number[] {
  if (!(low > 0 && high > low)) return [];
  const powers = range(Math.floor(Math.log10(low)), Math.floor(Math.log10(high)));
  for (const digits of [[1, 2, 3, 5], [1, 3], [1]]) {
    const ticks = powers
      .flatMap((power) => digits.map((digit) => Number((digit * 10 ** power).toPrecision(1))))
      .filter((tick) => tick >= low && tick <= high);
    if (ticks.length >= 3 && (ticks.length <= 7 || digits.length === 1)) return ticks;
  }
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((one) => (high - low) / one <= 5) ?? 1;
  return range(Math.ceil(low / step), Math.floor(high / step)).map((i) => Number((i * step).toFixed(2)));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}
