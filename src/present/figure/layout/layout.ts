/**
 * Positions of the genes by d3-force, warm-started from current positions, so that the figure stays still while the network
 * changes. Deterministic on every machine. Force-directed placement and the spacing √(area / genes) after Fruchterman and
 * Reingold (1991).
 */
import { forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';
import { type LayoutGraph, frameOf, startPositions, type Room } from './graph';
import { Random } from '../../../numerics/random';
import { hullMargin } from '../geometry';
import { MAX_PILLS, nodeSize } from '../networkFigure';
import { clearEdges, clearOutlines, groupModules, keepInside, separateLabels, type Body } from './forces';
import type { Placement } from '../../../share/view';

/** d3 alpha of an update: follows new edges without jumps. */
const warm = 0.1;
/** More ticks than this make a first layout, whose alpha falls from 1 to `warm`. */
const maxUpdateTicks = 30;
/** Share of a first layout in which genes may still pass through modules. */
const freeShare = 0.4;
/** Pixels between the outline of a module and the centre of a gene outside it. */
const outlineGap = 10;

/**
 * [G × 2] positions after `ticks` steps from `positions`. Pinned genes are exactly at their pins.
 * Throws RangeError if positions and genes differ in number (an error of the caller).
 */
export function arrange(positions: Float32Array, graph: LayoutGraph, ticks: number): Float32Array {
  const count = graph.genes.length;
  if (positions.length !== count * 2)
    throw new RangeError(`${positions.length} coordinates for ${count} genes`);
  const frame = frameOf(count, graph.room);
  const spacing = Math.sqrt((frame.width * frame.height) / Math.max(count, 1));
  const bodies = bodiesOf(positions, graph);
  const degree = new Float64Array(count);
  for (const { source, target } of graph.edges) {
    degree[source] = (degree[source] ?? 0) + 1;
    degree[target] = (degree[target] ?? 0) + 1;
  }
  const links = graph.edges.map(({ source, target, strength }) => ({ source, target, strength }));
  const random = new Random(1);
  const first = ticks > maxUpdateTicks;
  const simulation = forceSimulation(bodies)
    .stop()
    .randomSource(() => random.uniform())
    .velocityDecay(0.45)
    .alphaDecay(0)
    .force(
      'repel',
      forceManyBody<Body>()
        .strength(-spacing * 5)
        .distanceMax(spacing * 4),
    )
    .force(
      'edges',
      forceLink<Body, (typeof links)[number]>(links)
        .distance(spacing * 0.85)
        .strength(
          (link, index) =>
            ((0.25 + 0.75 * link.strength) /
              Math.max(
                1,
                Math.min(
                  degree[graph.edges[index]?.source ?? 0] ?? 1,
                  degree[graph.edges[index]?.target ?? 0] ?? 1,
                ),
              )) *
            0.6,
        ),
    )
    .force('middle-x', forceX<Body>(0).strength(0.04 * Math.min(1, frame.height / frame.width)))
    .force('middle-y', forceY<Body>(0).strength(0.04 * Math.min(1, frame.width / frame.height)))
    .force('modules', (alpha: number) => groupModules(bodies, spacing, alpha))
    .force('lines', (alpha: number) => {
      if (count <= MAX_PILLS) clearEdges(bodies, graph.edges, 46, alpha);
    })
    .force('inside', (alpha: number) => keepInside(bodies, frame, alpha));
  for (let tick = 0; tick < ticks; tick++) {
    simulation.alpha(first ? Math.max(warm, 1 - (tick / ticks) * 1.1) : warm);
    simulation.tick();
    if (!first || tick > ticks * freeShare) clearOutlines(bodies, hullMargin(count), outlineGap);
    separateLabels(bodies);
  }
  return Float32Array.from(bodies.flatMap((body) => [body.x, body.y]));
}

function bodiesOf(positions: Float32Array, graph: LayoutGraph): Body[] {
  const pins = new Map(graph.pins.map((pin) => [pin.gene, pin]));
  return graph.genes.map((name, gene) => {
    const pin = pins.get(gene);
    const size = nodeSize(name, graph.genes.length);
    return {
      x: pin?.x ?? positions[gene * 2] ?? 0,
      y: pin?.y ?? positions[gene * 2 + 1] ?? 0,
      vx: 0,
      vy: 0,
      ...(pin ? { fx: pin.x, fy: pin.y } : {}),
      module: graph.modules[gene] ?? -1,
      halfWidth: size.boxWidth / 2 + (size.shape === 'pill' ? 8 : 3),
      halfHeight: size.boxHeight / 2 + (size.shape === 'pill' ? 7 : 2),
    };
  });
}

const starts = 12;
/** Larger networks have so many crossings that the choice of a start does not matter. */
const maxCompared = 60;

/** Warm updates after a change of the frame. */
const [settlingRounds, settlingTicks] = [8, 25];

/**
 * [G × 2] positions of a first layout, or of a new one once modules are known. Small networks are arranged from several
 * starts, each determined by the gene names; the layout with the fewest crossings and overlaps is kept.
 */
export function arrangeFromNames(graph: LayoutGraph, ticks: number): Float32Array {
  const count = graph.genes.length <= maxCompared && graph.edges.length > 0 ? starts : 1;
  let best = { cost: Infinity, positions: new Float32Array(0) as Float32Array };
  for (let salt = 0; salt < count; salt++) {
    const positions = arrange(startPositions(graph.genes, salt), graph, ticks);
    const cost = count === 1 ? 0 : layoutCost(positions, graph.edges);
    if (cost < best.cost) best = { cost, positions };
  }
  return best.positions;
}

/** Positions of one frame, scaled to the frame of `graph` and settled. */
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

/** Frames are similar if neither side is shorter than this share of the other's. */
const minSimilarity = 0.7;

/** Saved positions scaled to the frame of `graph`; settled too if the frames are not similar. */
export function fitPlacement({ positions, room }: Placement, graph: LayoutGraph): Float32Array {
  const [from, to] = [frameOf(graph.genes.length, room), frameOf(graph.genes.length, graph.room)];
  const isSimilar = to.width > from.width * minSimilarity && to.height > from.height * minSimilarity;
  return isSimilar ? scaled(positions, from, to) : arrangeInto(positions, from, graph);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Cost of a layout: 1 per crossing of straight edges, 3 per gene closer than 24 to an edge that does not end in it. */
function layoutCost(positions: Float32Array, edges: LayoutGraph['edges']): number {
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

/** Positive if `point` lies on one side of the line from `a` to `b`, negative on the other. */
function side(a: Point, b: Point, point: Point): number {
  return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
}

function distanceToLine(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(point.x - a.x - along * dx, point.y - a.y - along * dy);
}
