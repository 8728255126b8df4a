/**
 * Tests of signal.ts without controls: each perturbation and the median of all others of its time point, of each gene without those that
 * set it. A mean would move with the strong ones, and all others away from it. Batches are compared within.
 */
import { Random } from '../../numerics/random';
import {
  ENOUGH_OTHERS,
  fromMedian,
  type GeneScale,
  MEDIAN_VARIANCE,
  removeAlong,
  removeShared,
  scaleOf,
} from './commonResponse';
import {
  addShift,
  emptyStatistics,
  inflation,
  medianWithout,
  type CellTest,
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
  /** Places among `conditions` of the controls, too few to be the reference. */
  readonly controls: readonly number[];
  /** [C × G] 0 where the condition sets the gene, else 1. */
  readonly isFree: Uint8Array;
  /** [rows] rows of the values, and their place among `conditions`. */
  readonly rows: Int32Array;
  readonly owner: Int32Array;
  readonly batch: Int32Array;
}

export function testsAmongOthers(rows: TestedRows): readonly CellTest[] {
  const random = new Random(rows.seed);
  const { conditions } = rows.dataset;
  const tests = new Map<string, CellTest>();
  for (const time of new Set(conditions.map((condition) => condition.time))) {
    const moment = momentOf(rows, time);
    if (moment.conditions.length < 2 || !areMostReplicated(moment)) continue;
    const here = moment.conditions.map((condition, at): CellTest | null => {
      const { label, interventions } = conditions[condition] as (typeof conditions)[number];
      if (interventions.length === 0) return null;
      const earlier = tests.get(label);
      const test = {
        label,
        cells: (earlier?.cells ?? 0) + (moment.cells[at] as number),
        freedom: (earlier?.freedom ?? 0) + moment.rows.length - moment.conditions.length,
        ...(earlier ?? emptyStatistics(rows.rounds)),
        beyondShared: earlier?.beyondShared ?? emptyStatistics(rows.rounds),
      };
      tests.set(label, test);
      return test;
    });
    addTime(rows, moment, here, random);
  }
  return [...tests.values()];
}

/** Whether most samples have another of their condition, the deviations of which stand for those of all. */
function areMostReplicated({ owner, cells }: Moment): boolean {
  return 2 * owner.filter((condition) => (cells[condition] as number) > 1).length > owner.length;
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
    controls: [...conditions.keys()].filter(
      (at) => dataset.conditions[conditions[at] as number]?.interventions.length === 0,
    ),
    isFree,
    rows,
    owner: rows.map((row) => placeOf.get(conditionOfRow[row] as number) as number),
    batch: rows.map((row) => batchOfRow[row] as number),
  };
}

