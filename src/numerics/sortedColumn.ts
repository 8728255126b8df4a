/**
 * A column of a table, sorted once and divided among groups of rows as often as they are exchanged. Tests of many perturbations, with their
 * labels and shuffled ones, compare each group with a reference in a time that follows the group's own size.
 */
import type { ComparedRanks } from './significance';

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

/** Items that are compared with the same groups, together, so that a column is divided once for all of them. */
export function bySameReference<T>(
  items: Iterable<T>,
  referenceOf: (item: T) => readonly number[],
): readonly { readonly reference: readonly number[]; readonly members: readonly T[] }[] {
  const known = new Map<string, { readonly reference: readonly number[]; readonly members: T[] }>();
  for (const item of items) {
    const reference = referenceOf(item);
    const key = reference.join();
    const same = known.get(key);
    if (same) same.members.push(item);
    else known.set(key, { reference, members: [item] });
  }
  return [...known.values()];
}

/** Bits of a digit; three of them cover 32. */
const DIGIT = 11;
const DIGITS = 2 ** DIGIT;

/** Call `sort`, then `divide`, then `refer`: each holds until it, or one before it, is called again. */
export class SortedColumn {
  /** [rows] ascending, and the row of each. */
  readonly #values: Float32Array;
  #order: Int32Array;
  #spare: Int32Array;
  /** [rows] of the values, as unsigned numbers in the same order. */
  readonly #keys: Uint32Array;
  readonly #counts = new Int32Array(DIGITS);
  /** [rows] for each place, the first place of its value, and the first after it. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** [rows] the group at each place; the places of one group after those of another, and where they begin. */
  readonly #groupAt: Int32Array;
  readonly #places: Int32Array;
  #starts: Int32Array = new Int32Array();
  /** The reference: values, ascending; the area under its distribution function below each; [rows + 1] how many come before each place. */
  readonly #reference: Float32Array;
  readonly #area: Float64Array;
  readonly #before: Int32Array;
  #size = 0;
  /** Share of one of its rows. */
  #part = 0;
  /** Σ t³ − t over its groups of t equal values. */
  #ties = 0;

  constructor(rows: number) {
    this.#values = new Float32Array(rows);
    this.#order = new Int32Array(rows);
    this.#spare = new Int32Array(rows);
    this.#keys = new Uint32Array(rows);
    this.#from = new Int32Array(rows);
    this.#to = new Int32Array(rows);
    this.#groupAt = new Int32Array(rows);
    this.#places = new Int32Array(rows);
    this.#reference = new Float32Array(rows + 1);
    this.#area = new Float64Array(rows);
    this.#before = new Int32Array(rows + 1);
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
    for (let from = 0, to = 1; from < own.length; from = to++) {
      while (to < own.length && own[to] === own[from]) to++;
      this.#from.fill(from, from, to);
      this.#to.fill(to, from, to);
    }
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

  /** Divides the rows among groups. */
  divide({ groupOf, starts }: RowGroups): void {
    const next = starts.slice();
    for (let at = 0; at < this.#places.length; at++) {
      const group = groupOf[this.#order[at] as number] as number;
      this.#groupAt[at] = group;
      const to = next[group] as number;
      this.#places[to] = at;
      next[group] = to + 1;
    }
    this.#starts = starts;
  }

  /** Takes the `chosen` groups together as the reference. Returns its number of rows. */
  refer(chosen: readonly number[]): number {
    const isChosen = new Uint8Array(this.#starts.length);
    for (const group of chosen) isChosen[group] = 1;
    const [values, reference, before] = [this.#values, this.#reference, this.#before];
    let size = 0;
    for (let at = 0; at < values.length; at++) {
      before[at] = size;
      // Overwritten by the next value where this one is not chosen.
      reference[size] = values[at] as number;
      size += isChosen[this.#groupAt[at] as number] as number;
    }
    before[values.length] = size;
    this.#size = size;
    this.#part = 1 / size;
    this.#area[0] = 0;
    this.#ties = 0;
    for (let at = 1, equal = 1; at <= size; at++) {
      const gap = (reference[at] as number) - (reference[at - 1] as number);
      if (at < size) this.#area[at] = (this.#area[at - 1] as number) + gap * at * this.#part;
      if (at < size && gap === 0) equal++;
      else {
        this.#ties += equal ** 3 - equal;
        equal = 1;
      }
    }
    return size;
  }

  /** Ranks of a group among itself and the reference, neither of them empty. */
  ranks(group: number): ComparedRanks {
    const places = this.#placesOf(group);
    let u = 0;
    let ties = this.#ties;
    for (let first = 0, last = 0; first < places.length; first = last) {
      const place = places[first] as number;
      const to = this.#to[place] as number;
      while (last < places.length && (places[last] as number) < to) last++;
      const own = last - first;
      const below = this.#before[this.#from[place] as number] as number;
      const others = (this.#before[to] as number) - below;
      u += own * (below + others / 2);
      const equal = own + others;
      ties += equal ** 3 - equal - (others ** 3 - others);
    }
    return { u, ties, sizes: [places.length, this.#size] };
  }

  /**
   * Wasserstein-1: ∫ |F − G| of the distribution functions of a group and of the reference, neither of them empty, in the unit of the values.
   * Between two values of the group F is constant and G rises: they cross once at most, and areas under G are known.
   */
  wasserstein(group: number): number {
    const places = this.#placesOf(group);
    const reference = this.#reference;
    const size = this.#size;
    const part = 1 / places.length;
    const first = places[0] as number;
    let value = this.#values[first] as number;
    let below = this.#before[this.#to[first] as number] as number;
    let area = this.#areaBelow(value, below);
    let distance = area;
    for (let at = 1; at < places.length; at++) {
      const place = places[at] as number;
      const next = this.#values[place] as number;
      if (next === value) continue;
      const share = at * part;
      const nextBelow = this.#before[this.#to[place] as number] as number;
      const nextArea = this.#areaBelow(next, nextBelow);
      // The place of the reference from which on G is at least F.
      const crossing = Math.ceil(share * size) - 1;
      const [middle, areaToMiddle] =
        crossing < below
          ? [value, area]
          : crossing >= nextBelow
            ? [next, nextArea]
            : [reference[crossing] as number, this.#area[crossing] as number];
      distance += Math.max(0, share * (middle - value) - (areaToMiddle - area));
      distance += Math.max(0, nextArea - areaToMiddle - share * (next - middle));
      value = next;
      below = nextBelow;
      area = nextArea;
    }
    const largest = reference[size - 1] as number;
    return distance + Math.max(0, largest - value - ((this.#area[size - 1] as number) - area));
  }

  /** Under the distribution function of the reference, of which `below` values are at most `value`. */
  #areaBelow(value: number, below: number): number {
    if (below === 0) return 0;
    const rest = value - (this.#reference[below - 1] as number);
    return (this.#area[below - 1] as number) + rest * below * this.#part;
  }

  #placesOf(group: number): Int32Array {
    return this.#places.subarray(this.#starts[group], this.#starts[group + 1]);
  }
}
