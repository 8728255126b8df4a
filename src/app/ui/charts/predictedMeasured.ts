/** The figure "predicted against measured" as plotly traces and layout, and as text. Pure. */
import type { Layout, Trace } from 'plotly.js-cartesian-dist-min';
import type { Comparison } from '../../../inference/run/result';
import type { Palette } from '../../../present/figure/palette';
import { directionsText } from '../../../present/text/diagnosis';
import { factorOf } from '../../../present/text/format';
import { figureText } from '../text/figures';
import { agreement } from '../../../inference/run/comparisons';
import { axisFor, escapeText, type Figure, foldTicks, layoutFor } from './figure';
import { placeLabels, type LabelPlace } from '../../../present/chart/placeLabels';

/** Maximum number of genes named in the figure; the others are named on hover. */
const maxNamed = 12;
/** Typical size of the plot in pixels, for placing names. */
const plotWidth = 320;
const plotHeight = 205;
/** Half the width of a 95 % interval of a mean, in standard errors. */
const interval = 1.96;

interface Point {
  readonly name: string;
  readonly measured: number;
  readonly predicted: number;
  readonly error: number;
}

export function predictedMeasuredFigure(
  comparison: Comparison,
  { genes, row }: { readonly genes: readonly string[]; readonly row: string },
  palette: Palette,
): Figure {
  const points = pointsOf(comparison, genes);
  return {
    title: `${comparison.label}: ${directionsText(agreement(comparison))}`,
    words: figureInWords(comparison, points),
    note: figureText.predictedNote(comparison, row),
    traces: tracesOf(points, palette),
    layout: layoutOf(points, palette),
    revision: `${comparison.label} ${comparison.time} ${comparison.role}`,
    table: {
      columns: ['Gene', 'Measured', 'Predicted'],
      rows: points.map(({ name, measured, predicted }) => [name, factorOf(measured), factorOf(predicted)]),
    },
  };
}

/** Genes that can be compared: not perturbed, and with finite values on both sides. */
export function pointsOf(comparison: Comparison, genes: readonly string[]): Point[] {
  return genes.flatMap((name, gene) => {
    const measured = comparison.measured[gene] ?? Number.NaN;
    const predicted = comparison.predicted[gene] ?? Number.NaN;
    if (comparison.targets.includes(gene) || !Number.isFinite(measured) || !Number.isFinite(predicted))
      return [];
    return [{ name, measured, predicted, error: interval * (comparison.standardError[gene] ?? 0) }];
  });
}

export function tracesOf(points: readonly Point[], palette: Palette): Trace[] {
  const byMiss = points.toSorted((a, b) => missOf(b) - missOf(a));
  const labels = labelsOf(points, byMiss[0]);
  const reach = reachOf(points);
  return [
    {
      type: 'scatter',
      mode: 'lines',
      x: [-reach, reach],
      y: [-reach, reach],
      line: { color: palette.text2, width: 1, dash: 'dash' },
      hoverinfo: 'skip',
      showlegend: false,
    },
    {
      type: 'scatter',
      mode: 'markers+text',
      cliponaxis: false,
      x: points.map(({ measured }) => measured),
      y: points.map(({ predicted }) => predicted),
      text: points.map((point) => (labels.has(point) ? escapeText(point.name) : '')),
      textposition: points.map((point) => labels.get(point) ?? 'top left'),
      textfont: { size: 11, color: palette.text },
      customdata: points.map(({ name }) => escapeText(name)),
      hovertemplate: points.map(
        ({ measured, predicted }) =>
          `%{customdata}<br>measured ${factorOf(measured)}<br>predicted ${factorOf(predicted)}<extra></extra>`,
      ),
      error_x: {
        type: 'data',
        array: points.map(({ error }) => error),
        color: palette.outline,
        thickness: 1,
        width: 0,
      },
      marker: {
        size: points.length > 40 ? 5 : 8,
        color: points.map((point) => (point === byMiss[0] ? palette.panel : palette.accent)),
        line: { color: palette.accent, width: 1.5 },
      },
      showlegend: false,
    },
  ];
}

/** Placement of names: largest deviations first, then largest changes, while there is space. */
function labelsOf(points: readonly Point[], farthest: Point | undefined): ReadonlyMap<Point, LabelPlace> {
  const largest = points.toSorted((a, b) => Math.abs(b.measured) - Math.abs(a.measured));
  const wanted = new Set(farthest ? [farthest, ...largest.slice(0, maxNamed)] : []);
  const order = [...wanted, ...points.filter((point) => !wanted.has(point))];
  const reach = reachOf(points);
  const placed = placeLabels(
    order.map((point) => ({
      x: ((point.measured + reach) / (2 * reach)) * plotWidth,
      y: ((reach - point.predicted) / (2 * reach)) * plotHeight,
      name: wanted.has(point) ? point.name : '',
    })),
  );
  return new Map(
    order.flatMap((point, i) => {
      const place = placed[i];
      return place && wanted.has(point) ? [[point, place] as const] : [];
    }),
  );
}

export function layoutOf(points: readonly Point[], palette: Palette): Layout {
  const reach = reachOf(points);
  const { tickvals, ticktext } = foldTicks(-reach / Math.LN2, reach / Math.LN2);
  const axis = {
    range: [-reach, reach],
    tickvals: tickvals.map((log2) => log2 * Math.LN2),
    ticktext,
    ...axisFor(palette),
  };
  return {
    ...layoutFor(palette),
    xaxis: { ...axis, title: { text: 'measured, 95 % interval', standoff: 6 } },
    yaxis: { ...axis, title: { text: 'predicted', standoff: 4 } },
  };
}

export function figureInWords(comparison: Comparison, points: readonly Point[]): string {
  const farthest = points.toSorted((a, b) => missOf(b) - missOf(a))[0];
  if (!farthest) return `${comparison.label}: no gene to compare.`;
  return (
    `Predicted against measured change of ${points.length} genes for ${comparison.label}. ` +
    `Largest error: ${farthest.name}, measured ${factorOf(farthest.measured)}, predicted ${factorOf(farthest.predicted)}.`
  );
}

function missOf({ measured, predicted }: Point): number {
  return Math.abs(measured - predicted);
}

/** Both axes have the same range, so that the perfect line is the diagonal; at least a factor of 2. */
function reachOf(points: readonly Point[]): number {
  const furthest = points.map(({ measured, predicted, error }) =>
    Math.max(Math.abs(measured) + error, Math.abs(predicted)),
  );
  return 1.18 * Math.max(Math.LN2, ...furthest);
}
