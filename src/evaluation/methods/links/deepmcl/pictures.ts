/** Two genes as pictures: how many cells fall into each pair of their bins, beyond what the bins alone explain. */
import { withoutMeans, type LinkFeatures } from '../features';

const BINS = 8;
const SIZE = BINS * BINS;
/** All cells, and cells without the means of their conditions. */
export const SOURCES = 2;
/** Places of a 3 × 3 filter, and its size. */
const SIDE = 6;
export const PATCHES = SIDE * SIDE;
export const FILTER = 9;

/**
 * [G · R × sources × 8 × 8] for the pair g · R + r, bins of the regulator in rows: log of cells in both bins over what independent genes would
 * have, each plus one. Bins are octiles of a gene, so that its scale does not matter; cells in which the target was set do not count.
 */
export function pictures({ genes, candidates, cells, targets }: LinkFeatures): Float32Array {
  const R = candidates.length;
  const sources = [cells.values, withoutMeans(cells, genes)].map((values) =>
    binned(values, genes, cells.count),
  );
  const found = new Float32Array(genes * R * SOURCES * SIZE);
  const counts = new Float64Array(SIZE);
  for (let gene = 0; gene < genes; gene++) {
    const free = Int32Array.from({ length: cells.count }, (_, cell) => cell).filter(
      (cell) => targets[cells.conditionOf[cell] as number]?.includes(gene) !== true,
    );
    candidates.forEach((regulator, r) =>
      sources.forEach((bins, source) => {
        counts.fill(0);
        const [from, to] = [regulator * cells.count, gene * cells.count];
        for (const cell of free) {
          const bin = BINS * (bins[from + cell] as number) + (bins[to + cell] as number);
          counts[bin] = (counts[bin] as number) + 1;
        }
        found.set(beyondMargins(counts, free.length), ((gene * R + r) * SOURCES + source) * SIZE);
      }),
    );
  }
  return found;
}

/** [G × cells] octile of each value among those of its gene; equal values have the lowest octile of theirs. */
function binned(values: Float32Array, genes: number, count: number): Uint8Array {
  const bins = new Uint8Array(genes * count);
  const own = new Float32Array(count);
  for (let gene = 0; gene < genes; gene++) {
    for (let cell = 0; cell < count; cell++) own[cell] = values[cell * genes + gene] as number;
    const sorted = own.toSorted();
    const limits = Array.from(
      { length: BINS - 1 },
      (_, bin) => sorted[Math.floor(((bin + 1) * count) / BINS)],
    );
    for (let cell = 0; cell < count; cell++)
      bins[gene * count + cell] = limits.filter(
        (limit) => (own[cell] as number) > (limit ?? Infinity),
      ).length;
  }
  return bins;
}

function beyondMargins(counts: Float64Array, cells: number): Float32Array {
  const [rows, columns] = [new Float64Array(BINS), new Float64Array(BINS)];
  for (const [at, count] of counts.entries()) {
    rows[Math.floor(at / BINS)] = (rows[Math.floor(at / BINS)] as number) + count;
    columns[at % BINS] = (columns[at % BINS] as number) + count;
  }
  return Float32Array.from(counts, (count, at) => {
    const expected =
      ((rows[Math.floor(at / BINS)] as number) * (columns[at % BINS] as number)) / Math.max(1, cells);
    return Math.log((count + 1) / (expected + 1));
  });
}

/** [pairs × sources × 36 × 9] the parts of pictures that a filter sees, by quarters of the picture. */
export function patches(all: Float32Array, places: Int32Array): Float32Array {
  const parts = new Float32Array(places.length * SOURCES * PATCHES * FILTER);
  let end = 0;
  for (const place of places)
    for (let source = 0; source < SOURCES; source++) {
      const start = (place * SOURCES + source) * SIZE;
      for (const corner of corners)
        for (let p = 0; p < FILTER; p++)
          parts[end++] = all[start + corner + BINS * Math.floor(p / 3) + (p % 3)] as number;
    }
  return parts;
}

/** Upper left bins of all patches, quarter by quarter. */
const corners = [0, 1, 2, 3].flatMap((quarter) =>
  Array.from({ length: PATCHES / 4 }, (_, at) => {
    const row = (SIDE / 2) * Math.floor(quarter / 2) + Math.floor(at / 3);
    return BINS * row + (SIDE / 2) * (quarter % 2) + (at % 3);
  }),
);
