/**
 * The metrics by which the field compares predictions of perturbations, from mean changes and their standard errors (docs/method.md, "The
 * field's metrics"): the six of the Virtual Cell Challenge 2026 (Arc Institute, cell-eval2), Pearson's r beyond the mean and centroid
 * accuracy of Systema (Viñas Torné et al. 2025), and the mean absolute error.
 */
import { innerProducts } from '../../numerics/dense/products';
import { benjaminiHochberg, normalTail } from '../../numerics/significance';
import type { FieldMetric } from './fieldMetricNames';
import { freeGenes, pearsonOfChange } from './predictionError';
import type { MeasuredShift } from './predictionScores';

/** Lower is better. */
export const fieldErrors: ReadonlySet<FieldMetric> = new Set(['mseUnbiased', 'lfcNmae', 'mae']);

/** One perturbation at one time, in log1p expression. */
export interface FieldShift extends MeasuredShift {
  /** It is told apart from the others of its panel, which were predicted and measured beside the same cells. */
  readonly panel: string;
  /** [G] mean change of the known perturbations beside the cells that the prediction, and that the measurement is relative to. */
  readonly meanOfKnown: ArrayLike<number>;
  readonly meanBesideMeasured: ArrayLike<number>;
  /** [G] sampling error of a prediction that is itself a measurement; null: it has none. */
  readonly predictedError: ArrayLike<number> | null;
  /** Where `measured` is from a part of the cells: from all of them, which choose the genes whose fold changes are compared. */
  readonly whole: Pick<MeasuredShift, 'measured' | 'standardError'>;
}

/** What a perturbation adds to a metric: Σ part / Σ of over the perturbations. */
interface Part {
  readonly part: number;
  readonly of: number;
}

/** [shifts] of each metric; null where it is undefined. */
export type FieldParts = Readonly<Record<FieldMetric, readonly (Part | null)[]>>;

/** False discovery rate of responders, within a perturbation. */
const RATE = 0.05;
/** Share of right signs that a prefix must keep. */
const PURITY = 0.9;
/** Responders below which fold changes are not compared. */
const MIN_RESPONDERS = 10;
const TOP_GENES = 20;
/** Of single precision, relative to what was predicted. */
const ROUNDING = 1e-6;

export function fieldParts(shifts: readonly FieldShift[]): FieldParts {
  const ranks = ranksOf(shifts);
  const calls = shifts.map(callsOf);
  const fromCalls = (metric: (shift: FieldShift, calls: Calls) => number | null) =>
    shifts.map((shift, at) => inMean(metric(shift, calls[at] ?? noCalls)));
  return {
    pdsCosine: ranks.map((rank) => inMean(rank && rank.cosine)),
    mseUnbiased: shifts.map(unbiasedError),
    lfcNmae: shifts.map((shift) => inMean(foldChangeError(shift))),
    directionFidelity: fromCalls(directionFidelity),
    directionReach: fromCalls(directionReach),
    sigJaccard: fromCalls((_, both) => jaccard(both)),
    pearsonTop20: shifts.map((shift) => inMean(correlationOfTop(shift))),
    centroidAccuracy: ranks.map((rank) => inMean(rank && rank.euclidean)),
    mae: shifts.map((shift) => inMean(absoluteError(shift))),
  };
}

/** null where no perturbation has a part, or they have nothing to be relative to. */
export function pooledParts(parts: readonly (Part | null)[]): number | null {
  let [sum, whole] = [0, 0];
  for (const one of parts) {
    sum += one?.part ?? 0;
    whole += one?.of ?? 0;
  }
  return whole > 0 ? sum / whole : null;
}

function inMean(value: number | null): Part | null {
  return value === null ? null : { part: value, of: 1 };
}

interface Ranks {
  readonly cosine: number;
  readonly euclidean: number;
}

/**
 * [shifts] 1 − k/(n − 1) within each panel, k the midrank of the own measurement among all n by its distance from the prediction, over the
 * genes that no perturbation of the panel set: one guess for all gives ½ on average, no change ½ each by the cosine. null for one alone or
 * without such a gene.
 */
