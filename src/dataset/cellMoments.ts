/**
 * Means and variances over all cells of a screen of which only a sample is kept one by one (cellSample.ts), summed while the file is
 * read. Cells are grouped by condition and batch, so that each group is in the units of its own batch (dynamics/prepare/scaling.ts).
 */
export interface CellMoments {
  /** [groups] index into Dataset.conditions; groups ascend by condition, then batch. */
  readonly condition: Int32Array;
  /** [groups] index into Dataset.batches; 0 where no batch column was chosen. */
  readonly batch: Int32Array;
  /** [groups] number of cells. */
  readonly cells: Int32Array;
  /** [groups × G] mean and variance (divided by n) of x. */
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  /** [groups × G] mean of expm1(x). */
  readonly amount: Float32Array;
  /** [groups × G] of x with the composition corrected, log1p(expm1(x) e^(−c_k)); null where the dataset has no composition. */
  readonly composed: { readonly mean: Float32Array; readonly variance: Float32Array } | null;
}

/** Cells grouped by condition and batch. */
interface CellGroupIndex extends Pick<CellMoments, 'condition' | 'batch' | 'cells'> {
  /** [rows] index of each cell's group. */
  readonly ofRow: Int32Array;
}

export function groupByConditionAndBatch(
  conditionOfRow: Int32Array,
  batchOfRow: Int32Array | null,
  batches: number,
): CellGroupIndex {
  const width = Math.max(1, batches);
  const keyOfRow = conditionOfRow.map((condition, row) => condition * width + (batchOfRow?.[row] ?? 0));
  const counts = new Map<number, number>();
  for (const key of keyOfRow) counts.set(key, (counts.get(key) ?? 0) + 1);
  const keys = Int32Array.from(counts.keys()).toSorted();
  const place = new Map(Array.from(keys, (key, group) => [key, group]));
  return {
    condition: keys.map((key) => Math.floor(key / width)),
    batch: keys.map((key) => key % width),
    cells: keys.map((key) => counts.get(key) ?? 0),
    ofRow: keyOfRow.map((key) => place.get(key) ?? 0),
  };
}

/**
 * Units of the sums. Terms are rounded to whole multiples, whose sums are exact up to 2⁵³ units, hence the same in any order of cells.
 */
const LOG_UNIT = 2 ** -26;
const AMOUNT_UNIT = 2 ** -24;
/** Numbers per group and gene: Σ x, Σ x², Σ expm1(x), and with a composition Σ and Σ² of the corrected values. */
const [PLAIN, COMPOSED] = [3, 5];

/** Groups × genes beyond which the sums take more memory than a page has. */
export const MAX_GROUP_GENES = 2 ** 24;

/** Running sums; the numbers of one group and gene are adjacent in memory. */
export class CellMomentSums {
  readonly #groups: CellGroupIndex;
  readonly #genes: number;
  readonly #factors: Float64Array | null;
  readonly #width: number;
  readonly #table: Float64Array;

  /** `composition` [conditions] c_k. */
  constructor(groups: CellGroupIndex, genes: number, composition: Float64Array | null) {
    this.#groups = groups;
    this.#genes = genes;
    this.#factors = composition && composition.map((shift) => Math.exp(-shift));
    this.#width = composition === null ? PLAIN : COMPOSED;
    this.#table = new Float64Array(this.#width * groups.cells.length * genes);
  }

  /** `x`: not zero, which adds nothing; at the precision of the dataset. */
  add(row: number, gene: number, x: number): void {
    const table = this.#table;
    const group = this.#groups.ofRow[row] as number;
    const at = this.#width * (group * this.#genes + gene);
    const y = Math.expm1(x);
    table[at] = (table[at] as number) + Math.round(x / LOG_UNIT);
    table[at + 1] = (table[at + 1] as number) + Math.round((x * x) / LOG_UNIT);
    table[at + 2] = (table[at + 2] as number) + Math.round(y / AMOUNT_UNIT);
    if (this.#factors === null) return;
    const factor = this.#factors[this.#groups.condition[group] as number] as number;
    const composed = factor === 1 ? x : Math.fround(Math.log1p(y * factor));
    table[at + 3] = (table[at + 3] as number) + Math.round(composed / LOG_UNIT);
    table[at + 4] = (table[at + 4] as number) + Math.round((composed * composed) / LOG_UNIT);
  }

  moments(): CellMoments {
    const { condition, batch, cells } = this.#groups;
    const size = cells.length * this.#genes;
    const column = (place: number, unit: number) =>
      Float32Array.from({ length: size }, (_, at) => this.#mean(at, place) * unit);
    const variance = (place: number) =>
      Float32Array.from({ length: size }, (_, at) => {
        const mean = this.#mean(at, place) * LOG_UNIT;
        return Math.max(0, this.#mean(at, place + 1) * LOG_UNIT - mean * mean);
      });
    return {
      condition,
      batch,
      cells,
      mean: column(0, LOG_UNIT),
      variance: variance(0),
      amount: column(2, AMOUNT_UNIT),
      composed: this.#factors === null ? null : { mean: column(3, LOG_UNIT), variance: variance(3) },
    };
  }

  #mean(at: number, place: number): number {
    const group = Math.floor(at / this.#genes);
    return (this.#table[this.#width * at + place] as number) / (this.#groups.cells[group] as number);
  }
}

/** The moments with conditions, batches and genes at other places, in the order of the new conditions. */
export function reordered(
  moments: CellMoments,
  placeOfCondition: Int32Array,
  placeOfBatch: Int32Array,
  geneOrder: Int32Array,
): CellMoments {
  const genes = geneOrder.length;
  const conditionOf = moments.condition.map((condition) => placeOfCondition[condition] as number);
  const batchOf = moments.batch.map((batch) => placeOfBatch[batch] ?? 0);
  const order = Int32Array.from(conditionOf.keys()).toSorted(
    (a, b) =>
      (conditionOf[a] as number) - (conditionOf[b] as number) ||
      (batchOf[a] as number) - (batchOf[b] as number),
  );
  return gathered(
    moments,
    order,
    order.map((group) => conditionOf[group] as number),
    order.map((group) => batchOf[group] as number),
    genes,
    geneOrder,
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
  return gathered(
    moments,
    groups,
    Int32Array.from(listed, ({ place }) => place),
    groups.map((group) => moments.batch[group] as number),
    genes,
    null,
  );
}

function gathered(
  moments: CellMoments,
  groups: Int32Array,
  condition: Int32Array,
  batch: Int32Array,
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
  const { composed } = moments;
  return {
    condition,
    batch,
    cells: groups.map((group) => moments.cells[group] as number),
    mean: rows(moments.mean),
    variance: rows(moments.variance),
    amount: rows(moments.amount),
    composed: composed && { mean: rows(composed.mean), variance: rows(composed.variance) },
  };
}
