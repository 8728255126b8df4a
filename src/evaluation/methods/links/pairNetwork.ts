/** Networks that see one pair of a regulator and a gene at a time: training on batches with as many known edges as other pairs. */
import type { Random } from '../../../numerics/random';
import { tf } from '../tensors';
import { wantedOf, type Wanted } from './attention';
import { trainedModel } from './encoders';
import { labelled, type LinkInput, type LinkTraining } from './link';

/** Pairs are places g · R + r. */
export interface PairNetwork {
  /** All variables, however nested. */
  readonly layers: object;
  /** [pairs × 1] */
  readonly logits: (places: Int32Array) => tf.Tensor2D;
  readonly loss: (places: Int32Array, wanted: Wanted) => tf.Scalar;
}

/** Half of them known edges. */
const BATCH = 128;
/** Pairs scored at once. */
const CHUNK = 2048;

export function trainedOnPairs(input: LinkInput, start: (random: Random) => PairNetwork): LinkTraining {
  const { features, training } = input;
  return trainedModel(input, (random) => {
    const network = start(random);
    const [genes, regulators] = [features.genes, features.candidates.length];
    const places = labelled(training);
    const [edges, others] = [1, -1].map((label) => places.filter((at) => training.known[at] === label));
    const drawn = (of: Int32Array | undefined, count: number): number[] =>
      of === undefined || of.length === 0
        ? []
        : Array.from({ length: count }, () => of[Math.floor(random.uniform() * of.length)] as number);
    return {
      layers: network.layers,
      tensors: [],
      loss() {
        const batch = Int32Array.from([...drawn(edges, BATCH / 2), ...drawn(others, BATCH / 2)]);
        const known = Int8Array.from(batch, (at) => training.known[at] as number);
        return network.loss(batch, wantedOf({ known, regulators: [''] }));
      },
      scores: () => tf.tensor2d(scoredInChunks(network, genes * regulators), [genes, regulators]),
    };
  });
}

function scoredInChunks({ logits }: PairNetwork, pairs: number): Float32Array {
  const scores = new Float32Array(pairs);
  for (let first = 0; first < pairs; first += CHUNK) {
    const places = Int32Array.from({ length: Math.min(CHUNK, pairs - first) }, (_, at) => first + at);
    scores.set(
      tf.tidy(() => logits(places).dataSync()),
      first,
    );
  }
  return scores;
}
