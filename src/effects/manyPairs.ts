/**
 * Pairs of targets in cells with several guides: each that enough cells have becomes, one at a time, a further column of the regression on all
 * guides, whose coefficient is what the two do beyond the sum of what each does (docs/method.md, "Many guides per cell").
 */
import type { CellSets } from '../dataset/annotation';
import type { ResidualSums } from './residuals';

/** Cells with both. */
export const FEWEST_TOGETHER = 50;
/** Tests of interactions, of the pairs that most cells have: 28 bytes each. */
const MOST_TESTS = 2 ** 22;
/** Perturbations whose pairs are counted in one square. */
const MOST_COUNTED = 4000;
/** Share of a pair's cells that guides must leave for its column. */
const LEFT = 0.05;

export interface CellPairs {
  readonly pairs: readonly { readonly first: number; readonly second: number }[];
  /** The pairs of each cell. */
  readonly sets: CellSets;
}

/** The pairs that enough cells have, those of most cells first. @param perturbationOfGuide [guides]; 0: the control @param genes tested */
export function frequentPairs(
  { starts, members }: CellSets,
  {
    perturbations,
    perturbationOfGuide,
  }: { readonly perturbations: number; readonly perturbationOfGuide: Int32Array },
  genes: number,
): CellPairs {
  const cells = starts.length - 1;
  const size = perturbations <= MOST_COUNTED ? perturbations : 0;
  /** Calls back for each pair of a cell, lower number first. */
  const eachPair = (cell: number, use: (place: number) => void) => {
    const own = new Set(
      Array.from(
        members.subarray(starts[cell], starts[cell + 1]),
        (guide) => perturbationOfGuide[guide] as number,
      ),
    );
    for (const a of own) for (const b of own) if (0 < a && a < b && b < size) use(a * size + b);
  };
  const together = new Int32Array(size * size);
  for (let cell = 0; cell < cells; cell++)
    eachPair(cell, (place) => {
      (together[place] as number) += 1;
    });
  const chosen = Array.from(together.keys())
    .filter((place) => (together[place] as number) >= FEWEST_TOGETHER)
    .toSorted((a, b) => (together[b] as number) - (together[a] as number) || a - b)
    .slice(0, Math.floor(MOST_TESTS / Math.max(genes, 1)))
    .toSorted((a, b) => a - b);
  const pairAt = new Map(chosen.map((place, pair) => [place, pair]));
  const startsOfPairs = new Int32Array(cells + 1);
  const membersOfPairs: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    eachPair(cell, (place) => {
      const pair = pairAt.get(place);
      if (pair !== undefined) membersOfPairs.push(pair);
    });
    startsOfPairs[cell + 1] = membersOfPairs.length;
  }
  return {
    pairs: chosen.map((place) => ({ first: Math.floor(place / size), second: place % size })),
    sets: { starts: startsOfPairs, members: Int32Array.from(membersOfPairs) },
  };
}

/** Members of both, those of the second after `count` of the first. */
export function joinedSets(first: CellSets, second: CellSets, count: number): CellSets {
  const starts = first.starts.map((start, cell) => start + (second.starts[cell] as number));
  const members = new Int32Array(first.members.length + second.members.length);
  for (let cell = 0; cell + 1 < starts.length; cell++) {
    const own = first.members.subarray(first.starts[cell], first.starts[cell + 1]);
    members.set(own, starts[cell]);
    second.members.subarray(second.starts[cell], second.starts[cell + 1]).forEach((member, at) => {
      members[(starts[cell] as number) + own.length + at] = count + member;
    });
  }
  return { starts, members };
}

/** Sums over the cells of guides alone, and of pairs, which follow them. */
export function splitSums(
  sums: ResidualSums,
  guides: number,
): readonly [guides: ResidualSums, pairs: ResidualSums] {
  const { genes, batches } = sums;
  const between = (from: number, to: number): ResidualSums => ({
    ...sums,
    guides: to - from,
    cellsOfGuide: sums.cellsOfGuide.subarray(from, to),
    cellsInBatch: sums.cellsInBatch.subarray(from * batches, to * batches),
    byGuide: sums.byGuide.subarray(from * genes, to * genes),
  });
  return [between(0, guides), between(guides, sums.guides)];
}

