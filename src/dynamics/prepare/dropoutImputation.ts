/**
 * Dropout imputation (docs/method.md, "Lost values"): zeros that counting does not explain are replaced by what the
 * other cells of the condition contain, so that dropouts neither hide covariation nor dominate the mean shift.
 */
import { countUnit, MIN_WITH_COUNTS } from '../../dataset/countUnit';
import { rowsByCondition, type Dataset } from '../../dataset/dataset';
import { allCells } from './strata';
import { innerProducts } from '../../numerics/dense/products';
import { memoize, once } from '../../numerics/lazy';
import { median, quantileOfSorted } from '../../numerics/statistics';

/** Cells per condition that are tested for counts. */
const TESTED_CELLS = 50;
/** Minimum fraction of all values that are dropouts; smaller fractions occur by chance in counting. */
const MIN_DROPOUT_SHARE = 0.01;
/** Minimum fraction of zeros that are dropouts; smaller fractions are the variation of genes in sparse cells. */
const MIN_SHARE_OF_ZEROS = 0.5;
/**
 * Maximum correlation of the zeros of two genes for independent dropouts: measured .04 to .06 on screens with simulated
 * dropouts, .29 on the bundled demo, whose cells differentiate and have none.
 */
const MAX_ZERO_CORRELATION = 0.1;
/** Quantiles of the count units of a condition's cells over which the probability of a zero count is averaged. */
const UNITS = [0.1, 0.3, 0.5, 0.7, 0.9] as const;
/**
 * Times the typical level of half dropout up to which dropouts are accepted; beyond it zeros reflect differences
 * between cells.
 */
const MAX_LEVEL_RATIO = 4;
/** Further rounds change neither level nor dropout fraction by more than a thousandth. */
const ROUNDS = 20;

/** All [conditions × G]. */
interface Dropouts {
  /** Fraction of zeros; 0 without zeros, with nothing but zeros, or where the gene was set. */
  readonly zeros: Float64Array;
  /** Fraction of values that are dropouts: zeros in excess of counting. */
  readonly excess: Float64Array;
  /** Mean of expm1 over the values that are not dropouts. */
  readonly level: Float64Array;
  /** Mean of log1p values over all cells. */
  readonly mean: Float64Array;
}

/**
 * [cells × G] `values` with imputed zeros; the same array where the dataset has no counts, counting explains most
 * zeros, or zeros of genes are correlated. Genes set in a condition stay unchanged there. Only training conditions
 * decide on counts, dropouts and the relation of dropout to level; cells for which `isUsed` fails say nothing of levels.
 */
export function imputeDropouts(
  dataset: Dataset,
  values: Float32Array,
  isTraining: (condition: number) => boolean,
  isUsed: (cell: number) => boolean = allCells,
): Float32Array {
  const units = unitsOfConditions(dataset, isTraining);
  if (units === null) return values;
  const { zeros, excess, level, mean } = dropoutsOf(dataset, values, units, isUsed);
  const genes = dataset.genes.length;
  const training = dataset.conditions.flatMap((_, condition) =>
    isTraining(condition) ? [[condition * genes, (condition + 1) * genes] as const] : [],
  );
  const sumOverTraining = (of: Float64Array) =>
    training.reduce((sum, own) => of.subarray(...own).reduce((all, value) => all + value, sum), 0);
  const places = genes * training.length;
  const lost = sumOverTraining(excess);
  if (lost < Math.max(MIN_DROPOUT_SHARE * places, MIN_SHARE_OF_ZEROS * sumOverTraining(zeros))) return values;
  if ((zeroCorrelation(dataset, isTraining) ?? Infinity) > MAX_ZERO_CORRELATION) return values;
  const half = new Float64Array(places);
  let losing = 0;
  for (const [from, to] of training)
    for (let place = from; place < to; place++) {
      const share = excess[place] as number;
      if (share > 0) half[losing++] = ((level[place] as number) * share) / (1 - share);
    }
  const maxLevel = MAX_LEVEL_RATIO * median(half.subarray(0, losing));
  const fill = new Float32Array(dataset.conditions.length * genes);
  for (let place = 0; place < fill.length; place++) {
    const share = zeros[place] as number;
    if (share === 0) continue;
    const taken = Math.min(excess[place] as number, maxLevel / (maxLevel + (level[place] as number)));
    fill[place] = ((taken / share) * (mean[place] as number)) / (1 - taken);
  }
  const imputed = values.slice();
  for (let cell = 0; cell < dataset.cells; cell++) {
    const from = (dataset.conditionOfCell[cell] as number) * genes;
    for (let g = 0; g < genes; g++)
      if (!((imputed[cell * genes + g] as number) > 0)) imputed[cell * genes + g] = fill[from + g] as number;
  }
  return imputed;
}

