/**
 * Values lost on the way to the sequencer (docs/method.md, "Lost values"): zeros that counting does not explain are replaced by
 * what the condition's other cells hold, so that they neither hide how genes vary together nor drown the mean shift.
 */
import type { Dataset } from '../../dataset/dataset';
import { median, quantileOfSorted } from '../../numerics/statistics';

/** Cells of a condition that are asked for their unit, and the share of them that must have one. */
const ASKED = 50;
const MOSTLY = 0.9;
/** Share of all values that must be lost: less is what zeros counted by chance make up. */
const LEAST_LOSS = 0.01;
/** Share of the zeros that must be lost: fewer are how genes of sparse cells vary. */
const LEAST_OF_ZEROS = 0.5;
/**
 * Largest correlation of two genes' zeros at which they are lost one by one: measured .04 to .06 on screens with simulated losses, .29
 * on the bundled demo, whose cells differentiate and lose nothing.
 */
const ONE_BY_ONE = 0.1;
/** Quantiles of the units of a condition's cells over which the chance of counting nothing is averaged. */
const UNITS = [0.1, 0.3, 0.5, 0.7, 0.9] as const;
/** Times the typical level at which half the values are lost, up to which losses are believed: beyond it, cells differ. */
const BELIEVED = 4;
/** More make the level and the loss that go together no more exact than a thousandth. */
const ROUNDS = 20;

/** [conditions × G] each. */
interface Losses {
  /** Share of zeros; 0 where no value is missing, all are, or the gene was set. */
  readonly zeros: Float64Array;
  /** That of them which counting does not explain. */
  readonly excess: Float64Array;
  /** Mean of expm1 of the cells without those. */
  readonly level: Float64Array;
  /** Mean of log1p values over all cells. */
  readonly mean: Float64Array;
}

/**
 * [cells × G] `values` with zeros raised; the same array where no counts are found in the dataset, counting explains most zeros, or
 * genes are at zero in the same cells (zeroCorrelation.ts). Genes set in a condition stay as they are there. Only training conditions
 * say whether there are counts and losses, and how levels and losses go together.
 */
export function imputeDropouts(
  dataset: Dataset,
  values: Float32Array,
  isTraining: (condition: number) => boolean,
): Float32Array {
  const units = countUnits(dataset, isTraining);
  if (units === null) return values;
  const { zeros, excess, level, mean } = lossesOf(dataset, values, units);
  const genes = dataset.genes.length;
  const training = dataset.conditions.flatMap((_, condition) =>
    isTraining(condition) ? [[condition * genes, (condition + 1) * genes] as const] : [],
  );
  const inTraining = (of: Float64Array) =>
    training.reduce((sum, own) => of.subarray(...own).reduce((all, value) => all + value, sum), 0);
  const places = genes * training.length;
  const lost = inTraining(excess);
  if (lost < Math.max(LEAST_LOSS * places, LEAST_OF_ZEROS * inTraining(zeros))) return values;
  if ((zeroCorrelation(dataset, isTraining) ?? Infinity) > ONE_BY_ONE) return values;
  const half = new Float64Array(places);
  let losing = 0;
  for (const [from, to] of training)
    for (let place = from; place < to; place++) {
      const share = excess[place] as number;
      if (share > 0) half[losing++] = ((level[place] as number) * share) / (1 - share);
    }
  const believed = BELIEVED * median(half.subarray(0, losing));
  const fill = new Float32Array(dataset.conditions.length * genes);
  for (let place = 0; place < fill.length; place++) {
    const share = zeros[place] as number;
    if (share === 0) continue;
    const taken = Math.min(excess[place] as number, believed / (believed + (level[place] as number)));
    fill[place] = ((taken / share) * (mean[place] as number)) / (1 - taken);
  }
  return values.map((value, at) => {
    if (value > 0) return value;
    const condition = dataset.conditionOfCell[Math.floor(at / genes)] as number;
    return fill[condition * genes + (at % genes)] as number;
  });
}

/** [conditions] ascending units of some of a condition's cells; null where most training cells hold no counts. */
function countUnits(
  dataset: Dataset,
  isTraining: (condition: number) => boolean,
): readonly Float64Array[] | null {
  const genes = dataset.genes.length;
  const asked = new Int32Array(dataset.conditions.length);
  const units: number[][] = dataset.conditions.map(() => []);
  dataset.conditionOfCell.forEach((condition, cell) => {
    if ((asked[condition] as number) >= ASKED) return;
    asked[condition] = (asked[condition] as number) + 1;
    const unit = countUnit(dataset.values.subarray(cell * genes, (cell + 1) * genes));
    if (unit !== null) units[condition]?.push(unit);
  });
  const inTraining = (counts: Iterable<number>) =>
    [...counts].reduce((sum, count, condition) => sum + (isTraining(condition) ? count : 0), 0);
  const found = inTraining(units.map(({ length }) => length));
  return found === 0 || found < MOSTLY * inTraining(asked)
    ? null
    : units.map((some) => Float64Array.from(some).toSorted());
}

