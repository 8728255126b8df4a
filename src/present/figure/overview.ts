/**
 * The network from afar: each module is one disc in the middle of its genes, and all edges from one disc to another with the same
 * sign are one arrow. Hubs of no module stay circles; other genes of no module are left out. Positions follow from those of the genes: world coordinates never change.
 */
import { mean } from '../../numerics/statistics';
import type { Box, Point } from './geometry';
import { span } from './moduleOutlines';
import type { FigureEdge, FigureModule, FigureNode, LegendEntry, NetworkFigure } from './networkFigure';
import { mix } from './palette';

/** How much of a network is drawn: modules as discs; genes with the names of hubs; genes with every name that has room. */
export type DetailLevel = 'modules' | 'hubs' | 'all';

/** Names take about 30 × 10 pixels: with less room per gene, in pixels (√ of its area), only those of hubs can be read, then none. */
const ROOM_FOR_HUBS = 30;
const ROOM_FOR_ALL = 42;
/** Pills hold their names: at this zoom these have 7 pixels. */
const ZOOM_FOR_PILLS = 0.56;
/** A level is left a little later than it is entered, so that it does not flicker at the border. */
const HOLD = 1.08;

/** `boxes`: the drawn genes in pixels. `before`: the level shown last. */
export function detailLevel(
  figure: Pick<NetworkFigure, 'nodes' | 'modules'>,
  boxes: ReadonlyMap<number, Point>,
  zoom: number,
  before: DetailLevel,
): DetailLevel {
  const hasPills = figure.nodes[0]?.shape === 'pill';
  const room = hasPills ? zoom : roomPerGene([...boxes.values()]);
  const [forHubs, forAll] = hasPills ? [ZOOM_FOR_PILLS, ZOOM_FOR_PILLS] : [ROOM_FOR_HUBS, ROOM_FOR_ALL];
  const held = (limit: number, isBelow: boolean) => room < (isBelow ? limit * HOLD : limit);
  if (figure.modules.length > 0 && held(forHubs, before === 'modules')) return 'modules';
  return held(forAll, before !== 'all') ? 'hubs' : 'all';
}

/** The genes named at the level of hubs: about twice the root of their number, those of the first ranks. */
export function hubsOf({ nodes }: Pick<NetworkFigure, 'nodes'>): Pick<NetworkFigure, 'nodes'> {
  const count = Math.round(2 * Math.sqrt(nodes.length));
  return { nodes: nodes.map((node) => (node.rank < count ? node : { ...node, name: '' })) };
}

/** √ of the area per gene in the rectangle around all of them, in pixels. */
function roomPerGene(places: readonly Point[]): number {
  if (places.length < 2) return Infinity;
  return Math.sqrt((span(places.map(({ x }) => x)) * span(places.map(({ y }) => y))) / places.length);
}

/** A figure whose first nodes are the discs, numbered −1 for module 0, −2 for module 1 …; the others are hubs of no module. */
export interface Overview {
  readonly nodes: readonly FigureNode[];
  /** One per ordered pair of nodes, sign and mark, wider the more edges it holds. */
  readonly edges: readonly FigureEdge[];
  readonly boxes: ReadonlyMap<number, Box>;
  readonly discs: readonly Disc[];
}

/** Pixels. */
export interface Disc extends Point {
  readonly module: number;
  /** Number of its genes that are drawn from near. */
  readonly genes: number;
  readonly radius: number;
}

export function nodeOfModule(module: number): number {
  return -1 - module;
}

/** The module whose disc is at this point, in pixels; null: none. */
export function moduleAt({ discs }: Pick<Overview, 'discs'>, { x, y }: Point): number | null {
  return discs.find((disc) => Math.hypot(disc.x - x, disc.y - y) <= disc.radius)?.module ?? null;
}

/** `boxes`: the drawn genes in pixels. */
export function overviewOf(
  figure: Pick<NetworkFigure, 'nodes' | 'edges' | 'modules'>,
  boxes: ReadonlyMap<number, Box>,
): Overview {
  const room = Math.min(ROOM_FOR_HUBS, roomPerGene([...boxes.values()]));
  const drawn = new Map(figure.nodes.map((node) => [node.gene, node]));
  const nodeOf = new Map<number, number>();
  // What a person set or selected stays to be seen.
  const isHeld = ({ gene, badge, selected }: FigureNode) =>
    badge === null && !selected && boxes.has(gene) && !nodeOf.has(gene);
  const gathered = figure.modules.flatMap((module) => {
    const members = module.members.flatMap((gene) => drawn.get(gene) ?? []).filter(isHeld);
    const at = middleOf(members.flatMap(({ gene }) => boxes.get(gene) ?? []));
    if (!at) return [];
    for (const { gene } of members) nodeOf.set(gene, nodeOfModule(module.module));
    const radius = LEAST_RADIUS + 0.34 * room * Math.sqrt(members.length);
    const fills = members.map(({ fill }) => fill);
    const hasColors = members.some(({ shape, fill }) => shape === 'circle' || fill !== fills[0]);
    const fill = hasColors ? averageColor(fills) : module.stroke;
    const disc = { module: module.module, genes: members.length, ...at, radius };
    return [{ disc, node: discNode(module, radius, members.length, fill) }];
  });
  const discs = gathered.map(({ disc }) => disc);
  separate(discs);
  const leading = Math.round(Math.sqrt(figure.nodes.length));
  const single = figure.nodes
    .filter(({ gene, rank, badge, selected }) =>
      nodeOf.has(gene) ? false : rank < leading || badge !== null || selected,
    )
    .map((node) => ({ ...node, shape: 'circle' as const }));
  for (const { gene } of single) nodeOf.set(gene, gene);
  const inFocus = gathered.filter(({ node }) => node.opacity === 1).map(({ node }) => node.gene);
  return {
    nodes: [...gathered.map(({ node }) => node), ...single],
    edges: bundled(figure.edges, nodeOf).map((edge) =>
      // Of a module selected alone, all that enters or leaves it.
      inFocus.length === 1 && (edge.source === inFocus[0] || edge.target === inFocus[0])
        ? { ...edge, opacity: 0.9 }
        : edge,
    ),
    boxes: new Map([
      ...discs.map(({ module, x, y, radius }) => {
        const box = { x, y, halfWidth: radius, halfHeight: radius };
        return [nodeOfModule(module), box] as const;
      }),
      ...single.flatMap(({ gene }) => {
        const box = boxes.get(gene);
        return box ? [[gene, { ...box, halfWidth: box.halfHeight }] as const] : [];
      }),
    ]),
    discs,
  };
}

