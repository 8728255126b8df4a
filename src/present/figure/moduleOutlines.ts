/**
 * Outlines of modules and where their names stand. A module is outlined only where its genes lie together: an outline around
 * scattered genes would hold half the network. Shared by the canvas and the SVG export.
 */
import {
  type Area,
  areaOf,
  type Box,
  convexHull,
  hullCorners,
  hullMargin,
  hullOf,
  isWithin,
  type Hull,
  overlaps,
  type Point,
  shared,
} from './geometry';
import { placeBadges } from './labels';
import { type FigureModule, type NetworkFigure, textWidth } from './networkFigure';

export interface OutlinedModule {
  readonly module: FigureModule;
  readonly hull: Hull;
  /** Middle of the name and its baseline; null where it would lie on another: its colour and the list tell it. */
  readonly name: Point | null;
  readonly nameArea: Area | null;
}

export const MODULE_FONT = 11.5;
const NAME_STEP = 13;
/** Pixels between a name and the edge of the panel. */
const EDGE = 4;

/** `boxes`: the drawn genes in pixels. `zoom`: how much larger than in the whole view. `panel`: whose edges cut no name; null: there are none. */
export function outlineModules(
  figure: Pick<NetworkFigure, 'nodes' | 'modules'>,
  boxes: ReadonlyMap<number, Box>,
  zoom = 1,
  panel: Area | null = null,
): OutlinedModule[] {
  const reach = reachOf([...boxes.values()]);
  const margin = hullMargin(figure.nodes.length) * Math.sqrt(zoom);
  const marks = [
    ...Array.from(boxes.values(), areaOf),
    ...placeBadges(figure.nodes, boxes, anywhere).map(({ area }) => area),
  ];
  const shapes = figure.modules.flatMap((module): Shape[] => {
    const members = module.members.filter((gene) => boxes.has(gene));
    const together = largestCluster(members, boxes, reach);
    if (together.length < 2 || together.length * 2 < members.length) return [];
    if (isMixed(together, module, boxes)) return [];
    const own = together.flatMap((gene) => boxes.get(gene) ?? []);
    const hull = hullOf(own, margin);
    return hull ? [{ module, hull, corners: hullCorners(own, margin) }] : [];
  });
  const outlined: OutlinedModule[] = [];
  for (const shape of shapes) {
    const { module, hull } = shape;
    const free = placesOfName(module.name, shape, panel).filter(
      ({ nameArea }) => !outlined.some((one) => one.nameArea && overlaps(one.nameArea, nameArea)),
    );
    const others = shapes.filter((other) => other !== shape);
    const isSeen = panel !== null && isWithinArea(hull.top, panel);
    const isCut = (name: Area) => isSeen && shared(name, panel) < sizeOf(name);
    const fault = ({ nameArea }: PlacedName) =>
      marks.reduce((sum, mark) => sum + shared(nameArea, mark), 0) +
      (others.some((other) => touches(nameArea, other)) ? ON_OTHER : 0) +
      (isCut(nameArea) ? CUT : 0);
    const place = free.find((one) => fault(one) === 0) ?? free.toSorted((a, b) => fault(a) - fault(b))[0];
    outlined.push({ module, hull, ...(place ?? { name: null, nameArea: null }) });
  }
  return outlined;
}

interface Shape {
  readonly module: FigureModule;
  readonly hull: Hull;
  /** Of the polygon that contains the outline. */
  readonly corners: readonly Point[];
}

const isWithinArea = ({ x, y }: Point, { left, right, top, bottom }: Area) =>
  x > left && x < right && y > top && y < bottom;

const sizeOf = ({ left, right, top, bottom }: Area) => (right - left) * (bottom - top);

/** A name on the outline of another module, or not all in the panel, is as bad as one that hides so many pixels² of genes. */
const [ON_OTHER, CUT] = [400, 1e6];

const anywhere = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity };

