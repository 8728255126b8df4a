/** The cells as an SVG document: one mark per cell, arrows, legend and caption; text stays text. */
import type { LegendEntry } from '../../../present/figure/networkFigure';
import type { Palette } from '../../../present/figure/palette';
import { inner, onPage, type Page } from '../../../present/figure/svg/page';
import { tag, textMark } from '../../../present/figure/svg/xml';
import { count, decimal } from '../../../present/text/format';
import { cellsText } from '../text/cells';
import { type CellColours, drawingOrder } from './cellColours';
import { acrossOf, arrowPath, downOf, drawnArrows, frameOf, radiusFor } from './cellPainter';

const height = 520;
/** Cells are drawn in parts, so that no colour lies above all others. */
const PARTS = 8;

export interface CellsFigure {
  readonly points: Float32Array;
  readonly shown: Int32Array;
  readonly colours: CellColours;
  readonly arrows: readonly {
    readonly x: number;
    readonly y: number;
    readonly dx: number;
    readonly dy: number;
  }[];
  readonly axes: readonly [string, string] | null;
  readonly title: string;
  readonly caption: readonly string[];
  readonly ribbon: string | null;
  readonly palette: Palette;
}

export function cellsSvg(figure: CellsFigure): Page {
  const { points, shown, colours, palette, axes, ribbon, caption, title } = figure;
  const frame = frameOf(points, inner, height, 16);
  const order = drawingOrder(colours, shown);
  const marks = (cells: Int32Array) =>
    [...colours.table.keys()]
      .map((index) => {
        const own = cells.filter((cell) => colours.of[cell] === index);
        if (own.length === 0) return '';
        const d = Array.from(
          own,
          (cell) =>
            `M${acrossOf(frame, points[2 * cell] ?? 0).toFixed(1)} ${downOf(frame, points[2 * cell + 1] ?? 0).toFixed(1)}h0`,
        ).join('');
        return tag('path', { d, stroke: colours.table[index] });
      })
      .join('');
  const parts = colours.isOrdered ? 1 : PARTS;
  const size = Math.ceil(order.length / parts);
  const cells = Array.from({ length: parts }, (_, part) =>
    marks(order.subarray(part * size, (part + 1) * size)),
  ).join('');
  const arrows = drawnArrows(figure.arrows, frame).map(arrowPath).join('');
  const content = [
    tag('g', { fill: 'none', 'stroke-width': 2 * radiusFor(shown.length), 'stroke-linecap': 'round' }, cells),
    arrows === '' ? '' : tag('path', { d: arrows, fill: 'none', stroke: palette.canvas, 'stroke-width': 3 }),
    arrows === '' ? '' : tag('path', { d: arrows, fill: 'none', stroke: palette.text, 'stroke-width': 1.2 }),
    axes === null
      ? ''
      : textMark(`Across: ${axes[0]}. Up: ${axes[1]}.`, {
          x: 0,
          y: height + 14,
          'font-size': 11,
          fill: palette.text2,
        }),
  ].join('');
  const area = { left: 0, right: inner, top: 0, bottom: axes === null ? height : height + 18 };
  return onPage({ title, content, area, ribbon, legend: cellsLegend(colours), caption, palette });
}

function fill(label: string, color: string): LegendEntry {
  return { kind: 'fill', label, color };
}

/** The legend of figures; on screen its groups are buttons. */
function cellsLegend({ legend, table }: CellColours): readonly LegendEntry[] {
  if (legend.kind === 'scale')
    return [
      {
        kind: 'scale',
        label: '',
        hasMiddle: legend.hasMiddle,
        low: decimal(legend.low),
        high: decimal(legend.high),
        colors: legend.colors,
      },
    ];
  const faint = table.at(-1) ?? '#808080';
  const others = legend.others.reduce((sum, { cells }) => sum + cells, 0);
  return [
    ...legend.groups.map(({ name, cells, color }) => fill(`${name} (${count(cells)})`, color)),
    ...(others > 0 ? [fill(`${cellsText.other(legend.others.length)} (${count(others)})`, faint)] : []),
    ...(legend.missing > 0 ? [fill(`${cellsText.missing} (${count(legend.missing)})`, faint)] : []),
  ];
}
