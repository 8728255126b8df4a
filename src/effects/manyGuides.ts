/**
 * Screens with several guides in each cell: residuals are regressed on all guides at once, and what follows is put as the sums of a screen with
 * one guide per cell that has the same levels and errors (docs/method.md, "Many guides per cell").
 */
import type { CellSets } from '../dataset/annotation';
import { transposedProduct } from '../numerics/dense/products';
import { choleskyRows } from '../numerics/linearAlgebra';
import { rowsWithBoth, scaleByRows, takeOutMeans } from '../numerics/membership';
import { thirdMoments } from './fit';
import { pairColumns, splitSums, type CellPairs, type PairColumns, type SolvedGuides } from './manyPairs';
import type { CellLayout, ResidualSums } from './residuals';

/** Share of the variance of a guide's column that others leave, at or below which they determine it. */
const DETERMINED = 1e-9;
/** Smallest coefficient with which a guide takes part in determining another. */
const TAKES_PART = 1e-6;

export interface ManyGuides {
  /** As of one guide per cell: `cellsOfGuide` is 1 over the variance of a guide's level in units of that between cells; 0: not told. */
  readonly sums: ResidualSums;
  /** Guides that are not told, since they are always in the same cells, or determine each other. */
  readonly inseparable: readonly (readonly number[])[];
  readonly pairs: PairColumns | null;
}

/**
 * Least squares of residuals on membership in guides, with batches and the number of a cell's guides taken out: levels of guides are told up to
 * what all have in common, which a comparison with a reference does not need. Guides of one perturbation that are always together count as one.
 * @param all sums in which each cell counts for all of its guides, and its pairs, which follow them @param perturbationOfGuide [guides]
 */
export function manyGuides(
  all: ResidualSums,
  layout: Pick<CellLayout, 'batchOfCell'> & { readonly guideSets: CellSets },
  perturbationOfGuide: Int32Array,
  pairs: CellPairs | null = null,
): ManyGuides {
  const [sums, ofPairs] = splitSums(all, perturbationOfGuide.length);
  const together = rowsWithBoth(layout.guideSets, sums.guides);
  const { used, inseparable } = separable(sums, together, perturbationOfGuide);
  const cellsOfBatch = new Float64Array(sums.batches);
  for (const batch of layout.batchOfCell) (cellsOfBatch[batch] as number) += 1;
  let left: readonly number[] = used;
  for (;;) {
    const parts = components(sums, left).map((guides) => {
      const system = withinBatches(sums, { together, cellsOfBatch }, guides);
      return { guides, ...solved(system, sums.genes) };
    });
    const dependent = parts.flatMap(({ guides, determined }) =>
      determined.length === 0 ? [] : [determined.map((place) => guides[place] as number)],
    );
    if (dependent.length === 0)
      return {
        sums: asSingleGuides(sums, parts, cellsOfBatch),
        inseparable,
        pairs: pairs && pairColumns(ofPairs, pairs, { ...layout, cellsOfBatch, ofGuides: sums }, parts),
      };
    inseparable.push(...dependent);
    left = left.filter((guide) => !dependent.some((of) => of.includes(guide)));
  }
}

/** Guides with cells, one of those of a perturbation that are always together; those of several are inseparable. */
function separable(
  { guides, cellsOfGuide }: ResidualSums,
  together: Float64Array,
  perturbationOfGuide: Int32Array,
) {
  const used: number[] = [];
  const inseparable: number[][] = [];
  const isPlaced = new Uint8Array(guides);
  for (let guide = 0; guide < guides; guide++) {
    const n = cellsOfGuide[guide] as number;
    if (n === 0 || isPlaced[guide] === 1) continue;
    const same = Array.from(cellsOfGuide.keys()).filter(
      (other) => cellsOfGuide[other] === n && together[guide * guides + other] === n,
    );
    for (const other of same) isPlaced[other] = 1;
    if (new Set(same.map((other) => perturbationOfGuide[other])).size > 1) inseparable.push(same);
    else used.push(guide);
  }
  return { used, inseparable };
}