/** Whether a name lies on a module, by points along its upper and lower edge. */
function touches({ left, right, top, bottom }: Area, { hull, corners }: Shape): boolean {
  if (bottom < hull.top.y || top > hull.bottom.y) return false;
  return [0, 0.25, 0.5, 0.75, 1].some((share) =>
    [top, bottom].some((y) => isWithin({ x: left + share * (right - left), y }, corners)),
  );
}

interface PlacedName {
  readonly name: Point;
  readonly nameArea: Area;
}

/** Above and below the outline, then a line further off, then aside of the middle, then right and left of it: the first that hides nothing is best. */
function placesOfName(text: string, { hull, corners }: Shape, panel: Area | null): readonly PlacedName[] {
  const { top, bottom } = hull;
  const half = textWidth(text, MODULE_FONT) / 2;
  const over = [0, -half, half].flatMap((aside) =>
    [0, NAME_STEP].flatMap((off) =>
      [
        { x: top.x + aside, y: top.y - 7 - off },
        { x: bottom.x + aside, y: bottom.y + 16 + off },
      ].map((place) => ({ ...place, x: insideOf(panel, place.x, half) })),
    ),
  );
  const across = corners.toSorted((one, other) => other.x - one.x);
  const beside = [across[0], across.at(-1)].flatMap((corner, end) =>
    corner ? [{ x: corner.x + (end === 0 ? 1 : -1) * (half + EDGE), y: corner.y }] : [],
  );
  return [...over, ...beside].map((name) => ({ name, nameArea: areaOfName(text, name) }));
}

/** The middle of a name that is not cut: moved in from the nearer edge, unless its module lies beyond it or it is longer than the panel. */
function insideOf(panel: Area | null, x: number, half: number): number {
  if (panel === null) return x;
  const { left, right } = panel;
  if (x < left || x > right || 2 * (half + EDGE) > right - left) return x;
  return Math.min(Math.max(x, left + half + EDGE), right - half - EDGE);
}

function areaOfName(text: string, { x, y }: Point): Area {
  const half = textWidth(text, MODULE_FONT) / 2;
  return { left: x - half, right: x + half, top: y - MODULE_FONT, bottom: y + 3 };
}

/** Genes further apart than this do not lie together: two and a half times the spacing of all genes over their area. */
function reachOf(boxes: readonly Box[]): number {
  const xs = boxes.map(({ x }) => x);
  const ys = boxes.map(({ y }) => y);
  return boxes.length === 0 ? 0 : 2.5 * Math.sqrt((span(xs) * span(ys)) / boxes.length) + 40;
}

export function span(values: readonly number[]): number {
  return (
    values.reduce((a, b) => Math.max(a, b), -Infinity) - values.reduce((a, b) => Math.min(a, b), Infinity)
  );
}

/** The largest set of genes connected by steps no longer than `reach` (single linkage). */
function largestCluster(
  genes: readonly number[],
  boxes: ReadonlyMap<number, Box>,
  reach: number,
): readonly number[] {
  const left = new Set(genes);
  let best: number[] = [];
  for (const start of genes) {
    if (!left.delete(start)) continue;
    const cluster = [start];
    // The list grows while it is walked.
    for (const gene of cluster) {
      const from = boxes.get(gene);
      for (const other of left) {
        const to = boxes.get(other);
        if (!from || !to || Math.hypot(from.x - to.x, from.y - to.y) > reach) continue;
        left.delete(other);
        cluster.push(other);
      }
    }
    if (cluster.length > best.length) best = cluster;
  }
  return best;
}

/** More than one gene in five inside the outline is not of the module. */
function isMixed(
  members: readonly number[],
  { members: all }: FigureModule,
  boxes: ReadonlyMap<number, Box>,
): boolean {
  const corners = convexHull(members.flatMap((gene) => boxes.get(gene) ?? []));
  if (corners.length < 3) return false;
  const own = new Set(all);
  const strangers = [...boxes].filter(([gene, box]) => !own.has(gene) && isWithin(box, corners));
  return strangers.length * 5 > members.length + strangers.length;
}
