/**
 * Nodes and edges of a figure as flat Cytoscape data, and the stylesheet that maps these data. Data mappings only: one
 * rule per element becomes unusable beyond a few hundred edges.
 */
import type { Core } from 'cytoscape';
import {
  type FigureEdge,
  type FigureNode,
  isResponse,
  levelOf,
  markDashes,
} from '../../../../present/figure/networkFigure';
import { responseKinds } from '../../../../present/figure/scene';
import type { Palette } from '../../../../present/figure/palette';
import type { Course } from './course';

/** `size`: relative to the figure's. Names of circles are drawn apart (layers.ts). */
export function nodeData(node: FigureNode, focused: boolean, size: number): Record<string, string | number> {
  const pill = node.shape === 'pill';
  const [width, height] = [node.width * size, node.height * size];
  return {
    id: nodeId(node.gene),
    name: pill ? node.name : '',
    width,
    height,
    corner: height / 2,
    fill: node.fill,
    ink: node.ink,
    border: node.border,
    ring: node.perturbed ? innerRing(width, height, node.ring) : 'none',
    opacity: node.opacity,
    fontSize: node.fontSize * size,
    outline: node.selected ? 2.2 : focused ? 1.6 : 0,
  };
}

/** A second outline inside the first marks a perturbed gene. */
function innerRing(width: number, height: number, color: string): string {
  const [w, h] = [Math.round(width * 3), Math.round(height * 3)];
  const inset = 3 * Math.min(3.6, 0.22 * height);
  const ring = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><rect x="${inset}" y="${inset}" width="${w - 2 * inset}" height="${h - 2 * inset}" rx="${h / 2 - inset}" fill="none" stroke="${color}" stroke-width="3"/></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(ring)}`;
}

const heads = { activates: 'triangle', represses: 'tee', unknown: 'none', responds: 'circle' } as const;

/** `size`: of lines and heads, relative to the figure's. */
export function edgeData(edge: FigureEdge, course: Course, size: number): Record<string, string | number> {
  return {
    ...course,
    id: edge.id,
    source: nodeId(edge.source),
    target: nodeId(edge.target),
    width: edge.width * size,
    color: edge.color,
    line: edge.mark === 'wrong' || edge.dashed ? 'dashed' : 'solid',
    mark: edge.mark,
    head: heads[edge.head],
    headScale:
      size *
      (isResponse(edge.mark) ? 0.6 : edge.head === 'represses' ? 1.5 : 1.15) *
      (edge.slim ? 0.75 : 1) *
      (edge.mark === 'missed' ? 1.2 : 1),
    opacity: edge.opacity,
    level: levelOf(edge),
  };
}

export function nodeId(gene: number): string {
  return `gene ${gene}`;
}

export function geneOfId(id: string): number {
  return Number(id.slice('gene '.length));
}

const systemFonts = 'system-ui, sans-serif';

/** Cytoscape's types do not cover data mappings. */
interface Rule {
  readonly selector: string;
  readonly style: Readonly<Record<string, string | number | readonly number[]>>;
}

/** Cytoscape keeps every value of a style that it ever read; those of curves differ with every camera. */
export function forgetStyles(core: Core): void {
  Reflect.set(core.style(), 'propCache', []);
}

function dashesOf(mark: FigureEdge['mark']): readonly number[] {
  return (markDashes[mark] ?? '').split(' ').map(Number);
}

/**
 * `fade`: milliseconds of a fade, 0 for reduced motion. `fontLoaded`: text drawn before the font has loaded would keep
 * the fallback font. `idle`: nodes and edges take no clicks.
 */
export function stylesheet(palette: Palette, fade: number, fontLoaded: boolean, idle: boolean): Rule[] {
  const fontFamily = fontLoaded ? `"Inter Variable", ${systemFonts}` : systemFonts;
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        'corner-radius': 'data(corner)',
        width: 'data(width)',
        height: 'data(height)',
        'background-color': 'data(fill)',
        'border-color': 'data(border)',
        'border-width': 1.3,
        'background-image': 'data(ring)',
        'background-width': '100%',
        'background-height': '100%',
        'background-image-smoothing': 'yes',
        opacity: 'data(opacity)',
        label: 'data(name)',
        color: 'data(ink)',
        'font-family': fontFamily,
        'font-size': 'data(fontSize)',
        'font-weight': 600,
        'text-valign': 'center',
        'text-halign': 'center',
        'min-zoomed-font-size': 4,
        'overlay-opacity': 0,
        'outline-color': palette.accent,
        'outline-width': 'data(outline)',
        'outline-offset': 3,
        'transition-property': 'opacity',
        'transition-duration': fade === 0 ? 0 : 120,
      },
    },
    {
      selector: 'edge',
      style: {
        width: 'data(width)',
        'line-color': 'data(color)',
        'line-style': 'data(line)',
        'line-dash-pattern': [6, 4],
        'curve-style': 'data(curve)',
        'control-point-distances': 'data(aside)',
        'control-point-weights': 'data(along)',
        'edge-distances': 'node-position',
        'target-arrow-shape': 'data(head)',
        'target-arrow-color': 'data(color)',
        'arrow-scale': 'data(headScale)',
        'target-distance-from-node': 2,
        opacity: 'data(opacity)',
        'overlay-opacity': 0,
        'z-index': 'data(level)',
        'transition-property': 'opacity',
        'transition-duration': fade,
      },
    },
    {
      selector: 'edge[mark = "missed"]',
      style: {
        width: 1.4,
        'line-outline-width': 1.2,
        'line-outline-color': 'data(color)',
        'line-color': palette.canvas,
      },
    },
    {
      selector: 'edge[mark = "wrong"]',
      style: {
        'line-dash-pattern': dashesOf('wrong'),
        label: '×',
        'font-family': fontFamily,
        'font-size': 17,
        'font-weight': 700,
        color: 'data(color)',
        'text-background-color': palette.canvas,
        'text-background-opacity': 1,
        'text-background-shape': 'circle',
        'text-background-padding': '0px',
      },
    },
    ...responseKinds.map((kind) => ({
      selector: `edge[mark = "${kind}"]`,
      style: { 'line-dash-pattern': dashesOf(kind) },
    })),
    { selector: 'node, edge', style: { events: idle ? 'no' : 'yes' } },
    // A response is no edge that could be opened.
    { selector: 'edge[head = "circle"]', style: { events: 'no' } },
    { selector: 'edge.going, edge.coming', style: { opacity: 0 } },
    { selector: 'edge.near', style: { 'curve-style': 'straight' } },
    { selector: 'edge.moving', style: { 'curve-style': 'haystack' } },
  ];
}
