/** The cells as an SVG document: one mark per cell, arrows, legend and caption; text stays text. */
import type { Area } from '../../../present/figure/geometry';
import type { LegendEntry } from '../../../present/figure/networkFigure';
import { type Palette, paletteOf } from '../../../present/figure/palette';
import { type Drawable, TEXT, withLegend } from '../../../present/figure/sheet/drawables';
import { wrapped } from '../../../present/figure/svg/marks';
import { inner, onPage, type Page } from '../../../present/figure/svg/page';
import type { Room } from '../../../present/figure/svg/svg';
import { tag, textMark } from '../../../present/figure/svg/xml';
import { count, decimal } from '../../../present/text/format';
import { cellsText } from '../text/cells';
import { type CellColours, drawingOrder } from './cellColours';
import { acrossOf, arrowPath, downOf, drawnArrows, frameOf, radiusFor } from './cellPainter';

const height = 520;
/** Cells are drawn in parts, so that no colour lies above all others. */
const PARTS = 8;

/** What is drawn of the cells, as data. */
export interface CellsDrawn {
  /** [cells × 2] */
  readonly points: Float32Array;
  /** Cells that are drawn. */
  readonly shown: Int32Array;
  readonly colours: CellColours;
  readonly arrows: readonly {
    readonly x: number;
    readonly y: number;
    readonly dx: number;
    readonly dy: number;
  }[];
  /** Names of the axes; null: they have no meaning. */
  readonly axes: readonly [string, string] | null;
}

export interface CellsFigure extends CellsDrawn {
  readonly title: string;
  readonly caption: readonly string[];
  readonly ribbon: string | null;
  readonly palette: Palette;
}

export function cellsSvg(figure: CellsFigure): Page {
  const { ribbon, caption, title, palette, colours } = figure;
  const drawn = cellsDrawing(figure, palette, { width: inner, height });
  return onPage({ title, ...drawn, ribbon, legend: cellsLegend(colours), caption, palette });
}

/** Height of the cells as a share of their width. */
const SHAPE = 0.8;

/** `cells`: in light colours. */
export function cellsPanel(cells: CellsDrawn): Drawable {
  const palette = paletteOf('light');
  return (room) => {
    const size = { width: room.width, height: SHAPE * room.width };
    return withLegend(cellsDrawing(cells, palette, size), cellsLegend(cells.colours), palette, room);
  };
}

/** Markup of cells, arrows and names of axes in that room, and the area that it covers. */
function cellsDrawing(
  cells: CellsDrawn,
  palette: Palette,
  { width, height: down }: Room,
): { readonly content: string; readonly area: Area } {
  const { points, shown, colours, axes } = cells;
  // Cells and arrows keep their share of a small picture.
  const scale = Math.min(1, width / inner);
  const frame = frameOf(points, width / scale, down / scale, 16);
  const order = drawingOrder(colours, shown);
  const marks = (part: Int32Array) =>
    [...colours.table.keys()]
      .map((index) => {
        const own = part.filter((cell) => colours.of[cell] === index);
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
  const drawn = Array.from({ length: parts }, (_, part) =>
    marks(order.subarray(part * size, (part + 1) * size)),
  ).join('');
  const arrows = drawnArrows(cells.arrows, frame).map(arrowPath).join('');
  const names = axes === null ? [] : wrapped(`Across: ${axes[0]}. Up: ${axes[1]}.`, width, TEXT);
  const marked = [
    tag('g', { 'stroke-width': 2 * radiusFor(shown.length), 'stroke-linecap': 'round' }, drawn),
    arrows === '' ? '' : tag('path', { d: arrows, stroke: palette.canvas, 'stroke-width': 3 }),
    arrows === '' ? '' : tag('path', { d: arrows, stroke: palette.text, 'stroke-width': 1.2 }),
  ];
  const content = [
    tag('g', { fill: 'none', transform: `scale(${scale.toFixed(5)})` }, marked.join('')),
    ...names.map((line, i) =>
      textMark(line, { x: 0, y: down + 14 + i * LINE, 'font-size': TEXT, fill: palette.text2 }),
    ),
  ].join('');
  const bottom = names.length === 0 ? down : down + 18 + (names.length - 1) * LINE;
  return { content, area: { left: 0, right: width, top: 0, bottom } };
}

const LINE = 15;

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
