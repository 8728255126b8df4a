/** Values of a table as they arrive, row by row, in a few large arrays; up to about a gigabyte. */
import { DatasetFailure } from '../../errors';
import type { MatrixReader } from '../matrixReader';

const LARGEST = 250_000_000;
/** A row takes as much as so many values at least, its name and labels included. */
const PER_ROW = 25;
const PER_ARRAY = 1_000_000;

export class ValueRows {
  readonly #file: string;
  readonly #width: number;
  readonly #rowsPerArray: number;
  readonly #arrays: Float32Array[] = [];
  #rows = 0;

  constructor(file: string, width: number) {
    this.#file = file;
    this.#width = width;
    this.#rowsPerArray = Math.max(1, Math.floor(PER_ARRAY / width));
  }

  get rows(): number {
    return this.#rows;
  }

  /** Room for one more row, to be filled by the caller. Throws `out-of-memory`. */
  nextRow(): Float32Array {
    if (this.#rows * Math.max(this.#width, PER_ROW) > LARGEST) {
      const megabytes = Math.ceil((LARGEST * 4) / 1e6);
      throw new DatasetFailure({ tag: 'out-of-memory', file: this.#file, megabytes });
    }
    if (this.#rows === this.#arrays.length * this.#rowsPerArray) {
      this.#arrays.push(new Float32Array(this.#rowsPerArray * this.#width));
    }
    this.#rows += 1;
    return this.row(this.#rows - 1);
  }

  row(index: number): Float32Array {
    const array = this.#arrays[Math.floor(index / this.#rowsPerArray)] ?? new Float32Array(0);
    const start = (index % this.#rowsPerArray) * this.#width;
    return array.subarray(start, start + this.#width);
  }

  reader(rowsAre: 'cells' | 'genes'): MatrixReader {
    const genes = rowsAre === 'cells' ? this.#width : this.#rows;
    return {
      encoding: 'dense',
      cells: rowsAre === 'cells' ? this.#rows : this.#width,
      genes,
      entriesBefore: (line) => line * genes,
      bytesPerEntry: 4,
      band: 1,
      read: (first, count) => {
        const values = new Float32Array(count * genes);
        if (rowsAre === 'cells') {
          for (let i = 0; i < count; i++) values.set(this.row(first + i), i * genes);
        } else {
          for (let gene = 0; gene < genes; gene++) {
            const row = this.row(gene);
            for (let i = 0; i < count; i++) values[i * genes + gene] = row[first + i] ?? 0;
          }
        }
        return { layout: 'dense', first, count, values };
      },
    };
  }
}
