/** Curves and heads of edges as the canvas draws them, for figures. Screen coordinates, y down. */
import type { Point } from '../hull';

export interface Shape extends Point {
  readonly width: number;
  readonly height: number;
}

/** A quadratic Bézier curve between the outlines of two nodes, and the direction in which it arrives. */
export interface EdgeCurve {
  readonly from: Point;
  readonly control: Point;
  readonly to: Point;
  /** Unit vector. */
  readonly arrival: Point;
}

/** Pixels between an edge's end and the node it ends at. */
const gap = 2;

/** `bow`: distance of the control point from the straight line, in pixels, to the left of source → target. */
export function edgeCurve(source: Shape, target: Shape, bow: number): EdgeCurve {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const length = Math.hypot(dx, dy) || 1;
  const control = {
    x: (source.x + target.x) / 2 - (dy / length) * bow,
    y: (source.y + target.y) / 2 + (dx / length) * bow,
  };
  const leave = crossing((t) => inside(at(source, control, target, t), source, 0), 0, 1);
  const arrive = crossing((t) => inside(at(source, control, target, 1 - t), target, gap), 0, 1);
  return segment(source, control, target, leave, Math.max(leave, 1 - arrive));
}

/** The same curve, ended `distance` earlier along its arrival: room for a head. */
export function shortened(curve: EdgeCurve, distance: number): EdgeCurve {
  const to = {
    x: curve.to.x - curve.arrival.x * distance,
    y: curve.to.y - curve.arrival.y * distance,
  };
  return { ...curve, to };
}

function at(a: Point, b: Point, c: Point, t: number): Point {
  const s = 1 - t;
  return {
    x: s * s * a.x + 2 * s * t * b.x + t * t * c.x,
    y: s * s * a.y + 2 * s * t * b.y + t * t * c.y,
  };
}

/** Where `holds` turns from true to false between the two, by bisection. */
function crossing(holds: (t: number) => boolean, low: number, high: number): number {
  let [yes, no] = [low, high];
  for (let i = 0; i < 24; i++) {
    const middle = (yes + no) / 2;
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

/** Whether a point lies in a pill (a circle where width is height), widened by `margin`. */
function inside(point: Point, shape: Shape, margin: number): boolean {
  const radius = shape.height / 2;
  const straight = Math.max(0, shape.width / 2 - radius);
  const dx = Math.max(0, Math.abs(point.x - shape.x) - straight);
  return Math.hypot(dx, point.y - shape.y) < radius + margin;
}

/** The part of a quadratic curve between two parameters (de Casteljau). */
function segment(a: Point, b: Point, c: Point, from: number, to: number): EdgeCurve {
  const start = at(a, b, c, from);
  const end = at(a, b, c, to);
  const mix = (p: number, q: number, r: number) =>
    (1 - from) * (1 - to) * p + ((1 - from) * to + from * (1 - to)) * q + from * to * r;
  const control = { x: mix(a.x, b.x, c.x), y: mix(a.y, b.y, c.y) };
  const length = Math.hypot(end.x - control.x, end.y - control.y) || 1;
  return {
    from: start,
    control,
    to: end,
    arrival: { x: (end.x - control.x) / length, y: (end.y - control.y) / length },
  };
}
