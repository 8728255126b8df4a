/**
 * A column of a table, sorted once and divided among groups of rows as often as they are exchanged: tests of many perturbations, with
 * their labels and shuffled ones, need every group's values in ascending order.
 */

/** Rows of each group of a table. */
export interface RowGroups {
  /** [rows] */
  readonly groupOf: Int32Array;
  /** [groups + 1] where the rows of a group begin if all are put in the order of groups. */
  readonly starts: Int32Array;
}

export function rowGroups(groupOf: Int32Array, groups: number): RowGroups {
  const starts = new Int32Array(groups + 1);
  for (const group of groupOf) starts[group + 1] = (starts[group + 1] as number) + 1;
  for (let group = 0; group < groups; group++)
    starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number);
  return { groupOf, starts };
}

/** Bits of a digit; three of them cover 32. */
const DIGIT = 11;
const DIGITS = 2 ** DIGIT;

export class SortedColumn {
  /** [rows] ascending, and the row of each. */
  readonly #values: Float32Array;
  #order: Int32Array;
  #spare: Int32Array;
  /** [rows] of the values, as unsigned numbers in the same order. */
  readonly #keys: Uint32Array;
  readonly #counts = new Int32Array(DIGITS);

  constructor(rows: number) {
    this.#values = new Float32Array(rows);
    this.#order = new Int32Array(rows);
    this.#spare = new Int32Array(rows);
    this.#keys = new Uint32Array(rows);
  }

  /** Sorts a column of `values` [rows × columns] by its digits, the lowest first (radix sort). */
  sort(values: Float32Array, columns: number, column: number): void {
    const own = this.#values;
    const keys = this.#keys;
    const bits = new Uint32Array(own.buffer);
    for (let row = 0; row < own.length; row++) {
      own[row] = values[row * columns + column] as number;
      this.#order[row] = row;
      const pattern = bits[row] as number;
      // Negative numbers come in reverse, before the others.
      keys[row] = pattern >>> 31 === 1 ? ~pattern : pattern ^ 0x80000000;
    }
    for (let shift = 0; shift < 32; shift += DIGIT) this.#sortBy(shift);
    for (let at = 0; at < own.length; at++)
      own[at] = values[(this.#order[at] as number) * columns + column] as number;
  }

  #sortBy(shift: number): void {
    const counts = this.#counts.fill(0);
    const [order, sorted, keys] = [this.#order, this.#spare, this.#keys];
    for (const key of keys) {
      const digit = (key >>> shift) & (DIGITS - 1);
      counts[digit] = (counts[digit] as number) + 1;
    }
    let before = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const here = counts[digit] as number;
      counts[digit] = before;
      before += here;
    }
    for (const row of order) {
      const digit = ((keys[row] as number) >>> shift) & (DIGITS - 1);
      const to = counts[digit] as number;
      sorted[to] = row;
      counts[digit] = to + 1;
    }
    [this.#order, this.#spare] = [sorted, order];
  }

  /** [rows] the values of one group after those of another (`starts`), each ascending. */
  divided({ groupOf, starts }: RowGroups): Float32Array {
    const next = starts.slice();
    const divided = new Float32Array(this.#values.length);
    for (let at = 0; at < divided.length; at++) {
      const group = groupOf[this.#order[at] as number] as number;
      const to = next[group] as number;
      divided[to] = this.#values[at] as number;
      next[group] = to + 1;
    }
    return divided;
  }

  /** Ascending values of the `chosen` groups together. */
  together({ groupOf, starts }: RowGroups, chosen: readonly number[]): Float32Array {
    const isChosen = new Uint8Array(starts.length);
    let count = 0;
    for (const group of chosen) {
      isChosen[group] = 1;
      count += (starts[group + 1] as number) - (starts[group] as number);
    }
    const found = new Float32Array(count);
    for (let at = 0, to = 0; to < count; at++)
      if (isChosen[groupOf[this.#order[at] as number] as number] === 1)
        found[to++] = this.#values[at] as number;
    return found;
  }
}
