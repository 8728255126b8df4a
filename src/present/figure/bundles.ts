/**
 * Edges of one regulator as a tree: they leave it in a few trunks, which part on the way to the targets. The tree of a regulator is
 * the spiral tree of Buchin, Speckmann & Verbeek (Flow map layout via spiral trees, IEEE TVCG 2011): the path from a target turns by a
 * fixed angle from the direction to the regulator until it meets that of its neighbour. World coordinates: page and print have the same trees.
 */
import { type Camera, seen } from './camera';
import { bendOf, type Box, curveAlong, type EdgeCurve, edgeCurve, isBeside, type Point } from './geometry';
import type { FigureEdge } from './networkFigure';
import { mix } from './palette';

/**
 * Targets with the same sign from which a regulator's edges are bundled. Up to seven lines from one gene are told apart at a glance;
 * a trunk of fewer would hide more than it saves.
 */
export const LEAST_BUNDLED = 8;

/** Tangent of the angle between a path and the direction to the regulator: 30°, at which a path is at most 15 % longer than a line. */
const TURN = Math.tan(Math.PI / 6);
/** Paths do not meet closer to the regulator than this share of their nearest target: targets 60° apart have trunks of their own. */
const LEAST_SHARED = 0.4;
/** They part at the latest at this share of the nearer end, so that a path to a further target passes beside the nearer one. */
const MOST_SHARED = 0.85;
/** A branching is drawn apart from the one before where it is this many times as far from the regulator. */
const APART = 1.2;

/** A target, or a place where paths part; polar coordinates around the regulator. */
interface Branch {
  readonly angle: number;
  readonly radius: number;
  /** Distance of its nearest target. */
  readonly nearest: number;
  /** Of a target; null: paths part here. */
  readonly target: number | null;
  readonly parts: readonly Branch[];
}

/** Control points on the way from the regulator to the target, in world coordinates, by the id of each bundled edge. */
export type Ways = ReadonlyMap<string, readonly Point[]>;

/**
 * The ways of plain edges of one regulator with one sign, where it has at least LEAST_BUNDLED of them; those that leave alone have none, nor
 * have marked edges, each of which says something of its own, and those of a network of few genes, which bend around these.
 */
export function bundlesOf(
  edges: readonly Pick<FigureEdge, 'id' | 'source' | 'target' | 'head' | 'mark' | 'slim'>[],
  places: ReadonlyMap<number, Point>,
): Ways {
  const groups = new Map<string, (typeof edges)[number][]>();
  for (const edge of edges) {
    if (edge.mark !== 'plain' || !edge.slim) continue;
    const key = `${edge.source} ${edge.head}`;
    const group = groups.get(key);
    if (group) group.push(edge);
    else groups.set(key, [edge]);
  }
  const found = new Map<string, readonly Point[]>();
  for (const held of groups.values()) {
    const from = places.get(held[0]?.source ?? -1);
    if (held.length < LEAST_BUNDLED || !from) continue;
    const ids = new Map(held.map(({ id, target }) => [target, id]));
    const ends = held.flatMap(({ target }) => endOf(from, target, places.get(target)));
    for (const trunk of treeOf(ends))
      for (const [target, way] of waysOf(trunk, from)) {
        const id = ids.get(target);
        if (id !== undefined && way.length > 0) found.set(id, way);
      }
  }
  return found;
}

function endOf(from: Point, target: number, to: Point | undefined): readonly Branch[] {
  const [dx, dy] = to ? [to.x - from.x, to.y - from.y] : [0, 0];
  const radius = Math.hypot(dx, dy);
  return radius === 0 ? [] : [{ angle: Math.atan2(dy, dx), radius, nearest: radius, target, parts: [] }];
}

/** The trunks of the spiral tree: from the furthest target inwards, the neighbours whose paths meet furthest out are joined first. */
function treeOf(ends: readonly Branch[]): readonly Branch[] {
  const waiting = ends.toSorted((a, b) => a.radius - b.radius);
  /** In the order of angles. */
  let front: readonly Branch[] = [];
  for (;;) {
    const joint = furthestJoint(front);
    const next = waiting.at(-1);
    if (next && next.radius >= (joint?.joined.radius ?? 0)) {
      front = [...front, next].toSorted((a, b) => a.angle - b.angle);
      waiting.pop();
    } else if (joint) {
      front = [...front.filter((branch) => !joint.joined.parts.includes(branch)), joint.joined].toSorted(
        (a, b) => a.angle - b.angle,
      );
    } else return front;
  }
}

