import type { AboutMethod } from '../method';

export const epsilon = {
  name: 'epsilon',
  meaning: 'Smallest distance that counts as an effect, in standard deviations of the controls.',
  value: 0.3,
  least: 0,
  most: 5,
  whole: false,
} as const;

export const bonus = {
  name: 'bonus',
  meaning:
    'Added to the score for every pair in the order whose distance is an effect, as a share of the number of genes.',
  value: 0.5,
  least: 0,
  most: 10,
  whole: false,
} as const;

export const starts = {
  name: 'starts',
  meaning: 'Starts of the search: the first is greedy, the others are random orders; the best order counts.',
  value: 10,
  least: 1,
  most: 1000,
  whole: true,
} as const;

export const about: AboutMethod = {
  name: 'intersort',
  title: 'Intersort',
  family: 'order',
  summary:
    'Orders the genes so that perturbed ones stand before those they shift. Scores are Wasserstein distances of pairs in that order, with the sign of the mean shift: total effects, without feedback.',
  citation: {
    text: 'Chevalley, Schwab & Mehrjou, Deriving causal order from single-variable interventions: guarantees & algorithm, ICLR 2025',
    url: 'https://arxiv.org/abs/2405.18314',
  },
  needs: ['perturbations'],
  signed: true,
  predicts: false,
  settings: [epsilon, bonus, starts],
  cost: ({ genes, regulators, perturbedCells, controls }, settings) => ({
    seconds:
      0.02 +
      1e-6 * (perturbedCells + controls) * genes +
      5e-8 * (settings[starts.name] ?? starts.value) * genes ** 2,
    bytes: 32 * genes * (genes + regulators),
  }),
};
