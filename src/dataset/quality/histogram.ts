/** How values are spread, in bins that can be drawn small. */

export interface Histogram {
  /** [bins + 1] ascending; a bin holds its lower edge, and the last one its upper edge too. */
  readonly edges: readonly number[];
  /** [bins] */
  readonly counts: readonly number[];
  /** The largest value, 0 of none; the smallest is the first edge. */
  readonly most: number;
}

const BINS = 40;

/**
 * Bins alike in width on a scale of log(1 + value), for values from 0 on. Where all values are whole, so are the edges: no bin can
 * hold none for being narrower than one.
 */
export function logarithmicBins(values: ArrayLike<number>): Histogram {
  const { least, most, whole } = extent(values);
  const top = whole ? most + 1 : most;
  const [low, high] = [Math.log1p(least), Math.log1p(top)];
  const edges = Array.from({ length: BINS + 1 }, (_, bin) => {
    if (bin === 0) return least;
    if (bin === BINS) return top;
    const edge = Math.expm1(low + ((high - low) * bin) / BINS);
    // There and back through the logarithm is not exact: of values close together an edge would lie beyond them.
    return Math.min(Math.max(whole ? Math.round(edge) : edge, least), top);
  });
  return counted(
    values,
    [...new Set(edges)].toSorted((a, b) => a - b),
    most,
  );
}

/** Bins alike in width from 0 to the largest value. */
export function evenBins(values: ArrayLike<number>): Histogram {
  const { most } = extent(values);
  const edges = Array.from({ length: BINS + 1 }, (_, bin) => (most * bin) / BINS);
  return counted(values, most > 0 ? edges : [0], most);
}

function extent(values: ArrayLike<number>): { least: number; most: number; whole: boolean } {
  let least = Infinity;
  let most = 0;
  let whole = true;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    least = Math.min(least, value);
    most = Math.max(most, value);
    whole &&= Number.isInteger(value);
  }
  return { least: Math.min(least, most), most, whole };
}

function counted(values: ArrayLike<number>, edges: readonly number[], most: number): Histogram {
  const counts = edges.length > 1 ? edges.slice(1).map(() => 0) : [0];
  for (let at = 0; at < values.length; at++) {
    const bin = edges.length > 1 ? binOf(values[at] as number, edges) : 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const [only = 0] = edges;
  return { edges: edges.length > 1 ? edges : [only, only + 1], counts, most };
}

/** The last bin that begins at or below the value. */
export function binOf(value: number, edges: readonly number[]): number {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((edges[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
