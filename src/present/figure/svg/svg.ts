/**
 * A network figure as an SVG document with legend, warning and caption, at the width of a printed page whatever panel it was seen in;
 * text stays text. The same figure and positions give the same file.
 */
import { curveOf, drawnColors, type Ways } from '../bundles';
import { type Camera, cameraOn, markScale, seen } from '../camera';
import { type Area, hullMargin, type Box, type Point } from '../geometry';
import { type Label, placeBadges, placeLabels } from '../labels';
import { MODULE_FONT, type OutlinedModule, outlineModules } from '../moduleOutlines';
import { fadedGene, levelOf, type LegendEntry, printedWidth, type NetworkFigure } from '../networkFigure';
import type { Palette } from '../palette';
import { badgeMark, edgeMark, nodeMark } from './marks';
import { inner, onPage, type Page } from './page';
import { tag, textMark } from './xml';

export interface FigureInput {
  readonly figure: NetworkFigure;
  /** World coordinates of every drawn gene. */
  readonly places: ReadonlyMap<number, Point>;
  readonly palette: Palette;
  /** Of bundled edges (bundlesOf); absent: none is. */
  readonly ways?: Ways;
  /** Lines below the legend: content, seed, version, data. */
  readonly caption: readonly string[];
}

/** In pixels. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** The network is at most as high as a page leaves. */
const maxHeight = 800;

export function writeSvg(input: FigureInput): Page {
  const { figure, palette, caption } = input;
  const { notes, ...drawn } = drawNetwork(input, { width: inner, height: maxHeight });
  return onPage({
    title: 'Gene network',
    ...drawn,
    ribbon: figure.ribbon,
    legend: [...figure.legend, ...notes],
    caption,
    palette,
  });
}

/** Markup, and the area that it covers in pixels. */
export interface DrawnNetwork {
  readonly content: string;
  readonly area: Area;
  /** For the legend: that names are missing, and what is pale. */
  readonly notes: readonly LegendEntry[];
}

/** The network in that room. `camera`: of several figures that look alike. */
export function drawNetwork(
  input: Omit<FigureInput, 'caption'>,
  room: Room,
  camera = cameraOf(input, room),
): DrawnNetwork {
  const { figure, palette, ways = new Map() } = input;
  const boxes = boxesOf(input, camera);
  const modules = outlineModules(figure, boxes);
  const within = { left: 0, right: room.width, top: -Infinity, bottom: Infinity };
  const labels = placeLabels(
    figure,
    boxes,
    1,
    within,
    modules.flatMap(({ nameArea }) => nameArea ?? []),
    printedWidth,
  );
  const area = boundsOf(boxes, labels, modules, hullMargin(figure.nodes.length));
  const content = [
    ...modules.map(moduleOutline),
    ...bottomFirst(figure.edges).map((edge) => {
      const curve = curveOf(edge, boxes, ways, camera);
      return curve ? edgeMark(drawnColors(edge, ways, palette.canvas), curve, palette) : '';
    }),
    ...figure.nodes.map((node) => {
      const at = boxes.get(node.gene);
      return at ? nodeMark(node, at) : '';
    }),
    ...labels.map((label) => labelMark(label, palette)),
    ...placeBadges(figure.nodes, boxes, within).map((badge) => badgeMark(badge, palette)),
    ...modules.map((module) => moduleName(module, palette)),
  ].join('\n');
  const named = new Set(labels.map(({ gene }) => gene));
  const isUnnamed = figure.nodes.some(
    ({ gene, shape, opacity, badge }) =>
      shape === 'circle' && opacity > fadedGene && badge === null && boxes.has(gene) && !named.has(gene),
  );
  const notes = [
    ...(isUnnamed ? ['names without room are left out, those of hubs last'] : []),
    ...notesOnFading(figure),
  ];
  return { content, area, notes: notes.map((label) => ({ kind: 'note', label })) };
}

