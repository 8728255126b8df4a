/**
 * Values lost on the way to the sequencer (docs/method.md, "Lost values"): zeros that counting does not explain are replaced by
 * what the condition's other cells hold, so that they neither hide how genes vary together nor drown the mean shift.
 */
import type { Dataset } from '../../dataset/dataset';
import { median, quantileOfSorted } from '../../numerics/statistics';
import { countUnit } from './countUnit';
import { zerosTogether } from './zerosTogether';

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
 * genes are at zero in the same cells (zerosTogether.ts). Genes set in a condition stay as they are there. Only training conditions
 * say whether there are counts and losses, and how levels and losses go together.
 */
export function withoutLosses(
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
  if ((zerosTogether(dataset, isTraining) ?? Infinity) > ONE_BY_ONE) return values;
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
