/** Reading the numbers of options; commander names the option, the value and what is allowed. */
import { InvalidArgumentError } from 'commander';
import { count } from '../present/text/numbers';

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
