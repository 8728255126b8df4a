/**
 * Mean μ and scale s per gene and stratum, so that z = (x − μ)/s is in standard deviations of the reference
 * (docs/method.md, "Scaling"). Held-out cells are not used.
 */
import type { CellMoments } from '../../dataset/cellMoments';
import { ENOUGH_CONTROLS, type Dataset } from '../../dataset/dataset';
import { CLAMP_FLOOR } from '../vectorField';
import type { Strata } from './strata';

/** Added to every standard deviation (log1p units), so that genes with little variation do not dominate. */
export const SCALE_FLOOR = 0.05;

export interface Scaling {
  /** [strata × G] */
  readonly mean: Float64Array;
  /** [strata × G] mean of the values as measured. */
  readonly rawMean: Float64Array;
  readonly scale: Float64Array;
  /** [strata × G] variance (z) of the reference's mean: the variance of its cells over their number. */
  readonly meanVariance: Float64Array;
  /** [strata × G] the same for the values as measured. */
  readonly rawMeanVariance: Float64Array;
  /** [strata × G] mean of expm1 over the reference: pseudo-bulk. */
  readonly pseudobulk: Float64Array;
  /** [strata × G] variance of expm1 over the reference cells (divided by their number). */
  readonly amountVariance: Float64Array;
  /** [G] means over strata, weighted by their reference cells: one reported number per gene. */
  readonly reportedMean: Float64Array;
  readonly reportedScale: Float64Array;
}

interface KnownScale {
  /** [strata × G] scale to use. */
  readonly scale?: Float64Array | null;
  /** Dropouts are imputed in the values, which is known for the cells of the dataset alone. */
  readonly isImputed?: boolean;
}

/** `values` [cells × G]: log1p, with composition corrected and dropouts imputed where that is on. */
export function computeScaling(
  dataset: Dataset,
  values: Float32Array,
  strata: Strata,
  isTraining: (condition: number) => boolean,
  { scale: given = null, isImputed = false }: KnownScale = {},
): Scaling {
  const genes = dataset.genes.length;
  const size = strata.count * genes;
  const { level } = strata;
  const latent = dataset.latent ?? [];
  const { mean, rawMean, pseudobulk, amountVariance } = referenceLevels(dataset, values, strata);
  const scale = given ?? new Float64Array(size);
  const withinConditions =
    given === null && strata.comparedWith === 'others'
      ? withinConditionDeviation(dataset, values, isTraining, isImputed)
      : null;
  if (given === null)
    forEachDistinct(strata.scaleReference, (cells, members) => {
      const deviation =
        withinConditions ??
        withPooled(
          deviationFrom(mean, values, genes, cells, (cell) => strata.ofCell[cell] as number),
          detections(values, genes, cells),
          () => withinConditionDeviation(dataset, values, isTraining, isImputed),
        );
      for (const stratum of members)
        for (let g = 0; g < genes; g++) scale[stratum * genes + g] = (deviation[g] as number) + SCALE_FLOOR;
    });

  const meanVariance = new Float64Array(size);
  const rawMeanVariance = new Float64Array(size);
  const reportedMean = new Float64Array(genes);
  const reportedScale = new Float64Array(genes);
  const total = strata.reference.reduce((cells, reference) => cells + reference.length, 0);
  strata.reference.forEach((cells, stratum) => {
    const deviation = deviationFrom(mean, values, genes, cells, () => stratum);
    const rawDeviation =
      values === dataset.values
        ? deviation
        : deviationFrom(rawMean, dataset.values, genes, cells, () => stratum);
    for (let g = 0; g < genes; g++) {
      const p = stratum * genes + g;
      meanVariance[p] =
        level !== null ? 0 : ((deviation[g] as number) / (scale[p] as number)) ** 2 / cells.length;
      rawMeanVariance[p] =
        level !== null ? 0 : ((rawDeviation[g] as number) / (scale[p] as number)) ** 2 / cells.length;
      reportedMean[g] = (reportedMean[g] as number) + ((mean[p] as number) * cells.length) / total;
      reportedScale[g] = (reportedScale[g] as number) + ((scale[p] as number) * cells.length) / total;
    }
  });
  // Their level is unknown; this one puts absence at the minimum of clamped genes.
  for (const gene of latent) reportedMean[gene] = -CLAMP_FLOOR * (reportedScale[gene] as number);
  return {
    mean,
    rawMean,
    scale,
    meanVariance,
    rawMeanVariance,
    pseudobulk,
    amountVariance,
    reportedMean,
    reportedScale,
  };
}

