/**
 * Forces beyond those of d3-force: labels do not overlap, modules stay together and apart from each other, and all genes stay
 * inside the frame. Each function changes velocities in place; separateLabels and clearOutlines change positions.
 */
import type { SimulationNodeDatum } from 'd3-force';
import { hullCorners, type Point } from '../geometry';

export interface Body extends SimulationNodeDatum {
  x: number;
  y: number;
  vx: number;
  vy: number;
  readonly module: number;
  /** Half the width and height of the node with its label and a margin. */
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** Pushes overlapping boxes apart along the axis of smaller overlap. */
export function separateLabels(bodies: readonly Body[]): void {
  for (const [i, a] of bodies.entries()) {
    for (let j = i + 1; j < bodies.length; j++) {
      const b = bodies[j];
      if (!b) continue;
      const dx = b.x - a.x;
      const overlapX = a.halfWidth + b.halfWidth - Math.abs(dx);
      if (overlapX <= 0) continue;
      const dy = b.y - a.y;
      const overlapY = a.halfHeight + b.halfHeight - Math.abs(dy);
      if (overlapY <= 0) continue;
      const alongX = overlapX < overlapY;
      const push = 0.175 * (alongX ? overlapX : overlapY) * ((alongX ? dx : dy) < 0 ? -1 : 1);
      if (alongX) {
        a.x -= push;
        b.x += push;
      } else {
        a.y -= push;
        b.y += push;
      }
    }
  }
}

/** Draws members into the disc of their module, pushes overlapping discs apart, and pushes other genes out of each disc. */
export function groupModules(bodies: readonly Body[], spacing: number, alpha: number): void {
  const groups = modulesOf(bodies, spacing);
  for (const [i, a] of groups.entries()) {
    for (const body of a.members) {
      const distance = Math.hypot(a.x - body.x, a.y - body.y) || 1;
      const beyond = Math.max(0, distance - 0.8 * a.radius) / distance + 0.02;
      body.vx += (a.x - body.x) * beyond * 0.6 * alpha;
      body.vy += (a.y - body.y) * beyond * 0.6 * alpha;
    }
    for (const b of groups.slice(i + 1)) {
      const distance = Math.hypot(b.x - a.x, b.y - a.y) || 1;
      const overlap = a.radius + b.radius - distance;
      if (overlap <= 0) continue;
      const pushX = ((b.x - a.x) / distance) * overlap * 0.5 * alpha;
      const pushY = ((b.y - a.y) / distance) * overlap * 0.5 * alpha;
      for (const body of a.members) {
        body.vx -= pushX;
        body.vy -= pushY;
      }
      for (const body of b.members) {
        body.vx += pushX;
        body.vy += pushY;
      }
    }
    for (const body of bodies) {
      if (body.module === a.module) continue;
      const distance = Math.hypot(body.x - a.x, body.y - a.y) || 1;
      const depth = a.radius - distance;
      if (depth <= 0) continue;
      body.vx += ((body.x - a.x) / distance) * depth * 0.5 * alpha;
      body.vy += ((body.y - a.y) / distance) * depth * 0.5 * alpha;
    }
  }
}

/**
 * Moves genes that lie inside the outline of another module, or closer than `gap`, out along the shortest way, and the members
 * slightly the opposite way. `margin`: see hullMargin.
 */
export function clearOutlines(bodies: readonly Body[], margin: number, gap: number): void {
  for (const members of membersOf(bodies).values()) {
    const sides = sidesOf(hullCorners(members, margin));
    const module = members[0]?.module;
    for (const body of bodies) {
      if (body.module === module) continue;
      const out = nearestSide(body, sides, gap);
      const move = (gap - out.distance) * 0.5;
      if (move <= 0) continue;
      shift(body, out.x * move, out.y * move);
      // Moving the gene alone would not free one enclosed by several modules.
      for (const member of members) shift(member, -out.x * move * 0.5, -out.y * move * 0.5);
    }
  }
}

/** A side of a convex polygon: a point on it, and its outward unit vector. */
interface Side {
  readonly from: Point;
  readonly x: number;
  readonly y: number;
}

function sidesOf(corners: readonly Point[]): readonly Side[] {
  return corners.map((from, i) => {
    const to = corners[(i + 1) % corners.length] ?? from;
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    return { from, x: (to.y - from.y) / length, y: (from.x - to.x) / length };
  });
}

/** The nearest side, with the signed distance of the point beyond it; any side that is `enough` away. */
function nearestSide(point: Point, sides: readonly Side[], enough: number) {
  let best = { x: 0, y: 0, distance: -Infinity };
  for (const { from, x, y } of sides) {
    const distance = (point.x - from.x) * x + (point.y - from.y) * y;
    if (distance > best.distance) best = { x, y, distance };
    if (distance >= enough) break;
  }
  return best;
}

function shift(body: Body, x: number, y: number): void {
  body.x += x;
  body.y += y;
}

/** Pushes genes within `reach` of an unrelated edge away from it, and the edge's ends slightly the opposite way. */
export function clearEdges(
  bodies: readonly Body[],
  edges: readonly { readonly source: number; readonly target: number }[],
  reach: number,
  alpha: number,
): void {
  for (const { source, target } of edges) {
    const [a, b] = [bodies[source], bodies[target]];
    if (!a || !b) continue;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const squared = dx * dx + dy * dy || 1;
    for (const body of bodies) {
      if (body === a || body === b) continue;
      const along = ((body.x - a.x) * dx + (body.y - a.y) * dy) / squared;
      if (along < 0.08 || along > 0.92) continue;
      const [offX, offY] = [body.x - a.x - along * dx, body.y - a.y - along * dy];
      const distance = Math.hypot(offX, offY) || 1;
      if (distance >= reach) continue;
      const push = ((reach - distance) / distance) * alpha;
      body.vx += offX * push * 0.5;
      body.vy += offY * push * 0.5;
      for (const end of [a, b]) {
        end.vx -= offX * push * 0.2;
        end.vy -= offY * push * 0.2;
      }
    }
  }
}

/** Draws bodies outside the frame back to its border. */
export function keepInside(
  bodies: readonly Body[],
  frame: { readonly width: number; readonly height: number },
  alpha: number,
): void {
  for (const body of bodies) {
    const limitX = frame.width / 2 - body.halfWidth;
    const limitY = frame.height / 2 - body.halfHeight;
    const beyondX = Math.abs(body.x) - limitX;
    const beyondY = Math.abs(body.y) - limitY;
    if (beyondX > 0) body.vx -= Math.sign(body.x) * beyondX * 2 * alpha;
    if (beyondY > 0) body.vy -= Math.sign(body.y) * beyondY * 2 * alpha;
  }
}

/** Radius of a module's disc, in units of spacing · √(number of genes). */
const discRadius = 0.54;

interface Group {
  readonly module: number;
  readonly members: Body[];
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

function membersOf(bodies: readonly Body[]): Map<number, Body[]> {
  const members = new Map<number, Body[]>();
  for (const body of bodies) {
    if (body.module < 0) continue;
    const known = members.get(body.module);
    if (known) known.push(body);
    else members.set(body.module, [body]);
  }
  return members;
}

function modulesOf(bodies: readonly Body[], spacing: number): Group[] {
  return Array.from(membersOf(bodies), ([module, members]) => ({
    module,
    members,
    x: members.reduce((sum, body) => sum + body.x, 0) / members.length,
    y: members.reduce((sum, body) => sum + body.y, 0) / members.length,
    radius: discRadius * spacing * Math.sqrt(members.length),
  }));
}
