/** A network figure as an SVG document with legend, warning and caption; text stays text. The same figure and positions give the same file. */
import { bendOf, hullMargin, hullOf, type Box, type Hull, type Point } from '../geometry';
import { textWidth, type NetworkFigure, type FigureModule } from '../networkFigure';
import type { Palette } from '../palette';
import { legendMarks, badgeMark, edgeMark, nodeMark } from './marks';
import { short, tag, textMark } from './xml';

export interface FigureInput {
  readonly figure: NetworkFigure;
  /** Centre of every drawn gene, in pixels at zoom 1. */
  readonly places: ReadonlyMap<number, Point>;
  readonly palette: Palette;
  /** Lines below the legend: content, seed, version, data. */
  readonly caption: readonly string[];
}

const margin = 24;
const minWidth = 460;

/** The document, with its width and height in pixels (96 per inch). */
export function writeSvg(input: FigureInput): {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
} {
  const { figure, places, palette } = input;
  const boxes = new Map<number, Box>(
    figure.nodes.flatMap(({ gene, width, height }) => {
      const place = places.get(gene);
      return place ? [[gene, { ...place, halfWidth: width / 2, halfHeight: height / 2 }] as const] : [];
    }),
  );
  const bounds = boundsOf(figure, boxes);
  const width = Math.max(minWidth, bounds.right - bounds.left + 2 * margin);
  const inner = width - 2 * margin;
  const ribbon = figure.ribbon === null ? null : ribbonMark(figure.ribbon, inner, palette);
  const legend = legendMarks(figure.legend, inner, palette);
  const caption = input.caption.flatMap((line) => wrapped(line, inner, 11));
  const networkHeight = bounds.bottom - bounds.top;
  const networkTop = margin + (ribbon === null ? 0 : ribbon.height + 14);
  const legendTop = networkTop + networkHeight + 14;
  const captionTop = legendTop + legend.height + 20;
  const height = captionTop + caption.length * 16 + margin - 8;
  const shift = {
    x: margin - bounds.left + Math.max(0, inner - (bounds.right - bounds.left)) / 2,
    y: networkTop - bounds.top,
  };
  const modules = outlined(figure, boxes);
  const network = [
    ...modules.map(moduleOutline),
    ...bottomFirst(figure.edges).map((edge) => {
      const [source, target] = [boxes.get(edge.source), boxes.get(edge.target)];
      return source && target ? edgeMark(edge, source, target, bendOf(edge, boxes), palette) : '';
    }),
    ...figure.nodes.map((node) => {
      const at = boxes.get(node.gene);
      if (!at) return '';
      return nodeMark(node, at) + (node.badge === null ? '' : badgeMark(node.badge, node, at, palette));
    }),
    ...modules.map((module) => moduleName(module, palette)),
  ].join('\n');
  const lines = caption.map((line, i) =>
    textMark(line, { x: 0, y: i * 16, 'font-size': 11, fill: palette.text2 }),
  );
  const body = [
    tag('title', {}, 'Gene network'),
    tag('rect', { width, height, fill: palette.canvas }),
    ribbon && tag('g', { transform: `translate(${margin} ${margin})` }, ribbon.markup),
    tag('g', { transform: `translate(${short(shift.x)} ${short(shift.y)})` }, network),
    tag('g', { transform: `translate(${margin} ${short(legendTop)})` }, legend.markup),
    tag('g', { transform: `translate(${margin} ${short(captionTop)})` }, lines.join('')),
  ].join('\n');
  const root = tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${short(width)} ${short(height)}`,
      'font-family': 'Inter, Helvetica, Arial, sans-serif',
    },
    body,
  );
  return { svg: `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`, width, height };
}

/** Missed edges first, so that learned edges are drawn above them, as on the screen. */
function bottomFirst(edges: NetworkFigure['edges']): NetworkFigure['edges'] {
  return edges.toSorted((a, b) => Number(b.mark === 'missed') - Number(a.mark === 'missed'));
}

function moduleOutline({ module, hull }: OutlinedModule): string {
  return tag('path', {
    d: hull.path,
    fill: module.fill,
    stroke: module.stroke,
    'stroke-width': 1.3,
    'stroke-dasharray': module.line,
    opacity: module.opacity,
  });
}

/** Drawn above the edges, with an outline in the background colour for legibility. */
function moduleName({ module, hull }: OutlinedModule, palette: Palette): string {
  return textMark(module.name, {
    x: hull.top.x,
    y: hull.top.y - 7,
    'text-anchor': 'middle',
    'font-size': 11.5,
    'font-weight': 600,
    fill: module.ink,
    stroke: palette.canvas,
    'stroke-width': 4,
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
    opacity: module.opacity,
  });
}

interface OutlinedModule {
  readonly module: FigureModule;
  readonly hull: Hull;
}

function outlined(figure: NetworkFigure, boxes: ReadonlyMap<number, Box>): OutlinedModule[] {
  return figure.modules.flatMap((module) => {
    const members = module.members.flatMap((gene) => boxes.get(gene) ?? []);
    const hull = hullOf(members, hullMargin(figure.nodes.length));
    return hull ? [{ module, hull }] : [];
  });
}

/** The warning above the network, as many lines as it takes. */
function ribbonMark(
  text: string,
  width: number,
  palette: Palette,
): { readonly markup: string; readonly height: number } {
  const lines = wrapped(text, width - 28, 12);
  const height = 14 + 16 * lines.length;
  const box = { width, height, rx: 6, fill: palette.warningFill, stroke: palette.warningLine };
  const font = { 'font-size': 12, 'font-weight': 600, fill: palette.warningText };
  const words = lines.map((line, i) => textMark(line, { x: 14, y: 19.4 + 16 * i, ...font }));
  return { markup: tag('rect', box) + words.join(''), height };
}

function boundsOf(figure: NetworkFigure, boxes: ReadonlyMap<number, Box>) {
  const inModule = figure.modules.length > 0;
  const around = inModule ? hullMargin(figure.nodes.length) + 4 : 12;
  const above = around + (inModule ? 22 : 0);
  let bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { gene, shape, boxWidth, width } of figure.nodes) {
    const box = boxes.get(gene);
    if (!box) continue;
    const beside = shape === 'circle' ? boxWidth - width : 0;
    bounds = {
      left: Math.min(bounds.left, box.x - box.halfWidth - around),
      right: Math.max(bounds.right, box.x + box.halfWidth + Math.max(around, beside + 8)),
      top: Math.min(bounds.top, box.y - box.halfHeight - above),
      bottom: Math.max(bounds.bottom, box.y + box.halfHeight + around),
    };
  }
  return boxes.size === 0 ? { left: 0, right: 0, top: 0, bottom: 0 } : bounds;
}

/** Lines of at most `width` pixels, broken between words. */
function wrapped(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, fontSize) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
