/** What a panel of a printed figure can hold, drawn at the width of the panel with text of one size, and with its own legend. */
import type { Chart } from '../../chart/chart';
import { plainMarkup } from '../../chart/plainMarkup';
import { bundlesOf } from '../bundles';
import type { Area, Point } from '../geometry';
import { type LayerNode, layersOf } from '../layers';
import type { Matrix } from '../matrix';
import type { PairFigure } from '../pair';
import { type LegendEntry, type NetworkFigure, textWidth } from '../networkFigure';
import { type Palette, greyed, paletteOf } from '../palette';
import { legendMarks } from '../svg/marks';
import { type PairTitles, pairDrawing } from '../svg/pairSvg';
import { type DrawnNetwork, drawNetwork } from '../svg/svg';
import { layersDrawing, layersLegend, matrixDrawing, matrixLegend } from '../svg/viewsSvg';
import { short, tag } from '../svg/xml';
import type { ViewedScene } from '../scene';

/** Height of text in the units of a drawing, whatever its size in print. */
export const TEXT = 12;

/** Markup with its top left corner at 0, 0; sizes in units. */
export interface Drawing {
  readonly markup: string;
  readonly width: number;
  readonly height: number;
}

/** In units. `smallest`: the size that text may shrink to where there is no room for TEXT. */
interface Room {
  readonly width: number;
  readonly smallest: number;
}

/** A drawing may be wider than its room where its text cannot be narrower. */
export type Drawable = (room: Room) => Drawing | Promise<Drawing>;

const legendGap = 10;

/** The drawing in the middle of its room, with its legend below. */
export function withLegend(
  { content, area }: Drawn,
  entries: readonly LegendEntry[],
  palette: Palette,
  room: Room,
): Drawing {
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  const legend = legendMarks(entries, room.width, palette);
  const aside = Math.max(0, (room.width - width) / 2);
  return {
    markup:
      tag('g', { transform: `translate(${short(aside - area.left)} ${short(-area.top)})` }, content) +
      tag('g', { transform: `translate(0 ${short(height + legendGap)})` }, legend.markup),
    width: Math.max(room.width, width),
    height: height + (entries.length === 0 ? 0 : legendGap + legend.height),
  };
}

/** All text that the network's own sizes would make larger or smaller. */
function inOneSize(markup: string): string {
  return markup.replaceAll(/font-size="[\d.]+"/gu, `font-size="${TEXT}"`);
}

function networkWithLegend(
  { content, area, notes }: DrawnNetwork,
  legend: readonly LegendEntry[],
  palette: Palette,
  room: Room,
): Drawing {
  return withLegend({ content: inOneSize(content), area }, [...legend, ...notes], palette, room);
}

/** Height of a network as a share of its width, at most. */
const TALLEST = 0.9;

/** `figure`: composed in light colours. `places`: world coordinates of every drawn gene. */
export function networkPanel(figure: NetworkFigure, places: ReadonlyMap<number, Point>): Drawable {
  const palette = paletteOf('light');
  const printed = { figure: printedNames(figure), places, palette, ways: bundlesOf(figure.edges, places) };
  return (room) => {
    const drawn = fitted(room.width, (width) =>
      drawNetwork(printed, { width, height: TALLEST * room.width }),
    );
    return networkWithLegend(drawn, figure.legend, palette, room);
  };
}

/** Nodes as large as names of one size need. */
function printedNames(figure: NetworkFigure): NetworkFigure {
  const nodes = figure.nodes.map((node) => ({
    ...node,
    selected: false,
    fontSize: TEXT,
    boxWidth: node.shape === 'circle' ? node.width + 4 + textWidth(node.name, TEXT) : node.boxWidth,
  }));
  return { ...figure, nodes };
}

interface Drawn {
  readonly content: string;
  readonly area: Area;
}

/** Drawn narrower where it is wider than its room: names and outlines reach beyond the places of the genes. */
function fitted(room: number, drawnIn: (width: number) => DrawnNetwork): DrawnNetwork {
  const drawn = drawnIn(room);
  const excess = drawn.area.right - drawn.area.left - room;
  return excess > 0 ? drawnIn(Math.max(120, room - 1.2 * excess)) : drawn;
}

/** Least width of one of two networks that stand side by side, in units. */
const narrowestSide = 250;

