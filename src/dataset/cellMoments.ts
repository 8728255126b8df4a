/**
 * Means and variances over all cells of a screen of which only a sample is kept one by one (cellSample.ts), summed while the file is
 * read. Cells are grouped by condition and batch, so that each group is in the units of its own batch (dynamics/prepare/scaling.ts).
 * Where these groups are too many, each perturbed condition is one group of all batches.
 */
import type { Entries } from './entryReader';

export interface CellMoments {
  /** [groups] index into Dataset.conditions; groups ascend by condition, then batch. */
  readonly condition: Int32Array;
  /** [groups] index into Dataset.batches; 0 where no batch column was chosen, ALL_BATCHES for a group of all batches. */
  readonly batch: Int32Array;
  /** [groups × batches] number of cells; absent where every group is of one batch. */
  readonly cellsInBatch?: Int32Array | null;
  /** [groups] number of cells. */
  readonly cells: Int32Array;
  /** Number of cells, where each counts in every condition of which it has a guide; absent where each is of one group. */
  readonly distinct?: number;
  /** [groups × G] mean and variance (divided by n) of x. */
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  /** [groups × G] mean of expm1(x), and its variance (divided by n); the latter null in files stored before it was summed. */
  readonly amount: Float32Array;
  readonly amountVariance: Float32Array | null;
  /** [groups × G] of x with the composition corrected, log1p(expm1(x) e^(−c_k)); null where the dataset has no composition. */
  readonly composed: { readonly mean: Float32Array; readonly variance: Float32Array } | null;
}

export const ALL_BATCHES = -1;

/** Batches of the cells of a group, with their number. */
export function batchesOfGroup(
  { batch, cells, cellsInBatch }: Pick<CellMoments, 'batch' | 'cells' | 'cellsInBatch'>,
  group: number,
): readonly { readonly batch: number; readonly cells: number }[] {
  if (!cellsInBatch || batch[group] !== ALL_BATCHES)
    return [{ batch: batch[group] as number, cells: cells[group] as number }];
  const batches = cellsInBatch.length / cells.length;
  return Array.from(cellsInBatch.subarray(group * batches, (group + 1) * batches), (count, index) => ({
    batch: index,
    cells: count,
  })).filter((one) => one.cells > 0);
}

/** Cells grouped by condition and batch. */
export interface CellGroupIndex extends Pick<CellMoments, 'condition' | 'batch' | 'cells' | 'cellsInBatch'> {
  /** [rows] index of each cell's group. */
  readonly ofRow: Int32Array;
}

/** `isMerged`: whether the cells of a condition are one group, whatever their batch. */
export function groupByConditionAndBatch(
  conditionOfRow: Int32Array,
  batchOfRow: Int32Array | null,
  batches: number,
  isMerged: (condition: number) => boolean = () => false,
): CellGroupIndex {
  const width = Math.max(1, batches) + 1;
  const keyOfRow = conditionOfRow.map(
    (condition, row) => condition * width + (isMerged(condition) ? 0 : 1 + (batchOfRow?.[row] ?? 0)),
  );
  const counts = new Map<number, number>();
  for (const key of keyOfRow) counts.set(key, (counts.get(key) ?? 0) + 1);
  const keys = Int32Array.from(counts.keys()).toSorted();
  const place = new Map(Array.from(keys, (key, group) => [key, group]));
  const batch = keys.map((key) => (key % width) - 1);
  const ofRow = keyOfRow.map((key) => place.get(key) ?? 0);
  return {
    condition: keys.map((key) => Math.floor(key / width)),
    batch,
    cells: keys.map((key) => counts.get(key) ?? 0),
    ...(batch.includes(ALL_BATCHES)
      ? { cellsInBatch: countByBatch(ofRow, batchOfRow, keys.length, Math.max(1, batches)) }
      : {}),
    ofRow,
  };
}

function countByBatch(
  groupOfRow: Int32Array,
  batchOfRow: Int32Array | null,
  groups: number,
  batches: number,
): Int32Array {
  const counts = new Int32Array(groups * batches);
  groupOfRow.forEach((group, row) => {
    const at = group * batches + (batchOfRow?.[row] ?? 0);
    counts[at] = (counts[at] as number) + 1;
  });
  return counts;
}