/** Adds one time point to the tests of its conditions, null for controls. */
function addTime(all: TestedRows, moment: Moment, tests: readonly (CellTest | null)[], random: Random): void {
  const { dataset, values, rounds, floor, unknownComposition } = all;
  const scale = scaleOf(all);
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
  const { ofMedian, shiftsOf } = comparison(moment, floor);
  const observed = shiftsOf(means, within);
  const tested = testedOf(moment, tests, means, observed, scale);
  const controlCells = moment.controls.reduce((sum, at) => sum + (cells[at] as number), 0);
  const nuisances = tested.map(({ at, test, targets, shared }) => {
    const shift = observed.shifts.slice(at * genes, (at + 1) * genes);
    if (unknownComposition) removeAlong(unknownComposition, shift, scale, targets);
    const ofOwn = 1 / (cells[at] as number);
    const ofShift = ofMedian.map((one) => ofOwn + one);
    addSquares(test.observed, shift, observed.ofCells, ofShift, targets);
    // From no response, −1, on.
    const removed = shared && removeShared(shared.direction, shift, shared.scale, targets, -1);
    const ofRest = ofShift.map((whole, g) => {
      if (!removed) return whole;
      const { strength, ratio, ratioOfDirection } = removed;
      // x − m^(1+b) y^−b: the errors of x, of the median m and of the controls y are independent.
      const byMedian = (1 + strength) * (ratio[g] as number);
      const byControls = strength * (ratio[g] as number) * (ratioOfDirection[g] as number);
      return ofOwn + byMedian ** 2 * (ofMedian[g] as number) + byControls ** 2 / controlCells;
    });
    addSquares(test.beyondShared.observed, shift, observed.ofCells, ofRest, targets);
    return removed?.nuisances ?? [];
  });
  const shuffle = shuffles(moment, random);
  const source = new Int32Array(rows.length);
  const isAnyRepeated = owner.some((condition) => cells[condition] === 1);
  const left = new Float64Array(genes);
  for (let round = 0; round < rounds; round++) {
    shuffle(source);
    const permuted = conditionMeans(centred, genes, moment, owner, source);
    if (isAnyRepeated) sumSquares(centred, genes, source, left);
    else left.set(inflated);
    permuted.forEach((mean, p) => {
      const count = cells[Math.floor(p / genes)] as number;
      left[p % genes] = (left[p % genes] as number) - count * mean ** 2;
    });
    const { shifts, ofCells } = shiftsOf(permuted, left);
    tested.forEach(({ at, test, targets }, place) => {
      const shift = shifts.subarray(at * genes, (at + 1) * genes);
      if (unknownComposition) removeAlong(unknownComposition, shift, scale, targets);
      const ofShift = ofMedian.map((one) => 1 / (cells[at] as number) + one);
      const [whole, beyond] = [test.permuted[round], test.beyondShared.permuted[round]];
      addSquares(whole as ShiftStatistic, shift, ofCells, ofShift, targets);
      for (const nuisance of nuisances[place] ?? []) removeAlong(nuisance, shift, scale, targets);
      addSquares(beyond as ShiftStatistic, shift, ofCells, ofShift, targets);
    });
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

/** [G] sums of squares of the rows of `source`, some of them repeated. */
function sumSquares(values: Float32Array, genes: number, source: Int32Array, into: Float64Array): void {
  into.fill(0);
  for (const row of source)
    for (let g = 0; g < genes; g++) into[g] = (into[g] as number) + (values[row * genes + g] as number) ** 2;
}

interface Shifts {
  /** [C × G] from the median of the others; 0 where the condition sets the gene. */
  readonly shifts: Float64Array;
  /** [G] variance of a cell, 0 where it is constant. */
  readonly ofCells: Float64Array;
}

interface Comparison {
  /** [G] variance of the median, in that of a cell. */
  readonly ofMedian: Float64Array;
  readonly shiftsOf: (means: Float64Array, squares: Float64Array) => Shifts;
}

function comparison({ conditions, cells, isFree }: Moment, floor: Float64Array): Comparison {
  const genes = floor.length;
  // By gene: the conditions that do not set it, in any order, and the degrees of freedom within them.
  const free = Array.from({ length: genes }, (_, g) =>
    Int32Array.from(conditions.keys()).filter((at) => isFree[at * genes + g] === 1),
  );
  const freedom = free.map((own) => own.reduce((sum, at) => sum + (cells[at] as number) - 1, 0));
  const ofMedian = Float64Array.from(free, (members) => {
    const ofMean = members.reduce((sum, at) => sum + 1 / (cells[at] as number), 0) / members.length ** 2;
    return MEDIAN_VARIANCE * ofMean;
  });
  const shiftsOf = (means: Float64Array, squares: Float64Array): Shifts => {
    const shifts = new Float64Array(means.length);
    const ofCells = new Float64Array(genes);
    for (let g = 0; g < genes; g++) {
      const members = free[g] as Int32Array;
      if (members.length < 2) continue;
      ofCells[g] = variance(squares[g] as number, Math.max(1, freedom[g] as number), floor[g] as number);
      const sorted = Float64Array.from(members, (at) => means[at * genes + g] as number).toSorted();
      for (const at of members) {
        const mean = means[at * genes + g] as number;
        shifts[at * genes + g] = mean - medianWithout(sorted, mean);
      }
    }
    return { shifts, ofCells };
  };
  return { ofMedian, shiftsOf };
}

/** A condition that is tested. */
interface Tested {
  readonly at: number;
  readonly test: CellTest;
  readonly targets: ReadonlySet<number>;
  /** From the few controls to the median of the others, which shifts are relative to; null without controls. */
  readonly shared: { readonly direction: Float64Array; readonly scale: GeneScale } | null;
}

/** The few controls tell where the perturbations started, which is all that is asked of them here. */
function testedOf(
  { conditions, cells, isFree, controls }: Moment,
  tests: readonly (CellTest | null)[],
  means: Float64Array,
  { shifts }: Shifts,
  scale: GeneScale,
): readonly Tested[] {
  const genes = means.length / conditions.length;
  const isTold = tests.filter((test) => test !== null).length > ENOUGH_OTHERS && controls.length > 0;
  const ofControls = new Float64Array(genes);
  const all = controls.reduce((sum, at) => sum + (cells[at] as number), 0);
  for (const at of controls)
    for (let g = 0; g < genes; g++)
      ofControls[g] =
        (ofControls[g] as number) + ((cells[at] as number) / all) * (means[at * genes + g] as number);
  return tests.flatMap((test, at): Tested[] => {
    if (test === null) return [];
    const targets = new Set<number>();
    for (let g = 0; g < genes; g++) if (isFree[at * genes + g] === 0) targets.add(g);
    const start = at * genes;
    const moved = ofControls.map((level, g) =>
      targets.has(g) ? 0 : (means[start + g] as number) - (shifts[start + g] as number) - level,
    );
    return [{ at, test, targets, shared: isTold ? fromMedian(moved, scale) : null }];
  });
}

/** Adds squared shifts over their variances, [G] `ofShift` in that of a cell. */
function addSquares(
  into: ShiftStatistic,
  shift: Float64Array,
  ofCells: Float64Array,
  ofShift: Float64Array,
  targets: ReadonlySet<number>,
): void {
  for (let g = 0; g < shift.length; g++) {
    const ofCell = ofCells[g] as number;
    if (!(ofCell > 0) || targets.has(g)) continue;
    addShift(into, (shift[g] as number) ** 2 / (ofCell * (ofShift[g] as number)));
  }
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
