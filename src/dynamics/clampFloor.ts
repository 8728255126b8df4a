/**
 * How far below the control mean a gene is held at most. log1p turns "nothing left" into a level that lies as far down as the
 * gene is expressed: 26 standard deviations where a cell has a thousand molecules. No free cell is seen below four or so, and
 * taken at its word such a level lets a tiny weight of B explain a knockout (docs/decisions/0022).
 */

/** In standard deviations of the reference. */
export const CLAMP_FLOOR = -4;

/** `level` (z) as the vector field is given it; `floor` null: as it is. */
export function heldAt(level: number, floor: number | null): number {
  return floor === null ? level : Math.max(floor, level);
}
