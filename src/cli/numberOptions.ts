/** Reading the numbers of options; commander names the option, the value and what is allowed. */
import { InvalidArgumentError } from 'commander';
import { count } from '../present/text/format';

/** For options that take a whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (typed: string) => number {
  return (typed) => {
    const value = /^\d{1,15}$/.test(typed) ? Number(typed) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed is a whole number from ${count(least)} to ${count(most)}.`);
  };
}

/** For options that take a number from `least` to `most`, with or without decimals. */
export function numberWithin(least: number, most: number): (typed: string) => number {
  return (typed) => {
    const value = /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(typed) ? Number(typed) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed is a number from ${least} to ${most}.`);
  };
}

/** For options that take a share: '0.2', or '20%' as the page has it. */
export function shareOf(typed: string): number {
  const inPercent = /^(\d+\.?\d*|\.\d+) ?%$/.exec(typed)?.[1];
  if (inPercent === undefined) return numberWithin(0, 1)(typed);
  return Number((numberWithin(0, 100)(inPercent) / 100).toFixed(8));
}

/** Options that take several numbers with commas between them. */

/** Each from `least` to `most`, in ascending order, each once, `longest` at most. */
export function numberList(least: number, most: number, longest: number): (typed: string) => number[] {
  const read = numberWithin(least, most);
  return (typed) => {
    const numbers = typed.split(',').map((part) => read(part.trim()));
    if (new Set(numbers).size < numbers.length) throw new InvalidArgumentError('A number is there twice.');
    if (numbers.length > longest) throw new InvalidArgumentError(`At most ${longest} numbers are taken.`);
    return numbers.toSorted((a, b) => a - b);
  };
}
