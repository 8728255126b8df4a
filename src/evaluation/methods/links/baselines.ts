/** What every predictor of links is shown beside: degrees, and single features of pairs. They learn nothing from labels but degrees. */
import { Random } from '../../../numerics/random';
import { type Prior, swappedPrior } from '../../../network/prior';
import { trainedEncoder } from './encoders';
import { type LinkInput, type LinkMethod, atOnce, labelled } from './link';
import type { LinkFeatures } from './features';
import { fittedLogistic } from './logistic';

/** In-degree: score of (r, g) = number of training regulators with a known edge to g. Docs: docs/methods/links.md. */
export const degree: LinkMethod = atOnce('degree', ({ training: { known, regulators, genes } }) => {
  const R = regulators.length;
  const sums = genes.map((_, g) =>
    known.subarray(g * R, (g + 1) * R).reduce((sum, label) => sum + Number(label === 1), 0),
  );
  return { scores: Float32Array.from(known, (_, at) => sums[Math.floor(at / R)] as number), signs: null };
});

/**
 * Logistic regression on a pair (r, g): |r|, |r within conditions|, log(1 + |t|) of g's response to r and of r's to g, and whether r and g were
 * perturbed; standardised over the training pairs. The sign of an edge is that of the response, else of the correlation within conditions.
 * Docs: docs/methods/pair-logistic.md.
 */
export const pairLogistic: LinkMethod = atOnce('pair-logistic', ({ features, training }) => {
  const rows = pairFeatures(features);
  const chosen = labelled(training);
  const taken = new Float64Array(chosen.length * COLUMNS);
  chosen.forEach((at, n) => taken.set(rows.subarray(at * COLUMNS, (at + 1) * COLUMNS), n * COLUMNS));
  const { means, deviations } = moments(taken);
  const standardised = (all: Float64Array) =>
    all.map((value, at) => (value - (means[at % COLUMNS] as number)) / (deviations[at % COLUMNS] as number));
  const wanted = Array.from(chosen, (at) => Number(training.known[at] === 1));
  const coefficients = fittedLogistic(standardised(taken), COLUMNS, wanted);
  const inputs = standardised(rows);
  const scores = Float32Array.from(training.known, (_, at) => {
    let sum = coefficients[COLUMNS] as number;
    for (let c = 0; c < COLUMNS; c++)
      sum += (coefficients[c] as number) * (inputs[at * COLUMNS + c] as number);
    return sum;
  });
  return { scores, signs: measuredSigns(features) };
});

const COLUMNS = 6;

/** [G × R × 6] */
function pairFeatures({
  genes,
  candidates,
  correlation,
  within,
  effects,
  perturbed,
}: LinkFeatures): Float64Array {
  const R = candidates.length;
  const columnOf = new Map(Array.from(candidates, (gene, r) => [gene, r]));
  const rows = new Float64Array(genes * R * COLUMNS);
  for (let g = 0; g < genes; g++) {
    const reverse = columnOf.get(g);
    candidates.forEach((regulator, r) => {
      const at = g * R + r;
      const back = reverse === undefined ? 0 : (effects[regulator * R + reverse] as number);
      rows.set(
        [
          Math.abs(correlation[regulator * genes + g] as number),
          Math.abs(within[regulator * genes + g] as number),
          Math.log1p(Math.abs(effects[at] as number)),
          Math.log1p(Math.abs(back)),
          perturbed[r] as number,
          reverse === undefined ? 0 : (perturbed[reverse] as number),
        ],
        at * COLUMNS,
      );
    });
  }
  return rows;
}

function moments(rows: Float64Array) {
  const count = rows.length / COLUMNS;
  const means = new Float64Array(COLUMNS);
  const deviations = new Float64Array(COLUMNS);
  for (const [at, value] of rows.entries())
    means[at % COLUMNS] = (means[at % COLUMNS] as number) + value / count;
  for (const [at, value] of rows.entries())
    deviations[at % COLUMNS] =
      (deviations[at % COLUMNS] as number) + (value - (means[at % COLUMNS] as number)) ** 2 / count;
  return { means, deviations: deviations.map((square) => Math.sqrt(square) || 1) };
}

/** [G × R] */
function measuredSigns({ genes, candidates, within, effects }: LinkFeatures): Float32Array {
  const R = candidates.length;
  return effects.map((effect, at) =>
    Math.sign(
      effect !== 0 ? effect : (within[(candidates[at % R] as number) * genes + Math.floor(at / R)] as number),
    ),
  );
}

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
      const swapped = (prior: Prior): Prior => {
        const other = swappedPrior(prior, random);
        // Hidden pairs get no label but by a swapped edge.
        const known = other.known.map((label, at) => (prior.known[at] === 0 && label < 0 ? 0 : label));
        return { ...other, known };
      };
      const training = swapped(input.training);
      return train({ ...input, training, validation: swapped(input.validation) });
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
