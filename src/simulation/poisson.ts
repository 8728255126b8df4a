/** Poisson draws from the seeded generator. */
import type { Random } from '../numerics/random';

const piece = 16;

/** By inversion; a mean above 16 as the sum of independent draws of smaller means, which is exact. */
export function poisson(mean: number, random: Random): number {
  let count = 0;
  for (let left = mean; left > 0; left -= piece) {
    const part = Math.min(left, piece);
    let chance = Math.exp(-part);
    let remaining = random.uniform() - chance;
    // Beyond 200 the chances are below the resolution of the draw.
    for (let n = 1; remaining >= 0 && n <= 200; n++) {
      count++;
      chance *= part / n;
      remaining -= chance;
    }
  }
  return count;
}
