/** What every predictor of links is shown beside: degrees, and single features of pairs. They learn nothing from labels but degrees. */
import { Random } from '../../../numerics/random';
import { swappedPrior } from '../../../network/prior';
import { degree } from './degree';
import { trainedEncoder } from './encoders';
import { atOnce, type LinkInput, type LinkMethod } from './link';
import { pairLogistic } from './pairLogistic';

export const baselineNames = [
  'degree',
  'degree-product',
  'correlation',
  'within-conditions',
  'effect',
  'pair-logistic',
  'towers',
  'swapped-labels',
] as const;

export type LinkBaseline = (typeof baselineNames)[number];

/** All but swapped labels, which needs the method. */
export const linkBaselines: Readonly<Record<Exclude<LinkBaseline, 'swapped-labels'>, LinkMethod>> = {
  degree,
  // A regulator without labels has no known targets: 1 + degree, so that its targets still differ.
  'degree-product': fixed('degree-product', ({ training: { known, regulators } }) => {
    const R = regulators.length;
    const [into, out] = [new Float64Array(known.length / R), new Float64Array(R)];
    for (const [at, label] of known.entries())
      if (label === 1) {
        into[Math.floor(at / R)] = (into[Math.floor(at / R)] as number) + 1;
        out[at % R] = (out[at % R] as number) + 1;
      }
    return Float32Array.from(
      known,
      (_, at) => (into[Math.floor(at / R)] as number) * (1 + (out[at % R] as number)),
    );
  }),
  correlation: fixed('correlation', ({ features }) => magnitudes(features.correlation, features)),
  'within-conditions': fixed('within-conditions', ({ features }) => magnitudes(features.within, features)),
  effect: fixed('effect', ({ features }) => features.effects.map(Math.abs)),
  'pair-logistic': pairLogistic,
  // What a graph method is without its graph: two towers on the genes' components, trained like all others.
  towers: {
    name: 'towers',
    train: (input) =>
      trainedEncoder(input, (_, inputs) => ({
        layers: {},
        width: inputs.shape[1],
        tensors: [],
        embed: () => ({ views: [inputs], penalty: null }),
      })),
  },
};

/** The same method, trained on a network that keeps nothing but degrees: what it still gets right, it has from them. */
export function onSwappedLabels({ name, train }: LinkMethod): LinkMethod {
  return {
    name,
    train: (input) => {
      const random = Random.mixed(input.seed + 1);
      const [training, validation] = [input.training, input.validation].map((prior) =>
        swappedPrior(prior, random),
      ) as [typeof input.training, typeof input.validation];
      return train({ ...input, training, validation });
    },
  };
}

function fixed(name: LinkBaseline, score: (input: LinkInput) => Float32Array): LinkMethod {
  return atOnce(name, (input) => ({ scores: score(input), signs: null }));
}

/** [G × R] of [G × G] */
function magnitudes(
  pairs: Float32Array,
  { genes, candidates }: { readonly genes: number; readonly candidates: Int32Array },
): Float32Array {
  const R = candidates.length;
  return Float32Array.from({ length: genes * R }, (_, at) =>
    Math.abs(pairs[(candidates[at % R] as number) * genes + Math.floor(at / R)] as number),
  );
}
