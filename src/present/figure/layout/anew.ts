/**
 * A first arrangement, or a new one once modules are known: small networks are arranged from several starts, and the one
 * that is easiest to read is kept. Deterministic: every start follows from the names.
 */
import type { LayoutGraph } from './graph';
import type { Placement } from '../../../share/view';
import { arrange } from './layout';
import { frameOf, startPositions, type Room } from './start';

const starts = 12;
/** Larger networks cross too often for the choice to matter. */
const mostCompared = 60;

/** Warm ticks after a change of the frame. */
const [settlingRounds, settlingTicks] = [8, 25];

/** [G × 2] positions, from the names alone. */
export function arrangeAnew(graph: LayoutGraph, ticks: number): Float32Array {
  const count = graph.genes.length <= mostCompared && graph.edges.length > 0 ? starts : 1;
  let best = { cost: Infinity, positions: new Float32Array(0) as Float32Array };
  for (let salt = 0; salt < count; salt++) {
    const positions = arrange(startPositions(graph.genes, salt), graph, ticks);
    const cost = count === 1 ? 0 : untidiness(positions, graph.edges);
    if (cost < best.cost) best = { cost, positions };
  }
  return best.positions;
}

/** What lay well in one frame, brought into the frame of `graph`: drawn out or squeezed, then settled again. */
export function arrangeInto(positions: Float32Array, from: Room, graph: LayoutGraph): Float32Array {
  const to = frameOf(graph.genes.length, graph.room);
  let moved = scaled(positions, from, to);
  for (let round = 0; round < settlingRounds; round++) moved = arrange(moved, graph, settlingTicks);
  return moved;
}

function scaled(positions: Float32Array, from: Room, to: Room): Float32Array {
  return positions.map((value, i) =>
    i % 2 === 0 ? (value * to.width) / from.width : (value * to.height) / from.height,
  );
}

/** A frame is like another where neither side is shorter than this share of the other's. */
const leastAlike = 0.7;

/** Places on another screen: the same figure, drawn out or squeezed, where the frame of `graph` is much like that one's, else settled too. */
export function takeOver({ positions, room }: Placement, graph: LayoutGraph): Float32Array {
  const [from, to] = [frameOf(graph.genes.length, room), frameOf(graph.genes.length, graph.room)];
  const isAlike = to.width > from.width * leastAlike && to.height > from.height * leastAlike;
  return isAlike ? scaled(positions, from, to) : arrangeInto(positions, from, graph);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Crossings of straight lines, and three for every gene closer than 24 to a line that does not end in it. */
function untidiness(positions: Float32Array, edges: LayoutGraph['edges']): number {
  const at = (gene: number): Point => ({ x: positions[gene * 2] ?? 0, y: positions[gene * 2 + 1] ?? 0 });
  let cost = 0;
  for (const [i, first] of edges.entries()) {
    const [a, b] = [at(first.source), at(first.target)];
    for (const second of edges.slice(i + 1)) {
      const ends = new Set([first.source, first.target, second.source, second.target]);
      if (ends.size === 4 && cross(a, b, at(second.source), at(second.target))) cost += 1;
    }
    for (let gene = 0; gene < positions.length / 2; gene++)
      if (gene !== first.source && gene !== first.target && distanceToLine(at(gene), a, b) < 24) cost += 3;
  }
  return cost;
}

function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** Positive where `point` lies to one side of the line from `a` to `b`, negative on the other. */
function side(a: Point, b: Point, point: Point): number {
  return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
}

function distanceToLine(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(point.x - a.x - along * dx, point.y - a.y - along * dy);
}
