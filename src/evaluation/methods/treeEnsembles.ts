/**
 * GENIE3 and GRNBoost2: tree ensembles predict every gene from the other candidates, and a candidate scores by the variance its splits
 * explain. Unlike in the published methods, cells in which the gene itself was set are left out: they carry no information about its
 * regulation. Regression trees (Breiman et al. 1984) on binned predictors: each node takes, from predictors drawn at random, the split
 * that reduces the sum of squares most. Keeps what importances and boosting need: the reduction by each predictor, and the mean of each
 * leaf.
 */
import { Random, fnv1a } from '../../numerics/random';
import { type Screen, rowsFree } from './screen';
import { isControl } from '../../dataset/dataset';
import { kernelInstance, moduleBytes } from '../../numerics/dense/webAssembly';
import { type Kernels, RECORDS } from './assembly/kernelTypes';
import base64 from './assembly/trees.ts?asc';

/**
 * Predictor values become ranks in at most 64 classes (the histogram method, Ke et al. 2017): one pass over the rows of a node finds its
 * best split, whatever the scale of a predictor.
 */
const MAX_CLASSES = 64;

interface Bins {
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
function selectBins(bins: Bins, chosen: Int32Array, kept: ArrayLike<number>): Bins {
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
class TreeMemory {
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

/** Controls are alike; more of them would displace perturbed cells among those drawn. */
const MAX_CONTROLS = 200;
/** Maximum number of cells per gene. */
const MAX_CELLS = 1500;

interface Response {
  readonly bins: Bins;
  /** [rows] z. */
  readonly values: Float64Array;
  readonly random: Random;
  readonly memory?: TreeMemory;
}

/**
 * [R × G] importances with every gene in turn as the response, on at most 1,500 random cells in which it was not set. Each gene has
 * random draws of its own, so that results depend neither on the order of genes nor on the worker. Yields the share of genes done.
 */
function* importances(
  screen: Screen,
  seed: number,
  importanceOf: (response: Response) => Float64Array,
): Generator<number, Float32Array> {
  const { dataset, cells } = screen;
  const genes = dataset.genes.length;
  const scores = new Float32Array(dataset.candidates.length * genes);
  const all = binsOf(cells.values, genes, dataset.candidates);
  const everyCandidate = Int32Array.from(dataset.candidates.keys());
  const isOfControl = Uint8Array.from(dataset.conditions, (condition) => Number(isControl(condition)));
  const isControlRow = Uint8Array.from(cells.conditionOf, (condition) => isOfControl[condition] as number);
  const memory = new TreeMemory(Math.min(cells.count, MAX_CELLS), dataset.candidates.length);
  for (let gene = 0; gene < genes; gene++) {
    const random = new Random(fnv1a(seed, dataset.genes[gene] ?? ''));
    const chosen = drawnFrom(
      withFewControls(isControlRow, rowsFree(screen, gene), random),
      MAX_CELLS,
      random,
    );
    const predictors = everyCandidate.filter((r) => dataset.candidates[r] !== gene);
    const bins = selectBins(all, chosen, predictors);
    const values = Float64Array.from(chosen, (row) => cells.values[row * genes + gene] as number);
    importanceOf({ bins, values, random, memory }).forEach((importance, p) => {
      scores[(predictors[p] as number) * genes + gene] = importance;
    });
    yield (gene + 1) / genes;
  }
  return scores;
}

/** The rows with at most 200 controls among them. */
function withFewControls(isControlRow: Uint8Array, rows: Int32Array, random: Random): Int32Array {
  const all = rows.slice();
  let count = 0;
  for (const row of rows) if (isControlRow[row] === 1) all[count++] = row;
  const controls = drawnFrom(all.slice(0, count), MAX_CONTROLS, random);
  let [kept, next] = [0, 0];
  for (const row of rows)
    if (isControlRow[row] === 0) all[kept++] = row;
    else if (row === controls[next]) {
      all[kept++] = row;
      next++;
    }
  return all.slice(0, kept);
}

/** At most `max` of the rows, in order. */
function drawnFrom(rows: Int32Array, max: number, random: Random): Int32Array {
  if (rows.length <= max) return rows;
  const picked = random.permutation(rows.length).slice(0, max).toSorted();
  return picked.map((index) => rows[index] as number);
}

interface ForestSettings {
  readonly trees: number;
  /** Minimum number of distinct cells of a leaf. */
  readonly minRows: number;
}

/** Published: 1000 fully grown trees on all cells; these settings are far cheaper and rank as well (docs/method.md). */
const usual: ForestSettings = { trees: 100, minRows: 5 };

/** GENIE3 (Huynh-Thu et al., PLoS ONE 2010): random forests (Breiman 2001). [R × G] unsigned importances with sum 1 per gene. */
export function genie3Scores(screen: Screen, seed: number): Generator<number, Float32Array> {
  return importances(screen, seed, (response) => forestImportance(response, usual));
}

/**
 * [predictors] mean decrease in impurity as in scikit-learn: per tree on a bootstrap sample, √predictors drawn per node, relative to the
 * total of the tree; averaged over trees and normalised to sum 1 (0 where no tree splits).
 */
export function forestImportance(
  { bins, values, random, memory }: Response,
  { trees, minRows }: ForestSettings,
): Float64Array {
  const drawn = Math.max(1, Math.floor(Math.sqrt(bins.predictors)));
  const grower = new TreeGrower(bins, { maxDepth: Infinity, minRows, drawn, rate: 0 }, memory);
  grower.response.set(values);
  const total = new Float64Array(bins.predictors);
  for (let tree = 0; tree < trees; tree++) {
    grower.bootstrap(random);
    grower.importance.fill(0);
    grower.grow(random);
    addShares(total, grower.importance);
  }
  const shares = new Float64Array(bins.predictors);
  addShares(shares, total);
  return shares;
}

/** Adds `part` normalised to sum 1. */
function addShares(total: Float64Array, part: Float64Array): void {
  const whole = part.reduce((sum, value) => sum + value, 0);
  if (!(whole > 0)) return;
  for (let p = 0; p < part.length; p++) total[p] = (total[p] as number) + (part[p] as number) / whole;
}

interface BoostingSettings {
  readonly rate: number;
  readonly maxTrees: number;
  readonly maxDepth: number;
  /** Share of predictors drawn per node, and of rows per tree. */
  readonly predictors: number;
  readonly rows: number;
  /** Boosting stops when the mean improvement of the left-out rows over so many trees is negative. */
  readonly window: number;
}

/** As published. */
const published: BoostingSettings = {
  rate: 0.01,
  maxTrees: 5000,
  maxDepth: 3,
  predictors: 0.1,
  rows: 0.9,
  window: 25,
};

/**
 * GRNBoost2 (Moerman et al., Bioinformatics 2019): stochastic gradient boosting (Friedman 2002) with shallow trees, stopped when the cells
 * left out of each tree improve no more. [R × G] unsigned importances × number of trees, so that genes with longer improvement rank higher.
 */
export function grnBoost2Scores(screen: Screen, seed: number): Generator<number, Float32Array> {
  return importances(screen, seed, (response) => {
    const { importance, trees } = boosted(response, published);
    return importance.map((share) => trees * share);
  });
}

interface Boosted {
  /** [predictors] sum 1; 0 where no tree splits. */
  readonly importance: Float64Array;
  readonly trees: number;
}

export function boosted({ bins, values, random, memory }: Response, settings: BoostingSettings): Boosted {
  const grower = new TreeGrower(
    bins,
    {
      maxDepth: settings.maxDepth,
      minRows: 1,
      drawn: Math.max(1, Math.floor(settings.predictors * bins.predictors)),
      rate: settings.rate,
    },
    memory,
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / bins.rows;
  const { response: residual, importance } = grower;
  residual.set(values.map((value) => value - mean));
  const urn = Int32Array.from(values.keys());
  const leftOut = Math.ceil((1 - settings.rows) * bins.rows - 1e-9);
  const improvements: number[] = [];
  let trees = 0;
  while (trees < settings.maxTrees && bins.rows > 0) {
    drawWithout(leftOut, random, urn, grower.draws);
    const before = squaresOf(residual, urn, leftOut);
    grower.grow(random);
    trees++;
    improvements.push(before - squaresOf(residual, urn, leftOut));
    if (leftOut > 0 && hasStopped(improvements, settings.window)) break;
  }
  const whole = importance.reduce((sum, value) => sum + value, 0);
  return { importance: importance.map((value) => (whole > 0 ? value / whole : value)), trees };
}

function hasStopped(improvements: readonly number[], window: number): boolean {
  if (improvements.length < window) return false;
  return improvements.slice(-window).reduce((sum, value) => sum + value, 0) < 0;
}

/** Sets `draws` [rows] to 0 for the left-out rows, which then come first in `urn`; to 1 for the others. */
function drawWithout(leftOut: number, random: Random, urn: Int32Array, draws: Int32Array): void {
  draws.fill(1);
  for (let i = 0; i < leftOut; i++) {
    const pick = i + Math.floor(random.uniform() * (urn.length - i));
    const row = urn[pick] as number;
    urn[pick] = urn[i] as number;
    urn[i] = row;
    draws[row] = 0;
  }
}

/** Sum of squares over the first `count` rows of `urn`. */
function squaresOf(residual: Float64Array, urn: Int32Array, count: number): number {
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (residual[urn[i] as number] as number) ** 2;
  return squares;
}
