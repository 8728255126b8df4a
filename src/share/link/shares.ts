/**
 * Shares in [0, 1] that are printed as whole percents, as small whole numbers. Most are counts out of a few fits and travel
 * exactly; others by the half percent, at the middle of theirs, so that they print alike and stay on their side of one half.
 */
import { damagedUnless } from './byteReader';

const mostFits = 100;
const halfPercents = 200;

/** The fewest fits n ≤ 100 that every share is a multiple of 1/n of; 0 where there is none. */
export function fitsBehind(shares: Float32Array): number {
  for (let fits = 1; fits <= mostFits; fits++)
    if (shares.every((share) => Math.fround(Math.round(share * fits) / fits) === share)) return fits;
  return 0;
}

export function shareCode(share: number, fits: number): number {
  if (fits > 0) return Math.round(share * fits);
  return Math.min(halfPercents, Math.max(0, Math.floor(share * halfPercents)));
}

export function shareOf(code: number, fits: number): number {
  damagedUnless(code <= (fits || halfPercents));
  if (fits > 0) return code / fits;
  return code === halfPercents ? 1 : code === 0 ? 0 : (code + 0.5) / halfPercents;
}

export { mostFits };
