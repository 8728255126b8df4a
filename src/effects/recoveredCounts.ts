/**
 * Counts of cells from their normalised values, or the logarithms of these. The mean logarithm of a gene depends on the depth of its cells, so
 * that perturbations of less depth seem to change many; and a gene that takes a large share of it after a perturbation lowers all others. But
 * the values of a cell are whole multiples of one count (dataset/countUnit.ts), which divides them into the counts that they were.
 */
import {
  areEnough,
  halfDecimal,
  isToldBeside,
  isWhole,
  MAX_LOWEST_COUNT,
  MIN_GENES,
  MIN_WITH_COUNTS,
  type Rounding,
  roundedCounts,
  unitOfAmounts,
} from '../dataset/countUnit';
import type { Entries } from '../dataset/entryReader';
import { isRatio } from '../dataset/mapping';
import type { EveryGene } from '../dataset/quality/everyGene';
import { linearScale, LOG_UNITS, type LinearScale } from '../dataset/quality/scan';
import { unitOf } from './samples';

type OnBytes = (done: number, total: number) => void;
type Use = (amounts: Entries) => void;

/** The total of a smaller panel is what its genes do, of which too few tell the typical one (composition.ts). */
const FEWEST_GENES = 50;

/** The screen with counts where nearly all cells have them, after one pass over values that come by cell, two that come by gene. */
export async function withCounts(screen: EveryGene, onBytes: OnBytes): Promise<EveryGene> {
  const { values, genes } = screen;
  if (!screen.mayHoldCounts || values === 'counts' || isRatio(values)) return screen;
  if (genes.length < FEWEST_GENES || unitOf(screen) === 'sample') return screen;
  const toAmounts = linearScale(values);
  let rounding: Rounding | undefined;
  const pass = (use: Use, how: Parameters<EveryGene['pass']>[1]) =>
    screen.pass((entries) => {
      // The first portion tells to which decimals all were rounded.
      if (rounding === undefined) rounding = roundingOf(values, entries);
      toAmounts(entries);
      use(entries);
    }, how);
  const units = await unitsOfCells(
    screen.guideOfCell.length,
    (use) => pass(use, { onBytes }),
    () => rounding ?? null,
  );
  // Whole numbers that are called normalised were rounded.
  const areCounts = units !== null && !(values === 'normalised' && mostlyOne(units));
  if (!areCounts) return { ...screen, mayHoldCounts: false };
  return {
    ...screen,
    values: 'counts',
    isRecovered: true,
    // Values are relative to the depth by which they were divided.
    totals: [{ column: null, ofCell: units.map((unit) => 1 / unit) }],
    pass: (use, how) =>
      pass((entries) => {
        const { count, rows, values: amounts } = entries;
        for (let i = 0; i < count; i++)
          amounts[i] = Math.max(0, Math.round((amounts[i] as number) / (units[rows[i] as number] as number)));
        use(entries);
      }, how),
  };
}

/** How far amounts may be off by the decimals of these values; undefined where all are 0. */
function roundingOf(scale: LinearScale, { count, values }: Entries): Rounding | undefined {
  const own = values.subarray(0, count);
  if (!own.some((value) => value > 0)) return undefined;
  const half = halfDecimal(own);
  if (half === null) return null;
  if (scale === 'normalised') return () => half;
  const change = half * LOG_UNITS[scale];
  return (amount) => change * (1 + amount);
}

const mostlyOne = (units: Float64Array) =>
  2 * units.filter((unit) => Math.abs(unit - 1) < 1e-6).length > units.length;

/** [cells] amount of one count, the smallest amount where it is not known; null where too few cells have one. */
async function unitsOfCells(
  cells: number,
  pass: (use: Use) => Promise<void>,
  rounding: () => Rounding,
): Promise<Float64Array | null> {
  const units = new CellUnits(cells, rounding);
  const isRead = async (use: Use) => {
    try {
      await pass((entries) => {
        use(entries);
        // The rest of the file need not be read.
        if (units.without > (1 - MIN_WITH_COUNTS) * cells) throw new NoCounts();
      });
      return true;
    } catch (error) {
      if (error instanceof NoCounts) return false;
      throw error;
    }
  };
  if (!(await isRead((entries) => units.addCells(entries)))) return null;
  if (units.areApart && !(await isRead(units.divisors()))) return null;
  return units.told();
}

