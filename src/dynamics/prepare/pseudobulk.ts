/**
 * Shifts between pseudo-bulk means, log1p ȳ_k − log1p ȳ_0 in units of the scale, and the variance of each side by the delta method
 * (docs/method.md, "Composition").
 */
import { SCALE_FLOOR, type Scaling } from './scaling';
import { bySharedReference, type Strata, type StrataMix } from './strata';

/** Number of cells from which their own variance is used alone. */
export const ENOUGH_CELLS = 20;
/** The same for counts: the variance of a mean of fewer is as little known. */
const ENOUGH_COUNTS = 20;

/** The reference of one condition: that of each stratum, in the proportions of the condition's cells. */
export interface PseudobulkReference {
  /** [G] mean amount. */
  readonly amount: Float64Array;
  /** [G] variance of the amounts of its cells within strata, and of their mean. */
  readonly variance: Float64Array;
  readonly meanVariance: Float64Array;
  /** [G] log1p units per unit of the shift. */
  readonly scale: Float64Array;
  /** As many as would give the mean its variance, if strata did not differ. */
  readonly cells: number;
}

function zeros(genes: number) {
  const row = () => new Float64Array(genes);
  return { amount: row(), variance: row(), meanVariance: row(), scale: row() };
}

/** Conditions with the same proportions as the one before share its arrays. */
export function pseudobulkReferences(
  genes: number,
  strata: Strata,
  { pseudobulk, amountVariance, scale }: Scaling,
): (mix: StrataMix) => PseudobulkReference {
  let last: { readonly key: string; readonly mixed: PseudobulkReference } | null = null;
  return (mix) => {
    const key = mix.map(({ stratum, share }) => `${stratum}:${share}`).join();
    if (last?.key === key) return last.mixed;
    const mixed = zeros(genes);
    let inverse = 0;
    for (const group of bySharedReference(mix, strata)) {
      const together = group.reduce((sum, { share }) => sum + share, 0);
      const cells = strata.reference[group[0]?.stratum ?? 0]?.length ?? 1;
      const perMean = strata.level === null ? together / cells : 0;
      inverse += together ** 2 / cells;
      for (const { stratum, share } of group)
        for (let g = 0; g < genes; g++) {
          const p = stratum * genes + g;
          const variance = share * (amountVariance[p] as number);
          mixed.amount[g] = (mixed.amount[g] as number) + share * (pseudobulk[p] as number);
          mixed.variance[g] = (mixed.variance[g] as number) + variance;
          mixed.meanVariance[g] = (mixed.meanVariance[g] as number) + perMean * variance;
          mixed.scale[g] = (mixed.scale[g] as number) + share * (scale[p] as number);
        }
    }
    last = { key, mixed: { ...mixed, cells: 1 / inverse } };
    return last.mixed;
  };
}

/** Var(log1p ȳ)/s² of an amount ȳ of a given variance. */
function logVariance(variance: number, amount: number, scale: number): number {
  return variance / ((1 + amount) * scale) ** 2;
}

/** Mean amount of some cells. */
interface MeanAmount {
  readonly cells: number;
  readonly amount: number;
  /** Of the cells within strata, divided by their number. */
  readonly variance: number;
}

/**
 * Var(log1p ȳ_k − log1p ȳ_0)/s². `variationOfLogs`: the variance of z within the condition.
 *
 * - A condition's own variance counts as much as it has cells, up to 20; that of the reference (at least 1, that of its z) fills up what lacks.
 * - Of fewer counts than 20 the variance is as little known, of none it is 0: that of the other side takes the place of what lacks.
 * - A mean varies no more than a single logarithm, which the delta method does not know of few sparse cells.
 */
export function shiftVariance(
  own: MeanAmount,
  reference: MeanAmount & { readonly meanVariance: number },
  scale: number,
  variationOfLogs: number,
): number {
  const { cells } = own;
  const ofReference = logVariance(reference.variance, reference.amount, scale);
  const unit = Math.max(1, (Math.sqrt(ofReference) + SCALE_FLOOR / scale) ** 2);
  const ofOwn = logVariance(own.variance, own.amount, scale);
  const trusted = cells < 2 ? 0 : Math.min(1, cells / ENOUGH_CELLS);
  const ofCell = Math.max(trusted * ofOwn + (1 - trusted) * unit, missingCounts(cells, reference) * unit);
  const uncounted = missingCounts(reference.cells, own) * ofOwn;
  return (
    Math.min(ofCell / cells, Math.max(1, variationOfLogs)) +
    Math.max(logVariance(reference.meanVariance, reference.amount, scale), uncounted / reference.cells)
  );
}

/** Share of 20 counts that is not expected in so many cells. Of a Poisson variable, (mean/standard deviation)² is the mean. */
function missingCounts(cells: number, { amount, variance }: MeanAmount): number {
  if (variance === 0) return amount > 0 ? 0 : 1;
  return 1 - Math.min(1, (cells * amount ** 2) / variance / ENOUGH_COUNTS);
}
