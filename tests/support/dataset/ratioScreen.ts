/** A made-up screen of log ratios to control whose fold changes are known. */
import { Random } from '../../../src/numerics/random';
import { genes } from './countScreen';
import type { Fixture } from './screens';

/** Every perturbation halves its own gene and raises EGR1 by the same amount; every fourth ratio is exactly 0. */
export function ratioScreen(labels: readonly string[], cellsEach: number): Fixture {
  const random = new Random(3);
  const perturbation = labels.flatMap((label) => Array.from({ length: cellsEach }, () => label));
  const rows = perturbation.map((label) =>
    genes.map((gene, g) => {
      if (label === gene) return -1;
      if (gene === 'EGR1' && label !== 'control') return 2;
      return g % 4 === 0 ? 0 : Math.fround(0.3 * random.normal());
    }),
  );
  return { rows, genes, obs: { perturbation } };
}

export const perturbed = ['CEBPA', 'GATA1', 'KLF1', 'SPI1'];
