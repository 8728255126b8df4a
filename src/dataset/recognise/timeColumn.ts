/** Which column of obs says when a cell was taken, and how to read it: '24h', 'd3', 'Day 5', or plain numbers. */
import type { AnnotationColumn } from '../annotation';
import type { Guess } from '../recognition';
import { distinctValues, sampleLabels } from './distinct';

const NAME =
  /^(?:t|time|time[-_ .]?points?|time[-_ .]?(?:h|hr|hrs|hours?|d|days?)|days?|hours?|hrs?|hpi|dpi|d|h)$/i;
const UNITS: readonly { readonly unit: string; readonly spelled: RegExp }[] = [
  { unit: 'days', spelled: /^(?:d|days?|dpi)$/i },
  { unit: 'hours', spelled: /^(?:h|hrs?|hours?|hpi)$/i },
  { unit: 'minutes', spelled: /^(?:m|mins?|minutes?)$/i },
  { unit: 'weeks', spelled: /^(?:w|wk|weeks?)$/i },
];
/** More distinct times than this are a pseudo-time, not time points. */
const MOST_TIMES = 30;
/** Whole numbers up to this read like days where no unit is written. */
const MOST_DAYS = 21;

export interface Times {
  /** [cells], NaN where missing or not a time. */
  readonly values: Float64Array;
  /** 'days', 'hours', 'minutes', 'weeks', or '' where nothing tells. */
  readonly unit: string;
  /** Whether the unit is written in the file or only likely. */
  readonly unitIsWritten: boolean;
}

/** Reads any column as times. */
export function readTimes(column: AnnotationColumn): Times {
  const { labels, codes } = distinctValues(column);
  const parsed = labels.map(parseTime);
  const numbers = parsed.map(({ value }) => value);
  const values = Float64Array.from(codes, (code) => numbers[code] ?? Number.NaN);
  const written =
    parsed.map(({ unit }) => unit).find((unit) => unit !== '') ??
    column.name
      .split(/[-_ .]/)
      .map(unitOf)
      .find((unit) => unit !== '');
  if (written !== undefined) return { values, unit: written, unitIsWritten: true };
  const looksLikeDays = numbers
    .filter((value) => !Number.isNaN(value))
    .every((value) => Number.isInteger(value) && value <= MOST_DAYS);
  return { values, unit: looksLikeDays ? 'days' : '', unitIsWritten: false };
}

/** The column of time points, or null: by its name, where its values can be read as two to thirty times. */
export function guessTimeColumn(columns: readonly AnnotationColumn[]): {
  column: string | null;
  guess: Guess;
} {
  for (const column of columns) {
    if (!NAME.test(column.name)) continue;
    const distinct = distinctValues(column);
    const readable = distinct.labels.filter((label) => !Number.isNaN(parseTime(label).value)).length;
    if (readable < 2 || readable > MOST_TIMES || readable < distinct.labels.length) continue;
    const { unit, unitIsWritten } = readTimes(column);
    const reason = `${readable} time points${unitIsWritten ? ` in ${unit}` : '; the unit is a guess'}`;
    return {
      column: column.name,
      guess: {
        field: 'timeColumn',
        samples: column.kind === 'number' ? distinct.labels.slice(0, 3) : sampleLabels(distinct),
        reason,
        certainty: unitIsWritten ? 'likely' : 'assumed',
      },
    };
  }
  const reason = 'No column looks like time points';
  return { column: null, guess: { field: 'timeColumn', samples: [], reason, certainty: 'likely' } };
}

function parseTime(label: string): { value: number; unit: string } {
  const match = /^(?<before>[a-z]*)[-_ ]?(?<number>-?\d+(?:\.\d+)?)[-_ ]?(?<after>[a-z]*)$/i.exec(
    label.trim(),
  );
  const { before = '', number = '', after = '' } = match?.groups ?? {};
  const isTime =
    match !== null &&
    [before, after].every((word) => word === '' || unitOf(word) !== '' || /^t(?:ime)?$/i.test(word));
  return isTime
    ? { value: Number(number), unit: unitOf(before) || unitOf(after) }
    : { value: Number.NaN, unit: '' };
}

function unitOf(word: string): string {
  return UNITS.find(({ spelled }) => spelled.test(word))?.unit ?? '';
}
