import type { Random } from '../../../src/numerics/random';

/** A Poisson count, by Knuth's method: as many uniform numbers as have a product above e^(−mean). For means up to some hundreds. */
export function poisson(mean: number, random: Random): number {
  let count = 0;
  for (let product = random.uniform(); product > Math.exp(-mean); product *= random.uniform()) count++;
  return count;
}
