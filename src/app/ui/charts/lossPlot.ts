/** The loss chart on uPlot: created once per size and scheme, then updated with new data. Without React. */
import uPlot from 'uplot';
import type { Palette } from '../../../present/figure/palette';
import { apart, latest, logTicks, type Curves } from './curves';

const font = '11px "Inter Variable", system-ui, sans-serif';
const boldFont = '600 11px "Inter Variable", system-ui, sans-serif';
/** Width of the line names, in pixels. */
const labelRoom = 96;

export interface LossPlot {
  /** New data keep the zoom. */
  show(curves: Curves): void;
  wholeRun(): void;
  /** A line at this step; null: none. */
  mark(step: number | null): void;
  resize(width: number, height: number): void;
  destroy(): void;
}

export function lossPlot(options: {
  readonly parent: HTMLElement;
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
  readonly onZoom: (zoomed: boolean) => void;
}): LossPlot {
  const { palette } = options;
  const ratio = window.devicePixelRatio || 1;
  let curves: Curves = { steps: [], training: [], smoothed: [], heldOut: [], stated: null };
  let zoomed = false;
  let marked: number | null = null;
  const axis = {
    stroke: palette.text2,
    font,
    grid: { stroke: palette.line, width: 1 },
    ticks: { show: false },
  };
  const plot = new uPlot(
    {
      width: options.width,
      height: options.height,
      padding: [8, labelRoom, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: true, y: false, uni: 20 }, points: { show: false } },
      scales: {
        x: { time: false, range: (_plot, low, high) => [zoomed ? low : 0, Math.max(high, 1)] },
        y: { distr: 3, log: 10, range: logRange },
      },
      axes: [
        { ...axis, size: 26, grid: { show: false }, space: 46 },
        {
          ...axis,
          size: 36,
          space: 30,
          splits: (_plot, _axis, low: number, high: number) => logTicks(low, high),
          filter: everyTick,
          grid: { ...axis.grid, filter: everyTick },
          values: (_plot, splits) =>
            splits.map((value) => (value === null ? '' : String(Number(value.toPrecision(2))))),
        },
      ],
      series: [
        {},
        { stroke: palette.neutralEdge, width: 0.7, points: { show: false } },
        { stroke: palette.text2, width: 2, points: { show: false }, spanGaps: true },
        { stroke: palette.accent, width: 2.2, points: { show: false }, spanGaps: true },
        { stroke: palette.text, width: 1.2, dash: [5, 4], points: { show: false } },
      ],
      hooks: {
        draw: [
          (drawn) => {
            if (marked !== null) drawMark(drawn, marked, palette, ratio);
            drawEnds(drawn, curves, palette, ratio);
          },
        ],
        setSelect: [
          () => {
            zoomed = true;
            options.onZoom(true);
          },
        ],
      },
    },
    [[], [], [], [], []],
    options.parent,
  );
  const wholeRun = () => {
    zoomed = false;
    options.onZoom(false);
    plot.setData(columns(curves), true);
  };
  plot.over.addEventListener('dblclick', wholeRun);
  return {
    show(next) {
      curves = next;
      if (zoomed && next.steps.length === 0) wholeRun();
      plot.setData(columns(next), !zoomed);
      if (zoomed) plot.redraw(false, false);
    },
    wholeRun,
    mark(step) {
      marked = step;
      plot.redraw(false, false);
    },
    resize: (width, height) => plot.setSize({ width, height }),
    destroy: () => plot.destroy(),
  };
}

function columns({ steps, training, smoothed, heldOut }: Curves): uPlot.AlignedData {
  return [[...steps], [...training], [...smoothed], [...heldOut], steps.map(() => 1)];
}

/** Before the first step there is no `low`: uPlot passes null. */
function logRange(_plot: uPlot, low: number | null, high: number | null): [number, number] {
  return [Math.max(1e-4, Math.min(low ?? 0.5, 0.9) * 0.85), Math.max(high ?? 1, 1) * 1.15];
}

/** uPlot would omit some tick labels. */
function everyTick(_plot: uPlot, splits: number[]): number[] {
  return splits;
}

function drawMark(plot: uPlot, step: number, palette: Palette, ratio: number): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(step, 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1.5 * ratio;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/** Writes names at the ends of the lines and marks the newest held-out value. */
function drawEnds(plot: uPlot, curves: Curves, palette: Palette, ratio: number): void {
  const { ctx, bbox } = plot;
  const ends = [
    { name: 'no change', value: curves.steps.length > 0 ? 1 : null, color: palette.text2, bold: false },
    { name: 'cross-val.', value: curves.stated, color: palette.accentText, bold: true },
    { name: 'training', value: latest(curves.smoothed), color: palette.text2, bold: false },
  ].flatMap(({ value, ...end }) =>
    value === null ? [] : [{ ...end, value, y: plot.valToPos(value, 'y', true) }],
  );
  const heights = apart(
    ends.map(({ y }) => y),
    13 * ratio,
  );
  ctx.save();
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const [i, end] of ends.entries()) {
    ctx.font = (end.bold ? boldFont : font).replace('11px', `${11 * ratio}px`);
    ctx.fillStyle = end.color;
    const text = `${end.name} ${end.name === 'no change' ? '1' : end.value.toFixed(2)}`;
    ctx.fillText(text, bbox.left + bbox.width + 9 * ratio, heights[i] ?? end.y);
  }
  const newest = curves.heldOut.findLastIndex((value) => value !== null);
  if (newest >= 0) {
    ctx.beginPath();
    ctx.fillStyle = palette.accent;
    const [x, y] = [curves.steps[newest] ?? 0, curves.heldOut[newest] ?? 0];
    ctx.arc(plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true), 3.5 * ratio, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}
