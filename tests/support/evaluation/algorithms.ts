/** Runs the algorithm of a method as the gallery does, for tests of one method. */
import type { Dataset } from '../../../src/dataset/dataset';
import type { Algorithm, FoundByMethod, MethodInput } from '../../../src/evaluation/methods/method';
import { inOriginalOrder, screenOf } from '../../../src/evaluation/methods/screen';
import { shuffled } from './shuffledOrder';

type Given = Partial<Pick<MethodInput, 'settings' | 'seed' | 'run' | 'cells'>>;

export async function foundBy(
  algorithm: Algorithm,
  dataset: Dataset,
  given: Given = {},
): Promise<FoundByMethod> {
  const run = algorithm({ screen: screenOf(dataset), settings: {}, seed: 1, ...given });
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
  }
}

/** [R × G] scores in the order of the data set. */
export async function scoresBy(
  algorithm: Algorithm,
  dataset: Dataset,
  given: Given = {},
): Promise<Float32Array> {
  const { original, order } = screenOf(dataset);
  return inOriginalOrder((await foundBy(algorithm, dataset, given)).scores, original, order);
}

/** The scores of the same experiment with genes, cells and conditions in another order, brought back into this one; all genes are candidates. */
export async function scoresOfShuffled(
  algorithm: Algorithm,
  dataset: Dataset,
  given: Given = {},
): Promise<Float32Array> {
  const other = shuffled(dataset, 3);
  const scores = await scoresBy(algorithm, other.dataset, given);
  const genes = dataset.genes.length;
  const back = new Float32Array(scores.length);
  other.geneAt.forEach((source, i) => {
    other.geneAt.forEach((target, j) => {
      back[source * genes + target] = scores[i * genes + j] ?? NaN;
    });
  });
  return back;
}