/** Guides that share batches, as at one time: others are never compared within a batch. */
function components({ batches, cellsInBatch }: ResidualSums, used: readonly number[]): number[][] {
  const groups: { readonly guides: number[]; readonly batches: Set<number> }[] = [];
  for (const guide of used) {
    const own = Array.from({ length: batches }, (_, batch) => batch).filter(
      (batch) => (cellsInBatch[guide * batches + batch] as number) > 0,
    );
    const joined = groups.filter((group) => own.some((batch) => group.batches.has(batch)));
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push({
      guides: [...joined.flatMap(({ guides }) => guides), guide],
      batches: new Set([...joined.flatMap((group) => [...group.batches]), ...own]),
    });
  }
  return groups.map(({ guides }) => guides);
}

interface NormalEquations {
  /** [guides] */
  readonly cells: Float64Array;
  /** [guides × guides], [guides × genes] */
  readonly normal: Float64Array;
  readonly right: Float64Array;
}

/** Of these guides, the means of batches taken out. */
function withinBatches(
  { guides: all, genes, batches, cellsOfGuide, cellsInBatch, byGuide, byBatch }: ResidualSums,
  { together, cellsOfBatch }: { readonly together: Float64Array; readonly cellsOfBatch: Float64Array },
  guides: readonly number[],
): NormalEquations {
  const normal = new Float64Array(guides.length ** 2);
  const right = new Float64Array(guides.length * genes);
  const ofColumns = new Float64Array(guides.length * batches);
  guides.forEach((guide, i) => {
    guides.forEach((other, j) => {
      normal[i * guides.length + j] = together[guide * all + other] as number;
    });
    right.set(byGuide.subarray(guide * genes, (guide + 1) * genes), i * genes);
    ofColumns.set(cellsInBatch.subarray(guide * batches, (guide + 1) * batches), i * batches);
  });
  takeOutMeans(normal, right, { sizes: cellsOfBatch, ofColumns, ofValues: byBatch });
  return { cells: Float64Array.from(guides, (guide) => cellsOfGuide[guide] as number), normal, right };
}

interface Solution extends Omit<SolvedGuides, 'guides'> {
  /** Places of guides that determine each other; the rest is empty where there are some. */
  readonly determined: readonly number[];
  /** [guides] of the level in units of the variance of cells. */
  readonly variance: Float64Array;
  /** [genes] sum of squares that guides and their number explain, and degrees of freedom of these. */
  readonly explained: Float64Array;
  readonly freedom: number;
}

/** Overwrites the equations. */
function solved({ cells, normal, right }: NormalEquations, genes: number): Solution {
  const n = cells.length;
  const explained = new Float64Array(genes);
  const number = withoutNumber({ cells, normal, right }, explained);
  // Only differences between levels are told: their mean over all guides is 0. With one guide per cell the matrix is then that of their cells.
  const scale = scaleByRows(normal, cells, n);
  const rows = choleskyRows(normal, n, DETERMINED);
  const none = new Float64Array(0);
  if (rows < n) {
    const determined = determinedBy(normal, n, rows);
    return { determined, variance: none, inverse: none, level: none, explained, freedom: 0, number };
  }
  const root = inverseOfFactor(normal, n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) (root[i * n + j] as number) /= scale[j] as number;
  const inverse = transposedProduct(root, n, root, n);
  const level = transposedProduct(inverse, n, right, genes);
  level.forEach((value, at) => {
    (explained[at % genes] as number) += value * (right[at] as number);
  });
  const variance = cells.map((_, i) => inverse[i * n + i] as number);
  const freedom = n - 1 + Number(number !== null);
  return { determined: [], variance, inverse, level, explained, freedom, number };
}

