/** Metrics of predicted mean changes of unseen perturbations, with intervals over perturbations. */
import { type Condition, familyOf } from '../../dataset/dataset';
import { bootstrapInterval, type Interval } from '../bootstrap';
import { pearsonOfChange, type PredictedShift } from './predictionError';

const TOP_GENES = 20;

/** One endpoint; time points and doses of a perturbation are drawn together. */
export interface UnseenShift extends MeasuredShift, Pick<Condition, 'label' | 'of'> {
  readonly time: number | null;
  /** [G] mean measured change of the known perturbations. */
  readonly meanOfKnown: ArrayLike<number>;
}

/** null where a metric is undefined. */
export interface PredictionScores {
  /** Mean over endpoints of Pearson's r of the change, against control and against the mean of the known perturbations. */
  readonly correlation: Interval | null;
  readonly correlationBeyondMean: Interval | null;
  /** Squared error on the 20 most changed genes over that of no change, pooled; null with no more than 20 genes. */
  readonly topGenesError: Interval | null;
  /** Share of clearly changed genes with the measured direction, pooled. */
  readonly direction: Interval | null;
  /** Mean discrimination score within time points of at least two perturbations. */
  readonly discrimination: Interval | null;
}

/** `shifts` in any unit. */
export function predictionScores(shifts: readonly UnseenShift[], seed: number): PredictionScores {
  const discrimination = discriminationWithinTimes(shifts);
  const judged = shifts.map((shift, at) => ({
    shift,
    correlation: pearsonOfChange(shift),
    hits: directionHits(shift),
    beyondMean: pearsonAgainstMean(shift, shift.meanOfKnown),
    top: topGenesError(shift, TOP_GENES) ?? 0,
    topOfNoChange:
      topGenesError({ ...shift, predicted: new Float64Array(shift.measured.length) }, TOP_GENES) ?? 0,
    discrimination: discrimination[at] ?? null,
  }));
  const perturbations = [...new Set(shifts.map(familyOf))].map((family) =>
    judged.filter(({ shift }) => familyOf(shift) === family),
  );
  type Endpoint = (typeof judged)[number];
  const over = (statistic: (endpoints: readonly Endpoint[]) => number | null) =>
    bootstrapInterval(perturbations, (drawn) => statistic(drawn.flat()), seed);
  return {
    correlation: over((endpoints) => mean(endpoints.map(({ correlation }) => correlation))),
    correlationBeyondMean: over((endpoints) => mean(endpoints.map(({ beyondMean }) => beyondMean))),
    topGenesError: over((endpoints) => {
      if (endpoints.some(({ shift }) => shift.measured.length <= TOP_GENES)) return null;
      const change = endpoints.reduce((sum, { topOfNoChange }) => sum + topOfNoChange, 0);
      return change > 0 ? endpoints.reduce((sum, { top }) => sum + top, 0) / change : null;
    }),
    direction: over((endpoints) => pooledDirection(endpoints.map(({ hits }) => hits))),
    discrimination: over((endpoints) => mean(endpoints.map((endpoint) => endpoint.discrimination))),
  };
}

/** [endpoints] null where no other perturbation was measured at that time. */
function discriminationWithinTimes(shifts: readonly UnseenShift[]): readonly (number | null)[] {
  const scores: (number | null)[] = shifts.map(() => null);
  for (const time of new Set(shifts.map((shift) => shift.time))) {
    const places = [...shifts.keys()].filter((at) => shifts[at]?.time === time);
    if (places.length < 2) continue;
    const found = discriminationScores(places.flatMap((at) => shifts[at] ?? []));
    places.forEach((at, place) => {
      scores[at] = found[place] ?? null;
    });
  }
  return scores;
}

/** Mean of the values that are not null; null where all are. */
function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

export interface MeasuredShift extends PredictedShift {
  /** [G] standard error of the measured change. */
  readonly standardError: ArrayLike<number>;
}

interface DirectionHits {
  /** Free genes with a measured change beyond two standard errors. */
  readonly clear: number;
  /** Clear genes with the predicted direction right, and with any predicted change. */
  readonly right: number;
  readonly predicted: number;
}

export function directionHits({ predicted, measured, standardError, targets }: MeasuredShift): DirectionHits {
  const hits = { clear: 0, right: 0, predicted: 0 };
  for (let gene = 0; gene < measured.length; gene++) {
    const change = measured[gene] as number;
    if (targets.includes(gene) || Math.abs(change) <= 2 * (standardError[gene] as number)) continue;
    const product = (predicted[gene] as number) * change;
    hits.clear += 1;
    if (product > 0) hits.right += 1;
    if (product !== 0) hits.predicted += 1;
  }
  return hits;
}

