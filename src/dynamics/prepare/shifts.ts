/**
 * The mean shift D_k of every condition and its standard error (docs/method.md, "Scaling" and "Composition"): against
 * controls or the level of log ratios, or against all other training cells of the same time point.
 */
import type { Dataset } from '../../dataset/dataset';
import type { Moments } from './conditionMoments';
import { type OtherCells, otherConditions } from './otherConditions';
import type { Scaling } from './scaling';
import { bySharedReference, type Strata, type StrataMix } from './strata';
import { ENOUGH_CELLS, type PseudobulkReference, pseudobulkReferences, shiftVariance } from './pseudobulk';

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
  const referenceOf = pseudobulkReferences(genes, strata, scaling);
  if (strata.comparedWith === 'controls' || strata.level !== null) {
    const varianceOf = referenceVariances(genes, strata, scaling.meanVariance);
    const rawVarianceOf = referenceVariances(genes, strata, scaling.rawMeanVariance);
    return conditions.map((condition) =>
      againstControls(condition, genes, strata, moments, { referenceOf, varianceOf, rawVarianceOf }),
    );
  }
  const othersOf = otherConditions(
    dataset,
    moments,
    deviationsOfAmounts(strata, moments, referenceOf),
    isTraining,
  );
  return conditions.map((condition) =>
    againstOthers(condition, { genes, others: othersOf(condition), strata, moments, referenceOf }),
  );
}

interface OtherControls {
  readonly genes: number;
  readonly strata: Strata;
  readonly scaling: Scaling;
  /** Of the values as measured with the other controls, in the same units. */
  readonly other: Scaling;
  readonly moments: Moments;
  readonly isTraining: (condition: number) => boolean;
}

/**
 * The shifts of conditions that are not trained on, measured against other controls: then they share no sampling error with the training
 * shifts.
 */
