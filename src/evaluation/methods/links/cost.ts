import type { AboutMethod } from '../method';
import { stepsOf } from './settings';

/** Of the four models of a method that embeds genes by attention; `work`: beside GENELink's. */
export function graphCost(work: number): AboutMethod['cost'] {
  return ({ genes, perturbedCells, controls }, settings) => {
    const cells = perturbedCells + controls;
    return {
      seconds:
        0.5 +
        2e-9 * cells * genes ** 2 +
        4 * stepsOf(settings) * work * (3e-3 + 2e-5 * genes + 1e-6 * genes ** 2),
      bytes: 1e8 + 24 * cells * genes + work * 400 * genes ** 2,
    };
  };
}
