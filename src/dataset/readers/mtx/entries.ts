/**
 * Collects entries of a matrix in any order and compresses them by cell or gene. Where entries come sorted by one axis, that axis is kept as
 * counts per line, so that an entry takes 8 bytes.
 */
import { DatasetFailure } from '../../errors';
import { compressedReader, type MatrixReader } from '../matrixReader';

/** About two gigabytes of sorted entries. */
const MAX_ENTRIES = 250_000_000;
const BYTES_PER_ENTRY = 8;

const int32 = (length: number) => new Int32Array(length);
const float32 = (length: number) => new Float32Array(length);

/** Positions along one axis: counts per line while they ascend, listed from the first descent on. */
class Positions {
  readonly counts: Float64Array;
  #last = 0;
  #listed: ChunkedList<Int32Array> | null = null;

  constructor(size: number) {
    this.counts = new Float64Array(size);
  }

  get ascend(): boolean {
    return this.#listed === null;
  }

  push(position: number): void {
    if (position < this.#last && this.#listed === null) this.#listed = this.#listAll();
    this.#listed?.push(position);
    this.#last = position;
    this.counts[position] = (this.counts[position] as number) + 1;
  }

  /** All positions in order of arrival. */
  listed(): ChunkedList<Int32Array> {
    this.#listed ??= this.#listAll();
    return this.#listed;
  }

  /** [size + 1] number of entries before each line. */
  pointers(): Float64Array {
    const pointers = new Float64Array(this.counts.length + 1);
    for (let line = 0; line < this.counts.length; line++)
      pointers[line + 1] = (pointers[line] as number) + (this.counts[line] as number);
    return pointers;
  }

  #listAll(): ChunkedList<Int32Array> {
    const out = new ChunkedList(int32);
    for (let line = 0; line < this.counts.length; line++)
      for (let i = this.counts[line] as number; i > 0; i--) out.push(line);
    return out;
  }
}

export class Entries {
  readonly #file: string;
  readonly #cells: Positions;
  readonly #genes: Positions;
  readonly #values = new ChunkedList(float32);

  constructor(file: string, cells: number, genes: number) {
    this.#file = file;
    this.#cells = new Positions(cells);
    this.#genes = new Positions(genes);
  }

  /** Throws `out-of-memory` beyond 250 million entries. */
  push(cell: number, gene: number, value: number): void {
    if (this.#values.length >= MAX_ENTRIES)
      throw DatasetFailure.outOfMemory(this.#file, MAX_ENTRIES * BYTES_PER_ENTRY);
    this.#cells.push(cell);
    this.#genes.push(gene);
    this.#values.push(value);
  }

  /** Lines are the axis by which entries came sorted, else cells. Duplicates are summed. Call it once, at the end. */
  reader(): MatrixReader {
    const [cells, genes] = [this.#cells.counts.length, this.#genes.counts.length];
    const byGene = this.#genes.ascend && !this.#cells.ascend;
    const [lines, others] = byGene ? [this.#genes, this.#cells] : [this.#cells, this.#genes];
    const pointers = lines.pointers();
    const stored = lines.ascend
      ? { indices: others.listed(), values: this.#values }
      : sorted(lines.listed(), others.listed(), this.#values, pointers);
    const head = { encoding: byGene ? 'csc' : 'csr', cells, genes, bytesPerEntry: BYTES_PER_ENTRY } as const;
    return compressedReader(head, pointers, (start, end) =>
      Promise.resolve([stored.indices.slice(start, end), stored.values.slice(start, end)]),
    );
  }
}

/** Stable sort: entries of a line keep their order. */
function sorted(
  lines: ChunkedList<Int32Array>,
  others: ChunkedList<Int32Array>,
  values: ChunkedList<Float32Array>,
  pointers: Float64Array,
) {
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
  return { indices, values: ordered };
}

const PER_PIECE = 2 ** 20;

/** A list of numbers that grows without copies, in arrays of a million. */
class ChunkedList<T extends Int32Array | Float32Array> {
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

  /** A copy of [start, end). */
  slice(start: number, end: number): T {
    const out = this.#make(end - start);
    for (let at = start; at < end;) {
      const piece = this.#pieces[Math.floor(at / PER_PIECE)] ?? this.#make(0);
      const part = piece.subarray(at % PER_PIECE, Math.min(PER_PIECE, (at % PER_PIECE) + end - at));
      if (part.length === 0) break;
      out.set(part, at - start);
      at += part.length;
    }
    return out;
  }
}
