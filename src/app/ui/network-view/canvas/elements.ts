/** A Picture's nodes and edges as the flat data that the stylesheet maps. */
import type { PictureEdge, PictureNode } from '../../../../present/figure/networkFigure';

export function nodeData(node: PictureNode, focused: boolean): Record<string, string | number> {
  const pill = node.shape === 'pill';
  return {
    id: nodeId(node.gene),
    name: node.name,
    width: node.width,
    height: node.height,
    corner: node.height / 2,
    fill: node.fill,
    ink: node.ink,
    border: node.border,
    borderWidth: 1.3,
    ring: node.perturbed ? innerRing(node) : 'none',
    opacity: node.opacity,
    fontSize: node.fontSize,
    leastFont: node.labelled ? 4 : 14,
    side: pill ? 'center' : 'right',
    labelGap: pill ? 0 : 3,
    outline: node.selected ? 2.2 : focused ? 1.6 : 0,
  };
}

/** A second outline inside the first: the gene was perturbed in the screen. */
function innerRing({ width, height, ring: color }: PictureNode): string {
  const [w, h] = [width * 3, height * 3];
  const inset = (height > 20 ? 3.6 : 3) * 3;
  const ring = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><rect x="${inset}" y="${inset}" width="${w - 2 * inset}" height="${h - 2 * inset}" rx="${h / 2 - inset}" fill="none" stroke="${color}" stroke-width="3"/></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(ring)}`;
}

const heads = { activates: 'triangle', represses: 'tee', unknown: 'none' } as const;

/** `bend`: distance of the control point from the straight line, in pixels. */
export function edgeData(edge: PictureEdge, bend: number): Record<string, string | number> {
  return {
    id: edge.id,
    source: nodeId(edge.source),
    target: nodeId(edge.target),
    width: edge.width,
    color: edge.color,
    line: edge.mark === 'wrong' || edge.dashed ? 'dashed' : 'solid',
    mark: edge.mark,
    head: heads[edge.head],
    headScale:
      (edge.head === 'represses' ? 1.5 : 1.15) * (edge.slim ? 0.75 : 1) * (edge.mark === 'missed' ? 1.2 : 1),
    opacity: edge.opacity,
    bow: Math.round(bend),
    // A missed edge lies under those that were learned.
    level: edge.mark === 'missed' ? 0 : 1,
    curve: edge.bow === 0 ? 'straight' : 'unbundled-bezier',
  };
}

export function nodeId(gene: number): string {
  return `gene ${gene}`;
}

export function geneOfId(id: string): number {
  return Number(id.slice('gene '.length));
}