/** What the reference of each stratum shows, or the level that log ratios are compared with. */
function referenceLevels(
  dataset: Dataset,
  values: Float32Array,
  strata: Strata,
): Pick<Scaling, 'mean' | 'rawMean' | 'pseudobulk' | 'amountVariance'> {
  const genes = dataset.genes.length;
  const size = strata.count * genes;
  const mean = new Float64Array(size);
  const rawMean = new Float64Array(size);
  const pseudobulk = new Float64Array(size);
  const amountVariance = new Float64Array(size);
  // Cells in which a gene was set say nothing of its level without perturbation. Controls set none.
  const setIn = dataset.conditions.map(({ interventions }) => interventions.map(({ gene }) => gene));
  forEachDistinct(strata.reference, (cells, members) => {
    const sum = new Float64Array(genes);
    const amount = new Float64Array(genes);
    const amountSquares = new Float64Array(genes);
    const raw = new Float64Array(genes);
    const set = new Float64Array(genes);
    for (const cell of cells)
      for (const g of setIn[dataset.conditionOfCell[cell] as number] ?? []) set[g] = (set[g] as number) + 1;
    const count = set.map((times) => (times === cells.length ? times : cells.length - times));
    for (const cell of cells) {
      const left = setIn[dataset.conditionOfCell[cell] as number] ?? [];
      for (let g = 0; g < genes; g++) {
        if (left.length > 0 && left.includes(g) && set[g] !== cells.length) continue;
        const x = values[cell * genes + g] as number;
        sum[g] = (sum[g] as number) + x;
        raw[g] = (raw[g] as number) + (dataset.values[cell * genes + g] as number);
        const y = x === 0 ? 0 : Math.expm1(x);
        amount[g] = (amount[g] as number) + y;
        amountSquares[g] = (amountSquares[g] as number) + y * y;
      }
    }
    for (const stratum of members)
      for (let g = 0; g < genes; g++) {
        const [p, n] = [stratum * genes + g, count[g] as number];
        const meanAmount = (amount[g] as number) / n;
        mean[p] = (sum[g] as number) / n;
        rawMean[p] = (raw[g] as number) / n;
        pseudobulk[p] = meanAmount;
        amountVariance[p] = Math.max(0, (amountSquares[g] as number) / n - meanAmount ** 2);
      }
  });

  const { level } = strata;
  if (level !== null) {
    mean.fill(level);
    rawMean.fill(level);
    pseudobulk.fill(Math.expm1(level));
  }
  for (let stratum = 0; stratum < strata.count; stratum++)
    for (const gene of dataset.latent ?? []) {
      mean[stratum * genes + gene] = 0;
      rawMean[stratum * genes + gene] = 0;
      pseudobulk[stratum * genes + gene] = 0;
    }
  return { mean, rawMean, pseudobulk, amountVariance };
}

/** Calls `use` once per distinct list of cells, with the strata that use it. */
function forEachDistinct(
  lists: readonly Int32Array[],
  use: (cells: Int32Array, members: readonly number[]) => void,
): void {
  const members = new Map<Int32Array, number[]>();
  lists.forEach((cells, stratum) => members.set(cells, [...(members.get(cells) ?? []), stratum]));
  for (const [cells, strata] of members) use(cells, strata);
}

/** [G] root mean square deviation of the cells from the row of `mean` [strata × G] of a stratum. */
function deviationFrom(
  mean: Float64Array,
  values: Float32Array,
  genes: number,
  cells: Int32Array,
  stratumOf: (cell: number) => number,
): Float64Array {
  const squares = new Float64Array(genes);
  for (const cell of cells) {
    const own = stratumOf(cell) * genes;
    for (let g = 0; g < genes; g++)
      squares[g] =
        (squares[g] as number) + ((values[cell * genes + g] as number) - (mean[own + g] as number)) ** 2;
  }
  return squares.map((sum) => Math.sqrt(sum / cells.length));
}

/** [G] number of these cells with a value. */
function detections(values: Float32Array, genes: number, cells: Int32Array): Int32Array {
  const counts = new Int32Array(genes);
  for (const cell of cells)
    for (let g = 0; g < genes; g++) if (values[cell * genes + g] !== 0) counts[g] = (counts[g] as number) + 1;
  return counts;
}

