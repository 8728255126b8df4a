/** The figure of predicted trajectories: fold changes of some genes after the perturbation, with the range at the end. */
import type { Layout, Trace } from 'plotly.js-cartesian-dist-min';
import { foldChange, type PredictedChange } from '../../../dynamics/predict';
import { fold } from '../../../present/text/format';
import { textWidth } from '../../../present/figure/networkFigure';
import { mix, moduleColor, type Palette } from '../../../present/figure/palette';
import { figureText } from '../text/figures';
import { spread } from '../../../present/chart/placeLabels';
import { axisFor, escapeText, type Figure, foldTicks, layoutFor, paperText } from './figure';

export interface Courses {
  readonly genes: readonly string[];
  /** Indices of the drawn genes. */
  readonly shown: readonly number[];
  readonly prediction: PredictedChange;
  /** [G] mean log1p expression of control cells; null: the start of the curves (before training ends). */
  readonly mean: Float64Array | null;
  /** The data's time per decay time, and its unit; null without time points. */
  readonly clock: { readonly perDecay: number; readonly unit: string } | null;
  /** Measured log2 fold changes [G] of the same perturbation; time null: at the end. */
  readonly measured: readonly { readonly time: number | null; readonly log2: Float32Array }[];
  readonly title: string;
}

export interface Curve {
  readonly gene: number;
  readonly name: string;
  /** log2 fold change at every time point. */
  readonly log2: readonly number[];
  readonly end: number;
}

/** Typical height of the plot in pixels, for separating names at the ends. */
const plotHeight = 200;
const nameHeight = 14;
/** Room beside the curves for their names, at least, and the size of these. */
const [NAMES, NAME_FONT] = [96, 11];
/** Number of rows of the table, or one more. */
const tableTimes = 6;

export function curvesOver({ genes, shown, prediction, mean }: Courses): readonly Curve[] {
  const { times, trajectory } = prediction;
  const all = genes.length;
  const before = mean ?? Float64Array.from(trajectory.subarray(0, all));
  const rows = Array.from(times, (_, point) =>
    foldChange(
      { mean: before },
      trajectory.subarray(point * all, (point + 1) * all).map((value, gene) => value - (before[gene] ?? 0)),
    ),
  );
  return shown.map((gene) => {
    const log2 = rows.map((row) => row[gene] ?? 0);
    return { gene, name: genes[gene] ?? '', log2, end: log2.at(-1) ?? 0 };
  });
}

export function trajectoriesFigure(courses: Courses, palette: Palette): Figure {
  const curves = curvesOver(courses);
  const perDecay = courses.clock?.perDecay ?? 1;
  const times = Array.from(courses.prediction.times, (time) => time * perDecay);
  const end = times.at(-1) ?? 1;
  const { low, high } = courses.prediction;
  const hasRange = curves.some(({ gene }) => (low[gene] ?? 0) < (high[gene] ?? 0));
  const measured = courses.measured.map(({ time, log2 }) => ({ x: time ?? end, log2 }));
  const reach = reachOf(
    curves.flatMap(({ gene, log2 }) => [
      ...log2,
      low[gene] ?? 0,
      high[gene] ?? 0,
      ...measured.map((one) => one.log2[gene] ?? 0),
    ]),
  );
  const xaxis = {
    range: [0, end],
    title: { text: figureText.timeAxis(courses.clock?.unit ?? null), standoff: 6 },
  };
  return {
    title: courses.title,
    words: figureText.trajectoryWords(
      courses.title,
      curves.map(({ name, end: log2 }) => ({ name, log2 })),
    ),
    note: figureText.trajectoryNote(hasRange, courses.measured.length > 0),
    traces: [
      ...curves.map((curve, place) => lineOf(curve, place, times, palette)),
      ...(hasRange ? [rangesOf(courses, curves, end, palette)] : []),
      ...diamondsOf(measured, curves, palette),
    ],
    layout: curveLayout(curves, reach, xaxis, palette),
    revision: courses.shown.join(' '),
    table: tableOf(curves, times, courses.clock?.unit ?? 'mRNA lifetimes'),
  };
}

/** `x`: of every point. Line, diamonds and name of a gene have the colour of its place. */
export function lineOf({ name, log2 }: Curve, place: number, x: readonly number[], palette: Palette): Trace {
  const printed = escapeText(name);
  return {
    type: 'scatter',
    mode: 'lines',
    name: printed,
    x,
    y: log2,
    line: { color: moduleColor(palette, place), width: 2 },
    customdata: log2.map(fold),
    hovertemplate: `${printed} %{customdata}<extra></extra>`,
  };
}

