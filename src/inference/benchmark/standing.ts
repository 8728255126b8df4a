/** Where the model stands among other predictors, read from a finished benchmark. Light: the page has it from the start. */
import type { Interval } from '../../evaluation/bootstrap';
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import type { OtherPredictor, PredictionBenchmark, Predictor, Standing } from './benchmark';
import type { PairedError } from './pairedErrors';

/** Numbers that are equal to two decimals are a tie. */
export const TIE = 0.005;

/** null where the model does not predict better than “no change”, or has no error. */
export function standingOf(card: PredictionBenchmark): Standing | null {
  const error = ownError(card);
  if (!error || !beatsNoChange(error.value)) return null;
  const judged = card.labels.length;
  // Of few perturbations the interval says nothing, and the finding says that they are few.
  const differenceOf = ({ paired: { difference } }: Rival): Interval =>
    judged < ENOUGH_PERTURBATIONS
      ? { value: difference.value, low: difference.value, high: difference.value }
      : difference;
  const level = rivalsOfAll(card).find((rival) => !isClearlyBelow(differenceOf(rival)));
  return {
    judged,
    sure: beatsNoChange(error.high),
    ahead: level ? { rival: level.rival, better: isClearlyAbove(differenceOf(level)) } : null,
  };
}

/** With fewer perturbations every comparison is uncertain. */
export const ENOUGH_PERTURBATIONS = 5;

/** A difference of errors whose interval lies below 0, by more than a tie. */
export function isClearlyBelow({ value, high }: Interval): boolean {
  return value < -TIE && high < 0;
}

export function isClearlyAbove({ value, low }: Interval): boolean {
  return value > TIE && low > 0;
}

/** The error of the model. */
export function ownError({ rows }: PredictionBenchmark): Interval | null {
  return rows.find(({ predictor }) => predictor === 'modulode')?.error ?? null;
}

/** A predictor other than the model and “no change”, with the model over the same perturbations. */
export interface Rival {
  readonly rival: OtherPredictor;
  readonly error: Interval;
  readonly paired: PairedError;
}

/** The best predictor of all evaluated perturbations other than the model and “no change”. */
export function bestOtherPredictor(card: PredictionBenchmark): Rival | null {
  return rivalsOfAll(card)[0] ?? null;
}

/** Predictors of some of the evaluated perturbations: the sum of single effects, of combinations only. */
export function rivalsOfSome(card: PredictionBenchmark): readonly Rival[] {
  return rivals(card).filter(({ paired }) => paired.perturbations < card.labels.length);
}

/** The best first: errors over the same perturbations. */
function rivalsOfAll(card: PredictionBenchmark): readonly Rival[] {
  return rivals(card)
    .filter(({ paired }) => paired.perturbations === card.labels.length)
    .toSorted((a, b) => a.error.value - b.error.value);
}

function rivals({ rows }: PredictionBenchmark): readonly Rival[] {
  return rows.flatMap(({ predictor, error, paired }) =>
    error && paired && isRival(predictor) ? [{ rival: predictor, error, paired }] : [],
  );
}

function isRival(predictor: Predictor): predictor is OtherPredictor {
  return predictor !== 'modulode' && predictor !== 'no-change';
}
