/**
 * Which values tell what perturbations did to their own targets: those of the targeted genes, in the cells of their own
 * perturbations and in the cells that these are compared with. Kept sparse, as one pass over the matrix meets them.
 */
import { drawnByName } from './sampling';

/** Cells that others are compared with, at most; fewer where many genes are targets, so that memory stays bounded. */
const MOST_REFERENCE = 5_000;
const FEWEST_REFERENCE = 1_000;
const MOST_PAIRS = 1e7;

/** The cells that could be used, by what was perturbed in them. */
export interface GroupedCells {
  /** [rows] the file's index of each, ascending. */
  readonly cells: Int32Array;
  /** [rows] index into groups. */
  readonly groupOfRow: Int32Array;
  /** [groups] names of the genes set; none for controls. */
  readonly targetNames: readonly (readonly string[])[];
}

export interface TargetCells {
  /** [targets] places of the targeted genes, ascending. */
  readonly genes: Int32Array;
  /** [groups] places in `genes` of what each group's perturbation targets. */
  readonly targetsOfGroup: readonly (readonly number[])[];
  readonly groupOfRow: Int32Array;
  /** [rows] 1 where others are compared with the cell: controls, or where there are none all perturbed cells. */
  readonly isReference: Uint8Array;
  /** Whether those are controls. */
  readonly hasControls: boolean;
}

/** @param names of the genes of the matrix */
export function targetCells(
  { cells, groupOfRow, targetNames }: GroupedCells,
  names: readonly string[],
  cellNames: readonly string[],
): TargetCells {
  const targeted = new Set(targetNames.flat());
  const genes = Int32Array.from(names.keys()).filter((place) => targeted.has(names[place] ?? ''));
  const slotOfName = new Map(Array.from(genes, (gene, slot) => [names[gene], slot]));
  const hasControls = targetNames.some((targets) => targets.length === 0);
  const compared = [...cells].filter(
    (_, row) => !hasControls || targetNames[groupOfRow[row] ?? -1]?.length === 0,
  );
  const quota = Math.max(FEWEST_REFERENCE, Math.min(MOST_REFERENCE, Math.floor(MOST_PAIRS / genes.length)));
  const reference = new Set(drawnByName(compared, quota, cellNames));
  return {
    genes,
    targetsOfGroup: targetNames.map((targets) => targets.map((name) => slotOfName.get(name) ?? -1)),
    groupOfRow,
    isReference: Uint8Array.from(cells, (cell) => Number(reference.has(cell))),
    hasControls,
  };
}

/** Values that are not zero, in the order in which they were met. */
export interface TargetValues {
  readonly count: number;
  /** [count and more] */
  readonly rows: Int32Array;
  readonly slots: Int32Array;
  /** As the file has them, without logarithms; not divided by totals. */
  readonly values: Float32Array;
}

/** Takes the values of a pass and keeps those that tell. */
export class TargetCollector implements TargetValues {
  readonly #slotOfGene: Int32Array;
  readonly #cells: TargetCells;
  count = 0;
  rows = new Int32Array(1024);
  slots = new Int32Array(1024);
  values = new Float32Array(1024);

  /** @param genes of the matrix */
  constructor(cells: TargetCells, genes: number) {
    this.#cells = cells;
    this.#slotOfGene = new Int32Array(genes).fill(-1);
    cells.genes.forEach((gene, slot) => {
      this.#slotOfGene[gene] = slot;
    });
  }

  add(row: number, gene: number, value: number): void {
    const slot = this.#slotOfGene[gene] as number;
    if (slot < 0) return;
    const { isReference, targetsOfGroup, groupOfRow } = this.#cells;
    if (isReference[row] === 0 && !targetsOfGroup[groupOfRow[row] as number]?.includes(slot)) return;
    if (this.count === this.rows.length) this.#grow();
    this.rows[this.count] = row;
    this.slots[this.count] = slot;
    this.values[this.count] = value;
    this.count += 1;
  }

  #grow(): void {
    const size = 2 * this.rows.length;
    const [rows, slots, values] = [new Int32Array(size), new Int32Array(size), new Float32Array(size)];
    rows.set(this.rows);
    slots.set(this.slots);
    values.set(this.values);
    this.rows = rows;
    this.slots = slots;
    this.values = values;
  }
}
