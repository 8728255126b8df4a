/**
 * Moments over all cells of a screen whose labels were exchanged or whose cells were drawn again (evaluation/referenceFree,
 * inference/confidence). Only the sampled cells can be; means then vary as those of a sample, more than means of all cells would. Each
 * condition's mean is therefore moved by the change that its sample shows times √(cells sampled/cells in all), the variation of the mean
 * of all its cells. Moments over all cells of a screen but some of the sampled ones, which were held out (evaluation/splits.ts).
 */
import {
  ALL_BATCHES,
  type CellMoments,
  batchesOfGroup,
  composedLogarithm,
  momentsOfConditions,
} from './cellMoments';
import { type Dataset, measuredCells } from './dataset';

/** Means of x, of expm1(x) and of the corrected x, [rows × G] each. */
interface Means {
  readonly x: Float64Array;
  readonly amount: Float64Array;
  readonly composed: Float64Array;
}

type Screen = Pick<
  Dataset,
  'genes' | 'values' | 'conditionOfCell' | 'composition' | 'conditions' | 'moments'
>;

/** Means over groups of sampled cells; cells in group −1 do not count. */
function meansOf(
  screen: Screen,
  cells: Iterable<number>,
  groups: number,
  groupOf: (at: number) => number,
): Means {
  const genes = screen.genes.length;
  const [x, amount, composed] = [0, 1, 2].map(() => new Float64Array(groups * genes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const counts = new Float64Array(groups);
  const factors = screen.composition?.map((shift) => Math.exp(-shift)) ?? null;
  let at = 0;
  for (const cell of cells) {
    const group = groupOf(at++);
    if (group < 0) continue;
    counts[group] = (counts[group] as number) + 1;
    const factor = factors?.[screen.conditionOfCell[cell] as number] ?? 1;
    for (let g = 0; g < genes; g++) {
      const value = screen.values[cell * genes + g] as number;
      const y = Math.expm1(value);
      const place = group * genes + g;
      x[place] = (x[place] as number) + value;
      amount[place] = (amount[place] as number) + y;
      composed[place] = (composed[place] as number) + composedLogarithm(value, factor);
    }
  }
  for (const sums of [x, amount, composed])
    for (let place = 0; place < sums.length; place++)
      sums[place] = (sums[place] as number) / Math.max(1, counts[Math.floor(place / genes)] as number);
  return { x, amount, composed };
}

/**
 * The moments of a screen whose sampled cells were drawn again. `source`: the cells drawn; `owners`: the condition of each; `origins`
 * [conditions]: the condition of `screen` that each one copies. null where every cell is kept.
 */
export function momentsOfDrawn(
  screen: Screen,
  source: readonly number[],
  owners: readonly number[],
  origins: readonly number[],
): CellMoments | null {
  const { moments, conditionOfCell } = screen;
  if (!moments) return null;
  const genes = screen.genes.length;
  const before = meansOf(
    screen,
    conditionOfCell.keys(),
    screen.conditions.length,
    (at) => conditionOfCell[at] as number,
  );
  const after = meansOf(screen, source, origins.length, (at) => owners[at] as number);
  const steps = stepsOf(screen, origins);
  return moved(momentsOfConditions(moments, origins, genes), genes, (condition, of, g) => {
    const from = before[of][(origins[condition] as number) * genes + g] as number;
    return (steps[condition] as number) * ((after[of][condition * genes + g] as number) - from);
  });
}

/** [conditions] √(cells sampled/cells in all). */
function stepsOf(screen: Screen, origins: readonly number[]): readonly number[] {
  const all = measuredCells(screen);
  return origins.map((origin) =>
    Math.sqrt((screen.conditions[origin]?.cells ?? 0) / Math.max(1, all[origin] ?? 1)),
  );
}

/**
 * The moments of a screen whose cells exchanged conditions within `exchanges` groups: the means of those groups, moved as the cells that
 * a condition was given. No correction of composition. null where every cell is kept.
 */
export function momentsOfExchanged(
  screen: Screen,
  given: Int32Array,
  exchangeOfCell: Int32Array,
  exchangeOf: (condition: number, batch: number) => number,
): CellMoments | null {
  const { moments } = screen;
  if (!moments) return null;
  const genes = screen.genes.length;
  const plain = { ...screen, composition: null };
  const cells = [...exchangeOfCell.keys()];
  const exchanges = exchangeOfCell.reduce((most, group) => Math.max(most, group), 0) + 1;
  const centre = meansOf(plain, cells, exchanges, (at) => exchangeOfCell[at] as number);
  const conditions = screen.conditions.length;
  const own = meansOf(plain, cells, conditions, (at) => given[at] as number);
  const expected = expectedMeans(centre, given, exchangeOfCell, conditions, genes);
  const steps = stepsOf(screen, [...screen.conditions.keys()]);
  // Exchange groups of a group's cells, and their shares.
  const places = Array.from(moments.condition, (condition, group) =>
    batchesOfGroup(moments, group).map(({ batch, cells: count }) => ({
      row: exchangeOf(condition, batch) * genes,
      share: count / (moments.cells[group] as number),
    })),
  );
  const fill = (of: 'x' | 'amount') =>
    Float32Array.from(moments.mean, (_, at) => {
      const [group, g] = [Math.floor(at / genes), at % genes];
      const condition = moments.condition[group] as number;
      const change =
        (own[of][condition * genes + g] as number) - (expected[of][condition * genes + g] as number);
      let middle = 0;
      for (const { row, share } of places[group] ?? []) middle += share * (centre[of][row + g] as number);
      return Math.max(0, middle + (steps[condition] as number) * change);
    });
  return { ...moments, mean: fill('x'), amount: fill('amount'), composed: null };
}

/** [conditions × G] means that a condition's cells would have if each had the mean of its exchange group. */
function expectedMeans(
  centre: Means,
  given: Int32Array,
  exchangeOfCell: Int32Array,
  conditions: number,
  genes: number,
): Pick<Means, 'x' | 'amount'> {
  const counts = new Float64Array(conditions);
  const [x, amount] = [new Float64Array(conditions * genes), new Float64Array(conditions * genes)];
  given.forEach((condition, cell) => {
    counts[condition] = (counts[condition] as number) + 1;
    const from = (exchangeOfCell[cell] as number) * genes;
    for (let g = 0; g < genes; g++) {
      const place = condition * genes + g;
      x[place] = (x[place] as number) + (centre.x[from + g] as number);
      amount[place] = (amount[place] as number) + (centre.amount[from + g] as number);
    }
  });
  for (const sums of [x, amount])
    for (let place = 0; place < sums.length; place++)
      sums[place] = (sums[place] as number) / Math.max(1, counts[Math.floor(place / genes)] as number);
  return { x, amount };
}

function moved(
  moments: CellMoments,
  genes: number,
  changeOf: (condition: number, of: keyof Means, gene: number) => number,
): CellMoments {
  const shifted = (values: Float32Array, of: keyof Means) =>
    values.map((value, at) =>
      Math.max(0, value + changeOf(moments.condition[Math.floor(at / genes)] as number, of, at % genes)),
    );
  const { composed } = moments;
  return {
    ...moments,
    mean: shifted(moments.mean, 'x'),
    amount: shifted(moments.amount, 'amount'),
    composed: composed && { ...composed, mean: shifted(composed.mean, 'composed') },
  };
}

/** `isLeftOut`: of a cell that `values` holds. Groups that keep no cell are left out. null where every cell is kept one by one. */
export function momentsWithout(
  dataset: Pick<Dataset, 'genes' | 'values' | 'conditionOfCell' | 'batchOfCell' | 'composition' | 'moments'>,
  isLeftOut: (cell: number) => boolean,
): CellMoments | null {
  const { moments, values, conditionOfCell, batchOfCell, composition } = dataset;
  if (!moments) return null;
  const genes = dataset.genes.length;
  const groupAt = new Map(
    Array.from(moments.condition, (condition, group) => [`${condition} ${moments.batch[group]}`, group]),
  );
  const left: number[][] = Array.from(moments.cells, () => []);
  conditionOfCell.forEach((condition, cell) => {
    if (!isLeftOut(cell)) return;
    const group =
      groupAt.get(`${condition} ${batchOfCell?.[cell] ?? 0}`) ?? groupAt.get(`${condition} ${ALL_BATCHES}`);
    if (group !== undefined) left[group]?.push(cell);
  });
  const kept = Int32Array.from(moments.cells.keys()).filter(
    (group) => (moments.cells[group] as number) > (left[group]?.length ?? 0),
  );
  const cells = kept.map((group) => (moments.cells[group] as number) - (left[group]?.length ?? 0));

  /** [kept × G] means without the cells left out; `of`: the value of a cell of a group. */
  const means = (all: (at: number) => number, of: (x: number, group: number) => number): Float64Array => {
    const found = new Float64Array(kept.length * genes);
    kept.forEach((group, row) => {
      const [inAll, rest] = [moments.cells[group] as number, cells[row] as number];
      for (let g = 0; g < genes; g++) {
        let sum = inAll * all(group * genes + g);
        for (const cell of left[group] ?? []) sum -= of(values[cell * genes + g] as number, group);
        found[row * genes + g] = sum / rest;
      }
    });
    return found;
  };
  const meanAndVariance = (
    of: (x: number, group: number) => number,
    before: { readonly mean: Float32Array; readonly variance: Float32Array },
  ) => {
    const mean = means((at) => before.mean[at] as number, of);
    const square = means(
      (at) => (before.variance[at] as number) + (before.mean[at] as number) ** 2,
      (x, group) => of(x, group) ** 2,
    );
    return {
      mean: Float32Array.from(mean),
      variance: Float32Array.from(square, (value, at) => Math.max(0, value - (mean[at] as number) ** 2)),
    };
  };
  const corrected = (x: number, group: number) => {
    const shift = composition?.[moments.condition[group] as number] ?? 0;
    return shift === 0 ? x : Math.log1p(Math.expm1(x) * Math.exp(-shift));
  };
  const amounts = meanAndVariance(Math.expm1, {
    mean: moments.amount,
    variance: moments.amountVariance ?? new Float32Array(moments.amount.length),
  });
  const { cellsInBatch } = moments;
  return {
    condition: kept.map((group) => moments.condition[group] as number),
    batch: kept.map((group) => moments.batch[group] as number),
    cells,
    ...(cellsInBatch
      ? { cellsInBatch: remaining(cellsInBatch, moments.cells.length, kept, left, batchOfCell) }
      : {}),
    ...meanAndVariance((x) => x, moments),
    amount: amounts.mean.map((amount) => Math.max(0, amount)),
    amountVariance: moments.amountVariance && amounts.variance,
    composed: moments.composed && meanAndVariance(corrected, moments.composed),
  };
}

/** [kept × batches] numbers of cells without those left out. */
function remaining(
  cellsInBatch: Int32Array,
  groups: number,
  kept: Int32Array,
  left: readonly (readonly number[])[],
  batchOfCell: Int32Array | null,
): Int32Array {
  const batches = cellsInBatch.length / groups;
  const counts = new Int32Array(kept.length * batches);
  kept.forEach((group, row) => {
    counts.set(cellsInBatch.subarray(group * batches, (group + 1) * batches), row * batches);
    for (const cell of left[group] ?? []) {
      const at = row * batches + (batchOfCell?.[cell] ?? 0);
      counts[at] = (counts[at] as number) - 1;
    }
  });
  return counts;
}
