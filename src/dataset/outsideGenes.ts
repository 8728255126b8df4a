/**
 * Genes that are measured but not modelled: means of every condition, summed while the file is read, from which their loadings on the
 * fitted modules follow (inference/run/loadings.ts). No cell is kept.
 */
import { type CellGroupIndex, LOG_UNIT, reorderedGroups } from './cellMoments';
import type { Entries } from './entryReader';

/** Perturbed conditions are one group of all batches; controls have one for each batch. */
export interface OutsideGenes extends Omit<CellGroupIndex, 'ofRow'> {
  /** [U] names, ascending. */
  readonly names: readonly string[];
  /** [groups × U] mean of x, as in `Dataset.values`. */
  readonly mean: Float32Array;
  /** [U] variance of x (divided by n) within groups. */
  readonly variance: Float32Array;
}

/** Groups × genes outside up to which their means are kept: 200 MB while the file is read, and a third of it afterwards. */
const MAX_OUTSIDE = 2 ** 24;
/** Groups that loadings can be fitted to: memory grows with their square. */
const MAX_GROUPS = 2500;

export function canBeKept(groups: number, genes: number): boolean {
  return groups <= MAX_GROUPS && groups * genes <= MAX_OUTSIDE;
}

/** Running sums. Terms are whole multiples of a unit, so that the sums are the same in any order of cells. */
export class OutsideSums {
  readonly #groups: CellGroupIndex;
  readonly #names: readonly string[];
  /** [groups] [U] Σ x, in units. */
  readonly #sums: readonly Float64Array[];
  /** [U] Σ x² over all cells, in units. */
  readonly #squares: Float64Array;

  constructor(groups: CellGroupIndex, names: readonly string[]) {
    this.#groups = groups;
    this.#names = names;
    this.#sums = Array.from(groups.cells, () => new Float64Array(names.length));
    this.#squares = new Float64Array(names.length);
  }

  /** `values`: x; `genes`: places among the genes outside. Zeros, which are left out, add nothing. */
  add({ count, rows, genes, values }: Readonly<Entries>): void {
    const { ofRow } = this.#groups;
    const squares = this.#squares;
    for (let i = 0; i < count; i++) {
      const sums = this.#sums[ofRow[rows[i] as number] as number] as Float64Array;
      const gene = genes[i] as number;
      const x = Math.fround(values[i] as number);
      sums[gene] = (sums[gene] as number) + Math.round(x / LOG_UNIT);
      squares[gene] = (squares[gene] as number) + Math.round((x * x) / LOG_UNIT);
    }
  }

  means(): OutsideGenes {
    const { ofRow, ...groups } = this.#groups;
    const genes = this.#names.length;
    const mean = new Float32Array(groups.cells.length * genes);
    const between = new Float64Array(genes);
    this.#sums.forEach((sums, group) => {
      const cells = groups.cells[group] as number;
      for (let g = 0; g < genes; g++) {
        const own = ((sums[g] as number) * LOG_UNIT) / cells;
        mean[group * genes + g] = own;
        between[g] = (between[g] as number) + (cells / ofRow.length) * own ** 2;
      }
    });
    return {
      ...groups,
      names: this.#names,
      mean,
      variance: Float32Array.from(this.#squares, (square, g) =>
        Math.max(0, (square * LOG_UNIT) / ofRow.length - (between[g] as number)),
      ),
    };
  }
}

/** The data set without them: their means are of all cells with their own labels. */
export function withoutOutside<D extends { readonly outside?: OutsideGenes }>(
  dataset: D,
): Omit<D, 'outside'> {
  const { outside: _, ...rest } = dataset;
  return rest;
}

/** The means with conditions and batches at other places, in the order of the new conditions. */
export function reorderedOutside(
  outside: OutsideGenes,
  placeOfCondition: Int32Array,
  placeOfBatch: Int32Array,
): OutsideGenes {
  const { order, groups } = reorderedGroups(outside, placeOfCondition, placeOfBatch);
  const genes = outside.names.length;
  const mean = new Float32Array(outside.mean.length);
  order.forEach((group, row) =>
    mean.set(outside.mean.subarray(group * genes, (group + 1) * genes), row * genes),
  );
  return { ...outside, ...groups, mean };
}
