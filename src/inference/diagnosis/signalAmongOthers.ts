/**
 * Tests of signal.ts without controls: each perturbation and the median of all others of its time point, of each gene without those that
 * set it. A mean would move with the strong ones, and all others away from it. Batches are compared within.
 */
import type { Random } from '../../numerics/random';
import {
  addShift,
  emptyStatistics,
  inflation,
  type PerturbationTest,
  type ShiftStatistic,
  type TestedRows,
  variance,
} from './permutationTest';

/** The cells of one time point. */
interface Moment {
  /** [C] indices into conditions. */
  readonly conditions: readonly number[];
  /** [C] */
  readonly cells: Float64Array;
  /** [C × G] 0 where the condition sets the gene, else 1. */
  readonly isFree: Uint8Array;
  /** [rows] rows of the values, and their place among `conditions`. */
  readonly rows: Int32Array;
  readonly owner: Int32Array;
  readonly batch: Int32Array;
}

export function testsAmongOthers(rows: TestedRows, random: Random): readonly PerturbationTest[] {
  const { conditions } = rows.dataset;
  const tests = new Map<string, PerturbationTest>();
  for (const time of new Set(conditions.map((condition) => condition.time))) {
    const moment = momentOf(rows, time);
    // One sample per condition: nothing tells noise from effect.
    if (moment.rows.length <= moment.conditions.length || moment.conditions.length < 2) continue;
    const here = moment.conditions.map((condition, at): PerturbationTest | null => {
      const { label, interventions } = conditions[condition] as (typeof conditions)[number];
      if (interventions.length === 0) return null;
      const earlier = tests.get(label);
      const test = {
        label,
        cells: (earlier?.cells ?? 0) + (moment.cells[at] as number),
        freedom: (earlier?.freedom ?? 0) + moment.rows.length - moment.conditions.length,
        observed: earlier?.observed ?? { sum: 0, max: 0 },
        permuted: earlier?.permuted ?? emptyStatistics(rows.rounds),
      };
      tests.set(label, test);
      return test;
    });
    addTime(rows, moment, here, random);
  }
  return [...tests.values()];
}

function momentOf({ dataset, conditionOfRow, batchOfRow }: TestedRows, time: number | null): Moment {
  const genes = dataset.genes.length;
  const counts = new Float64Array(dataset.conditions.length);
  for (const condition of conditionOfRow) counts[condition] = (counts[condition] as number) + 1;
  const conditions = [...dataset.conditions.keys()].filter(
    (condition) => dataset.conditions[condition]?.time === time && (counts[condition] as number) > 0,
  );
  const placeOf = new Map(conditions.map((condition, at) => [condition, at]));
  const rows = Int32Array.from(conditionOfRow.keys()).filter((row) =>
    placeOf.has(conditionOfRow[row] as number),
  );
  const isFree = new Uint8Array(conditions.length * genes).fill(1);
  conditions.forEach((condition, at) => {
    for (const { gene } of dataset.conditions[condition]?.interventions ?? []) isFree[at * genes + gene] = 0;
  });
  return {
    conditions,
    cells: Float64Array.from(conditions, (condition) => counts[condition] as number),
    isFree,
    rows,
    owner: rows.map((row) => placeOf.get(conditionOfRow[row] as number) as number),
    batch: rows.map((row) => batchOfRow[row] as number),
  };
}

/** Adds one time point to the tests of its conditions, null for controls. */
function addTime(
  { dataset, values, rounds, floor }: TestedRows,
  moment: Moment,
  tests: readonly (PerturbationTest | null)[],
  random: Random,
): void {
  const genes = dataset.genes.length;
  const { rows, owner, cells } = moment;
  const centred = centredInBatches(values, genes, moment);
  const means = conditionMeans(centred, genes, moment, owner);
  const within = new Float64Array(genes);
  const inflated = new Float64Array(genes);
  // From here on, deviations from the mean of the own condition.
  for (let i = 0; i < rows.length; i++) {
    const condition = owner[i] as number;
    const factor = inflation(cells[condition] as number);
    for (let g = 0; g < genes; g++) {
      const place = condition * genes + g;
      const deviation =
        moment.isFree[place] === 1 ? (centred[i * genes + g] as number) - (means[place] as number) : 0;
      const scaled = factor * deviation;
      within[g] = (within[g] as number) + deviation ** 2;
      inflated[g] = (inflated[g] as number) + scaled ** 2;
      centred[i * genes + g] = scaled;
    }
  }
  const compare = comparison(moment, floor);
  const observed = tests.map((test) => test?.observed ?? null);
  compare(means, within, observed);
  const shuffle = shuffles(moment, random);
  const source = new Int32Array(rows.length);
  const left = new Float64Array(genes);
  for (let round = 0; round < rounds; round++) {
    shuffle(source);
    const permuted = conditionMeans(centred, genes, moment, owner, source);
    left.set(inflated);
    permuted.forEach((mean, p) => {
      const count = cells[Math.floor(p / genes)] as number;
      left[p % genes] = (left[p % genes] as number) - count * mean ** 2;
    });
    compare(
      permuted,
      left,
      tests.map((test) => test?.permuted[round] ?? null),
    );
  }
}