class NoCounts extends Error {}

/** Every number of counts that the smallest amount of a cell may be, a bit each. */
const ALL = 2 ** MAX_LOWEST_COUNT - 1;

/** Multiples of the smallest amount that are as close are multiples of every part of it. */
const SURELY_WHOLE = 1e-5;

class CellUnits {
  /** Judged cells without a unit. */
  without = 0;
  /** Whether the values of a cell do not come together. */
  areApart = false;
  #with = 0;
  readonly #lowest: Float64Array;
  readonly #unit: Float64Array;
  /** [cells] number of amounts above 0. */
  readonly #amounts: Int32Array;
  #possible = new Int32Array(0);
  readonly #rounding: () => Rounding;
  /** [cells] number of amounts that rounding lets tell as multiples of the lowest. */
  readonly #told: Int32Array;

  constructor(cells: number, rounding: () => Rounding) {
    this.#rounding = rounding;
    this.#told = new Int32Array(cells);
    this.#lowest = new Float64Array(cells).fill(Infinity);
    this.#unit = new Float64Array(cells);
    this.#amounts = new Int32Array(cells);
  }

  /** Judges each cell by the values that come together, until a cell comes again. */
  addCells({ count, rows, values }: Entries): void {
    for (let from = 0, end = 0; from < count; from = end) {
      const cell = rows[from] as number;
      let [lowest, amounts] = [Infinity, 0];
      for (end = from; end < count && rows[end] === cell; end++) {
        const amount = values[end] as number;
        if (!(amount > 0)) continue;
        amounts += 1;
        if (amount < lowest) lowest = amount;
      }
      if (!this.areApart && (this.#amounts[cell] as number) > 0) {
        this.areApart = true;
        this.#with = this.without = 0;
      }
      (this.#amounts[cell] as number) += amounts;
      this.#lowest[cell] = Math.min(lowest, this.#lowest[cell] as number);
      if (!this.areApart && amounts >= MIN_GENES)
        this.#judge(cell, unitOfAmounts(values.subarray(from, end), this.#rounding()));
    }
  }

  #judge(cell: number, unit: number | null): void {
    if (unit === null) this.without += 1;
    else this.#with += 1;
    this.#unit[cell] = unit ?? 0;
  }

  /** Excludes of each cell the numbers of counts of its smallest amount of which another amount is no multiple. */
  divisors(): Use {
    this.#possible = new Int32Array(this.#lowest.length).fill(ALL);
    const rounding = this.#rounding();
    return ({ count, rows, values }) => {
      for (let i = 0; i < count; i++) {
        const cell = rows[i] as number;
        const left = this.#possible[cell] as number;
        const lowest = this.#lowest[cell] as number;
        const amount = values[i] as number;
        if (left === 0 || amount <= 0) continue;
        const rounded = roundedCounts(rounding, amount, lowest, lowest);
        if (isWhole(1, rounded) !== null) (this.#told[cell] as number) += 1;
        const multiple = amount / lowest;
        if (Math.abs(multiple - Math.round(multiple)) < SURELY_WHOLE) continue;
        this.#possible[cell] = stillPossible(left, multiple, rounded);
      }
    };
  }

  /** After all values. */
  told(): Float64Array | null {
    if (this.areApart)
      this.#possible.forEach((possible, cell) => {
        const amounts = this.#amounts[cell] as number;
        if (amounts < MIN_GENES) return;
        const lowest = this.#lowest[cell] as number;
        const unit = lowest / (32 - Math.clz32(possible & -possible));
        const isTold =
          areEnough(this.#told[cell] as number, amounts) && isToldBeside(this.#rounding(), lowest, unit);
        this.#judge(cell, possible === 0 || !isTold ? null : unit);
      });
    if (this.#with === 0 || this.#with < MIN_WITH_COUNTS * (this.#with + this.without)) return null;
    return this.#unit.map((unit, cell) => (unit > 0 ? unit : (this.#lowest[cell] as number)));
  }
}

/** `rounded`: how far the multiple may be off. */
function stillPossible(possible: number, multiple: number, rounded: number): number {
  let left = possible;
  for (let counts = 1; counts <= MAX_LOWEST_COUNT; counts++)
    if ((left >> (counts - 1)) & 1 && isWhole(multiple * counts, rounded * counts) === false)
      left -= 2 ** (counts - 1);
  return left;
}