/**
 * The deviation of a gene that few controls show rests on those few. Where by chance they are fewer still, both their mean and their deviation
 * are too small, and every perturbation seems to raise the gene by many deviations. Below 20 such cells the deviation within all conditions
 * takes the rest of the weight.
 */
function withPooled(
  deviation: Float64Array,
  shown: Int32Array,
  pooledDeviation: () => Float64Array,
): Float64Array {
  if (shown.every((cells) => cells >= ENOUGH_CONTROLS)) return deviation;
  const pooled = pooledDeviation();
  return deviation.map((own, g) => {
    const trusted = Math.min(1, (shown[g] as number) / ENOUGH_CONTROLS);
    return Math.sqrt(trusted * own ** 2 + (1 - trusted) * (pooled[g] as number) ** 2);
  });
}

/**
 * [G] standard deviation within the training conditions, pooled. Below the 19 degrees of freedom of 20 cells the variance over all their cells
 * takes the rest of the weight, all of it with one sample per condition: of three controls beside single samples, a gene that by chance
 * varies little in these three would seem to change under every perturbation.
 */
function withinConditionDeviation(
  dataset: Dataset,
  values: Float32Array,
  isTraining: (condition: number) => boolean,
  isImputed: boolean,
): Float64Array {
  const genes = dataset.genes.length;
  const { cells, sums, squares } =
    dataset.moments && !isImputed
      ? sumsOverAll(dataset, dataset.moments, values !== dataset.values, isTraining)
      : sumsOverKept(dataset, values, isTraining);
  const used = Array.from(cells.keys()).filter((condition) => (cells[condition] as number) > 0);
  const total = used.reduce((sum, condition) => sum + (cells[condition] as number), 0);
  const freedom = total - used.length;
  const trusted = Math.min(1, freedom / (ENOUGH_CONTROLS - 1));
  return squares.map((square, g) => {
    let explained = 0;
    let sum = 0;
    for (const condition of used) {
      const own = sums[condition * genes + g] as number;
      sum += own;
      explained += own ** 2 / (cells[condition] as number);
    }
    const within = trusted > 0 ? trusted * ((square - explained) / freedom) : 0;
    const over = trusted < 1 ? (1 - trusted) * ((square - sum ** 2 / total) / total) : 0;
    return Math.sqrt(Math.max(0, within + over));
  });
}

interface ConditionSums {
  /** [conditions] */
  readonly cells: Float64Array;
  /** [conditions × G] Σ x, and [G] Σ x² of all together. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

function noSums({ conditions, genes }: Dataset): ConditionSums {
  return {
    cells: new Float64Array(conditions.length),
    sums: new Float64Array(conditions.length * genes.length),
    squares: new Float64Array(genes.length),
  };
}

function sumsOverKept(
  dataset: Dataset,
  values: Float32Array,
  isTraining: (condition: number) => boolean,
): ConditionSums {
  const genes = dataset.genes.length;
  const { cells, sums, squares } = noSums(dataset);
  for (let cell = 0; cell < dataset.cells; cell++) {
    const condition = dataset.conditionOfCell[cell] as number;
    if (!isTraining(condition)) continue;
    cells[condition] = (cells[condition] as number) + 1;
    for (let g = 0; g < genes; g++) {
      const x = values[cell * genes + g] as number;
      sums[condition * genes + g] = (sums[condition * genes + g] as number) + x;
      squares[g] = (squares[g] as number) + x * x;
    }
  }
  return { cells, sums, squares };
}

/** Of a screen of which a sample of cells is kept. */
function sumsOverAll(
  dataset: Dataset,
  moments: CellMoments,
  isCorrected: boolean,
  isTraining: (condition: number) => boolean,
): ConditionSums {
  const genes = dataset.genes.length;
  const { cells, sums, squares } = noSums(dataset);
  const { mean, variance } = (isCorrected ? moments.composed : null) ?? moments;
  moments.condition.forEach((condition, group) => {
    if (!isTraining(condition)) return;
    const n = moments.cells[group] as number;
    cells[condition] = (cells[condition] as number) + n;
    for (let g = 0; g < genes; g++) {
      const [from, to] = [group * genes + g, condition * genes + g];
      const own = mean[from] as number;
      sums[to] = (sums[to] as number) + n * own;
      squares[g] = (squares[g] as number) + n * ((variance[from] as number) + own * own);
    }
  });
  return { cells, sums, squares };
}
