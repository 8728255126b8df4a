/** The slider of shown edges: logarithmic, so that a step changes the number by about a constant factor, by one at least. */

export const POSITIONS = 100;

/** Always whole: with a fraction, which the browser rounds, a key press would be reported twice. */
export function positionOf(edges: number, possible: number): number {
  return Math.min(POSITIONS, Math.round((POSITIONS * Math.log(edges)) / Math.log(possible)));
}

/** Number of edges after the slider moved to `at` from where it stood for `edges`. */
export function edgesAt(at: number, edges: number, possible: number): number {
  const moved = at - positionOf(edges, possible);
  if (moved === 0) return edges;
  const next = Math.round(possible ** (at / POSITIONS));
  const isChanged = moved > 0 ? next > edges : next < edges;
  if (isChanged) return next;
  // Small numbers lie several positions apart: a key press still counts one edge up or down.
  return Math.abs(moved) === 1 ? Math.min(possible, Math.max(1, edges + moved)) : edges;
}
