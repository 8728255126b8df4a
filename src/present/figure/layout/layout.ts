/**
 * Positions of the genes: d3-force, warm-started from where they are, so that the figure holds still while the network
 * changes. Pure: the same positions and graph give the same answer on every machine. Force-directed placement after
 * Fruchterman and Reingold (1991); the spacing √(area / genes) is theirs.
 */
import { forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';
import type { LayoutGraph } from './graph';
import { Random } from '../../../numerics/random';
import { hullMargin } from '../hull';
import { mostPills, nodeSize } from '../nodeSize';
import { clearEdges, clearOutlines, groupModules, keepInside, separateLabels, type Body } from './forces';
import { frameOf } from './start';

/** Heat of a warm update: enough to follow new edges, too little to jump. */
const warm = 0.1;
/** More ticks than this are a first arrangement: it cools down from full heat to `warm`. */
const longestUpdate = 30;
/** The part of a first arrangement in which genes may still pass through modules. */
const freeShare = 0.4;
/** Pixels between the outline of a module and the middle of a gene that does not belong to it. */
const outlineGap = 10;

/**
 * [G × 2] positions after `ticks` steps from `positions`. Pinned genes are exactly where their pin is.
 * Throws RangeError where positions and genes differ in number (a mistake of the caller).
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
  const first = ticks > longestUpdate;
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
      if (count <= mostPills) clearEdges(bodies, graph.edges, 46, alpha);
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
