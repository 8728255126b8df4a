/** The time a prediction is for, in the unit of the data: the choice the page has where a screen has time points. */
import type { Dataset } from '../../dataset/dataset';
import { timePoints } from '../../dataset/design';
import { listOf } from '../../present/text/format';
import { timePoint } from '../../present/text/numbers';
import { badUsage } from '../failure';

export interface TimeAsked {
  /** null: the last one, or the only one. */
  readonly time: number | null;
  /** What has to be said about it; null where it was measured. */
  readonly remark: string | null;
}

/** Throws Failure where it is before the first or after the last measurement. */
export function timeAsked(
  dataset: Pick<Dataset, 'conditions' | 'timeUnit'>,
  typed: number | undefined,
): TimeAsked {
  const { timeUnit } = dataset;
  if (typed === undefined) return { time: null, remark: null };
  const times = timePoints(dataset);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined)
    return {
      time: null,
      remark:
        'The screen of this run has no time points: --time is left aside, and the answer is for when it was measured.',
    };
  if (typed < first || typed > last)
    throw badUsage(
      `--time ${typed} is outside the screen`,
      `It was measured at ${timesText(times, timeUnit)}.`,
      times.length > 1
        ? 'Take one of these times, or one between the first and the last.'
        : 'Leave --time away.',
    );
  return {
    time: typed === last ? null : typed,
    remark: times.includes(typed)
      ? null
      : `Nothing was measured at ${timePoint(typed, timeUnit)}: the answer lies on the model's way between ${timesText(times, timeUnit)}.`,
  };
}

/** '2, 3 and 5 days' */
function timesText(times: readonly number[], unit: string): string {
  const text = listOf(times.map(String), 12);
  return unit === '' ? text : `${text} ${unit}`;
}
