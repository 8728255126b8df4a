/** Parsers of numeric options. Commander adds the option and the value to their messages. */
import { InvalidArgumentError } from 'commander';
import { count } from '../present/text/format';

/** Parser of a whole number from `min` to `max`, if there is a largest one. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (typed: string) => number {
  return (typed) => {
    const value = /^\d{1,15}$/.test(typed) ? Number(typed) : Number.NaN;
    if (value >= min && value <= max) return value;
    const to = max === Number.MAX_SAFE_INTEGER ? 'on' : `to ${count(max)}`;
    throw new InvalidArgumentError(`Allowed is a whole number from ${count(min)} ${to}.`);
  };
}

/** NaN for anything else. */
function numberOf(typed: string): number {
  return /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(typed) ? Number(typed) : Number.NaN;
}

/** Parser of a number from `min` to `max`. */
export function numberWithin(min: number, max: number): (typed: string) => number {
  return (typed) => {
    const value = numberOf(typed);
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Allowed is a number from ${min} to ${max}.`);
  };
}

/** Parser of a time in the unit of the data; whether it was measured is known with the run. */
export function timeOf(typed: string): number {
  const value = numberOf(typed);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Allowed is a number without a unit: it is in the unit of the data.');
}

/** Parser of a share: '0.2', or '20%' as on the page. */
export function shareOf(typed: string): number {
  const inPercent = /^(\d+\.?\d*|\.\d+) ?%$/.exec(typed)?.[1];
  const share = inPercent === undefined ? numberOf(typed) : Number((Number(inPercent) / 100).toFixed(8));
  if (share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('Allowed is a share from 0 to 1, or a percentage such as 20%.');
}

/** Parser of a comma-separated list of at most `maxLength` distinct numbers from `min` to `max`; sorts them. */
export function numberList(min: number, max: number, maxLength: number): (typed: string) => number[] {
  const read = numberWithin(min, max);
  return (typed) => {
    const numbers = typed.split(',').map((part) => read(part.trim()));
    if (new Set(numbers).size < numbers.length) throw new InvalidArgumentError('A number occurs twice.');
    if (numbers.length > maxLength)
      throw new InvalidArgumentError(`At most ${maxLength} numbers are allowed.`);
    return numbers.toSorted((a, b) => a - b);
  };
}
