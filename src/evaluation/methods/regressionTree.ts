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
const PLACE = 16;
const NODE_BYTES = 40;
const STATE_BYTES = 16;
/** Predictors counted at once. */
const TOGETHER = 3;
/** Rows and draws of a tree remain below. */
const MAX_ROWS = 2 ** 15;

let compiled: WebAssembly.Module | null = null;

/** Pointers to what assembly/trees.ts reads and writes. */
type TreePointers = Omit<Parameters<Kernels['grow']>[0], keyof TreeRules | 'rows' | 'predictors'>;

/** Kernels that know no bounds checks, with memory for trees one after another, of many responses too. */
export class TreeMemory {
  readonly rows: number;
  readonly predictors: number;
  readonly kernels: Kernels;
  readonly at: TreePointers;
  readonly buffer: ArrayBuffer;

  /** For at most so many. Throws RangeError for more rows than a tree can count. */
  constructor(rows: number, predictors: number) {
    if (rows >= MAX_ROWS)
      throw new RangeError(`A tree grows on fewer than ${MAX_ROWS} rows, not on ${rows}.`);
    compiled ??= new WebAssembly.Module(moduleBytes(base64));
    const { kernels, buffer, pointers } = kernelInstance<Kernels>(compiled, RECORDS, [
      8 * rows,
      4 * rows,
      predictors * rows,
      8 * predictors,
      4 * predictors,
      STATE_BYTES,
      PLACE * rows,
      PLACE * rows,
      // Open nodes have rows of their own; the root is one without any, too.
      PLACE * (rows + 1),
      TOGETHER * 16 * MAX_CLASSES,
      NODE_BYTES,
    ]);
    const [response = 0, draws = 0, classes = 0, importance = 0, urn = 0, random = 0, ...scratch] = pointers;
    const [places = 0, spare = 0, open = 0, histogram = 0, node = 0] = scratch;
    this.rows = rows;
    this.predictors = predictors;
    this.kernels = kernels;
    this.at = { response, draws, classes, importance, urn, random, places, spare, open, histogram, node };
    this.buffer = buffer;
  }
}

/** Grows many trees on the same predictors, one grower at a time in one memory. */
export class TreeGrower {
  /** [rows] before the first tree undefined; to be filled. */
  readonly response: Float64Array;
  /** [rows] how often each row counts in the next tree, fewer than 32,768 times in all; to be filled, or by `bootstrap`. */
  readonly draws: Int32Array;
  /** [predictors] the sum of squares that each predictor removed, over all trees since it was last set to 0. */
  readonly importance: Float64Array;
  readonly #kernels: Kernels;
  readonly #state: Int32Array;
  readonly #tree: Parameters<Kernels['grow']>[0];

  /** Throws RangeError where the memory is for fewer rows or predictors. */
  constructor(
    { rows, predictors, classes }: Bins,
    { maxDepth, ...rules }: TreeRules,
    { kernels, at, buffer, ...room }: TreeMemory = new TreeMemory(rows, predictors),
  ) {
    if (rows > room.rows || predictors > room.predictors)
      throw new RangeError(`No room for ${rows} rows and ${predictors} predictors.`);
    this.#kernels = kernels;
    this.#tree = { ...rules, ...at, rows, predictors, maxDepth: Math.min(maxDepth, MAX_ROWS) };
    this.response = new Float64Array(buffer, at.response, rows);
    this.draws = new Int32Array(buffer, at.draws, rows);
    this.importance = new Float64Array(buffer, at.importance, predictors).fill(0);
    this.#state = new Int32Array(buffer, at.random, STATE_BYTES / 4);
    new Uint8Array(buffer, at.classes, classes.length).set(classes);
    new Int32Array(buffer, at.urn, predictors).forEach((_, predictor, urn) => {
      urn[predictor] = predictor;
    });
  }

  /** As many rows as there are, with replacement. */
  bootstrap(random: Random): void {
    const { draws, rows, random: state } = this.#tree;
    this.#state.set(random.state);
    this.#kernels.bootstrap(draws, rows, state);
    random.state = this.#state;
  }

  grow(random: Random): void {
    this.#state.set(random.state);
    this.#kernels.grow(this.#tree);
    random.state = this.#state;
  }
}
