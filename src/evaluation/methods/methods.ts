/**
 * Other methods of network inference, behind one interface: the same cells, the same held-out perturbations and the same scored pairs as
 * the model. All are seeded and give the same bits for any order of genes and cells.
 */
import type { Network } from '../../network/network';
import { inOriginalOrder, type Screen } from './screen';
import { koZScores, welchScores, wassersteinScores } from './effects';
import { lassoScores, cellRidgeScores, linearOnMeansScores, pearsonScores } from './regressions';
import { genie3Scores, grnBoost2Scores } from './treeEnsembles';

/** Deterministic methods. */
export const closedForms = [
  'density',
  'pearson',
  'ko-z',
  'welch',
  'wasserstein',
  'linear-on-means',
  'cell-ridge',
  'cell-lasso',
] as const;

export const methodNames = [...closedForms, 'genie3', 'grnboost2'] as const;

export type MethodName = (typeof methodNames)[number];

const unsigned: readonly MethodName[] = ['density', 'wasserstein', 'genie3', 'grnboost2'];

/** Whether a score has the sign of the edge; otherwise scores are magnitudes. */
export function isSigned(method: MethodName): boolean {
  return !unsigned.includes(method);
}

/** Yields the share done; stop iterating to cancel. Pairs are those of the dataset behind the screen. */
export function* networkBy(method: MethodName, screen: Screen, seed: number): Generator<number, Network> {
  const scores = yield* scoresBy(method, screen, seed);
  const { original, order } = screen;
  return {
    genes: original.genes,
    regulators: original.candidates,
    weights: inOriginalOrder(scores, original, order),
    stability: null,
  };
}

function* scoresBy(method: MethodName, screen: Screen, seed: number): Generator<number, Float32Array> {
  switch (method) {
    case 'density':
      return densityLine(screen);
    case 'pearson':
      return pearsonScores(screen);
    case 'ko-z':
      return koZScores(screen);
    case 'welch':
      return welchScores(screen);
    case 'wasserstein':
      return wassersteinScores(screen);
    case 'linear-on-means':
      return linearOnMeansScores(screen);
    case 'cell-ridge':
      return cellRidgeScores(screen);
    case 'cell-lasso':
      return yield* lassoScores(screen);
    case 'genie3':
      return yield* genie3Scores(screen, seed);
    case 'grnboost2':
      return yield* grnBoost2Scores(screen, seed);
    default:
      return method satisfies never;
  }
}

/** [R × G] 1 off the diagonal: with all pairs tied, average precision is the density of true edges. */
function densityLine({ dataset: { genes, candidates } }: Screen): Float32Array {
  const scores = new Float32Array(candidates.length * genes.length).fill(1);
  candidates.forEach((gene, r) => {
    scores[r * genes.length + gene] = 0;
  });
  return scores;
}