/**
 * Units of the sums. Terms are rounded to whole multiples, whose sums are exact up to 2⁵³ units, hence the same in any order of cells.
 * Logarithms do not reach that many. Amounts and their squares may: genes whose sums would have coarser units.
 */
export const LOG_UNIT = 2 ** -26;
const AMOUNT_UNIT = 2 ** -24;
const MAX_UNITS = 2 ** 52;
/** Numbers per group and gene: Σ x, Σ x², Σ expm1(x), Σ expm1(x)², and with a composition Σ and Σ² of the corrected values. */
const [PLAIN, COMPOSED] = [4, 6];

/** The smallest power of two, from 2⁻²⁴, of which `bound` has at most 2⁵² units. */
function amountUnit(bound: number): number {
  return bound > AMOUNT_UNIT * MAX_UNITS ? 2 ** Math.ceil(Math.log2(bound / MAX_UNITS)) : AMOUNT_UNIT;
}

/** Groups × genes that are summed in one pass over a file, in up to 800 MB, and those whose moments fit into memory, in up to 1.6 GB. */
export const MAX_AT_ONCE = 2 ** 24;
const MAX_GROUP_GENES = 2 ** 26;

/** Genes that are summed in one pass over a file. */
export function genesAtOnce(groups: number, atOnce: number): number {
  return Math.max(1, Math.floor(atOnce / groups));
}

export function canBeSummed(groups: number, genes: number): boolean {
  return groups * genes <= MAX_GROUP_GENES;
}

/** Cells of counts have few distinct values: the terms of 2¹⁰ values are kept, in slots of x, factor, expm1(x) and four terms. */
const TERMS = 7;
const TERMS_SHIFT = 22;

/** Running sums; the numbers of one group and gene are adjacent in memory. */
export class CellMomentSums {
  readonly #groups: CellGroupIndex;
  readonly #genes: number;
  readonly #factors: Float64Array | null;
  readonly #width: number;
  /** [groups] [genes × width] each; freed one by one when the sums end. */
  readonly #tables: Float64Array[];
  /** [genes] */
  readonly #amountUnits: Float64Array;
  readonly #squareUnits: Float64Array;
  readonly #terms = new Float64Array(TERMS * 2 ** (32 - TERMS_SHIFT));
  readonly #single = new Float32Array(1);
  readonly #bits = new Int32Array(this.#single.buffer);

  /**
   * `largestSquares` [genes]: an upper bound of Σ expm1(x)² over the cells of any group, to rounding; `composition` [conditions] c_k.
   */
  constructor(groups: CellGroupIndex, largestSquares: Float64Array, composition: Float64Array | null) {
    this.#groups = groups;
    this.#genes = largestSquares.length;
    this.#factors = composition && composition.map((shift) => Math.exp(-shift));
    this.#width = composition === null ? PLAIN : COMPOSED;
    this.#tables = Array.from(groups.cells, () => new Float64Array(this.#width * this.#genes));
    const most = groups.cells.reduce((largest, count) => Math.max(largest, count), 0);
    // The sum of n numbers is at most √(n × the sum of their squares).
    this.#amountUnits = largestSquares.map((squares) => amountUnit(Math.sqrt(most * squares)));
    this.#squareUnits = largestSquares.map(amountUnit);
  }

  /** `values`: x. Zeros, which are left out, add nothing. */
  add({ count, rows, genes, values }: Readonly<Entries>): void {
    const { ofRow, condition } = this.#groups;
    const [width, terms, amountUnits, squareUnits] = [
      this.#width,
      this.#terms,
      this.#amountUnits,
      this.#squareUnits,
    ];
    const isComposed = this.#factors !== null;
    let last = -1;
    let table: Float64Array = terms;
    let factor = 1;
    for (let i = 0; i < count; i++) {
      const group = ofRow[rows[i] as number] as number;
      if (group !== last) {
        table = this.#tables[group] as Float64Array;
        factor = this.#factors?.[condition[group] as number] ?? 1;
        last = group;
      }
      const from = this.#termsOf(values[i] as number, factor);
      const gene = genes[i] as number;
      const at = width * gene;
      const y = terms[from + 2] as number;
      table[at] = (table[at] as number) + (terms[from + 3] as number);
      table[at + 1] = (table[at + 1] as number) + (terms[from + 4] as number);
      table[at + 2] = (table[at + 2] as number) + Math.round(y / (amountUnits[gene] as number));
      table[at + 3] = (table[at + 3] as number) + Math.round((y * y) / (squareUnits[gene] as number));
      if (!isComposed) continue;
      table[at + 4] = (table[at + 4] as number) + (terms[from + 5] as number);
      table[at + 5] = (table[at + 5] as number) + (terms[from + 6] as number);
    }
  }

