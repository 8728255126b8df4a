/**
 * Regression trees (Breiman et al. 1984) on binned predictors: each node takes, from predictors drawn at random, the split that reduces the
 * sum of squares most. Keeps what importances and boosting need: the reduction by each predictor, and the mean of each leaf.
 */
import { kernelInstance, moduleBytes } from '../../numerics/dense/webAssembly';
import type { Random } from '../../numerics/random';
import { RECORDS, type Kernels } from './assembly/kernelTypes';
import base64 from './assembly/trees.ts?asc';

/**
 * Predictor values become ranks in at most 64 classes (the histogram method, Ke et al. 2017): one pass over the rows of a node finds its
 * best split, whatever the scale of a predictor.
 */
const MAX_CLASSES = 64;

export interface Bins {
  readonly rows: number;
  readonly predictors: number;
  /** [predictors × rows] class of each value, 0 the smallest. */
  readonly classes: Uint8Array;
}

/** `values` [rows × columns]; `predictors` are columns. One class per distinct value up to 64, then equal shares of rows. */
export function binsOf(values: Float32Array, columns: number, predictors: ArrayLike<number>): Bins {
  const rows = values.length / columns;
  const classes = new Uint8Array(predictors.length * rows);
  const column = new Float32Array(rows);
  for (let p = 0; p < predictors.length; p++) {
    const offset = predictors[p] as number;
    for (let row = 0; row < rows; row++) column[row] = values[row * columns + offset] as number;
    const limits = upperLimits(column.toSorted());
    for (let row = 0; row < rows; row++) classes[p * rows + row] = classOf(limits, column[row] as number);
  }
  return { rows, predictors: predictors.length, classes };
}

/** The rows `chosen`, renumbered 0, 1, …, and the predictors `kept`. */
export function selectBins(bins: Bins, chosen: Int32Array, kept: ArrayLike<number>): Bins {
  const classes = new Uint8Array(kept.length * chosen.length);
  for (let p = 0; p < kept.length; p++) {
    const from = (kept[p] as number) * bins.rows;
    const to = p * chosen.length;
    for (let row = 0; row < chosen.length; row++)
      classes[to + row] = bins.classes[from + (chosen[row] as number)] as number;
  }
  return { rows: chosen.length, predictors: kept.length, classes };
}

/** Largest value of each class, ascending. */
function upperLimits(sorted: Float32Array): Float32Array {
  const distinct = sorted.filter((value, i) => value !== sorted[i + 1]);
  if (distinct.length <= MAX_CLASSES) return distinct;
  const shares = Float32Array.from(
    { length: MAX_CLASSES },
    (_, k) => sorted[Math.ceil(((k + 1) * sorted.length) / MAX_CLASSES) - 1] as number,
  );
  return shares.filter((value, k) => value !== shares[k + 1]);
}

