/** Time and memory of predictors of links: all train four models, one for each fold. */
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

/** Seconds of a step and of scoring a pair once, and bytes of a pair. */
interface PairWork {
  readonly perStep: number;
  readonly perPair: number;
  readonly bytesPerPair: number;
}

/** Of the four models of a method that sees one pair at a time; all pairs are scored at every tenth step. */
export function pairCost({ perStep, perPair, bytesPerPair }: PairWork): AboutMethod['cost'] {
  return ({ genes, regulators, perturbedCells, controls }, settings) => {
    const [cells, pairs] = [perturbedCells + controls, genes * regulators];
    return {
      seconds:
        0.5 + 2e-9 * cells * (genes ** 2 + pairs) + 4 * stepsOf(settings) * (perStep + 0.1 * perPair * pairs),
      bytes: 2e8 + 24 * cells * genes + bytesPerPair * pairs,
    };
  };
}