export function againstOtherControls(
  shifts: readonly ConditionShift[],
  { genes, strata, scaling, other, moments, isTraining }: OtherControls,
): ConditionShift[] {
  const before = referenceVariances(genes, strata, scaling.rawMeanVariance);
  const after = referenceVariances(genes, strata, other.rawMeanVariance);
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
 * [G] variance of the mean of controls in the same proportions of strata, from `meanVariance` [strata × G]; shared by conditions with the
 * same proportions.
 */
function referenceVariances(
  genes: number,
  strata: Strata,
  meanVariance: Float64Array,
): (mix: StrataMix) => Float64Array {
  const known = new Map<string, Float64Array>();
  return (mix) => {
    const key = mix.map(({ stratum, share }) => `${stratum}:${share}`).join();
    const variance = known.get(key) ?? new Float64Array(genes);
    if (!known.has(key))
      for (const group of bySharedReference(mix, strata))
        for (let g = 0; g < genes; g++) {
          let error = 0;
          for (const { stratum, share } of group)
            error += share * Math.sqrt(meanVariance[stratum * genes + g] as number);
          variance[g] = (variance[g] as number) + error ** 2;
        }
    known.set(key, variance);
    return variance;
  };
}

interface ControlReference {
  readonly referenceOf: (mix: StrataMix) => PseudobulkReference;
  readonly varianceOf: (mix: StrataMix) => Float64Array;
  readonly rawVarianceOf: (mix: StrataMix) => Float64Array;
}

function againstControls(
  condition: number,
  genes: number,
  strata: Strata,
  moments: Moments,
  { referenceOf, varianceOf, rawVarianceOf }: ControlReference,
): ConditionShift {
  const n = moments.cells[condition] as number;
  const mix = strataMix(condition, strata, moments);
  const isCorrected = moments.amount !== null;
  const { shift, rawShift, standardError, rawStandardError, welchError } = zeros(genes, isCorrected);
  const [referenceVariance, rawReferenceVariance] = [varianceOf(mix), rawVarianceOf(mix)];
  const reference = isCorrected ? referenceOf(mix) : null;
  for (let g = 0; g < genes; g++) {
    const p = condition * genes + g;
    const mean = (moments.sum[p] as number) / n;
    rawShift[g] = (moments.rawSum[p] as number) / n;
    const ofReference = rawReferenceVariance[g] as number;
    rawStandardError[g] = Math.sqrt(
      varianceOfMean(n, rawShift[g] as number, moments.rawSquares[p] as number) + ofReference,
    );
    welchError[g] = Math.sqrt(
      ownVarianceOfMean(n, rawShift[g] as number, moments.rawSquares[p] as number) + ofReference,
    );
    const ofLogs = varianceOfMean(n, mean, moments.squares[p] as number) + (referenceVariance[g] as number);
    if (reference === null || moments.amount === null) {
      shift[g] = mean;
      standardError[g] = Math.sqrt(ofLogs);
      continue;
    }
    const [amount, scale] = [(moments.amount[p] as number) / n, reference.scale[g] as number];
    const referenceAmount = reference.amount[g] as number;
    shift[g] = (Math.log1p(amount) - Math.log1p(referenceAmount)) / scale;
    standardError[g] = Math.sqrt(
      moments.amountSquares === null
        ? ofLogs
        : pseudobulkVariance(moments, { p, cells: n, g }, reference, {
            cells: reference.cells,
            amount: referenceAmount,
            variance: reference.variance[g] as number,
            meanVariance: reference.meanVariance[g] as number,
          }),
    );
  }
  return { shift, rawShift, standardError, rawStandardError, welchError, cellMean: shift };
}

/**
 * Squared standard error of the shift of a condition's mean amount. `p`: its place and that of gene `g` in the moments; `strata`: the reference of its strata, which the squares are measured
 * from; `compared`: what the gene is compared with.
 */
function pseudobulkVariance(
  { amount, amountSquares, sum, squares }: Moments,
  { p, cells, g }: { readonly p: number; readonly cells: number; readonly g: number },
  strata: PseudobulkReference,
  compared: Parameters<typeof shiftVariance>[1],
): number {
  const mean = (amount?.[p] as number) / cells;
  const offset = mean - (strata.amount[g] as number);
  const variance = Math.max(0, (amountSquares?.[p] as number) / cells - offset ** 2);
  const ofLogs = cells * ownVarianceOfMean(cells, (sum[p] as number) / cells, squares[p] as number);
  return shiftVariance({ cells, amount: mean, variance }, compared, strata.scale[g] as number, ofLogs);
}

interface OtherConditions {
  readonly genes: number;
  readonly others: OtherCells;
  readonly strata: Strata;
  readonly moments: Moments;
  readonly referenceOf: (mix: StrataMix) => PseudobulkReference;
}

function againstOthers(
  condition: number,
  { genes, others, strata, moments, referenceOf }: OtherConditions,
): ConditionShift {
  const n = moments.cells[condition] as number;
  const mix = strataMix(condition, strata, moments);
  const isCorrected = moments.amount !== null;
  const { shift, rawShift, standardError, rawStandardError, welchError } = zeros(genes, isCorrected);
  const cellMean = new Float64Array(genes);
  const reference = isCorrected ? referenceOf(mix) : null;
  const compared = isCorrected ? othersAmounts(others) : null;
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
    const ofLogs =
      varianceOfMean(n, mean, moments.squares[p] as number) +
      varianceOfMean(m, otherMean, others.squares[g] as number);
    if (reference === null || compared === null || moments.amount === null) {
      shift[g] = mean - otherMean;
      cellMean[g] = mean;
      standardError[g] = Math.sqrt(ofLogs);
      continue;
    }
    const [amount, scale] = [(moments.amount[p] as number) / n, reference.scale[g] as number];
    const otherAmount = compared.amount[g] as number;
    cellMean[g] = (Math.log1p(amount) - Math.log1p(reference.amount[g] as number)) / scale;
    shift[g] = (Math.log1p(amount) - Math.log1p(otherAmount)) / scale;
    standardError[g] = Math.sqrt(
      moments.amountSquares === null
        ? ofLogs
        : pseudobulkVariance(moments, { p, cells: n, g }, reference, {
            cells: m,
            amount: otherAmount,
            variance: compared.variance[g] as number,
            meanVariance: (compared.variance[g] as number) / m,
          }),
    );
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

/** [conditions × G] Σ (expm1 − its mean over the reference of the cell's stratum); null without a correction. */
function deviationsOfAmounts(
  strata: Strata,
  moments: Moments,
  referenceOf: (mix: StrataMix) => PseudobulkReference,
): Float64Array | null {
  const deviations = moments.amount?.slice() ?? null;
  if (deviations === null) return null;
  const genes = deviations.length / moments.cells.length;
  moments.cells.forEach((cells, condition) => {
    const { amount } = referenceOf(strataMix(condition, strata, moments));
    for (let g = 0; g < genes; g++) {
      const p = condition * genes + g;
      deviations[p] = (deviations[p] as number) - cells * (amount[g] as number);
    }
  });
  return deviations;
}

/** [G] mean amount of the others, and its variance within strata. */
function othersAmounts(others: OtherCells): Pick<PseudobulkReference, 'amount' | 'variance'> {
  const cellsOf = (g: number) => Math.max(1, others.cells[g] as number);
  return {
    amount: others.amount.map((sum, g) => sum / cellsOf(g)),
    variance: others.amountSquares.map((squares, g) =>
      Math.max(0, squares / cellsOf(g) - ((others.amountDeviation[g] as number) / cellsOf(g)) ** 2),
    ),
  };
}

/** Proportions of the condition's cells by stratum. */
function strataMix(condition: number, strata: Strata, moments: Moments): StrataMix {
  const mix = [];
  for (let stratum = 0; stratum < strata.count; stratum++) {
    const cells = moments.strata[condition * strata.count + stratum] as number;
    if (cells > 0) mix.push({ stratum, share: cells / (moments.cells[condition] as number) });
  }
  return mix;
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