const LEAST_RADIUS = 6;

/** Its number stands inside; beside it what is known beyond that: regulators, or the name it was given. */
function discNode(module: FigureModule, radius: number, genes: number, fill: string): FigureNode {
  const side = 2 * radius;
  return {
    shape: 'circle',
    width: side,
    height: side,
    fontSize: 11,
    boxWidth: side,
    boxHeight: side,
    gene: nodeOfModule(module.module),
    name: /^Module \d+$/.test(module.name) ? '' : module.name,
    perturbed: false,
    selected: false,
    pinned: false,
    fill,
    ink: module.ink,
    border: module.stroke,
    ring: module.stroke,
    opacity: module.opacity,
    rank: -genes,
    badge: null,
  };
}

function middleOf(points: readonly Point[]): Point | null {
  if (points.length === 0) return null;
  return { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
}

/** The legend of an overview. */
export function overviewLegend(legend: readonly LegendEntry[]): readonly LegendEntry[] {
  return legend.map((entry) =>
    entry.kind === 'width' ? { ...entry, label: 'width = number of edges' } : entry,
  );
}

/** The mean of the colours in sRGB, as #RRGGBB; of none, black. */
function averageColor(colors: readonly string[]): string {
  return colors.reduce((average, color, i) => mix(color, average, 1 / (i + 1)), '#000000');
}

/** Pushes overlapping discs apart along the line between them. */
function separate(discs: readonly (Pick<Disc, 'radius'> & { x: number; y: number })[]): void {
  for (let round = 0; round < 40; round++)
    for (const [i, a] of discs.entries())
      for (const b of discs.slice(i + 1)) {
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        const distance = Math.hypot(dx, dy);
        const overlap = a.radius + b.radius + GAP - distance;
        if (overlap <= 0) continue;
        // Two modules in one place part sideways.
        const [x, y] = distance > 0 ? [dx / distance, dy / distance] : [1, 0];
        a.x -= (x * overlap) / 2;
        a.y -= (y * overlap) / 2;
        b.x += (x * overlap) / 2;
        b.y += (y * overlap) / 2;
      }
}

/** Pixels between discs: room for the head of an edge. */
const GAP = 10;
const MAX_BUNDLE_WIDTH = 7;

/** Edges with the same two ends, sign and mark as one, wider the more it holds; those inside a module are not drawn. */
function bundled(edges: readonly FigureEdge[], nodeOf: ReadonlyMap<number, number>): readonly FigureEdge[] {
  const bundles = new Map<string, FigureEdge[]>();
  for (const edge of edges) {
    const [source, target] = [nodeOf.get(edge.source), nodeOf.get(edge.target)];
    if (source === undefined || target === undefined || source === target) continue;
    const id = `${source}>${target} ${edge.head} ${edge.mark}`;
    bundles.set(id, [...(bundles.get(id) ?? []), { ...edge, id, source, target }]);
  }
  const all = [...bundles.values()].flatMap((held) => {
    const [first] = held;
    if (!first) return [];
    const width = held.length === 1 ? 0.7 : Math.min(MAX_BUNDLE_WIDTH, 0.6 + 0.9 * Math.sqrt(held.length));
    const opacity = held.reduce((most, edge) => Math.max(most, edge.opacity), 0);
    return [{ ...first, width, opacity, dashed: held.every(({ dashed }) => dashed), slim: width < 3 }];
  });
  const pairs = new Set(all.map(({ source, target }) => `${source}>${target}`));
  return all.map((edge, i) => {
    const mutual = pairs.has(`${edge.target}>${edge.source}`);
    const before = all
      .slice(0, i)
      .filter(({ source, target }) => source === edge.source && target === edge.target);
    return { ...edge, mutual, bow: (mutual ? 0.12 : 0.06) + 0.14 * before.length };
  });
}
