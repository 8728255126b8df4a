/**
 * Cells of a predicted perturbation: control cells whose molecules are taken away or added until the mean of each gene is the predicted one
 * (docs/method.md, "Predicted cells"). They carry the predicted mean and the spread of the controls, with the noise of counting, and no more.
 */
import { countUnit, MIN_WITH_COUNTS } from '../dataset/countUnit';
import { type Dataset, isControl } from '../dataset/dataset';
import { Random } from '../numerics/random';

/** Cells as counts of molecules. */
export interface CountedCells {
  readonly cells: number;
  /** [cells × G] */
  readonly counts: Float32Array;
  /** [cells] normalised expression of one molecule. */
  readonly units: Float64Array;
}

/** The control cells of a time point, or of all times where it has none; null where the values are not of counts, or there are no controls. */
export function countedControls(dataset: Dataset, time: number | null): CountedCells | null {
  const genes = dataset.genes.length;
  const ofControls = [...dataset.conditionOfCell.keys()].filter((cell) => {
    const condition = dataset.conditions[dataset.conditionOfCell[cell] as number];
    return condition !== undefined && isControl(condition);
  });
  const atTime = ofControls.filter(
    (cell) => dataset.conditions[dataset.conditionOfCell[cell] as number]?.time === time,
  );
  const asked = atTime.length > 0 ? atTime : ofControls;
  const rowOf = (cell: number) => dataset.values.subarray(cell * genes, (cell + 1) * genes);
  const counted = asked.flatMap((cell) => {
    const unit = countUnit(rowOf(cell));
    return unit === null ? [] : [{ cell, unit }];
  });
  if (dataset.control.mode === 'others' || counted.length < Math.max(1, MIN_WITH_COUNTS * asked.length))
    return null;
  const counts = new Float32Array(counted.length * genes);
  counted.forEach(({ cell, unit }, row) => {
    counts.set(
      rowOf(cell).map((value) => Math.round(Math.expm1(value) / unit)),
      row * genes,
    );
  });
  return { cells: counted.length, counts, units: Float64Array.from(counted, ({ unit }) => unit) };
}

/** At most `most` of the cells, drawn without replacement. */
export function someCells(
  { cells, counts, units }: CountedCells,
  most: number,
  random: Random,
): CountedCells {
  if (cells <= most) return { cells, counts, units };
  const genes = counts.length / cells;
  const chosen = random.permutation(cells).subarray(0, most).toSorted();
  const some = new Float32Array(most * genes);
  chosen.forEach((cell, row) => some.set(counts.subarray(cell * genes, (cell + 1) * genes), row * genes));
  return { cells: most, counts: some, units: Float64Array.from(chosen, (cell) => units[cell] as number) };
}

/** [cells × G] log1p of normalised expression. */
export function logarithmsOf({ cells, counts, units }: CountedCells): Float32Array {
  const genes = counts.length / cells;
  return counts.map((count, at) => Math.log1p(count * (units[Math.floor(at / genes)] as number)));
}

/** [G] means of `values` [cells × G]. */
export function meansOf(values: Float32Array, genes: number): Float64Array {
  const sums = new Float64Array(genes);
  values.forEach((value, at) => {
    sums[at % genes] = (sums[at % genes] as number) + value;
  });
  return sums.map((sum) => (sum * genes) / values.length);
}

/**
 * The cells with other counts, such that the mean of log1p expression of each gene is `levels` [G] (at least 0), to the molecule nearest to it.
 * A gene that falls loses molecules at random, each with the same probability: counts of a lower rate (binomial thinning). A gene that rises
 * gets molecules at the rate of each cell, which is drawn given its count, from the gamma distribution of rates that the cells show (counts are then
 * negative binomial). So what the genes of a cell had in common stays.
 */
export function movedCells(control: CountedCells, levels: ArrayLike<number>, seed: number): CountedCells {
  const genes = control.counts.length / control.cells;
  const counts = control.counts.slice();
  const random = Random.mixed(seed);
  for (let gene = 0; gene < genes; gene++) {
    const own = Int32Array.from(control.units, (_, cell) => counts[cell * genes + gene] as number);
    const mean = meanLog(own, control.units);
    const level = Math.max(0, levels[gene] as number);
    const rise = level > mean;
    const steps = rise ? arrivals(own, control.units, random) : departures(own, random);
    moveTo(own, control.units, { sum: (level - mean) * control.cells, steps, step: rise ? 1 : -1 });
    own.forEach((count, cell) => {
      counts[cell * genes + gene] = count;
    });
  }
  return { ...control, counts };
}

function meanLog(counts: Int32Array, units: Float64Array): number {
  let sum = 0;
  counts.forEach((count, cell) => {
    sum += Math.log1p(count * (units[cell] as number));
  });
  return sum / counts.length;
}

/** Adds ±1 at the cells of `steps` until Σ log1p has changed by `sum`, as nearly as one molecule allows. */
function moveTo(
  counts: Int32Array,
  units: Float64Array,
  { sum, steps, step }: { readonly sum: number; readonly steps: Iterable<number>; readonly step: 1 | -1 },
): void {
  let left = step * sum;
  if (left <= 0) return;
  for (const cell of steps) {
    const [count, unit] = [counts[cell] as number, units[cell] as number];
    const change = Math.abs(Math.log1p((count + step) * unit) - Math.log1p(count * unit));
    if (change > 2 * left) return;
    counts[cell] = count + step;
    left -= change;
    if (left <= 0) return;
  }
}

/** The cells of all molecules, in random order. */
function departures(counts: Int32Array, random: Random): Int32Array {
  const cells = Int32Array.from(
    [...counts.entries()].flatMap(([cell, count]) => Array<number>(count).fill(cell)),
  );
  return random.permutation(cells.length).map((molecule) => cells[molecule] as number);
}

/** Without a spread of rates beyond counting, a gamma distribution this narrow stands for it. */
const MAX_SHAPE = 1e4;

/** Per cell; hardly any transcript has as many. */
const MAX_MOLECULES = 10_000;

/** Cells of further molecules. */
function* arrivals(counts: Int32Array, units: Float64Array, random: Random): Generator<number> {
  const depths = units.map((unit) => 1 / unit);
  const total = depths.reduce((sum, depth) => sum + depth, 0);
  const rate = counts.reduce((sum, count) => sum + count, 0) / total;
  // Moments: the variance of counts over Poisson is depth² times that of rates.
  let [beyond, squares] = [0, 0];
  counts.forEach((count, cell) => {
    const expected = rate * (depths[cell] as number);
    beyond += (count - expected) ** 2 - expected;
    squares += expected ** 2;
  });
  const shape = Math.min(MAX_SHAPE, squares / Math.max(beyond, squares / MAX_SHAPE));
  const ends = new Float64Array(counts.length);
  let end = 0;
  counts.forEach((count, cell) => {
    const depth = depths[cell] as number;
    end += rate === 0 ? depth : (depth * random.gamma(shape + count)) / (shape / rate + depth);
    ends[cell] = end;
  });
  for (let molecule = 0; molecule < MAX_MOLECULES * counts.length; molecule++)
    yield firstAbove(ends, random.uniform() * end);
}

/** Place of the first of ascending `ends` above `at`. */
function firstAbove(ends: Float64Array, at: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
