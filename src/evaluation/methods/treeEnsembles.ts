/**
 * GENIE3 and GRNBoost2: tree ensembles predict every gene from the other candidates, and a candidate scores by the variance its splits
 * explain. Unlike in the published methods, cells in which the gene itself was set are left out: they carry no information about its
 * regulation.
 */
import { Random, fnv1a } from '../../numerics/random';
import { type Screen, rowsFree } from './screen';
import { type Bins, TreeGrower, TreeMemory, binsOf, selectBins } from './regressionTree';
import { isControl } from '../../dataset/dataset';

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