/** Takes out the number of a cell's guides, the sum of their columns, where it differs between cells of a batch; null where it does not. */
function withoutNumber(
  { cells, normal, right }: NormalEquations,
  explained: Float64Array,
): SolvedGuides['number'] {
  const n = cells.length;
  const genes = explained.length;
  const ofGuides = new Float64Array(n);
  normal.forEach((value, at) => {
    (ofGuides[Math.floor(at / n)] as number) += value;
  });
  const square = ofGuides.reduce((sum, value) => sum + value, 0);
  if (!(square > DETERMINED * cells.reduce((sum, value) => sum + value, 0))) return null;
  const along = new Float64Array(genes);
  right.forEach((value, at) => {
    (along[at % genes] as number) += value;
  });
  along.forEach((value, gene) => {
    explained[gene] = (value * value) / square;
  });
  ofGuides.forEach((value, i) => {
    const share = value / square;
    for (let j = 0; j < n; j++) (normal[i * n + j] as number) -= share * (ofGuides[j] as number);
    for (let gene = 0; gene < genes; gene++)
      (right[i * genes + gene] as number) -= share * (along[gene] as number);
  });
  return { ofGuides, square, along };
}

/** Places of the rows that determine a row of a Cholesky factor without a diagonal, and of this. */
function determinedBy(factor: Float64Array, n: number, row: number): readonly number[] {
  const weights = factor.slice(row * n, row * n + row);
  for (let i = row - 1; i >= 0; i--) {
    const value = (weights[i] as number) / (factor[i * n + i] as number);
    weights[i] = value;
    for (let k = 0; k < i; k++) (weights[k] as number) -= (factor[i * n + k] as number) * value;
  }
  return [...Array.from(weights.keys()).filter((i) => Math.abs(weights[i] as number) > TAKES_PART), row];
}

/** [n × n] inverse of the lower triangle. */
function inverseOfFactor(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = inverse.subarray(i * n, i * n + i + 1);
    for (let k = 0; k < i; k++) {
      const weight = factor[i * n + k] as number;
      if (weight === 0) continue;
      for (let j = 0; j <= k; j++) (row[j] as number) -= weight * (inverse[k * n + j] as number);
    }
    const diagonal = factor[i * n + i] as number;
    row[i] = 1;
    for (let j = 0; j <= i; j++) (row[j] as number) /= diagonal;
  }
  return inverse;
}

/** The sums of a screen of one batch with one guide per cell in which guides have these levels with these variances. */
function asSingleGuides(
  sums: ResidualSums,
  parts: readonly (Solution & { readonly guides: readonly number[] })[],
  cellsOfBatch: Float64Array,
): ResidualSums {
  const { cells, guides, batches, genes, cellsOfGuide, cellsInBatch, byBatch, first, second } = sums;
  const rest = Float64Array.from(second);
  let freedom = cells - cellsOfBatch.filter((count) => count > 0).length;
  byBatch.forEach((sum, at) => {
    (rest[at % genes] as number) -= (sum * sum) / Math.max(cellsOfBatch[Math.floor(at / genes)] as number, 1);
  });
  /** [guides × genes] over the cells of each guide, and over those of the equivalent screen. */
  const [apart, byGuide] = [new Float64Array(guides * genes), new Float64Array(guides * genes)];
  const [equivalent, counted] = [new Float64Array(guides), new Float64Array(guides)];
  for (const { guides: own, variance, level, explained, freedom: used } of parts) {
    freedom -= used;
    explained.forEach((value, gene) => {
      (rest[gene] as number) -= value;
    });
    own.forEach((guide, i) => {
      equivalent[guide] = 1 / (variance[i] as number);
      counted[guide] = cellsOfGuide[guide] as number;
      for (let gene = 0; gene < genes; gene++) {
        const of = (first[gene] as number) / cells + (level[i * genes + gene] as number);
        apart[guide * genes + gene] = of * counted[guide];
        byGuide[guide * genes + gene] = of * equivalent[guide];
      }
    });
  }
  const cellsAmong = (guide: number) =>
    cellsOfBatch.reduce(
      (sum, count, batch) => sum + ((cellsInBatch[guide * batches + batch] as number) > 0 ? count : 0),
      0,
    );
  const variance = rest.map((value) => Math.max(value, 0) / Math.max(freedom, 1));
  const third = thirdMoments({ ...sums, cellsOfGuide: counted, byGuide: apart }, variance);
  return {
    ...sums,
    batches: 1,
    cellsOfGuide: equivalent,
    cellsInBatch: equivalent,
    byGuide,
    byBatch: first,
    presence: counted.map((count, guide) => count / Math.max(cellsAmong(guide), 1)),
    noise: { cells: variance, cellFreedom: Infinity, third },
  };
}
