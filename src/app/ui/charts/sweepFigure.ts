/** The figure of a sweep: fold changes of some genes along the level of another, or along time, with intervals and measured points. */
import type { Layout, Trace } from 'plotly.js-cartesian-dist-min';
import type { Sweep } from '../../../dynamics/sweep';
import { fold } from '../../../present/text/format';
import { moduleColor, type Palette } from '../../../present/figure/palette';
import { figureText } from '../text/figures';
import { sweepText } from '../text/sweeps';
import { type Figure, paperText } from './figure';
import { type Curve, curveLayout, diamondsOf, lineOf, type MeasuredAt, reachOf } from './trajectories';

export type Along =
  /** The swept gene. */
  | { readonly kind: 'level'; readonly gene: number }
  /** Unit of the data; null: mRNA lifetimes. */
  | { readonly kind: 'time'; readonly unit: string | null };

export interface SweptCurves {
  readonly along: Along;
  readonly sweep: Sweep;
  readonly genes: readonly string[];
  /** Indices of the drawn genes. */
  readonly shown: readonly number[];
  readonly measured: readonly MeasuredAt[];
  /** What else is set: 'SPI1 × 2'; '' for nothing. */
  readonly others: string;
}

/** Number of rows of the table, or one more. */
const TABLE_ROWS = 7;
/** Wider intervals (log2) are cut by the frame: they would flatten the curves. */
const MOST_BAND = 1.5;
/** Opacity of intervals, as the end of a hexadecimal colour. */
const VEIL = '20';

/** Genes with the largest change anywhere along the sweep, first; without those in `set`. */
export function topAlong({ ends }: Sweep, set: readonly number[], most: number): readonly number[] {
  const largest = (ends[0]?.log2FoldChange ?? new Float32Array()).map((_, gene) =>
    ends.reduce((size, { log2FoldChange }) => Math.max(size, Math.abs(log2FoldChange[gene] ?? 0)), 0),
  );
  return [...largest.keys()]
    .filter((gene) => !set.includes(gene))
    .toSorted((a, b) => (largest[b] ?? 0) - (largest[a] ?? 0))
    .slice(0, most);
}

/** The first level that no training cell has; null where all are supported. */
export function beyondFrom({ at, ends }: Sweep, gene: number): number | null {
  const first = ends.findIndex(({ beyondData }) => beyondData.includes(gene));
  return first === -1 ? null : (at[first] ?? null);
}

export function sweepFigure(swept: SweptCurves, palette: Palette): Figure {
  const { along, sweep, genes, shown, measured } = swept;
  const x = [...sweep.at];
  const last = x.at(-1) ?? 1;
  const curves = shown.map((gene): Curve => {
    const log2 = sweep.ends.map(({ log2FoldChange }) => log2FoldChange[gene] ?? 0);
    return { gene, name: genes[gene] ?? '', log2, end: log2.at(-1) ?? 0 };
  });
  const bands = curves.map(({ gene }) => ({
    low: sweep.ends.map(({ low }) => low[gene] ?? 0),
    high: sweep.ends.map(({ high }) => high[gene] ?? 0),
  }));
  const hasRange = bands.some(({ low, high }) => low.some((value, point) => value < (high[point] ?? 0)));
  const beyond = along.kind === 'level' ? beyondFrom(sweep, along.gene) : null;
  const certain = [
    ...curves.flatMap(({ log2 }) => log2),
    ...measured.flatMap(({ log2 }) => shown.map((gene) => log2[gene] ?? 0)),
  ];
  const reach = reachOf([
    ...certain,
    Math.max(Math.min(...bands.flatMap(({ low }) => low)), Math.min(...certain) - MOST_BAND),
    Math.min(Math.max(...bands.flatMap(({ high }) => high)), Math.max(...certain) + MOST_BAND),
  ]);
  const name = along.kind === 'level' ? (genes[along.gene] ?? '') : null;
  const xaxis: Layout =
    along.kind === 'level'
      ? {
          range: [-0.06, last],
          tickvals: [0, 0.5, 1, 1.5, 2, 2.5, 3],
          ticktext: ['out', '× 0.5', 'same', '× 1.5', '× 2', '× 2.5', '× 3'],
          title: { text: sweepText.levelAxis(genes[along.gene] ?? ''), standoff: 6 },
        }
      : { range: [0, last], title: { text: figureText.timeAxis(along.unit), standoff: 6 } };
  const layout = curveLayout(curves, reach, xaxis, palette);
  const title = sweepText.title(name, swept.others, rangeOfMost(curves));
  return {
    title,
    words: figureText.trajectoryWords(
      title,
      curves.map((curve) => ({ name: curve.name, log2: curve.end })),
    ),
    note: sweepText.note({ name, hasRange, hasMeasured: measured.length > 0, beyond }),
    traces: [
      ...(hasRange ? bands.map((band, place) => bandOf(band, x, moduleColor(palette, place))) : []),
      ...curves.map((curve, place) => lineOf(curve, place, x, palette)),
      ...diamondsOf(measured, curves, palette),
    ],
    layout: beyond === null ? layout : withShade(layout, beyond, last, palette),
    revision: JSON.stringify([along, shown]),
    table: tableOf(swept, curves),
  };
}

/** The gene that changes most anywhere, with its smallest and largest log2 fold change; null without genes. */
function rangeOfMost(curves: readonly Curve[]) {
  const ranges = curves.map(({ name, log2 }) => ({
    name,
    low: Math.min(...log2),
    high: Math.max(...log2),
  }));
  return ranges.toSorted((a, b) => b.high - b.low - (a.high - a.low))[0] ?? null;
}

function bandOf(
  band: { readonly low: readonly number[]; readonly high: readonly number[] },
  x: readonly number[],
  color: string,
): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    x: [...x, ...x.toReversed()],
    y: [...band.high, ...band.low.toReversed()],
    fill: 'toself',
    fillcolor: `${color}${VEIL}`,
    line: { width: 0 },
    hoverinfo: 'skip',
  };
}

/** Behind the curves, from the first unsupported level on. */
function withShade(layout: Layout, from: number, to: number, palette: Palette): Layout {
  const [shapes, annotations] = [layout['shapes'], layout['annotations']];
  return {
    ...layout,
    shapes: [
      ...(Array.isArray(shapes) ? shapes : []),
      {
        type: 'rect',
        layer: 'below',
        x0: from,
        x1: to,
        yref: 'paper',
        y0: 0,
        y1: 1,
        fillcolor: palette.warningFill,
        line: { width: 0 },
      },
    ],
    annotations: [
      ...(Array.isArray(annotations) ? annotations : []),
      paperText(sweepText.beyondMark, 10, palette.warningText, {
        x: to,
        xref: 'x',
        xanchor: 'right',
        y: 1,
        yanchor: 'top',
        xshift: -4,
      }),
    ],
  };
}

function tableOf({ along, sweep }: SweptCurves, curves: readonly Curve[]): Figure['table'] {
  const last = sweep.at.length - 1;
  const every = Math.max(1, Math.floor(last / TABLE_ROWS));
  const points = [...sweep.at.keys()].filter((point) => point % every === 0 || point === last);
  return {
    columns: [sweepText.firstColumn(along), ...curves.map(({ name }) => name)],
    rows: points.map((point) => [
      (sweep.at[point] ?? 0).toFixed(2),
      ...curves.map(({ log2 }) => fold(log2[point] ?? 0)),
    ]),
  };
}
