/**
 * The non-zero values of blocks as flat arrays, so that every pass is a few plain loops whatever the layout: a screen of 100,000 × 20,000
 * has two hundred million of them, and a function call for each takes longer than unpacking the file.
 */
import { type Compressed, type LineEntries, longestLine, type PackedBlock, unpackLine } from './packedBlock';
import type { Block, ExpressionSource } from './source';

/** A file as passes over its values read it. */
export type ReadSource = ExpressionSource<Block | PackedBlock>;

/** Portion of the values of a block: whole lines (cells, or genes where the file stores by gene), each in the order of the file. */
export interface Entries {
  count: number;
  /** [at least count] row among the used cells, position of the gene, and value. Passes convert values in place. */
  rows: Int32Array;
  genes: Int32Array;
  values: Float64Array;
}

/** Entries of a portion; a longer line is a portion of its own. */
const PORTION = 2 ** 15;

/**
 * Values of cells with a row and genes with a place, of one block after another; cells with a `rowOfCell` and genes with a `placeOfGene` of
 * −1 are left out. The only code that knows the three block layouts.
 */
export class EntryReader {
  readonly #placeOfGene: Int32Array;
  readonly #rowOfCell: Int32Array;
  readonly #groupOfRow: Int32Array;
  readonly #groups: number;
  readonly #entries: Entries = {
    count: 0,
    rows: new Int32Array(PORTION),
    genes: new Int32Array(PORTION),
    values: new Float64Array(PORTION),
  };

  /**
   * `placeOfGene` [genes of the matrix], `rowOfCell` [cells of the file]. Cells of one group [rows] come together, those of a group in the
   * order of the block: sums per group and gene then stay in the cache.
   */
  constructor(placeOfGene: Int32Array, rowOfCell: Int32Array, groupOfRow: Int32Array) {
    this.#placeOfGene = placeOfGene;
    this.#rowOfCell = rowOfCell;
    this.#groupOfRow = groupOfRow;
    this.#groups = groupOfRow.reduce((most, group) => Math.max(most, group + 1), 0);
  }

  /** The arrays of the entries are those of the next portion too. */
  portionsOf(block: Block | PackedBlock, use: (entries: Entries) => void): void {
    const entries = this.#entries;
    entries.count = 0;
    for (const line of block.layout === 'by-gene' ? this.#usedGenes(block) : this.#cellsByGroup(block)) {
      const longest = block.layout === 'dense' ? this.#placeOfGene.length : longestLine(block, line);
      if (entries.count > 0 && entries.count + longest > PORTION) {
        use(entries);
        entries.count = 0;
      }
      this.#makeRoom(entries.count + longest);
      if (block.layout === 'dense') this.#addDense(block.values, line, block.first);
      else this.#addLine(block, line);
    }
    if (entries.count > 0) use(entries);
  }

  /** Lines of the block with a used cell, by group. */
  #cellsByGroup({ first, count }: Block | PackedBlock): Int32Array {
    const starts = new Int32Array(this.#groups + 1);
    const groupOfLine = new Int32Array(count).fill(-1);
    for (let line = 0; line < count; line++) {
      const row = this.#rowOfCell[first + line] ?? -1;
      if (row < 0) continue;
      const group = this.#groupOfRow[row] as number;
      groupOfLine[line] = group;
      starts[group + 1] = (starts[group + 1] as number) + 1;
    }
    for (let group = 0; group < this.#groups; group++)
      starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number);
    const lines = new Int32Array(starts[this.#groups] as number);
    for (let line = 0; line < count; line++) {
      const group = groupOfLine[line] as number;
      if (group < 0) continue;
      const at = starts[group] as number;
      lines[at] = line;
      starts[group] = at + 1;
    }
    return lines;
  }

  #usedGenes({ first, count }: Block | PackedBlock): readonly number[] {
    return Array.from({ length: count }, (_, line) => line).filter(
      (line) => (this.#placeOfGene[first + line] ?? -1) >= 0,
    );
  }

  #makeRoom(length: number): void {
    const entries = this.#entries;
    if (length <= entries.rows.length) return;
    const { rows, genes, values, count } = entries;
    const size = Math.max(length, 2 * rows.length);
    entries.rows = new Int32Array(size);
    entries.genes = new Int32Array(size);
    entries.values = new Float64Array(size);
    entries.rows.set(rows.subarray(0, count));
    entries.genes.set(genes.subarray(0, count));
    entries.values.set(values.subarray(0, count));
  }

  #addDense(from: Float32Array, line: number, first: number): void {
    const { rows, genes, values } = this.#entries;
    const places = this.#placeOfGene;
    const row = this.#rowOfCell[first + line] as number;
    const start = line * places.length;
    let at = this.#entries.count;
    for (let gene = 0; gene < places.length; gene++) {
      const value = from[start + gene] as number;
      if (value === 0) continue;
      const place = places[gene] as number;
      if (place < 0) continue;
      rows[at] = row;
      genes[at] = place;
      values[at] = value;
      at += 1;
    }
    this.#entries.count = at;
  }

  /** The line of a compressed block: a cell or a gene. */
  #addLine(block: Compressed | PackedBlock, line: number): void {
    const { rows, genes, values, count } = this.#entries;
    const isCell = block.layout === 'by-cell';
    const [of, others] = isCell ? [rows, genes] : [genes, rows];
    const placeOf = isCell ? this.#placeOfGene : this.#rowOfCell;
    const own = (isCell ? this.#rowOfCell : this.#placeOfGene)[block.first + line] as number;
    const end = addLine(block, line, placeOf, { at: count, places: others, values });
    of.fill(own, count, end);
    this.#entries.count = end;
  }
}

/** Adds entries of a line whose `placeOf` [other axis] is not negative. Where they end. */
export function addLine(
  block: Compressed | PackedBlock,
  line: number,
  placeOf: Int32Array,
  into: LineEntries,
): number {
  if ('codes' in block) return unpackLine(block, line, placeOf, into);
  const { indices, values: from, pointers } = block;
  const { places, values } = into;
  const end = pointers[line + 1] as number;
  let at = into.at;
  for (let p = pointers[line] as number; p < end; p++) {
    const place = placeOf[indices[p] as number] as number;
    if (place < 0) continue;
    places[at] = place;
    values[at] = from[p] as number;
    at += 1;
  }
  return at;
}