function ranksOf(shifts: readonly FieldShift[]): readonly (Ranks | null)[] {
  const ranks: (Ranks | null)[] = shifts.map(() => null);
  for (const name of new Set(shifts.map(({ panel }) => panel))) {
    const places = [...shifts.keys()].filter((at) => shifts[at]?.panel === name);
    const panel = places.flatMap((at) => shifts[at] ?? []);
    const free = freeGenes(
      panel[0]?.measured.length ?? 0,
      panel.flatMap(({ targets }) => targets),
    );
    if (panel.length < 2 || free.length === 0) continue;
    const found = ranksInPanel(panel, free);
    places.forEach((at, place) => {
      ranks[at] = found[place] ?? null;
    });
  }
  return ranks;
}

function ranksInPanel(panel: readonly FieldShift[], free: Int32Array): readonly Ranks[] {
  const n = panel.length;
  const chosen = (of: (shift: FieldShift) => ArrayLike<number>) => {
    const rows = new Float64Array(n * free.length);
    panel.forEach((shift, row) => {
      const values = of(shift);
      free.forEach((gene, at) => {
        rows[row * free.length + at] = values[gene] as number;
      });
    });
    return rows;
  };
  const [predicted, measured] = [chosen((shift) => shift.predicted), chosen((shift) => shift.measured)];
  const products = innerProducts(predicted, measured, free.length);
  const [own, theirs] = [squaredNorms(predicted, free.length), squaredNorms(measured, free.length)];
  return panel.map((_, row) => {
    const product = products.subarray(row * n, (row + 1) * n);
    const norm = own[row] as number;
    const cosine = product.map((value, other) => {
      const norms = norm * (theirs[other] as number);
      return norms > 0 ? 1 - value / Math.sqrt(norms) : 1;
    });
    const euclidean = product.map((value, other) => (theirs[other] as number) - 2 * value);
    return { cosine: shareFarther(cosine, row), euclidean: shareFarther(euclidean, row) };
  });
}

function squaredNorms(rows: Float64Array, length: number): Float64Array {
  return Float64Array.from({ length: rows.length / length }, (_, row) =>
    rows.subarray(row * length, (row + 1) * length).reduce((sum, value) => sum + value * value, 0),
  );
}

/** Share of the others that are farther than the own one; as far: half. */
function shareFarther(distances: Float64Array, own: number): number {
  const distance = distances[own] as number;
  const nearer = distances.filter((other) => other < distance).length;
  const asFar = distances.filter((other) => other === distance).length - 1;
  return 1 - (nearer + asFar / 2) / (distances.length - 1);
}

/**
 * Mean squared error and mean squared change, both without what sampling adds: that of the measurement, and of a prediction that is one. A
 * perfect prediction has 0, no change the change itself.
 */
function unbiasedError(shift: FieldShift): Part {
  const { predicted, measured, standardError, predictedError } = shift;
  const free = freeGenes(measured.length, shift.targets);
  let [part, of] = [0, 0];
  for (const gene of free) {
    const value = measured[gene] as number;
    const noise = (standardError[gene] as number) ** 2;
    part += (value - (predicted[gene] as number)) ** 2 - noise - (predictedError?.[gene] ?? 0) ** 2;
    of += value ** 2 - noise;
  }
  return { part: part / free.length, of: of / free.length };
}

/** Genes that respond, as measured and as predicted. */
interface Calls {
  readonly real: readonly number[];
  readonly predicted: readonly number[];
}
const noCalls: Calls = { real: [], predicted: [] };

/** A predicted change is tested as if it had been measured with as many cells: against the standard error of the measurement. */
function callsOf(shift: FieldShift): Calls {
  return { real: responders(shift, shift.measured), predicted: responders(shift, shift.predicted) };
}

