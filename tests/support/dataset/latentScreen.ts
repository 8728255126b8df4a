/** A made-up screen with a knockout of SOX17, which is not measured and activates GFI1. */
import { Random } from '../../../src/numerics/random';
import { genes } from './countScreen';
import type { Fixture } from './screens';

export function latentScreen(): Fixture {
  const random = new Random(11);
  const perturbation = Array.from(
    { length: 180 },
    (_, cell) => ['control', 'GATA1', 'SOX17'][cell % 3] ?? '',
  );
  const rows = perturbation.map((label) =>
    genes.map((gene) => {
      const level = gene === 'GFI1' && label === 'SOX17' ? 1 : label === gene ? 0 : 2;
      return Math.fround(Math.max(0, level + 0.5 * random.normal()));
    }),
  );
  return { rows, genes, obs: { perturbation } };
}