/** What a figure of a part of a network, such as the responders to a perturbation, does not say by itself. */
function notesOnFading({ nodes, edges }: NetworkFigure): readonly string[] {
  const circles = nodes.filter(({ shape }) => shape === 'circle');
  const linked = new Set(edges.flatMap(({ source, target, isAside }) => (isAside ? [] : [source, target])));
  const isPale = circles.some(({ opacity }) => opacity <= fadedGene);
  const isLone = circles.some(({ opacity, gene }) => opacity > fadedGene && !linked.has(gene));
  const hasChange = nodes.some(({ badge }) => badge !== null);
  return [
    ...(isPale ? [hasChange ? 'pale: genes that change less' : 'pale: other genes'] : []),
    ...(hasChange && isLone
      ? ['named without an edge: the gene changes through edges that are not drawn']
      : []),
  ];
}

/** The camera that shows all drawn genes in that room. */
export function cameraOf({ figure, places }: Omit<FigureInput, 'caption' | 'palette'>, room: Room): Camera {
  const drawn = figure.nodes.flatMap(({ gene }) => places.get(gene) ?? []);
  const widest = figure.nodes.reduce((most, { boxWidth }) => Math.max(most, boxWidth), 0);
  const mark = { halfWidth: Math.min(90, widest / 2 + 14), halfHeight: 24 };
  const none = { top: 0, right: 0, bottom: 0, left: 0 };
  return cameraOn(drawn, room, none, mark, 1);
}

/** The drawn genes as seen by a camera: a box each, in pixels. */
function boxesOf({ figure, places }: Omit<FigureInput, 'caption'>, camera: Camera): ReadonlyMap<number, Box> {
  return new Map(
    figure.nodes.flatMap(({ gene, shape, width: across, height }) => {
      const place = places.get(gene);
      const size = shape === 'circle' ? markScale(camera) : 1;
      const half = { halfWidth: (across / 2) * size, halfHeight: (height / 2) * size };
      return place ? [[gene, { ...seen(camera, place), ...half }] as const] : [];
    }),
  );
}

/** Missed edges, measured responses and what is faded first, so that other learned edges are drawn above them, as on the screen. */
function bottomFirst(edges: NetworkFigure['edges']): NetworkFigure['edges'] {
  return edges.toSorted((a, b) => levelOf(a) - levelOf(b));
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

/** Text above the edges, with an outline in the background colour for legibility. */
const onEdges = (palette: Palette, wide: number) => ({
  stroke: palette.canvas,
  'stroke-width': wide,
  'stroke-linejoin': 'round',
  'paint-order': 'stroke',
});

function labelMark({ text, x, y, fontSize, ink }: Label, palette: Palette): string {
  return textMark(text, {
    x,
    y,
    'font-size': fontSize,
    'font-weight': 600,
    fill: ink,
    ...onEdges(palette, 2.6),
  });
}

function moduleName({ module, name }: OutlinedModule, palette: Palette): string {
  if (!name) return '';
  return textMark(module.name, {
    ...name,
    'text-anchor': 'middle',
    'font-size': MODULE_FONT,
    'font-weight': 600,
    fill: module.ink,
    opacity: module.opacity,
    ...onEdges(palette, 4),
  });
}

/** `around`: margin of the outlines. */
function boundsOf(
  boxes: ReadonlyMap<number, Box>,
  labels: readonly Label[],
  modules: readonly OutlinedModule[],
  around: number,
): Area {
  const areas = [
    ...Array.from(boxes.values(), (box) => grown(box, modules.length > 0 ? around + 4 : 12)),
    ...labels.map(({ text, x, y, fontSize }) => ({
      left: x,
      right: x + printedWidth(text, fontSize),
      top: y - fontSize,
      bottom: y + 4,
    })),
    ...modules.flatMap(({ nameArea }) => nameArea ?? []),
  ];
  if (areas.length === 0) return { left: 0, right: 0, top: 0, bottom: 0 };
  return {
    left: Math.min(...areas.map(({ left }) => left)),
    right: Math.max(...areas.map(({ right }) => right)),
    top: Math.min(...areas.map(({ top }) => top)),
    bottom: Math.max(...areas.map(({ bottom }) => bottom)),
  };
}

function grown({ x, y, halfWidth, halfHeight }: Box, by: number): Area {
  return {
    left: x - halfWidth - by,
    right: x + halfWidth + by,
    top: y - halfHeight - by,
    bottom: y + halfHeight + by,
  };
}
