/**
 * The forces that d3-force does not bring: labels keep clear of each other, modules hold together and keep apart, and
 * everything stays inside the frame. Each changes velocities (or, for labels, positions) of the nodes it is given.
 */
import type { SimulationNodeDatum } from 'd3-force';

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

/** Overlapping boxes are pushed apart along the shorter way out; a pinned one does not give way. */
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
      const push = 0.35 * (alongX ? overlapX : overlapY);
      const direction = (alongX ? dx : dy) < 0 ? -1 : 1;
      const shareOfA = isPinned(a) ? 0 : isPinned(b) ? 1 : 0.5;
      if (alongX) {
        a.x -= direction * push * shareOfA;
        b.x += isPinned(b) ? 0 : direction * push * (1 - shareOfA);
      } else {
        a.y -= direction * push * shareOfA;
        b.y += isPinned(b) ? 0 : direction * push * (1 - shareOfA);
      }
    }
  }
}

/**
 * Members are drawn to the middle of their module; two modules whose discs overlap move apart as wholes; genes of no or
 * another module are driven out of the disc. The disc of a module of n genes has radius 0.62 · spacing · √n.
 */
export function groupModules(bodies: readonly Body[], spacing: number, alpha: number): void {
  const groups = modulesOf(bodies, spacing);
  for (const [i, a] of groups.entries()) {
    for (const body of a.members) {
      body.vx += (a.x - body.x) * 0.16 * alpha;
      body.vy += (a.y - body.y) * 0.16 * alpha;
    }
    for (const b of groups.slice(i + 1)) {
      const distance = Math.hypot(b.x - a.x, b.y - a.y) || 1;
      const overlap = (a.radius + b.radius) * 1.08 - distance;
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
      const depth = a.radius * 1.1 - distance;
      if (depth <= 0) continue;
      body.vx += ((body.x - a.x) / distance) * depth * 0.5 * alpha;
      body.vy += ((body.y - a.y) / distance) * depth * 0.5 * alpha;
    }
  }
}

/** A soft wall: what is outside the frame is drawn back to its edge. */
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

function isPinned(body: Body): boolean {
  return typeof body.fx === 'number';
}

interface Group {
  readonly module: number;
  readonly members: Body[];
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

function modulesOf(bodies: readonly Body[], spacing: number): Group[] {
  const members = new Map<number, Body[]>();
  for (const body of bodies) {
    if (body.module < 0) continue;
    const known = members.get(body.module);
    if (known) known.push(body);
    else members.set(body.module, [body]);
  }
  return [...members].map(([module, of]) => ({
    module,
    members: of,
    x: of.reduce((sum, body) => sum + body.x, 0) / of.length,
    y: of.reduce((sum, body) => sum + body.y, 0) / of.length,
    radius: 0.62 * spacing * Math.sqrt(of.length),
  }));
}
