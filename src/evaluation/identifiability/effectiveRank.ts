/** How many different things the perturbations of a screen do. */
import { symmetricEigen } from '../../numerics/linearAlgebra';

/**
 * exp(−Σ p log p) of the singular values of the shifts [perturbations × G], p their shares of the sum (Roy & Vetterli 2007): from 1,
 * all do the same, to the smaller number of rows and columns. 0 where nothing changes. Noise counts as difference, so it is an upper
 * bound.
 */
export function effectiveRank(shifts: readonly Float64Array[]): number {
  const count = shifts.length;
  const gram = new Float64Array(count * count);
  shifts.forEach((a, i) =>
    shifts.forEach((b, j) => {
      gram[i * count + j] = a.reduce((sum, value, gene) => sum + value * (b[gene] as number), 0);
    }),
  );
  if (count === 0) return 0;
  const singular = symmetricEigen(gram, count).values.map((value) => Math.sqrt(Math.max(0, value)));
  const total = singular.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return 0;
  return Math.exp(
    singular.reduce((sum, value) => (value > 0 ? sum - (value / total) * Math.log(value / total) : sum), 0),
  );
}
