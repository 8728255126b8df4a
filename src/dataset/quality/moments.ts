/**
 * Results of one pass over all values: totals per cell, and sums and sums of squares of normalised expression per condition and gene,
 * over all measured genes. Means, variances, variable genes and composition follow from them.
 */
import type { PerturbationKind } from '../mapping';
import type { Entries } from '../entryReader';

/** A condition with its measured target genes; a control has none. */
export interface MeasuredCondition {
  readonly time: number | null;
  readonly cells: number;
  readonly kind: PerturbationKind;
  /** Positions of the perturbed genes that are measured. */
  readonly targets: readonly number[];
  /** Whether a gene is perturbed that is not measured. */
  readonly hasLatent?: boolean;
}

export function isControl(condition: MeasuredCondition | undefined): boolean {
  return condition?.targets.length === 0 && condition.hasLatent !== true;
}

/** The controls of a time point, or all if there are none, as indices. */
export function controlsOf(
  conditions: readonly MeasuredCondition[],
): (time: number | null) => readonly number[] {
  const controls = [...conditions.keys()].filter((index) => isControl(conditions[index]));
  return (time) => {
    const sameTime = controls.filter((index) => conditions[index]?.time === time);
    return sameTime.length > 0 ? sameTime : controls;
  };
}

/** Sums of y = expm1(x) and of its square over the cells of each condition. */
export interface Moments {
  readonly genes: number;
  /** [conditions × genes × 2] Σ y and Σ y². */
  readonly sums: Float64Array;
  /** [rows] Σ y over all measured genes. */
  readonly totals: Float64Array;
}

export interface GroupMoments {
  readonly cells: number;
  /** [genes] mean and population variance of y. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Conditions × genes up to which sums are compensated, in 1 GB, and those whose sums fit into a page's memory, in 1.6 GB. */
const MAX_COMPENSATED = 2 ** 25;
const MAX_PLAIN = 1e8;

/** null where even plain sums take more memory than a page has. */
export function momentSums(genes: number, conditions: number): MomentSums | null {
  if (conditions * genes <= MAX_COMPENSATED) return new CompensatedMomentSums(genes, conditions);
  return conditions * genes <= MAX_PLAIN ? new PlainMomentSums(genes, conditions) : null;
}

/** Running sums of Moments. */
export interface MomentSums {
  /** `conditionOfRow` [rows] */
  add: (conditionOfRow: Int32Array, entries: Entries) => void;
  /** Moments of y · unit. Ends the sums: the result reuses their memory. `totals` [rows] Σ y. */
  moments: (totals: Float64Array, unit: number) => Moments;
}

/**
 * Compensated like CompensatedSums. The four numbers of a condition and gene are adjacent in memory: cells come in any order of conditions,
 * and separate arrays would miss the cache four times.
 */
export class CompensatedMomentSums implements MomentSums {
  readonly #genes: number;
  /** [conditions × genes × 4] Σ y and its rounding error, Σ y² and its rounding error. */
  readonly #table: Float64Array;

  constructor(genes: number, conditions: number) {
    this.#genes = genes;
    this.#table = new Float64Array(4 * genes * conditions);
  }

  add(conditionOfRow: Int32Array, { count, rows, genes, values }: Entries): void {
    for (let i = 0; i < count; i++) {
      const y = values[i] as number;
      const condition = conditionOfRow[rows[i] as number] as number;
      const at = 4 * (condition * this.#genes + (genes[i] as number));
      this.#addTo(at, y);
      this.#addTo(at + 2, y * y);
    }
  }

  #addTo(at: number, term: number): void {
    const table = this.#table;
    const before = table[at] as number;
    const after = before + term;
    const added = after - before;
    table[at + 1] = (table[at + 1] as number) + (before - (after - added)) + (term - added);
    table[at] = after;
  }

