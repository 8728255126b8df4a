/**
 * Positions of linked genes by d3-force, with modules kept together and apart from each other. Force-directed placement and the
 * spacing √(area / genes) after Fruchterman and Reingold (1991).
 */
import { forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';
import { Random } from '../../../numerics/random';
import { hullMargin } from '../geometry';
import { hubShares, nodeSize } from '../networkFigure';
import { MAX_PILLS } from '../palette';
import { clearEdges, clearOutlines, groupModules, keepInside, separateLabels, type Body } from './forces';
import type { LayoutGraph } from './graph';

type Linked = Omit<LayoutGraph, 'anchors'>;

/** Ticks of a layout, whose alpha falls from 1 to `warm`, and of the settling after it. */
const ticks = 220;
const settlingTicks = 160;
const warm = 0.1;
/** Share of a layout in which genes may still pass through modules. */
const freeShare = 0.4;
/** World units between the outline of a module and the centre of a gene outside it. */
const outlineGap = 10;
const starts = 12;

/** [G × 2] positions, centred on 0. Of several starts, each determined by the names, the one with the fewest crossings and overlaps. */
export function placeByForces(graph: Linked): Float32Array {
  // Larger networks have so many crossings that the choice of a start does not matter.
  const count = graph.genes.length <= MAX_PILLS && graph.edges.length > 0 ? starts : 1;
  let best = { cost: Infinity, positions: new Float32Array(0) as Float32Array };
  for (let salt = 0; salt < count; salt++) {
    const positions = simulate(startPositions(graph.genes, salt), graph, 'first');
    const cost = count === 1 ? 0 : layoutCost(positions, graph.edges);
    if (cost < best.cost) best = { cost, positions };
  }
  return simulate(best.positions, graph, 'settling');
}

/** World units: few genes have the shape of a typical screen; more genes get more room. */
export function frameOf(count: number): { readonly width: number; readonly height: number } {
  const area = Math.max(430_000, count * 6_000);
  const width = Math.sqrt(area * 1.25);
  return { width, height: area / width };
}

function simulate(positions: Float32Array, graph: Linked, phase: 'first' | 'settling'): Float32Array {
  const count = graph.genes.length;
  const frame = frameOf(count);
  const spacing = Math.sqrt((frame.width * frame.height) / Math.max(count, 1));
  const bodies = bodiesOf(positions, graph);
  const degree = new Float64Array(count);
  for (const { source, target } of graph.edges) {
    degree[source] = (degree[source] ?? 0) + 1;
    degree[target] = (degree[target] ?? 0) + 1;
  }
  const links = graph.edges.map(({ source, target, strength }) => ({ source, target, strength }));
  const random = new Random(1);
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
  const first = phase === 'first';
  const total = first ? ticks : settlingTicks;
  for (let tick = 0; tick < total; tick++) {
    simulation.alpha(first ? Math.max(warm, 1 - (tick / ticks) * 1.1) : warm);
    simulation.tick();
    if (!first || tick > ticks * freeShare) clearOutlines(bodies, hullMargin(count), outlineGap);
    separateLabels(bodies);
  }
  return Float32Array.from(bodies.flatMap((body) => [body.x, body.y]));
}

/** Pills keep a distance at which they do not touch on a phone, where the arrangement is drawn at a third of its size. */
const phoneScale = 0.36;

/** Half the width and height that each gene takes with its name, in world units. */
export function labelBoxes({ genes, edges }: Linked): Pick<Body, 'halfWidth' | 'halfHeight'>[] {
  const hubs = hubShares(edges, genes.length);
  return genes.map((name, gene) => {
    const size = nodeSize(name, genes.length, hubs[gene] ?? 0);
    return size.shape === 'pill'
      ? { halfWidth: 26 / phoneScale, halfHeight: 15 / phoneScale }
      : { halfWidth: size.boxWidth / 2 + 3, halfHeight: size.boxHeight / 2 + 2 };
  });
}

function bodiesOf(positions: Float32Array, graph: Linked): Body[] {
  return labelBoxes(graph).map((box, gene) => ({
    x: positions[gene * 2] ?? 0,
    y: positions[gene * 2 + 1] ?? 0,
    vx: 0,
    vy: 0,
    module: graph.modules[gene] ?? -1,
    ...box,
  }));
}

/** FNV-1a over the UTF-16 code units of the text; unsigned 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash >>> 0;
}

/** [G × 2] start positions, uniform over the ellipse that fills the frame; `salt` selects another start. */
function startPositions(genes: readonly string[], salt: number): Float32Array {
  const { width, height } = frameOf(genes.length);
  const positions = new Float32Array(genes.length * 2);
  for (const [gene, name] of genes.entries()) {
    const angle = (hashOf(`angle${salt} ${name}`) / 2 ** 32) * 2 * Math.PI;
    const radius = Math.sqrt(hashOf(`${name} radius${salt}`) / 2 ** 32);
    positions[gene * 2] = radius * Math.cos(angle) * width * 0.42;
    positions[gene * 2 + 1] = radius * Math.sin(angle) * height * 0.42;
  }
  return positions;
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