/** Share of clear genes with the right direction over all perturbations; null where no gene is clear or no change is predicted. */
export function directionOfClearGenes(shifts: readonly MeasuredShift[]): number | null {
  return pooledDirection(shifts.map(directionHits));
}

/** The same from counts. */
function pooledDirection(hits: readonly DirectionHits[]): number | null {
  const total = (of: keyof DirectionHits) => hits.reduce((sum, one) => sum + one[of], 0);
  return total('predicted') === 0 ? null : total('right') / total('clear');
}

/** Predicted ranges of the genes of one perturbation, and the measured values. [G], in any unit. */
interface PredictedRanges {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly measured: ArrayLike<number>;
  /** Genes set by the experimenter, left out. */
  readonly targets: readonly number[];
}

interface Coverage {
  readonly genes: number;
  /** Share of measured changes within their range, ends included. */
  readonly share: number;
  /** Mean of high − low; at equal coverage a narrower range is more informative. */
  readonly width: number;
}

/** Coverage of predicted ranges over all genes of all perturbations; null without any. */
export function coverage(ranges: readonly PredictedRanges[]): Coverage | null {
  let genes = 0;
  let within = 0;
  let width = 0;
  for (const { low, high, measured, targets } of ranges)
    for (let gene = 0; gene < measured.length; gene++) {
      if (targets.includes(gene)) continue;
      const [from, to, value] = [low[gene] as number, high[gene] as number, measured[gene] as number];
      genes += 1;
      width += to - from;
      if (from <= value && value <= to) within += 1;
    }
  return genes === 0 ? null : { genes, share: within / genes, width: width / genes };
}

/**
 * [perturbations] discrimination score PDS of the Virtual Cell Challenge (Arc Institute, cell-eval): 1 − r/N, with r the rank from 0 of the
 * perturbation among all N by the L1 distance between its prediction and the measurement of each, over the genes that it did not set. 1:
 * always the nearest. The same guess for all gives (N + 1)/2N on average where no gene was set, and more otherwise, because the genes set
 * by others remain in their distances: compare with the score of no change. Ties count half. Only for perturbations of one time point.
 */
export function discriminationScores(shifts: readonly PredictedShift[]): readonly number[] {
  return shifts.map(({ predicted, targets }, own) => {
    const distances = shifts.map(({ measured }) => {
      let distance = 0;
      for (let gene = 0; gene < predicted.length; gene++)
        if (!targets.includes(gene))
          distance += Math.abs((predicted[gene] as number) - (measured[gene] as number));
      return distance;
    });
    const ownDistance = distances[own] as number;
    const nearer = distances.filter((distance) => distance < ownDistance).length;
    const asNear = distances.filter((distance) => distance === ownDistance).length - 1;
    return 1 - (nearer + asNear / 2) / shifts.length;
  });
}

/** Both sides minus `meanShift` [G], the mean change of the known perturbations (`meanTrainingShift`). */
function againstMean<Shift extends PredictedShift>(shift: Shift, meanShift: ArrayLike<number>): Shift {
  const minusMean = (values: ArrayLike<number>) =>
    Float64Array.from(
      { length: meanShift.length },
      (_, gene) => (values[gene] as number) - (meanShift[gene] as number),
    );
  return { ...shift, predicted: minusMean(shift.predicted), measured: minusMean(shift.measured) };
}

/**
 * Pearson's correlation over the free genes of the differences from the mean perturbed cell; null where either is constant. Changes common
 * to all perturbations (stress, delivery) inflate correlations against control (Viñas Torné et al., Systema, Nature Biotechnology 2025);
 * this correlation sees only the specific part.
 */
export function pearsonAgainstMean(shift: PredictedShift, meanShift: ArrayLike<number>): number | null {
  return pearsonOfChange(againstMean(shift, meanShift));
}

/**
 * Mean squared error on the `count` free genes with the largest measured change, ties included (after the top-20 error of GEARS, which
 * takes the most significant ones; Roohani, Huang & Leskovec 2024). Most genes do not change, which is easy to predict. null where every
 * gene was set.
 */
export function topGenesError(
  { predicted, measured, targets }: PredictedShift,
  count: number,
): number | null {
  const free = Array.from({ length: measured.length }, (_, gene) => gene).filter(
    (gene) => !targets.includes(gene),
  );
  const sizes = free.map((gene) => Math.abs(measured[gene] as number)).toSorted((a, b) => b - a);
  const smallest = sizes[Math.min(count, sizes.length) - 1];
  if (smallest === undefined) return null;
  const top = free.filter((gene) => Math.abs(measured[gene] as number) >= smallest);
  return (
    top.reduce((sum, gene) => sum + ((predicted[gene] as number) - (measured[gene] as number)) ** 2, 0) /
    top.length
  );
}