/** `figure`: in light colours. Side by side where there is room, else one above the other. */
export function pairPanel(figure: PairFigure, titles: PairTitles): Drawable {
  const palette = paletteOf('light');
  const [first, second] = figure.sides;
  const printed = { ...figure, sides: [printedNames(first), printedNames(second)] as const };
  return (room) => {
    const isStacked = room.width < 2 * narrowestSide;
    const drawn = fitted(room.width, (width) => {
      const own = isStacked ? width : width / 2 - 18;
      return pairDrawing(printed, titles, palette, {
        room: { width: own, height: TALLEST * own },
        isStacked,
      });
    });
    return networkWithLegend(drawn, figure.legend, palette, room);
  };
}

/** `isDoubtful`: grey. */
export function matrixPanel(matrix: Matrix, genes: readonly string[], isDoubtful: boolean): Drawable {
  const palette = colorsOf(isDoubtful);
  return (room) => {
    const sizes = { width: room.width, font: TEXT, smallest: room.smallest };
    const { notes, ...drawn } = matrixDrawing(matrix, genes, palette, sizes);
    return withLegend(drawn, [...matrixLegend(matrix, palette), ...notes], palette, room);
  };
}

/** Names set larger than on screen reach this far beyond the columns. */
const namesBeyond = 16;

/** `loadings`, `opened`: of layersOf. */
export function layersPanel(
  scene: ViewedScene,
  loadings: Float32Array,
  opened: ReadonlySet<LayerNode['index']>,
): Drawable {
  const isDoubtful = scene.doubt !== null;
  const palette = colorsOf(isDoubtful);
  return (room) => {
    const layers = layersOf(scene, loadings, opened, {
      width: Math.max(300, room.width - 2 * namesBeyond),
      height: 0,
    });
    const { content, area } = layersDrawing(layers, palette, isDoubtful);
    const wider = { ...area, left: area.left - namesBeyond, right: area.right + namesBeyond };
    return withLegend(
      { content: inOneSize(content), area: wider },
      layersLegend(palette, isDoubtful),
      palette,
      room,
    );
  };
}

/** Hatching of bars that are worse than no change. */
const hatch = tag(
  'defs',
  {},
  tag(
    'pattern',
    { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    tag('rect', { fill: '#FFF7E3', width: 6, height: 6 }) +
      tag('path', { stroke: '#9A6700', 'stroke-width': 2.4, d: 'M0 0V6' }),
  ),
);

/** Least width of a chart, and room between two, in units. */
const [narrowestChart, betweenCharts] = [230, 24];

/** `chart`: drawn at a width in pixels. */
export function chartPanel(chart: (width: number) => readonly Chart[], isDoubtful: boolean): Drawable {
  const { activates, represses, accent } = colorsOf(isDoubtful);
  const text = isDoubtful ? { '--accent-text': accent } : {};
  const tokens = { '--activates': activates, '--represses': represses, '--accent': accent, ...text };
  return (room) => {
    // Side by side where there is room, else one above the other.
    const most = Math.floor((room.width + betweenCharts) / (narrowestChart + betweenCharts));
    const columns = Math.max(1, Math.min(most, chart(narrowestChart).length));
    const step = (Math.max(narrowestChart, room.width) + betweenCharts) / columns;
    const width = step - betweenCharts;
    const tops = Array.from({ length: columns }, () => 0);
    // Charts that were drawn before keep their own width.
    let right = columns * step - betweenCharts;
    const parts = chart(width).map(({ svg }, i) => {
      const [column, top] = [i % columns, tops[i % columns] ?? 0];
      const [own = 0, size = 0] = String(svg.attributes['viewBox']).split(' ').slice(2).map(Number);
      right = Math.max(right, column * step + own);
      const marks = svg.children
        .map((child) =>
          typeof child === 'string' || child.name === 'title' ? '' : plainMarkup(child, tokens),
        )
        .join('');
      tops[column] = top + size;
      return tag('g', { transform: `translate(${short(column * step)} ${short(top)})` }, marks);
    });
    const isHatched = parts.some((part) => part.includes('url(#hatch)'));
    return {
      markup: (isHatched ? hatch : '') + parts.join(''),
      width: right,
      height: Math.max(...tops),
    };
  };
}

function colorsOf(isDoubtful: boolean): Palette {
  const palette = paletteOf('light');
  return isDoubtful ? greyed(palette) : palette;
}
