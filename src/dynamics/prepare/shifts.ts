/**
 * The mean shift D_k of every condition and its standard error (docs/method.md, "Scaling" and "Composition"): against
 * controls or the level of log ratios, or against all other training cells of the same time point.
 */
import type { Dataset } from '../../dataset/dataset';
import type { Moments } from './conditionMoments';
import type { Scaling } from './scaling';
import type { Strata } from './strata';
import { subtract } from '../../numerics/linearAlgebra';

/** Number of cells from which their own variance is used alone. */
const ENOUGH_CELLS = 20;

export interface ConditionShift {
  /** [G] as trained on. */
  readonly shift: Float64Array;
  /** [G] as measured. */
  readonly rawShift: Float64Array;
  /** [G] */
  readonly standardError: Float64Array;
  /** [G] standard error of the shift as measured. */
  readonly rawStandardError: Float64Array;
  /** [G] Welch's standard error of the shift as measured: from the cells' own variances, however few they are. */
  readonly welchError: Float64Array;
  /** [G] target mean of the condition's cells: `shift` where controls are the reference. */
  readonly cellMean: Float64Array;
}

/** [conditions] one shift each. */
export function conditionShifts(
  dataset: Dataset,
  strata: Strata,
  scaling: Scaling,
  moments: Moments,
  isTraining: (condition: number) => boolean,
): ConditionShift[] {
  const genes = dataset.genes.length;
  const conditions = Array.from(dataset.conditions.keys());
  if (strata.comparedWith === 'controls' || strata.level !== null) {
    const varianceOf = referenceVariances(genes, scaling);
    return conditions.map((condition) =>
      againstControls(condition, genes, strata, scaling, moments, varianceOf),
    );
  }
  const othersOf = otherConditions(dataset, moments, isTraining);
  return conditions.map((condition) =>
    againstOthers(condition, genes, othersOf(condition), strata, scaling, moments),
  );
}

/**
 * The shifts of conditions that are not trained on, measured against other controls: `other` is the scaling of the values as measured with
 * those, in the same units. Then they share no sampling error with the training shifts.
 */
export function againstOtherControls(
  shifts: readonly ConditionShift[],
  genes: number,
  strata: Strata,
  scaling: Scaling,
  other: Scaling,
  moments: Moments,
  isTraining: (condition: number) => boolean,
): ConditionShift[] {
  const before = referenceVariances(genes, scaling);
  const after = referenceVariances(genes, other);
  return shifts.map((one, condition) => {
    if (isTraining(condition) || moments.cells[condition] === 0) return one;
    const mix = strataMix(condition, strata, moments);
    const [known, measured] = [before(mix), after(mix)];
    const rawShift = one.rawShift.map((value, g) =>
      mix.reduce((sum, { stratum, share }) => {
        const p = stratum * genes + g;
        const step = (scaling.rawMean[p] as number) - (other.rawMean[p] as number);
        return sum + (share * step) / (scaling.scale[p] as number);
      }, value),
    );
    const withVariance = (error: number, g: number) =>
      Math.sqrt(Math.max(0, error ** 2 - (known[g] as number) + (measured[g] as number)));
    return {
      ...one,
      rawShift,
      rawStandardError: one.rawStandardError.map(withVariance),
      welchError: one.welchError.map(withVariance),
    };
  });
}

/** Arrays to fill in. Without a correction, those as trained on and those as measured are the same. */
function zeros(genes: number, isCorrected: boolean) {
  const row = () => new Float64Array(genes);
  const [shift, standardError] = [row(), row()];
  return {
    shift,
    rawShift: isCorrected ? row() : shift,
    standardError,
    rawStandardError: isCorrected ? row() : standardError,
    welchError: row(),
  };
}

/**
 * [G] variance (as measured) of the mean of controls in the same proportions of strata; shared by conditions with the
 * same proportions.
 */
function referenceVariances(
  genes: number,
  scaling: Scaling,
): (mix: ReturnType<typeof strataMix>) => Float64Array {
  const known = new Map<string, Float64Array>();
  return (mix) => {
    const key = mix.map(({ stratum, share }) => `${stratum}:${share}`).join();
    const variance = known.get(key) ?? new Float64Array(genes);
    if (!known.has(key))
      for (const { stratum, share } of mix)
        for (let g = 0; g < genes; g++)
          variance[g] =
            (variance[g] as number) + share ** 2 * (scaling.rawMeanVariance[stratum * genes + g] as number);
    known.set(key, variance);
    return variance;
  };
}

