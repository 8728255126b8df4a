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
    borderWidth: node.perturbed ? (pill ? 4.2 : 3.6) : pill ? 1.4 : 1.3,
    opacity: node.opacity,
    fontSize: node.fontSize,
    side: pill ? 'center' : 'right',
    labelGap: pill ? 0 : 3,
    outline: node.selected ? 2.2 : focused ? 1.6 : 0,
  };
}

const heads = { activates: 'triangle', represses: 'tee', unknown: 'none' } as const;

export function edgeData(edge: PictureEdge): Record<string, string | number> {
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
    bow: edge.bow,
    curve: edge.bow === 0 ? 'straight' : 'unbundled-bezier',
  };
}

export function nodeId(gene: number): string {
  return `gene ${gene}`;
}
