/**
 * The line of an edge as Cytoscape takes it: control points by their share of the way between the genes and their distance from the
 * straight line, in pixels. They follow the genes when these move.
 */
import { bundlesOf, controlsOf, type Ways } from '../../../../present/figure/bundles';
import type { Camera } from '../../../../present/figure/camera';
import { bendOf, type Box, isBeside, type Point } from '../../../../present/figure/geometry';
import type { FigureEdge } from '../../../../present/figure/networkFigure';

/** Lists of several control points are text, numbers with a blank between. */
export interface Course {
  readonly curve: 'straight' | 'unbundled-bezier';
  /** Shares of the way from source to target. */
  readonly along: number | string;
  /** Pixels to the left of the way. */
  readonly aside: number | string;
}

export function courseOf(
  edge: FigureEdge,
  boxes: ReadonlyMap<number, Box>,
  ways: Ways,
  camera: Camera,
): Course {
  const [from, to] = [boxes.get(edge.source), boxes.get(edge.target)];
  const controls = controlsOf(edge, boxes, ways, camera);
  if (!from || !to || controls.length === 0) {
    const bend = bendOf(edge, boxes);
    return { curve: bend === 0 ? 'straight' : 'unbundled-bezier', along: 0.5, aside: Math.round(bend) };
  }
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const along = controls.map(({ x, y }) => ((x - from.x) * dx + (y - from.y) * dy) / length ** 2);
  const aside = controls.map(({ x, y }) => ((y - from.y) * dx - (x - from.x) * dy) / length);
  return {
    curve: 'unbundled-bezier',
    along: along.map((share) => share.toFixed(4)).join(' '),
    aside: aside.map((pixels) => pixels.toFixed(1)).join(' '),
  };
}

/** The control points of a course between genes, wherever these are now. */
export function controlsBetween(
  { along, aside }: Pick<Course, 'along' | 'aside'>,
  from: Point,
  to: Point,
): Point[] {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const distances = numbersOf(aside);
  return numbersOf(along).map((share, i) => {
    const distance = (distances[i] ?? 0) / length;
    return { x: from.x + share * dx - distance * dy, y: from.y + share * dy + distance * dx };
  });
}

function numbersOf(list: number | string): readonly number[] {
  return typeof list === 'number' ? [list] : list.split(' ').map(Number);
}

/** Where a bundled edge between genes leaves its bundle; null where an edge is not bundled. */
export function branchingOf(course: Course, from: Point, to: Point): Point | null {
  return typeof course.aside === 'string' ? (controlsBetween(course, from, to).at(-1) ?? null) : null;
}

/** Whether all control points lie beside both genes: Cytoscape draws no other curve. */
export function isDrawable(course: Course, from: Box, to: Box): boolean {
  return (
    course.curve === 'straight' ||
    controlsBetween(course, from, to).every((control) => isBeside(control, from, to))
  );
}

/** Bundles of a network, until its edges or the places of its genes change. */
export class BundleMemory {
  #edges = '';
  #positions: Float32Array | null = null;
  #ways: Ways = new Map();

  /** `positions`: [G × 2] world coordinates. */
  of(edges: readonly FigureEdge[], positions: Float32Array): Ways {
    const drawn = edges.map(({ id, head, mark }) => `${id} ${head} ${mark}`).join();
    if (drawn === this.#edges && positions === this.#positions) return this.#ways;
    [this.#edges, this.#positions] = [drawn, positions];
    const place = (gene: number) => ({ x: positions[2 * gene] ?? 0, y: positions[2 * gene + 1] ?? 0 });
    const genes = new Set(edges.flatMap(({ source, target }) => [source, target]));
    this.#ways = bundlesOf(edges, new Map(Array.from(genes, (gene) => [gene, place(gene)])));
    return this.#ways;
  }
}