function lossesOf(dataset: Dataset, values: Float32Array, units: readonly Float64Array[]): Losses {
  const genes = dataset.genes.length;
  const size = dataset.conditions.length * genes;
  const [zeros, level, mean] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const excess = new Float64Array(size);
  dataset.conditionOfCell.forEach((condition, cell) => {
    for (let g = 0; g < genes; g++) {
      const value = values[cell * genes + g] as number;
      const place = condition * genes + g;
      zeros[place] = (zeros[place] as number) + Number(value <= 0);
      level[place] = (level[place] as number) + Math.expm1(value);
      mean[place] = (mean[place] as number) + value;
    }
  });
  dataset.conditions.forEach(({ interventions, cells }, condition) => {
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
 * π and the level λ of the cells that lost nothing, where zeros = π + (1 − π) mean_u e^(−λ/u) and mean = (1 − π) λ. `units`: u.
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

/**
 * Whether genes are at zero in the same cells. Values lost by chance fall anywhere; genes that are off because cells differ (types, states
 * of a trajectory) are off together, and nothing was lost there.
 */

/** Genes looked at, spread evenly over those that are neither always nor never at zero in a condition. */
const GENES = 60;
const NEITHER = [0.05, 0.95] as const;
const FEWEST_CELLS = 20;

/**
 * Root mean square correlation φ of two genes' zeros within conditions, less what chance gives (1/n each), weighed by cells; 0 where it
 * is below that. Genes set in a condition are left out there. null where no two genes can be compared. O(60² cells).
 */
export function zeroCorrelation(dataset: Dataset, isTraining: (condition: number) => boolean): number | null {
  const rows: number[][] = dataset.conditions.map(() => []);
  dataset.conditionOfCell.forEach((condition, cell) => rows[condition]?.push(cell));
  let beyondChance = 0;
  let weight = 0;
  dataset.conditions.forEach(({ interventions }, condition) => {
    const cells = rows[condition] ?? [];
    if (!isTraining(condition) || cells.length < FEWEST_CELLS) return;
    const set = interventions.map(({ gene }) => gene);
    const zeros = standardZeros(dataset, cells, set);
    for (const [a, one] of zeros.entries())
      for (const other of zeros.slice(0, a)) {
        const phi = one.reduce((sum, value, at) => sum + value * (other[at] as number), 0) / cells.length;
        beyondChance += (phi * phi - 1 / cells.length) * cells.length;
        weight += cells.length;
      }
  });
  return weight === 0 ? null : Math.sqrt(Math.max(0, beyondChance / weight));
}

/** Of some genes [cells] 1 at zero and 0 elsewhere, less their mean, over their deviation. */
function standardZeros({ genes, values }: Dataset, cells: readonly number[], set: readonly number[]) {
  const width = genes.length;
  const shares = genes.map(
    (_, gene) => cells.filter((cell) => (values[cell * width + gene] as number) <= 0).length / cells.length,
  );
  const varying = [...shares.keys()].filter((gene) => {
    const share = shares[gene] as number;
    return !set.includes(gene) && share >= NEITHER[0] && share <= NEITHER[1];
  });
  const step = Math.max(1, varying.length / GENES);
  const chosen = Array.from(
    { length: Math.min(GENES, varying.length) },
    (_, at) => varying[Math.floor(at * step)] as number,
  );
  return chosen.map((gene) => {
    const share = shares[gene] as number;
    const deviation = Math.sqrt(share * (1 - share));
    return Float64Array.from(
      cells,
      (cell) => (Number((values[cell * width + gene] as number) <= 0) - share) / deviation,
    );
  });
}

/** The expression that one count stands for in a cell, found again in log values: what tells counts from measurements of other kinds. */

/** Fewest genes with counts, and the most counts that the least of them may have. */
const ENOUGH_GENES = 5;
const MOST_LEAST_COUNT = 30;
/** How far a value may be from a whole number of counts: what 32 bits keep of it, more where there are many counts. */
const TOLERANCE = 1e-3;
const LARGEST_TOLERANCE = 0.1;
const MANY_COUNTS = 50;

/**
 * `values`: [G] of one cell, log1p(counts · u). Gives u, the largest that all of them are whole multiples of; null where there
 * is none, or too few genes to tell.
 */
export function countUnit(values: Float32Array): number | null {
  const amounts = new Float64Array(values.length);
  let counted = 0;
  let least = Infinity;
  for (const value of values) {
    const amount = Math.expm1(value);
    if (!(amount > 0)) continue;
    amounts[counted++] = amount;
    least = Math.min(least, amount);
  }
  if (counted < ENOUGH_GENES) return null;
  const found = amounts.subarray(0, counted);
  for (let count = 1; count <= MOST_LEAST_COUNT; count++) {
    const unit = least / count;
    if (found.every((amount) => isWhole(amount / unit))) return unit;
  }
  return null;
}

function isWhole(counts: number): boolean {
  const tolerance = Math.min(LARGEST_TOLERANCE, TOLERANCE * Math.max(1, counts / MANY_COUNTS));
  return Math.abs(counts - Math.round(counts)) < tolerance;
}
