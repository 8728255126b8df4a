/** `--seeds`: a list as it stands, or how many from the first on. */
import { badUsage, type Failure } from '../failure';
import { largestSeed } from './settings';

const mostSeeds = 1000;

/** '1,2,3', or '5': five from `first` on. Throws Failure where it is neither. */
export function seedsOf(typed: string, first: number): readonly number[] {
  const numbers = typed.split(',').map((part) => part.trim());
  if (!numbers.every((part) => /^\d{1,9}$/.test(part))) throw refused(typed);
  const seeds =
    numbers.length > 1
      ? numbers.map(Number)
      : Array.from({ length: Math.min(Number(typed), mostSeeds + 1) }, (_, i) => first + i);
  const isList = new Set(seeds).size === seeds.length && seeds.length >= 2 && seeds.length <= mostSeeds;
  if (!isList || seeds.some((seed) => seed > largestSeed)) throw refused(typed);
  return seeds;
}

function refused(typed: string): Failure {
  return badUsage(
    `--seeds ${typed} is not allowed`,
    `Allowed are different whole numbers from 0 to 999,999,999 parted by commas, or how many seeds, from 2 to ${mostSeeds}.`,
    'Write --seeds 1,2,3, or --seeds 5 for five from --seed on.',
  );
}
