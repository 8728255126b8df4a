/**
 * Outlines of modules and where their names stand. A module is outlined only where its genes lie together: an outline around
 * scattered genes would hold half the network. Shared by the canvas and the SVG export.
 */
import {
  type Area,
  areaOf,
  type Box,
  convexHull,
  hullMargin,
  hullOf,
  isWithin,
  type Hull,
  overlaps,
  type Point,
  shared,
} from './geometry';
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

/** `boxes`: the drawn genes in pixels. `zoom`: how much larger than in the whole view. `width`: of the panel, whose edges cut no name; null: there are none. */
export function outlineModules(
  figure: Pick<NetworkFigure, 'nodes' | 'modules'>,
  boxes: ReadonlyMap<number, Box>,
  zoom = 1,
  width: number | null = null,
): OutlinedModule[] {
  const reach = reachOf([...boxes.values()]);
  const margin = hullMargin(figure.nodes.length) * Math.sqrt(zoom);
  const genes = [...boxes.values()].map(areaOf);
  const outlined: OutlinedModule[] = [];
  for (const module of figure.modules) {
    const members = module.members.filter((gene) => boxes.has(gene));
    const together = largestCluster(members, boxes, reach);
    if (together.length < 2 || together.length * 2 < members.length) continue;
    if (isMixed(together, module, boxes)) continue;
    const hull = hullOf(
      together.flatMap((gene) => boxes.get(gene) ?? []),
      margin,
    );
    if (!hull) continue;
    const free = placesOfName(module.name, hull, width).filter(
      ({ nameArea }) => !outlined.some((one) => one.nameArea && overlaps(one.nameArea, nameArea)),
    );
    const hides = ({ nameArea }: PlacedName) => genes.reduce((sum, gene) => sum + shared(nameArea, gene), 0);
    const place = free.find((one) => hides(one) === 0) ?? free.toSorted((a, b) => hides(a) - hides(b))[0];
    outlined.push({ module, hull, ...(place ?? { name: null, nameArea: null }) });
  }
  return outlined;
}

interface PlacedName {
  readonly name: Point;
  readonly nameArea: Area;
}

/** Above and below the outline, then a line further off, then aside of the middle: the first that hides no gene is best. */
function placesOfName(text: string, { top, bottom }: Hull, width: number | null): readonly PlacedName[] {
  const half = textWidth(text, MODULE_FONT) / 2;
  return [0, -half, half].flatMap((aside) =>
    [0, NAME_STEP].flatMap((off) =>
      [
        { x: top.x + aside, y: top.y - 7 - off },
        { x: bottom.x + aside, y: bottom.y + 16 + off },
      ].map((place) => {
        const name = { ...place, x: insideOf(width, place.x, half) };
        return { name, nameArea: areaOfName(text, name) };
      }),
    ),
  );
}

/** The middle of a name that is not cut: moved in from the nearer edge, unless its module lies beyond it or it is longer than the panel. */
function insideOf(width: number | null, x: number, half: number): number {
  if (width === null || x < 0 || x > width || 2 * (half + EDGE) > width) return x;
  return Math.min(Math.max(x, half + EDGE), width - half - EDGE);
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