  moments(totals: Float64Array, unit: number): Moments {
    const table = this.#table;
    const pairs = table.length / 4;
    for (let at = 0; at < pairs; at++) {
      const sum = (table[4 * at] as number) + (table[4 * at + 1] as number);
      const square = (table[4 * at + 2] as number) + (table[4 * at + 3] as number);
      table[2 * at] = sum * unit;
      table[2 * at + 1] = square * unit * unit;
    }
    return momentsIn(table.subarray(0, 2 * pairs), this.#genes, totals, unit);
  }
}

/**
 * In half of the memory, without rounding errors. The sums are rounded to 24 binary digits instead: in another order of cells they differ in
 * the last of 53 only.
 */
export class PlainMomentSums implements MomentSums {
  readonly #genes: number;
  /** [conditions × genes × 2] Σ y and Σ y². */
  readonly #table: Float64Array;

  constructor(genes: number, conditions: number) {
    this.#genes = genes;
    this.#table = new Float64Array(2 * genes * conditions);
  }

  add(conditionOfRow: Int32Array, { count, rows, genes, values }: Entries): void {
    const table = this.#table;
    for (let i = 0; i < count; i++) {
      const y = values[i] as number;
      const condition = conditionOfRow[rows[i] as number] as number;
      const at = 2 * (condition * this.#genes + (genes[i] as number));
      table[at] = (table[at] as number) + y;
      table[at + 1] = (table[at + 1] as number) + y * y;
    }
  }

  moments(totals: Float64Array, unit: number): Moments {
    const table = this.#table;
    for (let at = 0; at < table.length; at += 2) {
      table[at] = Math.fround((table[at] as number) * unit);
      table[at + 1] = Math.fround((table[at + 1] as number) * unit * unit);
    }
    return momentsIn(table, this.#genes, totals, unit);
  }
}

function momentsIn(sums: Float64Array, genes: number, totals: Float64Array, unit: number): Moments {
  return { genes, sums, totals: totals.map((total) => total * unit) };
}

/** Mean and variance over the pooled cells of several conditions. */
export function pooledMoments(
  moments: Moments,
  all: readonly MeasuredCondition[],
  conditions: readonly number[],
): GroupMoments {
  const { genes, sums } = moments;
  const cells = conditions.reduce((total, condition) => total + (all[condition]?.cells ?? 0), 0);
  const mean = new Float64Array(genes);
  const variance = new Float64Array(genes);
  for (const condition of conditions) {
    for (let gene = 0; gene < genes; gene++) {
      mean[gene] = (mean[gene] ?? 0) + (sums[2 * (condition * genes + gene)] ?? 0) / cells;
      variance[gene] = (variance[gene] ?? 0) + (sums[2 * (condition * genes + gene) + 1] ?? 0) / cells;
    }
  }
  for (let gene = 0; gene < genes; gene++) {
    variance[gene] = Math.max(0, (variance[gene] ?? 0) - (mean[gene] ?? 0) ** 2);
  }
  return { cells, mean, variance };
}

/** [genes] the largest Σ y² of a condition. */
export function largestSquares({ genes, sums }: Moments): Float64Array {
  const largest = new Float64Array(genes);
  for (let start = 0; start < sums.length; start += 2 * genes)
    for (let gene = 0; gene < genes; gene++)
      largest[gene] = Math.max(largest[gene] as number, sums[start + 2 * gene + 1] as number);
  return largest;
}

/** Mean and population variance of y of one gene. */
export interface GeneMoments {
  readonly cells: number;
  readonly mean: number;
  readonly variance: number;
}

/** From Σ y and Σ y² over `cells` cells. */
function geneMoments(cells: number, sum: number, squares: number): GeneMoments {
  const mean = sum / cells;
  return { cells, mean, variance: Math.max(0, squares / cells - mean ** 2) };
}

/** pooledMoments of a single gene. */
export function momentsOfGene(
  { genes, sums }: Moments,
  all: readonly MeasuredCondition[],
  conditions: readonly number[],
  gene: number,
): GeneMoments {
  const total = { cells: 0, sum: 0, squares: 0 };
  for (const condition of conditions) {
    total.cells += all[condition]?.cells ?? 0;
    total.sum += sums[2 * (condition * genes + gene)] ?? 0;
    total.squares += sums[2 * (condition * genes + gene) + 1] ?? 0;
  }
  return geneMoments(total.cells, total.sum, total.squares);
}