/** Free genes with |change| / SE beyond a normal deviate at a false discovery rate of 5 % within the perturbation. */
function responders(
  { targets, standardError }: Pick<MeasuredShift, 'targets' | 'standardError'>,
  change: ArrayLike<number>,
): readonly number[] {
  const free = Array.from(freeGenes(change.length, targets));
  const adjusted = benjaminiHochberg(
    free.map((gene) => {
      const error = standardError[gene] as number;
      return error > 0 ? Math.min(1, 2 * normalTail(Math.abs(change[gene] as number) / error)) : 1;
    }),
  );
  return free.filter((_, at) => (adjusted[at] as number) < RATE);
}

/** Σ |predicted − measured| over Σ |measured| on the responders; null with fewer than ten. */
function foldChangeError({ predicted, measured, targets, whole }: FieldShift): number | null {
  const genes = responders({ ...whole, targets }, whole.measured);
  if (genes.length < MIN_RESPONDERS) return null;
  let [error, change] = [0, 0];
  for (const gene of genes) {
    error += Math.abs((predicted[gene] as number) - (measured[gene] as number));
    change += Math.abs(whole.measured[gene] as number);
  }
  return error / change;
}

function hasRightSign({ predicted, measured }: FieldShift): (gene: number) => boolean {
  return (gene) => (predicted[gene] as number) * (measured[gene] as number) > 0;
}

/** Predicted responders with the measured sign, over the predicted or the measured ones, whichever are more; null without any. */
function directionFidelity(shift: FieldShift, { real, predicted }: Calls): number | null {
  const most = Math.max(real.length, predicted.length);
  return most === 0 ? null : predicted.filter(hasRightSign(shift)).length / most;
}

/**
 * Share of the measured responders within the deepest prefix, most surely predicted first, in which at least 90 % have the predicted sign;
 * null without responders.
 */
function directionReach(shift: FieldShift, { real }: Calls): number | null {
  if (real.length === 0) return null;
  const { predicted, standardError } = shift;
  const size = (gene: number) => Math.abs(predicted[gene] as number);
  const score = (gene: number) => size(gene) / (standardError[gene] as number);
  const isRight = hasRightSign(shift);
  let [right, deepest] = [0, 0];
  real
    .toSorted((a, b) => score(b) - score(a) || size(b) - size(a))
    .forEach((gene, place) => {
      if (isRight(gene)) right += 1;
      if (right / (place + 1) >= PURITY) deepest = place + 1;
    });
  return deepest / real.length;
}

/** Shared responders over all; 1 without any. */
function jaccard({ real, predicted }: Calls): number {
  const known = new Set(real);
  const shared = predicted.filter((gene) => known.has(gene)).length;
  const all = real.length + predicted.length - shared;
  return all === 0 ? 1 : shared / all;
}

/**
 * Pearson's r of the differences from the mean of the known perturbations, over the 20 genes that change most; 0 for a prediction that does
 * not differ, null where the measurement does not or no more genes are free.
 */
function correlationOfTop(shift: FieldShift): number | null {
  const { predicted, measured, meanOfKnown, meanBesideMeasured } = shift;
  const free = Array.from(freeGenes(measured.length, shift.targets));
  if (free.length <= TOP_GENES) return null;
  const size = (gene: number) => Math.abs(measured[gene] as number);
  const top = free.toSorted((a, b) => size(b) - size(a)).slice(0, TOP_GENES);
  const beyond = (mean: ArrayLike<number>, values: ArrayLike<number>) =>
    top.map((gene) => (values[gene] as number) - (mean[gene] as number));
  const [own, real] = [beyond(meanOfKnown, predicted), beyond(meanBesideMeasured, measured)];
  if (real.every((value) => value === real[0])) return null;
  const isMean = own.every(
    (value, at) => Math.abs(value) <= ROUNDING * Math.abs(predicted[top[at] as number] as number),
  );
  return isMean ? 0 : (pearsonOfChange({ predicted: own, measured: real, targets: [] }) ?? 0);
}

/** Mean over the free genes. */
function absoluteError({ predicted, measured, targets }: FieldShift): number {
  const free = freeGenes(measured.length, targets);
  return (
    free.reduce((sum, gene) => sum + Math.abs((predicted[gene] as number) - (measured[gene] as number)), 0) /
    free.length
  );
}
