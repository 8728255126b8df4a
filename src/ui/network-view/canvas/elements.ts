/** A Picture's nodes and edges as the flat data that the stylesheet maps. */
import type { PictureEdge, PictureNode } from '../picture/picture';

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
    borderStyle: node.perturbed ? 'double' : 'solid',
    borderWidth: node.perturbed ? (pill ? 5 : 3.9) : pill ? 1.4 : 1.3,
    opacity: node.opacity,
    fontSize: node.fontSize,
    side: pill ? 'center' : 'right',
    labelGap: pill ? 0 : 3,
    outline: node.selected ? 2.2 : focused ? 1.6 : 0,
  };
}

const heads = { activates: 'triangle', represses: 'tee', unknown: 'none' } as const;

/** Distance of the control point from the straight line, in pixels, for an edge of this length. */
export function bowOf(share: number, length: number): number {
  return share === 0 ? 0 : Math.min(70, Math.max(8, share * length));
}

/** `length`: between the middles of its genes, in pixels. */
export function edgeData(edge: PictureEdge, length: number): Record<string, string | number> {
  return {
    id: edge.id,
    source: nodeId(edge.source),
    target: nodeId(edge.target),
    width: edge.width,
    color: edge.color,
    line: edge.mark === 'wrong' || edge.dashed ? 'dashed' : 'solid',
    mark: edge.mark,
    head: heads[edge.head],
    headScale: edge.head === 'represses' ? 1.5 : 1.15,
    opacity: edge.opacity,
    bow: Math.round(bowOf(edge.bow, length)),
    curve: edge.bow === 0 ? 'straight' : 'unbundled-bezier',
  };
}

export function nodeId(gene: number): string {
  return `gene ${gene}`;
}
