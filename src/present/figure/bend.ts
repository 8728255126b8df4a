/**
 * How far a curved edge bends: a share of its length, or further where it would pass under a gene that it does not end
 * at and be read as ending there. Both canvas and figure ask here, so that they agree. Pixels, y down.
 */
import type { Box, Point } from './hull';
import { mostPills } from './nodeSize';
import type { FigureEdge } from './networkFigure';

/** Free room between a curve and a gene it passes. */
const clearance = 5;
const stepOut = 24;
const mostSteps = 6;
const samples = 24;

/**
 * Distance of the control point from the straight line between the two genes, to the left of source → target. The natural
 * bend where it is free, else the least one, on either side, that is; a mutual edge keeps to its side. Where every bend
 * passes under some gene, the one that covers least. Among many genes, drawn small, always the natural bend.
 */
export function bendOf(
  { source, target, bow, mutual }: Pick<FigureEdge, 'source' | 'target' | 'bow' | 'mutual'>,
  boxes: ReadonlyMap<number, Box>,
): number {
  const [from, to] = [boxes.get(source), boxes.get(target)];
  if (bow === 0 || !from || !to) return 0;
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const natural = Math.min(70, Math.max(8, bow * length));
  if (boxes.size > mostPills) return natural;
  const others = [...boxes].flatMap(([gene, box]) => (gene === source || gene === target ? [] : [box]));
  let best = { covered: Infinity, bend: natural };
  for (let i = 0; i <= mostSteps; i++)
    for (const side of mutual ? [1] : [1, -1]) {
      const bend = side * (natural + i * stepOut);
      const covered = coveredBy(from, to, bend, others);
      if (covered === 0) return bend;
      if (covered < best.covered) best = { covered, bend };
    }
  return best.bend;
}

/** How many of the curve's samples lie on a box or too close to it. */
function coveredBy(from: Point, to: Point, bend: number, boxes: readonly Box[]): number {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const control = {
    x: (from.x + to.x) / 2 - ((to.y - from.y) / length) * bend,
    y: (from.y + to.y) / 2 + ((to.x - from.x) / length) * bend,
  };
  let covered = 0;
  for (let i = 1; i < samples; i++) {
    const t = i / samples;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    const x = a * from.x + b * control.x + c * to.x;
    const y = a * from.y + b * control.y + c * to.y;
    for (const box of boxes)
      if (Math.abs(x - box.x) < box.halfWidth + clearance && Math.abs(y - box.y) < box.halfHeight + clearance)
        covered++;
  }
  return covered;
}