interface Joint {
  readonly joined: Branch;
  /** Radians between its two parts. */
  readonly sweep: number;
}

/** Of joints at one distance, as on both sides of a nearer target, the narrower one. */
function furthestJoint(front: readonly Branch[]): Joint | null {
  let best: Joint | null = null;
  for (const [i, branch] of front.entries()) {
    const next = front[(i + 1) % front.length];
    const joint = next && next !== branch ? jointOf(branch, next) : null;
    if (!joint) continue;
    const further = joint.joined.radius - (best?.joined.radius ?? 0);
    if (further > 0 || (further === 0 && joint.sweep < (best?.sweep ?? 0))) best = joint;
  }
  return best;
}

/** Where the spirals of two branches meet, `after` being the next in the order of angles; null where that is too close to the regulator. */
function jointOf(before: Branch, after: Branch): Joint | null {
  const sweep = (after.angle - before.angle + 2 * Math.PI) % (2 * Math.PI);
  const meeting = Math.sqrt(before.radius * after.radius) * Math.exp(-sweep / (2 * TURN));
  const radius = Math.min(meeting, MOST_SHARED * Math.min(before.radius, after.radius));
  const nearest = Math.min(before.nearest, after.nearest);
  if (sweep > Math.PI || radius < LEAST_SHARED * nearest) return null;
  const [turns, others] = [Math.log(before.radius / radius), Math.log(after.radius / radius)];
  const turned = before.angle + (sweep * turns) / (turns + others);
  const angle = turned > Math.PI ? turned - 2 * Math.PI : turned;
  return { joined: { angle, radius, nearest, target: null, parts: [before, after] }, sweep };
}

/** Targets of a trunk with the control points on the way to each. */
function waysOf(trunk: Branch, from: Point): readonly (readonly [target: number, way: readonly Point[]])[] {
  const ways: (readonly [number, readonly Point[]])[] = [];
  const follow = (branch: Branch, way: readonly Point[], reached: number) => {
    if (branch.target !== null) ways.push([branch.target, way]);
    const isApart = branch.radius >= APART * reached;
    const at = pointAt(from, branch);
    // The first half of the trunk is a straight line.
    const start = way.length === 0 ? [{ x: (from.x + at.x) / 2, y: (from.y + at.y) / 2 }] : way;
    for (const part of branch.parts)
      follow(part, isApart ? [...start, at] : way, isApart ? branch.radius : reached);
  };
  follow(trunk, [], 0);
  return ways;
}

function pointAt({ x, y }: Point, { angle, radius }: Branch): Point {
  return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
}

/** Control points of a bundled edge in pixels, without those that lie under its own genes; none where it is not bundled. */
export function controlsOf(
  { id, source, target }: Pick<FigureEdge, 'id' | 'source' | 'target'>,
  boxes: ReadonlyMap<number, Box>,
  ways: Ways,
  camera: Camera,
): readonly Point[] {
  const [from, to] = [boxes.get(source), boxes.get(target)];
  if (!from || !to) return [];
  return (ways.get(id) ?? []).map((place) => seen(camera, place)).filter((at) => isBeside(at, from, to));
}

/** The curve of an edge, bundled or by itself, in pixels; null where a gene is not drawn. */
export function curveOf(
  edge: FigureEdge,
  boxes: ReadonlyMap<number, Box>,
  ways: Ways,
  camera: Camera,
): EdgeCurve | null {
  const [from, to] = [boxes.get(edge.source), boxes.get(edge.target)];
  if (!from || !to) return null;
  const controls = controlsOf(edge, boxes, ways, camera);
  return controls.length > 0 ? curveAlong(from, controls, to) : edgeCurve(from, to, bendOf(edge, boxes));
}

/**
 * An edge in the colours in which it is drawn. Pale edges of a trunk lie on each other and would together be as dark as one in focus:
 * those aside are mixed with the ground instead.
 */
export function drawnColors(edge: FigureEdge, ways: Ways, ground: string): FigureEdge {
  if (!edge.isAside || !ways.has(edge.id)) return edge;
  return { ...edge, color: mix(edge.color, ground, edge.opacity), opacity: 1 };
}
