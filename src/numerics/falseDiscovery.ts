/** Which of many tests still say something, given how many were made. */

/**
 * Benjamini and Hochberg's (1995) adjusted p values, in the order given: those at most q, called discoveries, hold at most the share q of
 * false ones on average. p in [0, 1].
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const order = Int32Array.from({ length: p.length }, (_, test) => test).toSorted(
    (a, b) => (p[b] as number) - (p[a] as number),
  );
  const adjusted = new Float64Array(p.length);
  let least = 1;
  order.forEach((test, place) => {
    least = Math.min(least, ((p[test] as number) * p.length) / (p.length - place));
    adjusted[test] = least;
  });
  return adjusted;
}
