/** Predictions of unseen perturbations judged in every way that means allow, with intervals over perturbations. */
import { bootstrapInterval, type Interval } from '../bootstrap';
import { pearsonOfChange } from '../predictors';
import { directionHits, pooledDirection, type MeasuredShift } from './clearGenes';
import { discriminationScores } from './discrimination';
import { pearsonAgainstMean } from './perturbedMean';
import { topGenesError } from './topGenes';

const TOP_GENES = 20;

/** One endpoint; several time points share the label and are drawn together. */
export interface UnseenShift extends MeasuredShift {
  readonly label: string;
  readonly time: number | null;
  /** [G] mean measured change of the perturbations that were known. */
  readonly meanOfKnown: ArrayLike<number>;
}

/** Each null where it cannot be said of these perturbations. */
export interface PredictionScores {
  /** Mean over endpoints of Pearson's r of the change, against control and against the mean of those known. */
  readonly correlation: Interval | null;
  readonly correlationBeyondMean: Interval | null;
  /** Squared error on the 20 genes that changed most over that of no change, pooled; null where there are no more than those. */
  readonly topGenesError: Interval | null;
  /** Share of clearly changed genes in the measured direction, pooled. */
  readonly direction: Interval | null;
  /** Mean discrimination score within time points of two perturbations or more. */
  readonly discrimination: Interval | null;
}

/** `shifts` in any one unit. */
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
  const perturbations = [...new Set(shifts.map(({ label }) => label))].map((label) =>
    judged.filter(({ shift }) => shift.label === label),
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

/** Of those that are not null; null where all are. */
function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