/** [rows × G] minus the mean of the gene's free cells of the batch; 0 where the gene is set. */
function centredInBatches(values: Float32Array, genes: number, moment: Moment): Float32Array {
  const { rows, owner, batch, isFree } = moment;
  const batches = rows.length === 0 ? 0 : Math.max(...new Set(batch)) + 1;
  const sum = new Float64Array(batches * genes);
  const count = new Float64Array(batches * genes);
  const forEachFree = (use: (i: number, g: number, place: number) => void) => {
    for (let i = 0; i < rows.length; i++)
      for (let g = 0; g < genes; g++)
        if (isFree[(owner[i] as number) * genes + g] === 1) use(i, g, (batch[i] as number) * genes + g);
  };
  forEachFree((i, g, place) => {
    sum[place] = (sum[place] as number) + (values[(rows[i] as number) * genes + g] as number);
    count[place] = (count[place] as number) + 1;
  });
  const centred = new Float32Array(rows.length * genes);
  forEachFree((i, g, place) => {
    const mean = (sum[place] as number) / (count[place] as number);
    centred[i * genes + g] = (values[(rows[i] as number) * genes + g] as number) - mean;
  });
  return centred;
}

/** [C × G] mean by condition, 0 where the gene is set. `source`: the row whose values each row has; its own without it. */
function conditionMeans(
  values: Float32Array,
  genes: number,
  { cells, isFree }: Moment,
  owner: Int32Array,
  source?: Int32Array,
): Float64Array {
  const means = new Float64Array(isFree.length);
  for (let i = 0; i < owner.length; i++) {
    const from = (source === undefined ? i : (source[i] as number)) * genes;
    const to = (owner[i] as number) * genes;
    for (let g = 0; g < genes; g++) means[to + g] = (means[to + g] as number) + (values[from + g] as number);
  }
  for (let p = 0; p < means.length; p++)
    means[p] = isFree[p] === 1 ? (means[p] as number) / (cells[Math.floor(p / genes)] as number) : 0;
  return means;
}

/** Variance of a median of normal values over that of their mean. */
const MEDIAN_VARIANCE = Math.PI / 2;

/** Adds the squared shift of each condition from the median of the others, over its variance, to its statistic. */
function comparison({ conditions, cells, isFree }: Moment, floor: Float64Array) {
  const genes = floor.length;
  // By gene: the conditions that do not set it, in any order, and the degrees of freedom within them.
  const free = Array.from({ length: genes }, (_, g) =>
    Int32Array.from(conditions.keys()).filter((at) => isFree[at * genes + g] === 1),
  );
  const freedom = free.map((own) => own.reduce((sum, at) => sum + (cells[at] as number) - 1, 0));
  return (means: Float64Array, squares: Float64Array, into: readonly (ShiftStatistic | null)[]): void => {
    for (let g = 0; g < genes; g++) {
      const members = free[g] as Int32Array;
      const ofCells = variance(squares[g] as number, Math.max(1, freedom[g] as number), floor[g] as number);
      if (members.length < 2 || !(ofCells > 0)) continue;
      const sorted = Float64Array.from(members, (at) => means[at * genes + g] as number).toSorted();
      const ofMean = members.reduce((sum, at) => sum + 1 / (cells[at] as number), 0) / members.length ** 2;
      for (const at of members) {
        const statistic = into[at];
        if (!statistic) continue;
        const mean = means[at * genes + g] as number;
        const shift = mean - medianWithout(sorted, mean);
        addShift(statistic, shift ** 2 / (ofCells * (1 / (cells[at] as number) + MEDIAN_VARIANCE * ofMean)));
      }
    }
  };
}

/** Median of ascending values without one that equals `value`. */
function medianWithout(ascending: Float64Array, value: number): number {
  const left = ascending.length - 1;
  const at = (place: number): number => {
    const own = ascending[place] as number;
    return own < value ? own : (ascending[place + 1] as number);
  };
  const upper = at(left >> 1);
  return left % 2 === 1 ? upper : (at((left >> 1) - 1) + upper) / 2;
}

/**
 * Fills in, for each row, another row of the same batch, each once; rows without a deviation of their own (the only ones of their
 * condition) are not drawn, and some of the others twice instead.
 */
function shuffles({ cells, owner, batch }: Moment, random: Random): (source: Int32Array) => void {
  const places = new Map<number, number[]>();
  batch.forEach((one, i) => (places.get(one) ?? places.set(one, []).get(one))?.push(i));
  const batches = [...places.values()].map((to) => {
    const replicated = to.filter((i) => (cells[owner[i] as number] as number) > 1);
    return { to, from: replicated.length > 0 ? replicated : to };
  });
  return (source) => {
    for (const { to, from } of batches) {
      const order = random.permutation(from.length);
      to.forEach((i, at) => {
        source[i] = from[order[at % from.length] as number] as number;
      });
    }
  };
}