  /** Place in #terms of the terms of a value, computed unless they are there. */
  #termsOf(value: number, factor: number): number {
    const terms = this.#terms;
    this.#single[0] = value;
    const x = this.#single[0];
    const from = (Math.imul(this.#bits[0] as number, 0x9e3779b1) >>> TERMS_SHIFT) * TERMS;
    if (terms[from] === x && terms[from + 1] === factor) return from;
    const y = Math.expm1(x);
    const composed = Math.fround(composedLogarithm(x, factor));
    terms[from] = x;
    terms[from + 1] = factor;
    terms[from + 2] = y;
    terms[from + 3] = Math.round(x / LOG_UNIT);
    terms[from + 4] = Math.round((x * x) / LOG_UNIT);
    terms[from + 5] = Math.round(composed / LOG_UNIT);
    terms[from + 6] = Math.round((composed * composed) / LOG_UNIT);
    return from;
  }

  /** Ends the sums. */
  moments(): CellMoments {
    const moments = roomForMoments(this.#groups, this.#genes, this.#factors !== null);
    this.endInto(moments, 0);
    return moments;
  }

  /** Ends the sums; their genes are those of `moments` from `first` on. */
  endInto({ cells, mean, variance, amount, amountVariance, composed }: MomentsRoom, first: number): void {
    const all = mean.length / cells.length;
    for (const [group, count] of cells.entries()) {
      const table = this.#tables[group] as Float64Array;
      this.#tables[group] = new Float64Array(0);
      for (let g = 0; g < this.#genes; g++) {
        const [from, to] = [this.#width * g, group * all + first + g];
        const meanOf = (place: number, unit: number) => ((table[from + place] as number) / count) * unit;
        const [own, level] = [meanOf(0, LOG_UNIT), meanOf(2, this.#amountUnits[g] as number)];
        mean[to] = own;
        variance[to] = varianceOf(own, meanOf(1, LOG_UNIT));
        amount[to] = level;
        amountVariance[to] = varianceOf(level, meanOf(3, this.#squareUnits[g] as number));
        if (composed === null) continue;
        const corrected = meanOf(4, LOG_UNIT);
        composed.mean[to] = corrected;
        composed.variance[to] = varianceOf(corrected, meanOf(5, LOG_UNIT));
      }
    }
  }
}

/** log1p(expm1(x)·factor), as amounts are multiplied. Below 0, where effects were subtracted, the straight line that continues it. */
export function composedLogarithm(x: number, factor: number): number {
  if (factor === 1) return x;
  return x > 0 ? Math.log1p(Math.expm1(x) * factor) : x * factor;
}

type MomentsRoom = CellMoments & { readonly amountVariance: Float32Array };

/** Moments of no cells. */
export function roomForMoments(
  { condition, batch, cells, cellsInBatch }: CellGroupIndex,
  genes: number,
  isComposed: boolean,
): MomentsRoom {
  const column = () => new Float32Array(cells.length * genes);
  return {
    condition,
    batch,
    cells,
    ...(cellsInBatch ? { cellsInBatch } : {}),
    mean: column(),
    variance: column(),
    amount: column(),
    amountVariance: column(),
    composed: isComposed ? { mean: column(), variance: column() } : null,
  };
}

function varianceOf(mean: number, square: number): number {
  return Math.max(0, square - mean * mean);
}

/** The moments with conditions, batches and genes at other places, in the order of the new conditions. */
export function reordered(
  moments: CellMoments,
  placeOfCondition: Int32Array,
  placeOfBatch: Int32Array,
  geneOrder: Int32Array,
): CellMoments {
  const { order, groups } = reorderedGroups(moments, placeOfCondition, placeOfBatch);
  return { ...gathered(moments, order, geneOrder.length, geneOrder), ...groups };
}

/** Groups with conditions and batches at other places, and where each of them was. */
export function reorderedGroups(
  { condition, batch, cells, cellsInBatch }: Omit<CellGroupIndex, 'ofRow'>,
  placeOfCondition: Int32Array,
  placeOfBatch: Int32Array,
): { readonly order: Int32Array; readonly groups: Omit<CellGroupIndex, 'ofRow'> } {
  const conditionOf = condition.map((one) => placeOfCondition[one] as number);
  const batchOf = batch.map((one) => (one === ALL_BATCHES ? ALL_BATCHES : (placeOfBatch[one] ?? 0)));
  const order = Int32Array.from(conditionOf.keys()).toSorted(
    (a, b) =>
      (conditionOf[a] as number) - (conditionOf[b] as number) ||
      (batchOf[a] as number) - (batchOf[b] as number),
  );
  const batches = Math.max(1, placeOfBatch.length);
  return {
    order,
    groups: {
      condition: order.map((group) => conditionOf[group] as number),
      batch: order.map((group) => batchOf[group] as number),
      cells: order.map((group) => cells[group] as number),
      ...(cellsInBatch
        ? { cellsInBatch: rowsAt(withColumnsAt(cellsInBatch, batches, placeOfBatch), order, batches) }
        : {}),
    },
  };
}

/** [rows × columns] with each column at another place. */
function withColumnsAt(values: Int32Array, columns: number, placeOf: Int32Array): Int32Array {
  const moved = new Int32Array(values.length);
  values.forEach((value, at) => {
    const column = at % columns;
    moved[at - column + (placeOf[column] ?? column)] = value;
  });
  return moved;
}

/** Rows of [rows × columns], in this order. */
function rowsAt(values: Int32Array, rows: Int32Array, columns: number): Int32Array {
  return Int32Array.from(
    Array.from(rows, (row) => [...values.subarray(row * columns, (row + 1) * columns)]).flat(),
  );
}

/** The moments of some conditions, each at its place in the list; a condition may be listed several times. */
export function momentsOfConditions(
  moments: CellMoments,
  conditions: readonly number[],
  genes: number,
): CellMoments {
  const groupsOf = new Map<number, number[]>();
  moments.condition.forEach((condition, group) =>
    groupsOf.set(condition, [...(groupsOf.get(condition) ?? []), group]),
  );
  const listed = conditions.flatMap((condition, place) =>
    (groupsOf.get(condition) ?? []).map((group) => ({ group, place })),
  );
  const groups = Int32Array.from(listed, ({ group }) => group);
  return {
    ...gathered(moments, groups, genes, null),
    condition: Int32Array.from(listed, ({ place }) => place),
  };
}

function gathered(
  moments: CellMoments,
  groups: Int32Array,
  genes: number,
  geneOrder: Int32Array | null,
): CellMoments {
  const rows = (values: Float32Array): Float32Array => {
    const moved = new Float32Array(groups.length * genes);
    groups.forEach((group, row) => {
      for (let g = 0; g < genes; g++)
        moved[row * genes + g] = values[
          group * genes + (geneOrder === null ? g : (geneOrder[g] as number))
        ] as number;
    });
    return moved;
  };
  const { composed, cellsInBatch } = moments;
  const batches = (cellsInBatch?.length ?? 0) / moments.cells.length;
  return {
    condition: groups.map((group) => moments.condition[group] as number),
    batch: groups.map((group) => moments.batch[group] as number),
    cells: groups.map((group) => moments.cells[group] as number),
    ...(cellsInBatch ? { cellsInBatch: rowsAt(cellsInBatch, groups, batches) } : {}),
    ...(moments.distinct === undefined ? {} : { distinct: moments.distinct }),
    mean: rows(moments.mean),
    variance: rows(moments.variance),
    amount: rows(moments.amount),
    amountVariance: moments.amountVariance && rows(moments.amountVariance),
    composed: composed && { mean: rows(composed.mean), variance: rows(composed.variance) },
  };
}
