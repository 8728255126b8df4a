/**
 * The entries of a matrix as they come out of a file, in whatever order, and the same compressed by cell or by gene. Where
 * they come sorted by one of them, that one is kept as counts per line: 8 bytes per entry.
 */
import { DatasetFailure } from '../../errors';
import type { Block } from '../../source';
import { addUpRepeats, checkLines, type MatrixReader } from '../matrixReader';

/** About two gigabytes where they come sorted. */
const MOST_ENTRIES = 250_000_000;
const BYTES_PER_ENTRY = 8;

const int32 = (length: number) => new Int32Array(length);
const float32 = (length: number) => new Float32Array(length);

/** Places along one axis: counts per line while they ascend, written out from the first step back on. */
class Places {
  readonly counts: Float64Array;
  #last = 0;
  #written: Pieces<Int32Array> | null = null;

  constructor(size: number) {
    this.counts = new Float64Array(size);
  }

  get ascend(): boolean {
    return this.#written === null;
  }

  push(place: number): void {
    if (place < this.#last && this.#written === null) this.#written = this.#writeOut();
    this.#written?.push(place);
    this.#last = place;
    this.counts[place] = (this.counts[place] as number) + 1;
  }

  /** Every place in the order they came. */
  written(): Pieces<Int32Array> {
    this.#written ??= this.#writeOut();
    return this.#written;
  }

  /** [size + 1] entries before each line. */
  pointers(): Float64Array {
    const pointers = new Float64Array(this.counts.length + 1);
    for (let line = 0; line < this.counts.length; line++)
      pointers[line + 1] = (pointers[line] as number) + (this.counts[line] as number);
    return pointers;
  }

  #writeOut(): Pieces<Int32Array> {
    const out = new Pieces(int32);
    for (let line = 0; line < this.counts.length; line++)
      for (let i = this.counts[line] as number; i > 0; i--) out.push(line);
    return out;
  }
}

export class Entries {
  readonly #file: string;
  readonly #cells: Places;
  readonly #genes: Places;
  readonly #values = new Pieces(float32);

  constructor(file: string, cells: number, genes: number) {
    this.#file = file;
    this.#cells = new Places(cells);
    this.#genes = new Places(genes);
  }

  /** Throws `out-of-memory` beyond a quarter of a billion. */
  push(cell: number, gene: number, value: number): void {
    if (this.#values.length >= MOST_ENTRIES) {
      const megabytes = Math.ceil((MOST_ENTRIES * BYTES_PER_ENTRY) / 1e6);
      throw new DatasetFailure({ tag: 'out-of-memory', file: this.#file, megabytes });
    }
    this.#cells.push(cell);
    this.#genes.push(gene);
    this.#values.push(value);
  }

  /** By the axis they came sorted by, or else by cell. Entries of one place are added up. To be called once, at the end. */
  reader(): MatrixReader {
    const [cells, genes] = [this.#cells.counts.length, this.#genes.counts.length];
    const byGene = this.#genes.ascend && !this.#cells.ascend;
    const [lines, others] = byGene ? [this.#genes, this.#cells] : [this.#cells, this.#genes];
    const pointers = lines.pointers();
    const stored = lines.ascend
      ? { indices: others.written(), values: this.#values }
      : sorted(lines.written(), others.written(), this.#values, pointers);
    const extent = byGene ? cells : genes;
    const read = (first: number, count: number): Block => {
      const start = pointers[first] as number;
      const length = (pointers[first + count] as number) - start;
      const block = {
        pointers: pointers.slice(first, first + count + 1).map((pointer) => pointer - start),
        indices: stored.indices.slice(start, length),
        values: stored.values.slice(start, length),
      };
      const distinct = checkLines(block.indices, block.pointers, extent) === 'distinct';
      const layout = byGene ? 'by-gene' : 'by-cell';
      return { layout, first, count, ...(distinct ? block : addUpRepeats(block)) };
    };
    return {
      encoding: byGene ? 'csc' : 'csr',
      cells,
      genes,
      entriesBefore: (line) => pointers[line] ?? this.#values.length,
      bytesPerEntry: BYTES_PER_ENTRY,
      band: 1,
      read,
    };
  }
}

interface Stored {
  readonly indices: { slice(first: number, count: number): Int32Array };
  readonly values: { slice(first: number, count: number): Float32Array };
}

/** Stable: entries of a line stay in the order they came. */
function sorted(
  lines: Pieces<Int32Array>,
  others: Pieces<Int32Array>,
  values: Pieces<Float32Array>,
  pointers: Float64Array,
): Stored {
  const next = pointers.slice();
  const indices = new Int32Array(lines.length);
  const ordered = new Float32Array(lines.length);
  for (let p = 0; p < lines.length; p++) {
    const line = lines.at(p);
    const at = next[line] as number;
    next[line] = at + 1;
    indices[at] = others.at(p);
    ordered[at] = values.at(p);
  }
  return {
    indices: { slice: (first, count) => indices.slice(first, first + count) },
    values: { slice: (first, count) => ordered.slice(first, first + count) },
  };
}

/** A list of numbers that grows without being copied, in arrays of a million. */
const PER_PIECE = 2 ** 20;

type Numbers = Int32Array | Float32Array;

class Pieces<T extends Numbers> {
  readonly #make: (length: number) => T;
  readonly #pieces: T[] = [];
  #last: T;
  #length = 0;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#last = make(0);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length % PER_PIECE;
    if (at === 0) {
      this.#last = this.#make(PER_PIECE);
      this.#pieces.push(this.#last);
    }
    this.#last[at] = value;
    this.#length += 1;
  }

  at(index: number): number {
    return this.#pieces[Math.floor(index / PER_PIECE)]?.[index % PER_PIECE] ?? Number.NaN;
  }

  /** A copy of [first, first + count). */
  slice(first: number, count: number): T {
    const out = this.#make(count);
    for (let done = 0; done < count;) {
      const start = (first + done) % PER_PIECE;
      const piece = this.#pieces[Math.floor((first + done) / PER_PIECE)] ?? this.#make(0);
      const part = piece.subarray(start, Math.min(PER_PIECE, start + count - done));
      if (part.length === 0) break;
      out.set(part, done);
      done += part.length;
    }
    return out;
  }
}
