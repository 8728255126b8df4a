/**
 * Regression trees (Breiman et al. 1984) on binned predictors: each node takes, from predictors drawn at random, the split that reduces the
 * sum of squares most. Keeps what importances and boosting need: the reduction by each predictor, and the rows of each leaf.
 */
import type { Random } from '../../numerics/random';

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
}

/** Rows `order[start … end − 1]` of the grower after it has grown a tree. */
interface Leaf {
  readonly start: number;
  readonly end: number;
  /** Weighted mean of the response. */
  readonly mean: number;
}

interface Split {
  readonly predictor: number;
  /** Rows of a class up to this one go left. */
  readonly lastLeft: number;
  readonly gain: number;
}

/** Sums over the rows of a node with non-zero weight. */
interface NodeTotal {
  readonly count: number;
  readonly weight: number;
  readonly sum: number;
  /** Whether the response is constant. */
  readonly isPure: boolean;
}

/** Grows many trees on the same predictors and reuses its buffers. */
export class TreeGrower {
  /** Rows of the last tree, leaf by leaf. */
  order = new Int32Array();
  readonly #bins: Bins;
  readonly #rules: TreeRules;
  readonly #urn: Int32Array;
  /** [rows] of the current node. */
  readonly #rows: Int32Array;
  readonly #weights: Float64Array;
  readonly #weighted: Float64Array;
  readonly #classCount = new Int32Array(MAX_CLASSES);
  readonly #classWeight = new Float64Array(MAX_CLASSES);
  readonly #classSum = new Float64Array(MAX_CLASSES);

  constructor(bins: Bins, rules: TreeRules) {
    this.#bins = bins;
    this.#rules = rules;
    this.#urn = Int32Array.from({ length: bins.predictors }, (_, predictor) => predictor);
    this.#rows = new Int32Array(bins.rows);
    this.#weights = new Float64Array(bins.rows);
    this.#weighted = new Float64Array(bins.rows);
  }

  /**
   * `rows` to grow on; `response` and `weights` [all rows]. Rows of weight 0 reach a leaf but affect no split. Adds to `importance`
   * [predictors] the weighted sum of squares that each predictor removed.
   */
  grow(
    rows: Int32Array,
    response: Float64Array,
    weights: Float64Array,
    random: Random,
    importance: Float64Array,
  ): readonly Leaf[] {
    this.order = rows.slice();
    const leaves: Leaf[] = [];
    const open = [{ start: 0, end: rows.length, depth: 0 }];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const { start, end, depth } = node;
      const total = this.#gather(start, end, response, weights);
      const { minRows, maxDepth } = this.#rules;
      const split =
        depth >= maxDepth || total.count < 2 * minRows || total.isPure
          ? null
          : this.#bestSplit(total, random);
      if (split === null) {
        leaves.push({ start, end, mean: total.sum / total.weight });
        continue;
      }
      importance[split.predictor] = (importance[split.predictor] as number) + split.gain;
      const middle = this.#partition(start, end, split);
      open.push({ start: middle, end, depth: depth + 1 }, { start, end: middle, depth: depth + 1 });
    }
    return leaves;
  }

  /** Gathers rows, weights and weighted responses of the node, without those of weight 0, and sums them. */
  #gather(start: number, end: number, response: Float64Array, weights: Float64Array): NodeTotal {
    const { order } = this;
    const nodeRows = this.#rows;
    const nodeWeights = this.#weights;
    const weighted = this.#weighted;
    let count = 0;
    let weight = 0;
    let sum = 0;
    let squares = 0;
    for (let i = start; i < end; i++) {
      const row = order[i] as number;
      const w = weights[row] as number;
      if (w === 0) continue;
      const y = response[row] as number;
      nodeRows[count] = row;
      nodeWeights[count] = w;
      weighted[count] = w * y;
      count++;
      weight += w;
      sum += w * y;
      squares += w * y * y;
    }
    return { count, weight, sum, isPure: squares / weight - (sum / weight) ** 2 <= Number.EPSILON };
  }

  #bestSplit(total: NodeTotal, random: Random): Split | null {
    let best: Split | null = null;
    let visited = 0;
    let constant = 0;
    const urn = this.#urn;
    while (visited < urn.length && (visited < this.#rules.drawn || visited === constant)) {
      const pick = visited + Math.floor(random.uniform() * (urn.length - visited));
      const predictor = urn[pick] as number;
      urn[pick] = urn[visited] as number;
      urn[visited] = predictor;
      visited++;
      const [low, high] = this.#fill(predictor, total.count);
      if (low === high) constant++;
      const found: Split | null = this.#scanAndClear(predictor, low, high, total, best?.gain ?? -Infinity);
      if (found !== null) best = found;
    }
    return best;
  }

  /** Rows, weight and weighted response per class of a predictor; returns the lowest and highest class that occurs. */
  #fill(predictor: number, nodeCount: number): readonly [number, number] {
    const { classes, rows } = this.#bins;
    const offset = predictor * rows;
    const nodeRows = this.#rows;
    const nodeWeights = this.#weights;
    const weighted = this.#weighted;
    const counts = this.#classCount;
    const classWeights = this.#classWeight;
    const sums = this.#classSum;
    let low = MAX_CLASSES - 1;
    let high = 0;
    for (let i = 0; i < nodeCount; i++) {
      const k = classes[offset + (nodeRows[i] as number)] as number;
      if (k < low) low = k;
      if (k > high) high = k;
      counts[k] = (counts[k] as number) + 1;
      classWeights[k] = (classWeights[k] as number) + (nodeWeights[i] as number);
      sums[k] = (sums[k] as number) + (weighted[i] as number);
    }
    return [low, high];
  }

  /** The best split between two classes with a gain above `minGain`; clears the classes for the next predictor. */
  #scanAndClear(
    predictor: number,
    low: number,
    high: number,
    total: NodeTotal,
    minGain: number,
  ): Split | null {
    const { minRows } = this.#rules;
    const counts = this.#classCount;
    const classWeights = this.#classWeight;
    const sums = this.#classSum;
    const before = total.sum ** 2 / total.weight;
    const maxLeft = total.count - minRows;
    let count = 0;
    let weight = 0;
    let sum = 0;
    let gain = minGain;
    let lastLeft = -1;
    for (let k = low; k <= high; k++) {
      const here = counts[k] as number;
      if (here === 0) continue;
      count += here;
      weight += classWeights[k] as number;
      sum += sums[k] as number;
      counts[k] = 0;
      classWeights[k] = 0;
      sums[k] = 0;
      if (count < minRows || count > maxLeft) continue;
      const right = total.sum - sum;
      const gained = sum ** 2 / weight + right ** 2 / (total.weight - weight) - before;
      if (gained > gain) {
        gain = gained;
        lastLeft = k;
      }
    }
    return lastLeft < 0 ? null : { predictor, lastLeft, gain };
  }

  /** Moves the rows that go left to the front, each side in order; returns where the right side starts. */
  #partition(start: number, end: number, { predictor, lastLeft }: Split): number {
    const { classes, rows } = this.#bins;
    const offset = predictor * rows;
    const { order } = this;
    const others = this.#rows;
    let left = start;
    let right = 0;
    for (let i = start; i < end; i++) {
      const row = order[i] as number;
      if ((classes[offset + row] as number) <= lastLeft) order[left++] = row;
      else others[right++] = row;
    }
    order.set(others.subarray(0, right), left);
    return left;
  }
}
