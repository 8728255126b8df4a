/**
 * Layers that follow the canvas: outlines and names of modules, names of circles, badges with the levels of perturbed
 * genes, and from afar the modules themselves. Text hardly changes its size with the zoom.
 */
import { type Area, type Box, edgeCurve } from '../../../../present/figure/geometry';
import { type Badge, type Label, placeBadges, placeLabels } from '../../../../present/figure/labels';
import { MODULE_FONT, type OutlinedModule, outlineModules } from '../../../../present/figure/moduleOutlines';
import type { NetworkFigure } from '../../../../present/figure/networkFigure';
import {
  type DetailLevel,
  detailLevel,
  type Disc,
  hubsOf,
  nodeOfModule,
  type Overview,
  overviewOf,
} from '../../../../present/figure/overview';
import type { Palette } from '../../../../present/figure/palette';
import { edgeMark, nodeMark } from '../../../../present/figure/svg/marks';
import { textMark } from '../../../../present/figure/svg/xml';
import { plural } from '../../../../present/text/format';
import type { Stage } from './stage';

export interface Layers {
  /** Below the canvas. */
  readonly hulls: SVGSVGElement;
  /** Above it. */
  readonly moduleNames: SVGSVGElement;
  readonly names: HTMLCanvasElement;
  readonly badges: SVGSVGElement;
}

/** `boxes`: the drawn genes in pixels. `before`: the level of detail drawn last; returns the present one. */
export function drawLayers(
  { hulls, moduleNames, names, badges }: Layers,
  figure: NetworkFigure,
  boxes: ReadonlyMap<number, Box>,
  stage: Stage,
  palette: Palette,
  before: DetailLevel,
): DetailLevel {
  const within = { left: 0, right: names.clientWidth, top: 0, bottom: names.clientHeight };
  const level = detailLevel(figure, boxes, stage.zoom(), before);
  const overview = level === 'modules' ? overviewOf(figure, boxes) : null;
  stage.showOverview(overview);
  const modules = overview
    ? []
    : outlineModules(figure, boxes, stage.zoom(), { ...within, bottom: stage.lowest() });
  const taken = modules.flatMap(({ nameArea }) => nameArea ?? []);
  const shown = overview ?? (level === 'hubs' ? { ...hubsOf(figure), boxes } : { ...figure, boxes });
  drawModules(hulls, moduleNames, modules);
  if (overview) drawOverview(hulls, overview, palette, stage.hoveredModule);
  drawLabels(names, placeLabels(shown, shown.boxes, stage.textScale(), within, taken), palette.canvas);
  drawBadges(badges, placeBadges(shown.nodes, shown.boxes, within, stage.lowest()));
  return level;
}

/** Outlines go to `under`, names to `over`, above the edges. */
function drawModules(under: SVGSVGElement, over: SVGSVGElement, modules: readonly OutlinedModule[]): void {
  const shapes = modules.map(({ module, hull }) =>
    element('path', {
      d: hull.path,
      fill: module.fill,
      stroke: module.stroke,
      'stroke-width': '1.3',
      ...(module.line ? { 'stroke-dasharray': module.line } : {}),
      opacity: String(module.opacity),
    }),
  );
  const names = modules.flatMap(({ module, name }) => {
    if (!name) return [];
    const place = {
      x: name.x.toFixed(1),
      y: name.y.toFixed(1),
      fill: module.ink,
      stroke: 'var(--canvas)',
      'stroke-width': '4',
      'stroke-linejoin': 'round',
      'paint-order': 'stroke',
      'font-size': String(MODULE_FONT),
      'font-weight': '600',
      'text-anchor': 'middle',
      opacity: String(module.opacity),
    };
    return element('text', place, module.name);
  });
  under.replaceChildren(...shapes);
  over.replaceChildren(...names);
}

/** Markup of `edgeMark`, `nodeMark` and `textMark`, which escape names. */
const ownMarks = globalThis.trustedTypes?.createPolicy('modulode-marks', {
  createHTML: (marks: string) => marks,
});

/** The network from afar, in place of the canvas; `hovered`: the module under the pointer. */
function drawOverview(
  layer: SVGSVGElement,
  { nodes, edges, boxes, discs }: Overview,
  palette: Palette,
  hovered: number | null,
): void {
  const under = hovered === null ? null : nodeOfModule(hovered);
  const marks = [
    ...edges.map((edge) => {
      const [source, target] = [boxes.get(edge.source), boxes.get(edge.target)];
      if (!source || !target) return '';
      const bend = edge.bow * Math.hypot(target.x - source.x, target.y - source.y);
      return edgeMark(edge, edgeCurve(source, target, bend), palette);
    }),
    ...nodes.map((node) => {
      const at = boxes.get(node.gene);
      if (!at) return '';
      return nodeMark(node.gene === under ? { ...node, border: palette.accent } : node, at);
    }),
    ...discs.map((disc) => discText(disc, palette)),
  ].join('');
  layer.innerHTML = ownMarks?.createHTML(marks) ?? marks;
}

/** The number of the module, and below it of its genes where there is room. */
function discText({ module, genes, x, y, radius }: Disc, palette: Palette): string {
  const fontSize = Math.min(13, Math.max(9, radius * 0.6));
  const below = radius >= 20 ? plural(genes, 'gene') : radius >= 14 ? String(genes) : null;
  const font = { x, 'text-anchor': 'middle', fill: palette.text, 'data-module': module };
  const name = {
    ...font,
    y: y + (below === null ? fontSize * 0.36 : -1),
    'font-size': fontSize,
    'font-weight': 600,
  };
  const count = { ...font, y: y + fontSize * 0.85, 'font-size': Math.max(8.5, fontSize * 0.8) };
  return textMark(`M${module + 1}`, name) + (below === null ? '' : textMark(below, count));
}

/**
 * Names of circles, each with a halo in the colour of the canvas. A bitmap: hundreds of names follow every frame of a pan. In steps of half a
 * pixel of their size: the browser keeps the outlines of letters, and a zoom would make new ones in every frame.
 */
function drawLabels(canvas: HTMLCanvasElement, labels: readonly Label[], halo: string): void {
  const ratio = window.devicePixelRatio;
  const [width, height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio];
  if (canvas.width !== Math.round(width)) canvas.width = Math.round(width);
  if (canvas.height !== Math.round(height)) canvas.height = Math.round(height);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = halo;
  for (const { text, x, y, fontSize, ink } of labels) {
    context.font = `600 ${(Math.round(2 * fontSize) / 2).toFixed(1)}px "Inter Variable", system-ui, sans-serif`;
    context.fillStyle = ink;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

function drawBadges(layer: SVGSVGElement, badges: readonly Badge[]): void {
  const marks = badges.flatMap(({ text, area }) => {
    const place = {
      x: ((area.left + area.right) / 2).toFixed(1),
      y: (area.top + 12).toFixed(1),
      'text-anchor': 'middle',
      'font-size': '11',
      'font-weight': '600',
      fill: 'var(--mantine-color-body)',
    };
    return [
      element('rect', { ...rectangle(area), rx: '8.5', fill: 'var(--text)' }),
      element('text', place, text),
    ];
  });
  layer.replaceChildren(...marks);
}

function rectangle({
  left,
  right,
  top,
  bottom,
}: Area): Readonly<Record<'x' | 'y' | 'width' | 'height', string>> {
  return {
    x: left.toFixed(1),
    y: top.toFixed(1),
    width: (right - left).toFixed(1),
    height: (bottom - top).toFixed(1),
  };
}

function element(name: string, attributes: Readonly<Record<string, string>>, text = ''): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