function againstControls(
  condition: number,
  genes: number,
  strata: Strata,
  scaling: Scaling,
  moments: Moments,
  varianceOf: ReturnType<typeof referenceVariances>,
): ConditionShift {
  const n = moments.cells[condition] as number;
  const mix = strataMix(condition, strata, moments);
  const isCorrected = moments.amount !== null;
  const { shift, rawShift, standardError, rawStandardError, welchError } = zeros(genes, isCorrected);
  const rawReferenceVariances = varianceOf(mix);
  for (let g = 0; g < genes; g++) {
    const p = condition * genes + g;
    const mean = (moments.sum[p] as number) / n;
    rawShift[g] = (moments.rawSum[p] as number) / n;
    shift[g] =
      moments.amount === null
        ? mean
        : pseudobulkShift((moments.amount[p] as number) / n, g, genes, mix, scaling, scaling.pseudobulk);
    const rawReferenceVariance = rawReferenceVariances[g] as number;
    let referenceVariance = 0;
    for (const { stratum, share } of mix)
      referenceVariance += share ** 2 * (scaling.meanVariance[stratum * genes + g] as number);
    rawStandardError[g] = Math.sqrt(
      varianceOfMean(n, rawShift[g] as number, moments.rawSquares[p] as number) + rawReferenceVariance,
    );
    welchError[g] = Math.sqrt(
      ownVarianceOfMean(n, rawShift[g] as number, moments.rawSquares[p] as number) + rawReferenceVariance,
    );
    standardError[g] = Math.sqrt(varianceOfMean(n, mean, moments.squares[p] as number) + referenceVariance);
  }
  return { shift, rawShift, standardError, rawStandardError, welchError, cellMean: shift };
}

function againstOthers(
  condition: number,
  genes: number,
  others: Pool,
  strata: Strata,
  scaling: Scaling,
  moments: Moments,
): ConditionShift {
  const n = moments.cells[condition] as number;
  const mix = strataMix(condition, strata, moments);
  const isCorrected = moments.amount !== null;
  const { shift, rawShift, standardError, rawStandardError, welchError } = zeros(genes, isCorrected);
  const cellMean = new Float64Array(genes);
  for (let g = 0; g < genes; g++) {
    const m = Math.max(1, others.cells[g] as number);
    const p = condition * genes + g;
    const mean = (moments.sum[p] as number) / n;
    const otherMean = (others.sum[g] as number) / m;
    const [rawMean, rawOtherMean] = [(moments.rawSum[p] as number) / n, (others.rawSum[g] as number) / m];
    rawShift[g] = rawMean - rawOtherMean;
    rawStandardError[g] = Math.sqrt(
      varianceOfMean(n, rawMean, moments.rawSquares[p] as number) +
        varianceOfMean(m, rawOtherMean, others.rawSquares[g] as number),
    );
    welchError[g] = Math.sqrt(
      ownVarianceOfMean(n, rawMean, moments.rawSquares[p] as number) +
        ownVarianceOfMean(m, rawOtherMean, others.rawSquares[g] as number),
    );
    standardError[g] = Math.sqrt(
      varianceOfMean(n, mean, moments.squares[p] as number) +
        varianceOfMean(m, otherMean, others.squares[g] as number),
    );
    if (moments.amount === null) {
      shift[g] = mean - otherMean;
      cellMean[g] = mean;
      continue;
    }
    const amount = (moments.amount[p] as number) / n;
    cellMean[g] = pseudobulkShift(amount, g, genes, mix, scaling, scaling.pseudobulk);
    shift[g] =
      (Math.log1p(amount) - Math.log1p((others.amount[g] as number) / m)) /
      mixedScale(g, genes, mix, scaling);
  }
  return {
    shift,
    rawShift,
    standardError,
    rawStandardError,
    welchError,
    cellMean,
  };
}

/** Proportions of the condition's cells by stratum. */
function strataMix(
  condition: number,
  strata: Strata,
  moments: Moments,
): readonly { readonly stratum: number; readonly share: number }[] {
  const mix = [];
  for (let stratum = 0; stratum < strata.count; stratum++) {
    const cells = moments.strata[condition * strata.count + stratum] as number;
    if (cells > 0) mix.push({ stratum, share: cells / (moments.cells[condition] as number) });
  }
  return mix;
}

function mixedScale(
  gene: number,
  genes: number,
  mix: ReturnType<typeof strataMix>,
  scaling: Scaling,
): number {
  let scale = 0;
  for (const { stratum, share } of mix) scale += share * (scaling.scale[stratum * genes + gene] as number);
  return scale;
}

/** [log1p(ȳ_k) − log1p(ȳ_0)]/s, with the reference mixed in the strata proportions of the condition. */
function pseudobulkShift(
  amount: number,
  gene: number,
  genes: number,
  mix: ReturnType<typeof strataMix>,
  scaling: Scaling,
  pseudobulk: Float64Array,
): number {
  let reference = 0;
  for (const { stratum, share } of mix) reference += share * (pseudobulk[stratum * genes + gene] as number);
  return (Math.log1p(amount) - Math.log1p(reference)) / mixedScale(gene, genes, mix, scaling);
}