/** What the regression leaves of pairs. */
export interface PairColumns {
  /** [pairs × genes] what cells with both have beyond the sum, in levels. */
  readonly beyond: Float64Array;
  /** [pairs] its variance and third moment in units of those between cells, 0: not told; cells with both. */
  readonly variance: Float64Array;
  readonly third: Float64Array;
  readonly cells: Float64Array;
  /** [pairs × guides] by how much of it the level of a guide falls where it is taken out. */
  readonly ofGuide: Float64Array;
}

/** The regression on guides that share batches, the number of a cell's guides taken out. */
export interface SolvedGuides {
  readonly guides: readonly number[];
  /** [guides × guides] and [guides × genes] */
  readonly inverse: Float64Array;
  readonly level: Float64Array;
  /** What the number of guides took out: its product with each guide, with itself, and with values [genes]; null where cells have as many. */
  readonly number: {
    readonly ofGuides: Float64Array;
    readonly square: number;
    readonly along: Float64Array;
  } | null;
}

/** @param guideSets of cells @param cellsOfBatch [batches] */
export function pairColumns(
  sums: ResidualSums,
  { pairs, sets }: CellPairs,
  {
    guideSets,
    cellsOfBatch,
    ofGuides,
  }: {
    readonly guideSets: CellSets;
    readonly cellsOfBatch: Float64Array;
    readonly ofGuides: ResidualSums;
  },
  parts: readonly SolvedGuides[],
): PairColumns {
  const { genes, batches } = sums;
  const all = ofGuides.guides;
  /** [pairs × guides] cells with both. */
  const together = new Float64Array(pairs.length * all);
  for (let cell = 0; cell + 1 < sets.starts.length; cell++)
    for (const pair of sets.members.subarray(sets.starts[cell], sets.starts[cell + 1]))
      for (const guide of guideSets.members.subarray(guideSets.starts[cell], guideSets.starts[cell + 1]))
        (together[pair * all + guide] as number) += 1;
  const beyond = new Float64Array(pairs.length * genes);
  const [variance, third] = [new Float64Array(pairs.length), new Float64Array(pairs.length)];
  const ofGuide = new Float64Array(pairs.length * all);
  pairs.forEach((_, pair) => {
    const n = sums.cellsOfGuide[pair] as number;
    const inBatch = sums.cellsInBatch.subarray(pair * batches, (pair + 1) * batches);
    const value = sums.byGuide.slice(pair * genes, (pair + 1) * genes);
    const shares = inBatch.map((count, batch) => count / Math.max(cellsOfBatch[batch] as number, 1));
    let square = inBatch.reduce((sum, count, batch) => sum - count * (shares[batch] as number), n);
    shares.forEach((share, batch) => {
      for (let gene = 0; gene < genes; gene++)
        (value[gene] as number) -= share * (sums.byBatch[batch * genes + gene] as number);
    });
    for (const { guides, inverse, level, number } of parts) {
      const products = Float64Array.from(guides, (guide) =>
        shares.reduce(
          (sum, share, batch) => sum - share * (ofGuides.cellsInBatch[guide * batches + batch] as number),
          together[pair * all + guide] as number,
        ),
      );
      if (!guides.some((guide) => (together[pair * all + guide] as number) > 0)) continue;
      if (number !== null) {
        const share = products.reduce((sum, product) => sum + product, 0) / number.square;
        square -= share ** 2 * number.square;
        products.forEach((_product, i) => {
          (products[i] as number) -= share * (number.ofGuides[i] as number);
        });
        value.forEach((_value, gene) => {
          (value[gene] as number) -= share * (number.along[gene] as number);
        });
      }
      guides.forEach((guide, i) => {
        const row = inverse.subarray(i * guides.length, (i + 1) * guides.length);
        ofGuide[pair * all + guide] = products.reduce(
          (sum, product, j) => sum + product * (row[j] as number),
          0,
        );
        square -= (products[i] as number) * (ofGuide[pair * all + guide] as number);
        for (let gene = 0; gene < genes; gene++)
          (value[gene] as number) -= (products[i] as number) * (level[i * genes + gene] as number);
      });
    }
    if (!(square > LEFT * n)) return;
    variance[pair] = 1 / square;
    // Of the column (a − f)(b − f) of two that a share f of the cells has: r² is the part of its squares that is left.
    const r = Math.sqrt(square / n);
    third[pair] = ((2 * r - 1) / (r * r * n)) ** 2;
    beyond.set(
      value.map((one) => one / square),
      pair * genes,
    );
  });
  return { beyond, variance, third, cells: sums.cellsOfGuide, ofGuide };
}