function rangesOf(
  { prediction: { low, high } }: Courses,
  curves: readonly Curve[],
  at: number,
  palette: Palette,
): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    x: curves.map(() => at),
    y: curves.map(({ end }) => end),
    marker: { size: 4, color: palette.text },
    error_y: {
      type: 'data',
      symmetric: false,
      array: curves.map(({ gene, end }) => Math.max(0, (high[gene] ?? end) - end)),
      arrayminus: curves.map(({ gene, end }) => Math.max(0, end - (low[gene] ?? end))),
      color: palette.text,
      thickness: 1,
      width: 3,
    },
    cliponaxis: false,
    hoverinfo: 'skip',
  };
}

/** [G] log2 fold changes measured at a place on the axis. */
export interface MeasuredAt {
  readonly x: number;
  readonly log2: Float32Array;
}

/** A diamond for each curve at each place. */
export function diamondsOf(
  measured: readonly MeasuredAt[],
  curves: readonly Curve[],
  palette: Palette,
): Trace[] {
  const points = measured.flatMap(({ x, log2 }) =>
    curves.map(({ gene, name }, place) => ({
      x,
      y: log2[gene] ?? 0,
      name,
      color: moduleColor(palette, place),
    })),
  );
  if (points.length === 0) return [];
  return [
    {
      type: 'scatter',
      mode: 'markers',
      x: points.map(({ x }) => x),
      y: points.map(({ y }) => y),
      marker: {
        symbol: 'diamond-open',
        size: 9,
        color: points.map(({ color }) => color),
        line: { width: 1.5 },
      },
      hovertemplate: points.map(({ name, y }) => `${escapeText(name)} measured ${fold(y)}<extra></extra>`),
      cliponaxis: false,
    },
  ];
}

/** Range of the axis of fold changes: at least a factor of 1.5 in both directions, and all data. */
export function reachOf(values: readonly number[]): readonly [number, number] {
  return [1.08 * Math.min(-0.6, ...values), 1.08 * Math.max(0.6, ...values)];
}

/** Names at the ends of the curves, and an axis of fold changes over `reach`. */
export function curveLayout(
  curves: readonly Curve[],
  [low, high]: readonly [number, number],
  xaxis: Layout,
  palette: Palette,
): Layout {
  const toPixels = (log2: number) => ((high - log2) / (high - low)) * plotHeight;
  const heights = spread(
    curves.map((curve) => toPixels(curve.end)),
    nameHeight,
    [0, plotHeight],
  );
  const names = curves.map(({ name, end }) => `${name} ${fold(end)}`);
  const longest = Math.max(0, ...names.map((name) => textWidth(name, NAME_FONT)));
  return {
    ...layoutFor(palette),
    margin: { l: 52, r: Math.max(NAMES, longest + 16), t: 8, b: 40 },
    shapes: [
      {
        type: 'line',
        xref: 'paper',
        x0: 0,
        x1: 1,
        y0: 0,
        y1: 0,
        line: { color: palette.text2, width: 1, dash: 'dash' },
      },
    ],
    annotations: names.map((name, place) => {
      const y = high - ((heights[place] ?? 0) / plotHeight) * (high - low);
      const ink = mix(moduleColor(palette, place), palette.text, 0.52);
      return paperText(escapeText(name), NAME_FONT, ink, { x: 1, xshift: 8, y, yref: 'y' });
    }),
    xaxis: {
      ...axisFor(palette),
      ...xaxis,
    },
    yaxis: {
      ...axisFor(palette),
      ...foldTicks(low, high),
      range: [low, high],
      zeroline: false,
      title: { text: figureText.foldAxis, standoff: 4 },
    },
  };
}

function tableOf(curves: readonly Curve[], times: readonly number[], unit: string): Figure['table'] {
  const every = Math.max(1, Math.floor((times.length - 1) / tableTimes));
  const points = [...times.keys()].filter((point) => point % every === 0 || point === times.length - 1);
  return {
    columns: [unit === '' ? 'Time' : `Time (${unit})`, ...curves.map(({ name }) => name)],
    rows: points.map((point) => [
      (times[point] ?? 0).toFixed(2),
      ...curves.map(({ log2 }) => fold(log2[point] ?? 0)),
    ]),
  };
}
