/** How a rule's limit is typed and drawn: amounts on a logarithmic axis, with a least; shares in percent, with a most. */
import { count } from '../../../../present/text/numbers';

export interface RuleScale {
  /** Grows with the value; where it stands on the axis. */
  place(value: number): number;
  print(value: number): string;
  /** What is typed for a limit, and back. */
  typed(limit: number): number;
  limit(typed: number): number;
  /** Whether a bin from `low` to `high` lies on the side that is left out. */
  isOut(low: number, high: number, limit: number): boolean;
  /** Digits behind the point that can be typed. */
  readonly decimals: number;
  readonly leastTyped: number;
  readonly mostTyped: number;
}

export const amounts: RuleScale = {
  place: Math.log1p,
  print: (value) => count(Math.round(value)),
  typed: (limit) => limit,
  limit: Math.round,
  isOut: (low, _high, limit) => low < limit,
  decimals: 0,
  leastTyped: 1,
  mostTyped: 1e9,
};

export const shares: RuleScale = {
  place: (value) => value,
  print: (value) => `${Number((100 * value).toFixed(1))}\u00A0%`,
  typed: (limit) => Number((100 * limit).toFixed(6)),
  limit: (typed) => Number((typed / 100).toFixed(8)),
  isOut: (_low, high, limit) => high > limit,
  decimals: 1,
  leastTyped: 0,
  mostTyped: 100,
};
