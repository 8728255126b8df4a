/**
 * Where the genes of a run lie: one arrangement in world coordinates, made once from the finished network. It does not depend on
 * any panel; pages and figures only choose a camera. Deterministic on every machine.
 */
import { MAX_PILLS } from '../palette';
import type { Placement, ViewDocument } from '../../../share/view';
import type { LayoutGraph } from './graph';

/**
 * [G × 2] world coordinates, centred on 0, on the grid that a link can carry. `placeLinked`: placeByForces or placeByLayers, which places
 * genes with edges.
 */
export function arrange(
  graph: LayoutGraph,
  placeLinked: (linked: Omit<LayoutGraph, 'anchors'>) => Float32Array,
): Float32Array {
  const core = coreOf(graph);
  const inner = placeLinked(subgraph(graph, core));
  const positions = new Float32Array(graph.genes.length * 2);
  for (const [place, gene] of core.entries()) {
    positions[gene * 2] = inner[place * 2] ?? 0;
    positions[gene * 2 + 1] = inner[place * 2 + 1] ?? 0;
  }
  placeAround(positions, graph, core);
  return onGrid(positions);
}

/** The arrangement with pinned genes at their pins, as it is drawn, saved and sent. */
export function pinned(positions: Float32Array, pins: ViewDocument['pins']): Placement {
  const moved = positions.slice();
  for (const { gene, x, y } of pins) moved.set([x, y], gene * 2);
  const [width, height] = [0, 1].map((axis) => {
    const values = moved.filter((_, i) => i % 2 === axis);
    return Math.max(1, 2 * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  });
  return { positions: moved, room: { width: width ?? 1, height: height ?? 1 } };
}

/** Genes with an edge; every gene of a small network. */
function coreOf({ genes, edges }: LayoutGraph): number[] {
  const all = [...genes.keys()];
  if (genes.length <= MAX_PILLS) return all;
  const linked = new Set(edges.flatMap(({ source, target }) => [source, target]));
  return all.filter((gene) => linked.has(gene));
}

function subgraph(
  { genes, edges, modules }: LayoutGraph,
  core: readonly number[],
): Omit<LayoutGraph, 'anchors'> {
  const place = new Map(core.map((gene, i) => [gene, i]));
  return {
    genes: core.map((gene) => genes[gene] ?? ''),
    edges: edges.flatMap(({ source, target, strength }) => {
      const [from, to] = [place.get(source), place.get(target)];
      return from === undefined || to === undefined ? [] : [{ source: from, target: to, strength }];
    }),
    modules: Int32Array.from(core, (gene) => modules[gene] ?? -1),
  };
}

/** World units between genes on a ring, and between rings. */
const ringStep = 64;

/** Genes without an edge go on rings around the others, in the direction of their strongest regulators. */
function placeAround(
  positions: Float32Array,
  { genes, anchors }: LayoutGraph,
  core: readonly number[],
): void {
  const inside = new Set(core);
  const at = (gene: number) => ({ x: positions[gene * 2] ?? 0, y: positions[gene * 2 + 1] ?? 0 });
  let [halfWidth, halfHeight] = [ringStep, ringStep];
  for (const gene of core) {
    const { x, y } = at(gene);
    [halfWidth, halfHeight] = [Math.max(halfWidth, Math.abs(x)), Math.max(halfHeight, Math.abs(y))];
  }
  const angleOf = (gene: number) => {
    const { x, y } = at(anchors[gene] ?? gene);
    return Math.atan2(y / halfHeight, x / halfWidth);
  };
  const waiting = [...genes.keys()]
    .filter((gene) => !inside.has(gene))
    .toSorted((a, b) => angleOf(a) - angleOf(b));
  let ring = 0;
  for (let placed = 0; placed < waiting.length; ring++) {
    // The corners of the core lie within √2 of its half sides.
    const [width, height] = [halfWidth, halfHeight].map((half) => half * Math.SQRT2 + ringStep * (ring + 1));
    const circumference = Math.PI * ((width ?? 0) + (height ?? 0));
    const places = Math.max(1, Math.floor(circumference / ringStep));
    const onRing = spread(waiting.slice(placed, placed + places), angleOf, places);
    for (const { gene, angle } of onRing) {
      positions[gene * 2] = (width ?? 0) * Math.cos(angle);
      positions[gene * 2 + 1] = (height ?? 0) * Math.sin(angle);
    }
    placed += onRing.length;
  }
}

/** Angles on a ring of `places`: as wished, but no two closer than a place. `genes` ascend by the wished angle. */
function spread(genes: readonly number[], wished: (gene: number) => number, places: number) {
  const step = (2 * Math.PI) / places;
  const angles = genes.map(wished);
  for (let i = 1; i < angles.length; i++) angles[i] = Math.max(angles[i] ?? 0, (angles[i - 1] ?? 0) + step);
  const first = angles[0] ?? 0;
  const last = angles.at(-1) ?? 0;
  const isTooLong = last - first > 2 * Math.PI - step;
  return genes.map((gene, i) => ({ gene, angle: isTooLong ? first + i * step : (angles[i] ?? 0) }));
}

const gridSteps = 255;

/** Links store positions in 255ths of their box (share/link): positions on that grid are the same for the reader. */
function onGrid(positions: Float32Array): Float32Array {
  const snapped = new Float32Array(positions.length);
  for (const axis of [0, 1]) {
    const values = positions.filter((_, i) => i % 2 === axis);
    const least = values.reduce((a, b) => Math.min(a, b), Infinity);
    const length = values.reduce((a, b) => Math.max(a, b), -Infinity) - least;
    const whole = Math.max(1, Math.round(length));
    for (const [gene, value] of values.entries())
      snapped[gene * 2 + axis] =
        length > 0 ? whole * (Math.round(((value - least) / length) * gridSteps) / gridSteps - 0.5) : 0;
  }
  return snapped;
}