/** [conditions] ascending units of some of the condition's cells; null where most training cells contain no counts. */
export function unitsOfConditions(
  dataset: Dataset,
  isTraining: (condition: number) => boolean,
): readonly Float64Array[] | null {
  const { tested, units } = testedCells(dataset);
  const sumOverTraining = (counts: Iterable<number>) =>
    [...counts].reduce((sum, count, condition) => sum + (isTraining(condition) ? count : 0), 0);
  const found = sumOverTraining(units.map(({ length }) => length));
  return found === 0 || found < MIN_WITH_COUNTS * sumOverTraining(tested) ? null : units;
}

/** The first cells of each condition, whichever are trained on: how many, and [conditions] ascending units of those with counts. */
const testedCells = memoize((dataset: Dataset) => {
  const genes = dataset.genes.length;
  const tested = new Int32Array(dataset.conditions.length);
  const units: number[][] = dataset.conditions.map(() => []);
  dataset.conditionOfCell.forEach((condition, cell) => {
    if ((tested[condition] as number) >= TESTED_CELLS) return;
    tested[condition] = (tested[condition] as number) + 1;
    const unit = countUnit(dataset.values.subarray(cell * genes, (cell + 1) * genes));
    if (unit !== null) units[condition]?.push(unit);
  });
  return { tested, units: units.map((some) => Float64Array.from(some).toSorted()) };
});

function dropoutsOf(
  dataset: Dataset,
  values: Float32Array,
  units: readonly Float64Array[],
  isUsed: (cell: number) => boolean,
): Dropouts {
  const genes = dataset.genes.length;
  const size = dataset.conditions.length * genes;
  const [zeros, level, mean] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const excess = new Float64Array(size);
  const cellsOf = new Int32Array(dataset.conditions.length);
  dataset.conditionOfCell.forEach((condition, cell) => {
    if (!isUsed(cell)) return;
    cellsOf[condition] = (cellsOf[condition] as number) + 1;
    for (let g = 0; g < genes; g++) {
      const value = values[cell * genes + g] as number;
      const place = condition * genes + g;
      zeros[place] = (zeros[place] as number) + Number(value <= 0);
      if (value !== 0) level[place] = (level[place] as number) + Math.expm1(value);
      mean[place] = (mean[place] as number) + value;
    }
  });
  dataset.conditions.forEach(({ interventions }, condition) => {
    const cells = cellsOf[condition] as number;
    const known = units[condition] ?? new Float64Array();
    const typical = known.length === 0 ? [] : UNITS.map((share) => quantileOfSorted(known, share));
    const set = new Set(interventions.map(({ gene }) => gene));
    for (let g = 0; g < genes; g++) {
      const place = condition * genes + g;
      if (known.length === 0 || set.has(g) || !((level[place] as number) > 0)) zeros[place] = 0;
      if (zeros[place] === 0) continue;
      zeros[place] = (zeros[place] as number) / cells;
      mean[place] = (mean[place] as number) / cells;
      const found = excessOf(zeros[place], (level[place] as number) / cells, typical);
      excess[place] = found.excess;
      level[place] = found.level;
    }
  });
  return { zeros, excess, level, mean };
}

/**
 * Dropout fraction π and level λ of the other cells, where zeros = π + (1 − π) mean_u e^(−λ/u) and mean = (1 − π) λ.
 * `units`: u.
 */