/** The first class whose limit is at least the value. */
function classOf(limits: Float32Array, value: number): number {
  let low = 0;
  let high = limits.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((limits[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface TreeRules {
  readonly maxDepth: number;
  /** Minimum number of distinct rows of a leaf. */
  readonly minRows: number;
  /** Predictors drawn per node; more are drawn while all so far are constant there. */
  readonly drawn: number;
  /** Share of the mean of a leaf that its rows, drawn or not, lose from their response; 0: responses stay. */
  readonly rate: number;
}

/** As in assembly/trees.ts. */
const ONE_ROW = 2 ** 16;
const PLACE = 16;
const NODE_BYTES = 40;
/** Rows and draws of a tree remain below. */
const MAX_ROWS = 2 ** 15;

let compiled: WebAssembly.Module | null = null;

type Region = 'classes' | 'response' | 'places' | 'spare' | 'histogram' | 'node' | 'picks';

/** Kernels that know no bounds checks, with memory for trees one after another, of many responses too. */
export class TreeMemory {
  readonly rows: number;
  readonly predictors: number;
  readonly kernels: Kernels;
  readonly at: Readonly<Record<Region, number>>;
  /** The memory as numbers. */
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly bytes: Uint8Array;

  /** For at most so many. Throws RangeError for more rows than a tree can count. */
  constructor(rows: number, predictors: number) {
    if (rows >= MAX_ROWS)
      throw new RangeError(`A tree grows on fewer than ${MAX_ROWS} rows, not on ${rows}.`);
    compiled ??= new WebAssembly.Module(moduleBytes(base64));
    const { kernels, buffer, pointers } = kernelInstance<Kernels>(compiled, RECORDS, [
      predictors * rows,
      8 * rows,
      PLACE * rows,
      PLACE * rows,
      2 * 16 * MAX_CLASSES,
      NODE_BYTES,
      4 * predictors,
    ]);
    const [classes = 0, response = 0, places = 0, spare = 0, histogram = 0, node = 0, picks = 0] = pointers;
    this.rows = rows;
    this.predictors = predictors;
    this.kernels = kernels;
    this.at = { classes, response, places, spare, histogram, node, picks };
    this.f64 = new Float64Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.bytes = new Uint8Array(buffer);
  }
}

/** Grows many trees on the same predictors, one grower at a time in one memory. */
export class TreeGrower {
  /** [rows] before the first tree undefined; to be filled. */
  readonly response: Float64Array;
  readonly #bins: Bins;
  readonly #rules: TreeRules;
  readonly #kernels: Kernels;
  readonly #at: TreeMemory['at'];
  readonly #f64: Float64Array;
  readonly #i32: Int32Array;
  readonly #urn: Int32Array;

  /** Throws RangeError where the memory is for fewer rows or predictors. */
  constructor(bins: Bins, rules: TreeRules, memory = new TreeMemory(bins.rows, bins.predictors)) {
    const { rows, predictors, classes } = bins;
    if (rows > memory.rows || predictors > memory.predictors)
      throw new RangeError(`No room for ${rows} rows and ${predictors} predictors.`);
    this.#bins = bins;
    this.#rules = rules;
    this.#kernels = memory.kernels;
    this.#at = memory.at;
    this.#f64 = memory.f64;
    this.#i32 = memory.i32;
    this.#urn = Int32Array.from({ length: predictors }, (_, predictor) => predictor);
    this.response = memory.f64.subarray(memory.at.response / 8, memory.at.response / 8 + rows);
    memory.bytes.set(classes, memory.at.classes);
  }

  /**
   * `draws` [rows]: how often each row counts, fewer than 32,768 times in all. Adds to `importance` [predictors] the sum of squares that each
   * predictor removed.
   */
  grow(draws: Int32Array, random: Random, importance: Float64Array): void {
    const { classes, response, places, spare, node } = this.#at;
    const { maxDepth, minRows, rate } = this.#rules;
    const { rows } = this.#bins;
    const open = [{ start: places, end: this.#place(draws), depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { start, end, depth } = next;
      this.#kernels.describe(node, start, end, response);
      const sum = this.#f64[node / 8] as number;
      const squares = this.#f64[node / 8 + 1] as number;
      const counted = this.#i32[node / 4 + 6] as number;
      const drawn = counted % ONE_ROW;
      const isPure = squares / drawn - (sum / drawn) ** 2 <= Number.EPSILON;
      const mayDivide = depth < maxDepth && counted >= 2 * minRows * ONE_ROW && !isPure;
      const gain = mayDivide ? this.#bestGain(start, end, random) : -Infinity;
      if (gain === -Infinity) {
        if (rate !== 0) this.#kernels.lower(start, end, response, rate * (sum / drawn));
        continue;
      }
      const predictor = this.#i32[node / 4 + 7] as number;
      importance[predictor] = (importance[predictor] as number) + gain;
      const lastLeft = this.#i32[node / 4 + 8] as number;
      const middle = this.#kernels.divide(start, end, classes + predictor * rows, lastLeft, spare);
      open.push({ start: middle, end, depth: depth + 1 }, { start, end: middle, depth: depth + 1 });
    }
  }

  /** Writes the rows of a tree: those drawn, or all where leaves change them. Returns where they end. */
  #place(draws: Int32Array): number {
    const i32 = this.#i32;
    const f64 = this.#f64;
    let at = this.#at.places;
    for (let row = 0; row < draws.length; row++) {
      const times = draws[row] as number;
      if (times === 0 && this.#rules.rate === 0) continue;
      f64[at / 8] = times * (this.response[row] as number);
      i32[at / 4 + 2] = times === 0 ? 0 : ONE_ROW + times;
      i32[at / 4 + 3] = row;
      at += PLACE;
    }
    return at;
  }

  /** Of the best split by predictors drawn at random, which then stands in the node; −∞ where there is none. */
  #bestGain(start: number, end: number, random: Random): number {
    const { classes, node, picks, histogram } = this.#at;
    const { minRows, drawn } = this.#rules;
    const { rows } = this.#bins;
    const urn = this.#urn;
    let visited = 0;
    let constant = 0;
    while (visited < urn.length && (visited < drawn || visited === constant)) {
      const count = Math.min(Math.max(1, drawn - visited), urn.length - visited);
      for (let p = 0; p < count; p++) {
        const pick = visited + Math.floor(random.uniform() * (urn.length - visited));
        const predictor = urn[pick] as number;
        urn[pick] = urn[visited] as number;
        urn[visited] = predictor;
        this.#i32[picks / 4 + p] = predictor;
        visited++;
      }
      constant += this.#kernels.search(node, start, end, classes, rows, picks, count, minRows, histogram);
    }
    return this.#f64[node / 8 + 2] as number;
  }
}