/**
 * Variance (divided by n) over n. Below 20 cells the reference's variance of 1 replaces part of their own, and all of
 * it for a single cell: two cells that happen to agree are not certain.
 */
function varianceOfMean(n: number, mean: number, squares: number): number {
  const trusted = n < 2 ? 0 : Math.min(1, n / ENOUGH_CELLS);
  return trusted * ownVarianceOfMean(n, mean, squares) + (1 - trusted) / n;
}

/** Variance (divided by n) over n. */
function ownVarianceOfMean(n: number, mean: number, squares: number): number {
  return Math.max(0, squares / n - mean ** 2) / n;
}

/** Sums over some conditions, laid out as one condition of `Moments`. */
interface Pool {
  /** [G] cells in which the gene was not set. */
  readonly cells: Float64Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly rawSum: Float64Array;
  readonly rawSquares: Float64Array;
  readonly amount: Float64Array;
}

/**
 * Per condition, the sums over what it is compared with where there are no controls: all other training conditions of
 * its time point, or of all times where it has none. Conditions with the same interventions are excluded, and for each
 * gene those that set it: with them a gene would look raised under every other perturbation. By subtraction from the
 * sums over all, so that the cost per condition does not grow with their number.
 */
function otherConditions(
  { conditions, genes }: Dataset,
  moments: Moments,
  isTraining: (condition: number) => boolean,
): (condition: number) => Pool {
  const sets = conditions.map(({ interventions }) =>
    interventions
      .map(({ gene, kind }) => `${gene} ${kind}`)
      .toSorted()
      .join(),
  );
  const timeOf = (condition: number): number | null => conditions[condition]?.time ?? null;
  const used = Array.from(conditions.keys()).filter(isTraining);
  const ofSet = grouped(used, (condition) => sets[condition]);
  const ofTime = grouped(used, timeOf);
  const isFree = conditions.map(({ interventions }) => freeGenes(interventions, genes.length));
  const pool = (members: readonly number[]) => poolOf(members, moments, isFree, genes.length);
  const atTime = new Map([...ofTime].map(([time, members]) => [time, pool(members)]));
  const all = pool(used);
  return (condition) => {
    const own = ofSet.get(sets[condition]) ?? [];
    const time = timeOf(condition);
    const sameTime = atTime.get(time);
    const others = sameTime && without(sameTime, pool(own.filter((other) => timeOf(other) === time)));
    return others?.cells.some((cells) => cells > 0) === true ? others : without(all, pool(own));
  };
}

/** [G] 0 at the genes that are set, else 1. */
function freeGenes(interventions: Dataset['conditions'][number]['interventions'], genes: number): Uint8Array {
  const free = new Uint8Array(genes).fill(1);
  for (const { gene } of interventions) free[gene] = 0;
  return free;
}

function grouped<Key>(conditions: readonly number[], keyOf: (condition: number) => Key): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  for (const condition of conditions) {
    const members = groups.get(keyOf(condition)) ?? [];
    members.push(condition);
    groups.set(keyOf(condition), members);
  }
  return groups;
}

function poolOf(
  members: readonly number[],
  moments: Moments,
  isFree: readonly Uint8Array[],
  genes: number,
): Pool {
  const sumOf = (values: Float64Array | null): Float64Array => {
    const sum = new Float64Array(genes);
    if (values === null) return sum;
    for (const condition of members)
      for (let g = 0; g < genes; g++)
        if (isFree[condition]?.[g] === 1)
          sum[g] = (sum[g] as number) + (values[condition * genes + g] as number);
    return sum;
  };
  const cells = new Float64Array(genes);
  for (const condition of members)
    for (let g = 0; g < genes; g++)
      if (isFree[condition]?.[g] === 1)
        cells[g] = (cells[g] as number) + (moments.cells[condition] as number);
  return {
    cells,
    sum: sumOf(moments.sum),
    squares: sumOf(moments.squares),
    rawSum: sumOf(moments.rawSum),
    rawSquares: sumOf(moments.rawSquares),
    amount: sumOf(moments.amount),
  };
}

function without(pool: Pool, part: Pool): Pool {
  return {
    cells: subtract(pool.cells, part.cells),
    sum: subtract(pool.sum, part.sum),
    squares: subtract(pool.squares, part.squares),
    rawSum: subtract(pool.rawSum, part.rawSum),
    rawSquares: subtract(pool.rawSquares, part.rawSquares),
    amount: subtract(pool.amount, part.amount),
  };
}
