/**
 * Other methods of network inference, behind one interface: the same cells, the same held-out perturbations and the same scored pairs as
 * the model. All are seeded and give the same bits for any order of genes and cells.
 */
import type { Network } from '../../network/network';
import type { BaselineName, MethodName } from './methodNames';
import { type Screen, inOriginalOrder } from './screen';
import { koZScores, wassersteinScores, welchScores } from './effects';
import { cellRidgeScores, lassoScores, linearOnMeansScores, pearsonScores } from './regressions';
import { genie3Scores, grnBoost2Scores } from './treeEnsembles';
import type { Algorithm } from './method';

/** Yields the share done; stop iterating to cancel. Pairs are those of the dataset behind the screen. */
export function* networkBy(method: MethodName, screen: Screen, seed: number): Generator<number, Network> {
  const scores = yield* scoresOf(method, screen, seed);
  const { original, order } = screen;
  return {
    genes: original.genes,
    regulators: original.candidates,
    weights: inOriginalOrder(scores, original, order),
    stability: null,
  };
}

/** [R × G] in canonical order. Yields the share done. */
export function* scoresOf(method: MethodName, screen: Screen, seed: number): Generator<number, Float32Array> {
  const found = scoresBy[method](screen, seed);
  return found instanceof Float32Array ? found : yield* found;
}

/** [R × G] at once, or with the share done on the way. */
type Scores = Float32Array | Generator<number, Float32Array>;

const scoresBy: Readonly<Record<MethodName, (screen: Screen, seed: number) => Scores>> = {
  density: densityLine,
  pearson: pearsonScores,
  'ko-z': koZScores,
  welch: welchScores,
  wasserstein: wassersteinScores,
  'linear-on-means': linearOnMeansScores,
  'cell-ridge': cellRidgeScores,
  'cell-lasso': lassoScores,
  genie3: genie3Scores,
  grnboost2: grnBoost2Scores,
};

/** [R × G] 1 off the diagonal: with all pairs tied, average precision is the density of true edges. */
function densityLine({ dataset: { genes, candidates } }: Screen): Float32Array {
  const scores = new Float32Array(candidates.length * genes.length).fill(1);
  candidates.forEach((gene, r) => {
    scores[r * genes.length + gene] = 0;
  });
  return scores;
}

export function baseline(name: BaselineName): Algorithm {
  return function* run({ screen, seed }) {
    return { scores: yield* scoresOf(name, screen, seed), predict: null };
  };
}