export function excessOf(
  zeros: number,
  mean: number,
  units: readonly number[],
): { readonly excess: number; readonly level: number } {
  let excess = 0;
  let level = mean;
  for (let round = 0; round < ROUNDS; round++) {
    const before = excess;
    const uncounted = units.reduce((sum, unit) => sum + Math.exp(-level / unit), 0) / units.length;
    excess = Math.max(0, (zeros - uncounted) / (1 - uncounted));
    if (excess === before) break;
    level = mean / (1 - excess);
  }
  return { excess, level };
}

/** Genes compared, spread evenly over those with a fraction of zeros between these bounds. */
const GENES = 60;
const NEITHER = [0.05, 0.95] as const;
const MIN_CELLS = 20;

/**
 * Root mean square correlation φ of two genes' zeros within conditions, minus chance (1/n each), weighted by cells, at
 * lowest 0. Dropouts occur independently; genes that are off because cells differ (types, states of a trajectory) are
 * off together. Genes set in a condition are left out there. null where no two genes can be compared. O(60² cells).
 */
export function zeroCorrelation(dataset: Dataset, isTraining: (condition: number) => boolean): number | null {
  let beyondChance = 0;
  let weight = 0;
  zeroPairs(dataset).forEach((pairs, condition) => {
    if (!isTraining(condition)) return;
    beyondChance += pairs().beyondChance;
    weight += pairs().weight;
  });
  return weight === 0 ? null : Math.sqrt(Math.max(0, beyondChance / weight));
}

/** Pairs of genes in one condition: Σ n (φ² − 1/n) and Σ n over n cells. */
interface ZeroPairs {
  readonly beyondChance: number;
  readonly weight: number;
}

/** [conditions] whichever are trained on, each computed when first asked for. */
const zeroPairs = memoize((dataset: Dataset): readonly (() => ZeroPairs)[] => {
  const rows = rowsByCondition(dataset);
  return dataset.conditions.map(({ interventions }, condition) =>
    once(() =>
      zeroPairsOf(
        dataset,
        rows[condition] ?? [],
        interventions.map(({ gene }) => gene),
      ),
    ),
  );
});

/** `set`: genes that are left out. */
function zeroPairsOf(dataset: Dataset, cells: readonly number[], set: readonly number[]): ZeroPairs {
  const sums = { beyondChance: 0, weight: 0 };
  if (cells.length < MIN_CELLS) return sums;
  const zeros = standardisedZeros(dataset, cells, set);
  const genes = zeros.length / cells.length;
  const products = innerProducts(zeros, zeros, cells.length);
  for (let a = 0; a < genes; a++)
    for (let b = 0; b < a; b++) {
      const phi = (products[a * genes + b] as number) / cells.length;
      sums.beyondChance += (phi * phi - 1 / cells.length) * cells.length;
      sums.weight += cells.length;
    }
  return sums;
}

/** [chosen genes × cells] the standardised indicator of a zero. */
function standardisedZeros(
  { genes, values }: Dataset,
  cells: readonly number[],
  set: readonly number[],
): Float64Array {
  const width = genes.length;
  const counts = new Int32Array(width);
  for (const cell of cells)
    for (let g = 0; g < width; g++)
      if ((values[cell * width + g] as number) <= 0) counts[g] = (counts[g] as number) + 1;
  const shares = Float64Array.from(counts, (count) => count / cells.length);
  const varying = [...shares.keys()].filter((gene) => {
    const share = shares[gene] as number;
    return !set.includes(gene) && share >= NEITHER[0] && share <= NEITHER[1];
  });
  const step = Math.max(1, varying.length / GENES);
  const chosen = Array.from(
    { length: Math.min(GENES, varying.length) },
    (_, at) => varying[Math.floor(at * step)] as number,
  );
  const zeros = new Float64Array(chosen.length * cells.length);
  chosen.forEach((gene, row) => {
    const share = shares[gene] as number;
    const deviation = Math.sqrt(share * (1 - share));
    const [zero, other] = [(1 - share) / deviation, -share / deviation];
    for (let at = 0; at < cells.length; at++) {
      const value = values[(cells[at] as number) * width + gene] as number;
      zeros[row * cells.length + at] = value <= 0 ? zero : other;
    }
  });
  return zeros;
}
