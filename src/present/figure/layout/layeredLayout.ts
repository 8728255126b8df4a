/**
 * Positions by layers: regulators above their targets. Feedback is turned round for the time of the layout; layers and their order
 * come from dagre (network simplex and barycentres; Gansner et al. 1993), whose wide layers are then packed into rows.
 */
import { Graph, layout } from '@dagrejs/dagre';
import { frameOf, labelBoxes } from './forceLayout';
import type { LayoutGraph } from './graph';

type Linked = Omit<LayoutGraph, 'anchors'>;

interface Placed {
  readonly gene: number;
  x: number;
  y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** Least world units between the names of two layers: more where few layers would leave a wide and low picture. */
const layerGap = 64;
/** Rounds in which genes move towards their neighbours, within the order of their row. */
const rounds = 24;

/** [G × 2] positions, centred on 0. Of an acyclic network every edge points down. */
export function placeByLayers(graph: Linked): Float32Array {
  const frame = frameOf(graph.genes.length);
  const rows = rowsOf(graph, frame);
  const half = frame.width / 2;
  for (const row of rows) pack(row, spreadOver(row, frame.width));
  const neighbours = graph.genes.map((): number[] => []);
  for (const { source, target } of graph.edges) {
    neighbours[source]?.push(target);
    neighbours[target]?.push(source);
  }
  const places = new Map(rows.flat().map((placed) => [placed.gene, placed]));
  for (let round = 0; round < rounds; round++)
    for (const row of round % 2 === 0 ? rows : rows.toReversed())
      pack(
        row,
        row.map(({ gene, x }) => {
          const near = neighbours[gene]?.flatMap((other) => places.get(other)?.x ?? []) ?? [];
          const wish =
            near.length === 0 ? x : 0.5 * x + (0.5 * near.reduce((a, b) => a + b, 0)) / near.length;
          return Math.min(half, Math.max(-half, wish));
        }),
      );
  const positions = new Float32Array(graph.genes.length * 2);
  for (const { gene, x, y } of rows.flat()) positions.set([x, y], gene * 2);
  return centred(positions);
}

/** The genes from top to bottom, each row from left to right; a layer wider than the frame takes several rows. */
function rowsOf({ genes, edges, modules }: Linked, frame: ReturnType<typeof frameOf>): Placed[][] {
  const back = new Set(feedbackEdges(edges));
  const boxes = labelBoxes({ genes, edges, modules });
  const drawing = new Graph();
  drawing.setGraph({ ranksep: 1, nodesep: 1, edgesep: 1 });
  for (const gene of genes.keys()) drawing.setNode(String(gene), { width: 1, height: 1 });
  for (const edge of edges) {
    const [from, to] = back.has(edge) ? [edge.target, edge.source] : [edge.source, edge.target];
    drawing.setEdge(String(from), String(to), { weight: 1 + Math.round(4 * edge.strength) });
  }
  layout(drawing);
  const layers = new Map<number, Placed[]>();
  for (const gene of genes.keys()) {
    const { x = 0, y = 0 } = drawing.node(String(gene));
    const { halfWidth = 0, halfHeight = 0 } = boxes[gene] ?? {};
    layers.set(y, [...(layers.get(y) ?? []), { gene, x, y, halfWidth, halfHeight }]);
  }
  const sorted = [...layers].toSorted(([a], [b]) => a - b).map(([, layer]) => inRows(layer, frame.width));
  const heights = sorted.flat().map(heightOf);
  const gaps = frame.height - heights.reduce((a, b) => a + b, 0);
  const gap = Math.max(layerGap, gaps / Math.max(1, sorted.length - 1));
  let bottom = 0;
  for (const layer of sorted) {
    for (const row of layer) {
      for (const placed of row) placed.y = bottom;
      bottom += heightOf(row);
    }
    bottom += gap;
  }
  return sorted.flat();
}

/** A layer as rows that fit in the width: its genes in turn, in their order. */
function inRows(layer: readonly Placed[], width: number): Placed[][] {
  const across = layer.reduce((sum, { halfWidth }) => sum + 2 * halfWidth, 0);
  const count = Math.max(1, Math.ceil(across / width));
  const ordered = layer.toSorted((a, b) => a.x - b.x);
  return Array.from({ length: count }, (_, row) => ordered.filter((_gene, i) => i % count === row));
}

function heightOf(row: readonly Placed[]): number {
  return 2 * row.reduce((most, { halfHeight }) => Math.max(most, halfHeight), 0);
}

/** Wished places of a row: in its order, evenly over the width that it needs. */
function spreadOver(row: readonly Placed[], width: number): number[] {
  return row.map((_, i) => ((i + 0.5) / row.length - 0.5) * width);
}

/** Moves a row as near to the wished places as its order and names allow (isotonic regression by pooling adjacent violators). */
function pack(row: readonly Placed[], wished: readonly number[]): void {
  // Less the room that the genes before it take, places need only ascend.
  const taken: number[] = [];
  for (const [i, { halfWidth }] of row.entries())
    taken.push(i === 0 ? 0 : (taken[i - 1] ?? 0) + (row[i - 1]?.halfWidth ?? 0) + halfWidth);
  const pools: { sum: number; count: number }[] = [];
  for (const [i, wish] of wished.entries()) {
    let pool = { sum: wish - (taken[i] ?? 0), count: 1 };
    for (
      let last = pools.at(-1);
      last && last.sum / last.count > pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
    }
    pools.push(pool);
  }
  let i = 0;
  for (const { sum, count } of pools)
    for (let member = 0; member < count; member++, i++) {
      const placed = row[i];
      if (placed) placed.x = sum / count + (taken[i] ?? 0);
    }
}

function centred(positions: Float32Array): Float32Array {
  const middles = [0, 1].map((axis) => {
    const values = positions.filter((_, i) => i % 2 === axis);
    return (
      (values.reduce((a, b) => Math.max(a, b), -Infinity) +
        values.reduce((a, b) => Math.min(a, b), Infinity)) /
      2
    );
  });
  return positions.map((value, i) => value - (middles[i % 2] ?? 0));
}

/**
 * Edges against the flow: those that point back in an order of the genes in which few and weak ones do. Without them the network is
 * acyclic. Greedy order after Eades, Lin and Smyth (1993), with strengths as weights.
 */
export interface FlowEdge {
  readonly source: number;
  readonly target: number;
  /** Above 0. */
  readonly strength: number;
}

/** The edges without which no gene regulates itself in a circle: no more than half of the strength of all. */
export function feedbackEdges<Edge extends FlowEdge>(edges: readonly Edge[]): Edge[] {
  const place = orderOf(edges.filter(({ source, target }) => source !== target));
  return edges.filter(({ source, target }) => (place.get(source) ?? 0) >= (place.get(target) ?? 0));
}

/** Place of each gene: sinks go to the end, sources to the front, else the gene whose outgoing strength exceeds the incoming most. */
function orderOf(edges: readonly FlowEdge[]): ReadonlyMap<number, number> {
  const left = new Map<number, { out: number; in: number; readonly edges: FlowEdge[] }>();
  const at = (gene: number) => {
    const known = left.get(gene) ?? { out: 0, in: 0, edges: [] };
    left.set(gene, known);
    return known;
  };
  for (const edge of edges) {
    const [from, to] = [at(edge.source), at(edge.target)];
    from.out += edge.strength;
    to.in += edge.strength;
    from.edges.push(edge);
    to.edges.push(edge);
  }
  const [first, last]: [number[], number[]] = [[], []];
  // Differences of sums: an edge taken away leaves rounding behind.
  const none = 1e-9;
  while (left.size > 0) {
    let best = { gene: -1, excess: -Infinity, isSink: false };
    for (const [gene, { out, in: entering }] of left) {
      const isSink = out <= none;
      const excess = isSink || entering <= none ? Infinity : out - entering;
      if (excess > best.excess) best = { gene, excess, isSink };
    }
    for (const { source, target, strength } of left.get(best.gene)?.edges ?? []) {
      const [from, to] = [left.get(source), left.get(target)];
      if (!from || !to) continue;
      from.out -= strength;
      to.in -= strength;
    }
    left.delete(best.gene);
    (best.isSink ? last : first).push(best.gene);
  }
  return new Map([...first, ...last.toReversed()].map((gene, place) => [gene, place]));
}
